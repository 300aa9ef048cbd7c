import type { Command } from "commander";
import { InputError } from "#sims/input-error.ts";
import { replay } from "#host/replay/replay.ts";
import { RunLog } from "#host/replay/run-log.ts";
import { numberFrom } from "./arguments.ts";
import { readLoopOption } from "./loop-option.ts";
import { RunPrinter } from "./run-printer.ts";

interface Options {
  loop?: string;
  map: string[];
  time?: string;
  delimiter: string;
  commission?: number;
  falseAlarmsPerYear?: number;
  every: number;
  json?: true;
}

/** replay FILE.csv */
export function register(program: Command): void {
  program
    .command("replay")
    .description("Runs the monitor over a recording in CSV, one step a row.")
    .argument("<file.csv>", "with a header; what `simulate --csv` writes needs no --map")
    .option("--loop <file>", "loop file; without one there are alarms, but no rates, holes or times left")
    .option("--map <channel=Column[:unit]>", "which column is what, repeatable: pressure temperature flow level, pressure.P2 for one of several; " +
      "Pa kPa bar mbar psi, with a g for gauge (barg), K degC degF, L/min m3/s kg/s, m percent", (text: string, before: string[]) => [...before, text], [])
    .option("--time <Column>", "seconds, ISO 8601 or YYYY-MM-DD hh:mm:ss (UTC)")
    .option("--delimiter <C>", "between columns", ",")
    .option("--commission <s>", "commission on the first so many seconds, and only those", numberFrom(1, "seconds"))
    .option("--false-alarms-per-year <N>", "leak and gas-loss alarms together", numberFrom(1e-6))
    .option("--every <s>", "board time between estimate lines; 0 leaves them out", numberFrom(0, "seconds"), 60)
    .option("--json", "JSON Lines in SI units")
    .action(replayFile);
}

async function replayFile(path: string, options: Options): Promise<void> {
  const loop = readLoopOption(options.loop);
  let log: RunLog | undefined;
  let printer: RunPrinter | undefined;
  const { samples, durationS } = await replay(path, {
    map: options.map, time: options.time, delimiter: delimiterOf(options.delimiter), loop,
    commissioningS: options.commission, falseAlarmsPerYear: options.falseAlarmsPerYear,
  }, (configuration) => {
    const forPeople = new RunPrinter(configuration, options.json ?? false);
    printer = forPeople;
    log = new RunLog(configuration, options.every, (line) => forPeople.line(line));
  }, (text) => log!.receive(text));
  printer!.end(log!.summary(samples, durationS));
}

function delimiterOf(text: string): string {
  const delimiter = text === "\\t" || text === "tab" ? "\t" : text;
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) throw new InputError(`--delimiter ${text}: right would be one character, as in ';' or '\\t'`);
  return delimiter;
}
