import { open } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { InputError } from "#sims/input-error.ts";
import type { Discarded } from "#host/link/frame-decoder.ts";
import { JsonLines, lineText } from "#host/link/json-lines.ts";
import { countersText, hasLosses } from "#host/link/link-counters.ts";
import { ownLayout } from "#host/link/packet-layout.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { recordedLayout } from "#host/record/recording-dictionary.ts";
import { printable } from "#host/report/printable.ts";
import { writeLine } from "./standard-output.ts";
import { numberFrom } from "./arguments.ts";

const chunkBytes = 65536;
/** Of a recording; its dictionary lies beside it. */
const recordedFile = "raw.bin";

/** decode FILE */
export function register(program: Command): void {
  program
    .command("decode")
    .description("Frames in a file → JSON Lines; a recording's raw.bin by the dictionary of its time. What could not be decoded is counted and named, never fatal.")
    .argument("<file>", "raw bytes as received, such as raw.bin of a recording")
    .option("--every <s>", "board time between estimate lines, s; 0 leaves them out", numberFrom(0, "seconds"), 60)
    .option("--json", "accepted for symmetry: the output is JSON Lines always")
    .action(decodeFile);
}

async function decodeFile(path: string, options: { every: number }): Promise<void> {
  const file = await openToRead(path);
  // A recording's file is decoded by the dictionary of its time.
  const layout = basename(path) === recordedFile ? await recordedLayout(dirname(path)) : ownLayout;
  if (layout !== ownLayout) console.error(`${printable(path)}: decoded by the recording's dictionary, version ${layout.version}; this program's is ${ownLayout.version}`);
  const decoder = new TelemetryDecoder(layout);
  const lines = new JsonLines({ everyS: options.every, layout });
  const drain = async (): Promise<void> => {
    for (let output = decoder.next(); output !== undefined; output = decoder.next()) {
      if (output.kind === "discarded") await writeLine(lineText(discardedLine(output)));
      else for (const line of lines.linesFor(output)) await writeLine(lineText(line));
      if (output.kind === "unknown") await writeLine(lineText({ type: "unknown", timeS: output.timeS, reason: output.reason }));
    }
  };
  const chunk = new Uint8Array(chunkBytes);
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes);
      if (bytesRead === 0) break;
      decoder.append(chunk.subarray(0, bytesRead));
      await drain();
    }
  } finally {
    await file.close();
  }
  const rest = decoder.finish();
  if (rest) await writeLine(lineText(discardedLine(rest)));
  await writeLine(lineText(lines.linkLine(decoder.counters)));
  if (hasLosses(decoder.counters) || decoder.counters.frames === 0) console.error(`${printable(path)}: ${countersText(decoder.counters)}`);
}

/** @returns the line for bytes that are no frame; their text where they are one */
export function discardedLine({ reason, offset, bytes }: Discarded): Record<string, unknown> {
  const line = { type: "discarded", reason, offset, length: bytes.length };
  const text = Buffer.from(bytes.subarray(0, 120)).toString("latin1");
  return /^[\t\r\n -}]+$/.test(text) && reason === "stray" ? { ...line, text } : line;
}

async function openToRead(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  try {
    const file = await open(path, "r");
    if ((await file.stat()).isDirectory()) {
      await file.close();
      throw new InputError(`${path}: is a folder; give a file of raw bytes, such as raw.bin in it`);
    }
    return file;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new InputError(`${path}: no such file`);
    if (code === "EACCES") throw new InputError(`${path}: may not be read; give yourself permission to read it`);
    throw error;
  }
}
