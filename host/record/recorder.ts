import { closeSync, mkdirSync, openSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "#firmware/configuration.ts";
import { dictionaryVersion } from "#firmware/telemetry/dictionary.ts";
import { JsonLines, lineText, otherConfiguration, type JsonLine } from "#host/link/json-lines.ts";
import type { LinkCounters } from "#host/link/link-counters.ts";
import { TelemetryDecoder, type TelemetryOutput } from "#host/link/telemetry-decoder.ts";
import { writeAll } from "#host/report/output-file.ts";
import { writeFailure } from "#host/write-failure.ts";
import { InputError } from "#sims/input-error.ts";
import { keepDictionary } from "./recording-dictionary.ts";

export interface RecorderOptions {
  folder: string;
  /** Where the bytes come from, as `meta.json` says it. */
  port: string;
  configuration?: Configuration | undefined;
  /** Unix time, ms. */
  wallMs?: () => number;
  /** Gets what the bytes mean, as it is written. */
  onLine?: (line: JsonLine) => void;
  onOutput?: (output: TelemetryOutput) => void;
}

/** What a recording says of itself. */
export interface RecordingMeta {
  format: 1;
  port: string;
  startedMs: number;
  endedMs: number | null;
  dictionaryVersion: number;
  boardDictionaryVersion: number | null;
  board: string | null;
  buildHash: string | null;
  configurationCrc: string | null;
  /** Null where none was given, or one that is not the board's. */
  configuration: Configuration | null;
  counters: LinkCounters;
}

/**
 * Keeps every byte with its arrival time: `raw.bin`, `raw.jsonl` (a line a chunk: offset, length, unixMs), `meta.json`,
 * `dictionary.json` for later programs that speak another one, and, derived from them, `decoded.jsonl` with every sample. Everything is written as it comes, so that a recording cut
 * off is whole up to there.
 */
export class Recorder {
  readonly decoder = new TelemetryDecoder();
  readonly lines: JsonLines;
  private readonly folder: string;
  private readonly raw: number;
  private readonly index: number;
  private readonly decoded: number;
  private readonly meta: RecordingMeta;
  private readonly wallMs: () => number;
  private offset = 0;
  private isClosed = false;
  private isBroken = false;

  /** @throws InputError where the folder has something in it or cannot be made; UnavailableError where it takes nothing */
  constructor(private readonly options: RecorderOptions) {
    const { folder, configuration } = options;
    this.folder = folder;
    this.wallMs = options.wallMs ?? Date.now;
    makeFolder(folder);
    this.lines = new JsonLines({ everyS: 1e-3, configuration });
    this.meta = {
      format: 1, port: options.port, startedMs: this.wallMs(), endedMs: null, dictionaryVersion, boardDictionaryVersion: null, board: null,
      buildHash: null, configurationCrc: null, configuration: configuration ?? null, counters: this.decoder.counters,
    };
    this.raw = openSync(join(folder, "raw.bin"), "w");
    this.index = openSync(join(folder, "raw.jsonl"), "w");
    this.decoded = openSync(join(folder, "decoded.jsonl"), "w");
    this.keeping(() => {
      keepDictionary(folder);
      this.writeMeta();
    });
  }

  /** Takes received bytes. @throws UnavailableError where they cannot be kept; closing it is all that is left then */
  take(bytes: Uint8Array): void {
    if (this.isClosed || bytes.length === 0) return;
    this.keeping(() => {
      writeAll(this.raw, bytes, this.folder);
      writeAll(this.index, Buffer.from(`${JSON.stringify({ offset: this.offset, length: bytes.length, unixMs: this.wallMs() })}\n`), this.folder);
      this.offset += bytes.length;
      this.decoder.append(bytes);
      let text = "";
      for (let output = this.decoder.next(); output !== undefined; output = this.decoder.next()) text += this.textOf(output);
      if (text !== "") writeAll(this.decoded, Buffer.from(text), this.folder);
    });
  }

  /** The line was lost or is back: an event in the recording. @throws UnavailableError as `take` does */
  linkEvent(event: "link-lost" | "link-restored"): void {
    let text = "";
    if (event === "link-lost") {
      const rest = this.decoder.finish();
      if (rest) text += this.textOf(rest);
    }
    const line = this.lines.linkEvent(event, { unixMs: this.wallMs() });
    this.options.onLine?.(line);
    this.keeping(() => writeAll(this.decoded, Buffer.from(`${text}${lineText(line)}\n`), this.folder));
  }

  /** Ends the recording; one that could not be kept stays as it is. @throws UnavailableError where its end cannot be kept */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    try {
      if (!this.isBroken) this.keeping(() => this.writeEnd());
    } finally {
      for (const file of [this.raw, this.index, this.decoded]) closeSync(file);
    }
  }

  private writeEnd(): void {
    const rest = this.decoder.finish();
    const last = this.lines.linkLine(this.decoder.counters);
    writeAll(this.decoded, Buffer.from(`${rest ? this.textOf(rest) : ""}${lineText(last)}\n`), this.folder);
    this.meta.endedMs = this.wallMs();
    this.writeMeta();
  }

  /** A disk that is full takes nothing more: what was kept stays whole up to there. */
  private keeping(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.isBroken = true;
      throw (error as NodeJS.ErrnoException).code === undefined ? error : writeFailure(this.folder, error as NodeJS.ErrnoException);
    }
  }

  private textOf(output: TelemetryOutput): string {
    this.options.onOutput?.(output);
    if (output.kind === "discarded") return `${lineText({ type: "discarded", reason: output.reason, offset: output.offset, length: output.bytes.length })}\n`;
    if (output.kind === "unknown") return `${lineText({ type: "unknown", timeS: output.timeS, reason: output.reason })}\n`;
    let text = "";
    for (const line of this.lines.linesFor(output)) {
      if (line.type === "board") this.meetBoard(line);
      if (line.type === "event" && line.event === otherConfiguration) this.forgetConfiguration();
      this.options.onLine?.(line);
      text += `${lineText(line)}\n`;
    }
    return text;
  }

  private meetBoard(line: { board: string; buildHash: string; configurationCrc: string; dictionaryVersion: number }): void {
    Object.assign(this.meta, { board: line.board, buildHash: line.buildHash, configurationCrc: line.configurationCrc, boardDictionaryVersion: line.dictionaryVersion });
    this.writeMeta();
  }

  /** Another loop's would be believed by whatever reads the recording. */
  private forgetConfiguration(): void {
    this.meta.configuration = null;
    this.writeMeta();
  }

  /** Replaced as a whole, so that a reader never sees half of it. */
  private writeMeta(): void {
    const path = join(this.folder, "meta.json");
    writeFileSync(`${path}.new`, `${JSON.stringify(this.meta, null, 2)}\n`);
    renameSync(`${path}.new`, path);
  }
}

/** @throws InputError where a recording cannot be put there; makes nothing */
export function checkRecordingFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw new InputError(`-o ${folder}: this is a file; give a new or an empty folder`);
  if (found && readdirSync(folder).length > 0) throw new InputError(`-o ${folder}: the folder has something in it; give a new or an empty one`);
}

function makeFolder(folder: string): void {
  checkRecordingFolder(folder);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`-o ${folder}: ${(error as Error).message}; give a folder that can be made`);
  }
}
