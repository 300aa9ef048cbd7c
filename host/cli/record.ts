import type { Command } from "commander";
import { LineDoubts } from "#host/link/line-doubts.ts";
import { countersText } from "#host/link/link-counters.ts";
import { lineText } from "#host/link/json-lines.ts";
import { SerialLink } from "#host/link/serial-link.ts";
import { readLoopOption } from "#host/loop/read-loop.ts";
import { Recorder, checkRecordingFolder } from "#host/record/recorder.ts";
import { peopleLine } from "#host/report/people-lines.ts";
import { printable } from "#host/report/printable.ts";
import { interruption } from "./interrupt.ts";
import { loopOption } from "./loop-option.ts";

interface RecordOptions { output: string; json?: boolean; reconnect: boolean; loop?: string }

/** record PORT -o DIR */
export function register(program: Command): void {
  program
    .command("record")
    .description("Keeps every byte of a board with its arrival time, and decoded data, until Ctrl-C.")
    .argument("<port>", "serial device of the board")
    .requiredOption("-o, --output <dir>", "a new or empty folder: raw.bin, raw.jsonl, meta.json, dictionary.json, decoded.jsonl")
    .option("--json", "alarms and events as JSON Lines on standard output")
    .option("--no-reconnect", "end with exit code 1 when the line is lost")
    .addOption(loopOption())
    .action(recordPort);
}

async function recordPort(path: string, options: RecordOptions): Promise<void> {
  const configuration = readLoopOption(options.loop);
  checkRecordingFolder(options.output);
  let recorder: Recorder | undefined;
  // Made with the first byte, so that a port that cannot be opened leaves nothing behind.
  const recording = (): Recorder => (recorder ??= new Recorder({
    folder: options.output,
    port: path,
    configuration,
    onLine: (line) => {
      if (line.type === "estimate" || line.type === "board") return;
      const text = options.json ? lineText(line) : peopleLine(line, configuration?.loop?.coolant.densityKgPerM3);
      if (text !== undefined) process.stdout.write(`${text}\n`);
    },
  }));
  const doubts = new LineDoubts((text) => console.error(`${printable(path)}: ${text}`));
  const link = new SerialLink({
    path,
    reconnect: options.reconnect,
    signal: interruption(),
    onOpen: () => {
      console.error(`recording ${printable(path)} into ${printable(options.output)}; Ctrl-C ends it`);
      doubts.opened();
    },
    onBytes: (bytes) => {
      recording().take(bytes);
      doubts.take(bytes, recording().decoder.counters);
    },
    onLost: () => recording().linkEvent("link-lost"),
    onRestored: () => recording().linkEvent("link-restored"),
  });
  try {
    await link.run();
  } finally {
    try {
      recorder?.close();
    } finally {
      if (recorder) console.error(`${printable(options.output)}: ${countersText(recorder.decoder.counters)}`);
    }
  }
}
