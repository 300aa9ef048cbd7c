import type { Command } from "commander";
import { replay } from "#host/replay/replay.ts";
import { parseInjection, type InjectedTruth } from "#host/replay/injection.ts";
import { RunLog } from "#host/replay/run-log.ts";
import { clockTime, exactly, holeDiameter } from "#host/report/people-units.ts";
import { printable } from "#host/report/printable.ts";
import { numberFrom } from "./arguments.ts";
import { readLoopOption } from "./loop-option.ts";
import { addRecordingOptions, columnOptions, type RecordingOptions } from "./recording-options.ts";
import { RunPrinter } from "./run-printer.ts";

interface Options extends RecordingOptions {
  inject: string[];
  every: number;
  json?: true;
}

/** replay FILE.csv */
export function register(program: Command): void {
  const command = program
    .command("replay")
    .description("Runs the monitor over a recording in CSV, one step a row.")
    .argument("<file.csv>", "with a header; what `simulate --csv` writes needs no --map")
    .option("--loop <file>", "loop file; without one there are alarms, but no rates, holes or times left");
  addRecordingOptions(command)
    .option("--inject <hole=0.5mm@3600>", "lays a simulated hole (um mm), open from that time of the run (s min h), into the recorded pressure; repeatable, needs --loop",
      (text: string, before: string[]) => [...before, text], [])
    .option("--every <s>", "board time between estimate lines; 0 leaves them out", numberFrom(0, "seconds"), 60)
    .option("--json", "JSON Lines in SI units; with --inject the truth last but one")
    .action(replayFile);
}

async function replayFile(path: string, options: Options): Promise<void> {
  const loop = readLoopOption(options.loop);
  const holes = options.inject.map(parseInjection);
  let log: RunLog | undefined;
  let printer: RunPrinter | undefined;
  const { samples, durationS, truth } = await replay(path, {
    ...columnOptions(options), loop, holes, commissioningS: options.commission, falseAlarmsPerYear: options.falseAlarmsPerYear,
    note: (text) => void process.stderr.write(`note: ${printable(text)}\n`),
  }, (configuration) => {
    const forPeople = new RunPrinter(configuration, options.json ?? false);
    printer = forPeople;
    log = new RunLog(configuration, options.every, (line) => forPeople.line(line));
  }, (text) => log!.receive(text));
  if (truth && !options.json) process.stdout.write(`${injectedText(truth)}\n`);
  printer!.end(log!.summary(samples, durationS), truth);
}

/** @returns what was laid in, in a line */
function injectedText({ holes, lostKg, minimumPressureAtS }: InjectedTruth): string {
  const laid = holes.map(({ diameterM, onsetS }) => `a hole of ${holeDiameter(exactly(diameterM))} at ${clockTime(onsetS)}`).join(" and ");
  const minimum = minimumPressureAtS === null ? "" : `, minimum pressure at ${clockTime(minimumPressureAtS)}`;
  return `laid in: ${laid}; ${Number(lostKg.toPrecision(3))} kg lost by the end${minimum}`;
}
