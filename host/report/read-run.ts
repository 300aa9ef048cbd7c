import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import { InputError } from "#sims/input-error.ts";
import { JsonLines } from "#host/link/json-lines.ts";
import { linkCounterTexts } from "#host/link/link-counters.ts";
import type { PacketLayout } from "#host/link/packet-layout.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import type { RecordingMeta } from "#host/record/recorder.ts";
import { recordedLayout } from "#host/record/recording-dictionary.ts";
import { linkEventsOf, type LinkEvent } from "#host/report/link-events.ts";
import { RecordedRun, type Truth } from "#host/report/recorded-run.ts";
import { RunTime } from "#host/report/run-time.ts";

/** What is taken from the recording's meta.json. */
type Meta = Partial<Pick<RecordingMeta, "configuration" | "boardDictionaryVersion" | "buildHash">> & { truth?: string };

/** The truth's file in a recording's folder, where meta.json names none. */
const truthFile = "truth.jsonl";

/**
 * Reads a recording's folder: raw.bin by the dictionary of its time, meta.json, what decoded.jsonl says of the link and,
 * where a simulator told it, the truth.
 * @throws InputError where it is no recording
 */
export async function readRun(directory: string): Promise<RecordedRun> {
  const raw = join(directory, "raw.bin");
  if (!(await isFile(raw))) throw new InputError(`${directory}: no raw.bin in it; give a folder that pinhole record has written`);
  const run = new RecordedRun();
  const meta = await readMeta(join(directory, "meta.json"));
  run.configuration = meta.configuration ?? undefined;
  run.buildHash = meta.buildHash ?? undefined;
  run.dictionaryVersion = meta.boardDictionaryVersion ?? undefined;
  const decoded = join(directory, "decoded.jsonl");
  await readTelemetry(raw, run, await recordedLayout(directory), await isFile(decoded) ? await linkEventsOf(decoded) : []);
  const named = meta.truth ?? truthFile;
  const truth = isAbsolute(named) ? named : join(directory, named);
  if (await isFile(truth)) await readTruth(truth, run);
  return run;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function readMeta(path: string): Promise<Meta> {
  if (!(await isFile(path))) return {};
  try {
    return JSON.parse(await readFile(path, "utf8")) as Meta;
  } catch {
    throw new InputError(`${path}: is not JSON; take it away to read the recording without its configuration`);
  }
}

/** @param linkEvents that are told among the board's own */
async function readTelemetry(path: string, run: RecordedRun, layout: PacketLayout, linkEvents: LinkEvent[]): Promise<void> {
  const decoder = new TelemetryDecoder(layout);
  const lines = new JsonLines({ everyS: 0, layout, configuration: run.configuration });
  const time = new RunTime();
  const leakBit = 1 << layout.alarms.indexOf("leak");
  for await (const chunk of createReadStream(path)) {
    decoder.append(chunk as Uint8Array);
    for (let output = decoder.next(); output !== undefined; output = decoder.next()) {
      if (output.kind === "discarded" || Number.isNaN(output.timeS)) continue;
      const { timeS, isRestart } = time.of(output.timeS, output.kind === "housekeeping" ? output.state.boots : NaN);
      const packet = timeS === output.timeS ? output : { ...output, timeS };
      while (linkEvents[0] && (linkEvents[0].startedAtS < time.startedAtS || linkEvents[0].line.timeS < timeS)) run.events.push(linkEvents.shift()!.line);
      if (isRestart) {
        run.restarts++;
        // Where the board's own event of it was lost, it is told all the same.
        if (packet.kind !== "event" || packet.event !== "boot") run.events.push({ type: "event", timeS, event: "restart", severity: "medium", boardTimeS: output.timeS });
      }
      if (packet.kind === "housekeeping") {
        run.add(packet);
        if (packet.state.alarms & leakBit) run.leakStoodAtS ??= timeS;
      }
      for (const line of lines.linesFor(packet)) {
        if (line.type === "alarm") run.alarms.push(line);
        if (line.type === "event") run.events.push(line);
        if (line.type === "board") {
          run.buildHash ??= line.buildHash;
          run.dictionaryVersion ??= line.dictionaryVersion;
        }
      }
    }
  }
  run.events.push(...linkEvents.map(({ line }) => line));
  decoder.finish();
  run.counters = Object.entries(decoder.counters).map(([name, count]) =>
    ({ name, count, meaning: linkCounterTexts[name as keyof typeof linkCounterTexts] }));
}

async function readTruth(path: string, run: RecordedRun): Promise<void> {
  let lineNumber = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lineNumber++;
    if (text.trim() === "") continue;
    let line: { type?: string } & Partial<Truth> & { timeS?: number; massKg?: number };
    try {
      line = JSON.parse(text) as typeof line;
    } catch {
      throw new InputError(`${path}, line ${lineNumber}: is not JSON; right would be what pinhole board --truth writes`);
    }
    if (line.type === "truth") {
      run.truth = { holes: line.holes ?? [], minimumPressureAtS: line.minimumPressureAtS ?? null, emptyAtS: line.emptyAtS ?? null, faults: line.faults ?? [] };
    } else if (typeof line.timeS === "number" && typeof line.massKg === "number") run.addTruth(line.timeS, line.massKg);
  }
}
