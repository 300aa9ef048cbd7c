import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { SerialLink } from "#host/link/serial-link.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { Recorder } from "#host/record/recorder.ts";

const program = "dist/pinhole.js";
const folder = mkdtempSync(join(tmpdir(), "pinhole-serial-"));
const children: ChildProcess[] = [];

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function start(...words: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return child;
}

/** @returns a virtual board and its device's path, as it prints it */
async function startBoard(...words: string[]): Promise<{ child: ChildProcess; path: string }> {
  const child = start("board", ...words);
  const path = await new Promise<string>((resolve, reject) => {
    child.stdout!.once("data", (text: Buffer) => resolve(text.toString().split("\n")[0]!));
    child.once("exit", (code) => reject(new Error(`the board ended with ${code}`)));
  });
  return { child, path };
}

/** Things that happen one after the other, each awaited by its name. */
class Diary {
  private readonly entries: string[] = [];
  private readonly waiting: { entry: string; resolve: () => void }[] = [];

  add(entry: string): void {
    this.entries.push(entry);
    for (const one of this.waiting.filter((candidate) => candidate.entry === entry)) one.resolve();
  }

  /** @returns a promise of the next such entry */
  next(entry: string): Promise<void> {
    return new Promise((resolve) => this.waiting.push({ entry, resolve }));
  }
}

describe("the bundle on a virtual board, read over a real serial device", () => {
  it("is decoded without loss, is noticed unplugged when killed, and restored when back", async () => {
    const link = join(folder, "tty");
    const decoder = new TelemetryDecoder();
    const diary = new Diary();
    const wanted = 200;
    let housekeeping = 0;
    const first = await startBoard("eclipse-quiet", "--speed", "100", "--link", link);
    expect(existsSync(link)).toBe(true);
    const ending = new AbortController();
    const serial = new SerialLink({
      path: link,
      reconnect: true,
      signal: ending.signal,
      onBytes: (bytes) => {
        decoder.append(bytes);
        for (let output = decoder.next(); output; output = decoder.next()) if (output.kind === "housekeeping" && ++housekeeping % wanted === 0) diary.add("many");
      },
      onLost: () => {
        decoder.finish();
        diary.add("lost");
      },
      onRestored: () => diary.add("restored"),
    });
    const running = serial.run();
    await diary.next("many");
    const lost = diary.next("lost");
    first.child.kill("SIGKILL");
    await lost;
    const restored = diary.next("restored");
    const more = diary.next("many");
    await startBoard("eclipse-quiet", "--speed", "100", "--link", link);
    await Promise.all([restored, more]);
    ending.abort();
    await running;
    expect(decoder.counters).toMatchObject({ crc: 0, encoding: 0, duplicate: 0, unknown: 0, restarts: 1 });
  });

  it("is recorded byte for byte, and the recording decodes to the same frames", async () => {
    const { path } = await startBoard("eclipse-quiet", "--speed", "200");
    const recorder = new Recorder({ folder: join(folder, "recording"), port: path });
    const ending = new AbortController();
    const received: Buffer[] = [];
    const serial = new SerialLink({
      path,
      reconnect: false,
      signal: ending.signal,
      onBytes: (bytes) => {
        received.push(Buffer.from(bytes));
        recorder.take(bytes);
        if (recorder.decoder.counters.frames >= 300) ending.abort();
      },
    });
    await serial.run();
    recorder.close();
    const raw = readFileSync(join(folder, "recording", "raw.bin"));
    expect(raw.equals(Buffer.concat(received))).toBe(true);
    const chunks = readFileSync(join(folder, "recording", "raw.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as { offset: number; length: number });
    expect(chunks.reduce((end, chunk) => (chunk.offset === end ? end + chunk.length : NaN), 0)).toBe(raw.length);
    const meta = JSON.parse(readFileSync(join(folder, "recording", "meta.json"), "utf8")) as { board: string; buildHash: string; counters: { frames: number } };
    expect(meta.board).toBe("espruino-pico");
    const again = new TelemetryDecoder();
    again.append(raw);
    while (again.next());
    expect(again.counters.frames).toBe(meta.counters.frames);
  });

  it("ends the run with an error when the line is lost and reconnection was not wanted", async () => {
    const { child, path } = await startBoard("eclipse-quiet", "--speed", "100");
    const serial = new SerialLink({ path, reconnect: false, signal: new AbortController().signal, onBytes: () => child.kill("SIGKILL") });
    await expect(serial.run()).rejects.toThrow("the line was lost");
  });

  it("is monitored by the host program, which ends cleanly on Ctrl-C", async () => {
    const { path } = await startBoard("eclipse-quiet", "--speed", "500");
    const monitor = start("monitor", path, "--json");
    let text = "";
    await new Promise<void>((resolve) => {
      monitor.stdout!.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('"type":"estimate"')) resolve();
      });
    });
    const ended = new Promise<number | null>((resolve) => monitor.once("exit", resolve));
    monitor.kill("SIGINT");
    expect(await ended).toBe(0);
    const lines = text.trim().split("\n").map((line) => JSON.parse(line) as { type: string });
    expect(lines.at(-1)!.type).toBe("link");
  });
});
