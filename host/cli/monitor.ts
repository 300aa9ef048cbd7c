import type { Command } from "commander";
import { JsonLines, lineText, type JsonLine } from "#host/link/json-lines.ts";
import { LineDoubts } from "#host/link/line-doubts.ts";
import { countersText } from "#host/link/link-counters.ts";
import { SerialLink } from "#host/link/serial-link.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { readLoopOption } from "#host/loop/read-loop.ts";
import { peopleLine } from "#host/report/people-lines.ts";
import { printable } from "#host/report/printable.ts";
import { numberFrom } from "./arguments.ts";
import { interruption } from "./interrupt.ts";
import { loopOption } from "./loop-option.ts";

interface MonitorOptions { json?: boolean; reconnect: boolean; every: number; loop?: string }

/** monitor PORT */
export function register(program: Command): void {
  program
    .command("monitor")
    .description("Live view of a board: readings, statistic against threshold, alarms with their diagnosis, the link.")
    .argument("<port>", "serial device of the board")
    .option("--json", "JSON Lines on standard output")
    .option("--no-reconnect", "end with exit code 1 when the line is lost")
    .option("--every <s>", "board time between estimate lines, s; 0 leaves them out", numberFrom(0, "seconds"), 60)
    .addOption(loopOption())
    .action(monitorPort);
}

async function monitorPort(path: string, options: MonitorOptions): Promise<void> {
  const configuration = readLoopOption(options.loop);
  const decoder = new TelemetryDecoder();
  const lines = new JsonLines({ everyS: options.every, configuration });
  const densityKgPerM3 = configuration?.loop?.coolant.densityKgPerM3;
  const say = (line: JsonLine): void => {
    const text = options.json ? lineText(line) : plainLine(line, densityKgPerM3);
    if (text !== undefined) process.stdout.write(`${text}\n`);
  };
  const doubts = new LineDoubts((text) => console.error(`${printable(path)}: ${text}`));
  const signal = interruption();
  const link = new SerialLink({
    path,
    reconnect: options.reconnect,
    signal,
    onOpen: () => doubts.opened(),
    onBytes: (bytes) => {
      decoder.append(bytes);
      for (let output = decoder.next(); output !== undefined; output = decoder.next()) {
        if (output.kind !== "discarded") for (const line of lines.linesFor(output)) say(line);
      }
      doubts.take(bytes, decoder.counters);
    },
    onLost: () => {
      decoder.finish();
      say(lines.linkEvent("link-lost"));
    },
    onRestored: () => say(lines.linkEvent("link-restored")),
  });
  try {
    await link.run();
  } finally {
    if (decoder.counters.bytes > 0) {
      if (options.json) say(lines.linkLine(decoder.counters));
      else console.log(`link: ${countersText(decoder.counters)}`);
    }
  }
}

function plainLine(line: JsonLine, densityKgPerM3: number | undefined): string | undefined {
  if (line.type === "board") {
    return `board ${line.board}, build ${line.buildHash}, configuration ${line.configurationCrc}, dictionary ${line.dictionaryVersion}, mode ${line.mode}`;
  }
  return peopleLine(line, densityKgPerM3);
}
