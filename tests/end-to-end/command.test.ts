import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { SerialLink } from "#host/link/serial-link.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { Pty } from "#host/virtual-board/pty.ts";

const program = "dist/pinhole.js";
const folder = mkdtempSync(join(tmpdir(), "pinhole-command-"));
const boards: ChildProcess[] = [];

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const board of boards.splice(0)) board.kill("SIGKILL");
});

/** @returns a virtual board and its device's path */
async function startBoard(speed: string): Promise<{ board: ChildProcess; path: string }> {
  const board = spawn(process.execPath, [program, "board", "eclipse-quiet", "--speed", speed], { stdio: ["ignore", "pipe", "ignore"] });
  boards.push(board);
  const path = await new Promise<string>((resolve, reject) => {
    board.stdout!.once("data", (text: Buffer) => resolve(text.toString().split("\n")[0]!));
    board.once("exit", (code) => reject(new Error(`the board ended with ${code}`)));
  });
  return { board, path };
}

interface Ran { code: number; out: string; error: string }

/** Waits longer than by default: the machine may be busy with other tests. */
function command(...words: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, "command", ...words, ...(words.includes("--timeout") ? [] : ["--timeout", "60"])], (error, out, text) => resolve({ code: error ? Number(error.code) : 0, out, error: text }));
  });
}

interface Line { type: string; report?: string; reason?: string | null; parameter?: string; value?: number }

const linesOf = (out: string): Line[] => out.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Line);

describe("pinhole command, the bundle on a virtual board at the other end of a serial device", () => {
  it("at 20 × real time arms and fires, and ends with 0 when that was carried out", async () => {
    const { path } = await startBoard("20");
    const { code, out, error } = await command(path, "start-commissioning", "--json");
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(linesOf(out).filter(({ report }) => report === "completed").length).toBe(2);
  }, 120_000);

  it("at 3000 × real time, when answers come a minute late, sets a parameter and reads it back", async () => {
    const { path } = await startBoard("3000");
    const set = await command(path, "set-parameter", "parameter=falseAlarmsPerYear", "value=2", "--json");
    expect(set.error).toBe("");
    expect(set.code).toBe(0);
    const lines = linesOf(set.out);
    expect(lines.at(-1)).toMatchObject({ type: "verification", report: "completed", reason: null });
    expect(lines.find(({ type }) => type === "parameter")).toMatchObject({ parameter: "falseAlarmsPerYear", value: 2 });
    const get = await command(path, "get-parameter", "parameter=falseAlarmsPerYear");
    expect(get).toMatchObject({ code: 0, error: "" });
    expect(get.out).toMatch(/falseAlarmsPerYear is 2\n/);
    const alive = await command(path, "are-you-alive", "--json");
    expect(alive.code).toBe(0);
    expect(linesOf(alive.out).map(({ type }) => type)).toContain("alive");
  }, 120_000);

  it("gets through while another program has the port open, which sees the reports too", async () => {
    const { path } = await startBoard("20");
    const decoder = new TelemetryDecoder();
    const kinds: string[] = [];
    const ending = new AbortController();
    let watched = Promise.resolve();
    const opened = new Promise<void>((resolve) => {
      const watching = new SerialLink({
        path, reconnect: false, signal: ending.signal, onOpen: resolve,
        onBytes: (bytes) => {
          decoder.append(bytes);
          for (let output = decoder.next(); output; output = decoder.next()) kinds.push(output.kind);
        },
      });
      watched = watching.run();
    });
    await opened;
    const { code, out, error } = await command(path, "are-you-alive", "--json");
    ending.abort();
    await watched;
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(linesOf(out).map(({ type }) => type)).toContain("alive");
    expect(kinds.filter((kind) => kind === "alive").length).toBe(1);
    expect(decoder.counters).toMatchObject({ gap: 0, crc: 0, encoding: 0 });
  }, 120_000);

  it("ends with 1 and the board's reason where it was not carried out", async () => {
    const { path } = await startBoard("20");
    const { code, out, error } = await command(path, "hold", "durationS=60");
    expect(code).toBe(1);
    expect(out).toMatch(/failed: wrong-mode\n$/);
    expect(error).toMatch(/^pinhole: hold was not carried out: wrong-mode\. [^\n]+\n$/);
  }, 120_000);

  it("ends with 2 and a sentence for what it would not send, whatever the port", async () => {
    for (const words of [["set-parameter", "parameter=falseAlarmsPerYear", "value=-1"], ["reset", "stage=arm", "stage=fire"]]) {
      const { code, out, error } = await command(join(folder, "none"), ...words);
      expect(code, words.join(" ")).toBe(2);
      expect(out).toBe("");
      expect(error).toMatch(/^pinhole: [^\n]+\n$/);
    }
  }, 120_000);

  it("ends with 1 and names the time-out where nobody answers, and where there is no such port", async () => {
    const pty = new Pty(() => {});
    const silent = await command(pty.path, "are-you-alive", "--timeout", "0.5");
    pty.close();
    expect(silent).toMatchObject({ code: 1, out: "" });
    expect(silent.error).toMatch(/: no answer to are-you-alive within 0\.5 s \(--timeout\): nothing comes\n$/);
    const none = await command(join(folder, "none"), "are-you-alive");
    expect(none.code).toBe(1);
    expect(none.error).toMatch(/there is no such port/);
  }, 120_000);

  it("ends with 1 where the line is lost while it waits", async () => {
    let pty: Pty | undefined;
    // Unplugged as soon as the telecommand has come.
    const unplugged = new Promise<void>((resolve) => {
      pty = new Pty(() => {
        pty!.close();
        resolve();
      });
    });
    const { code, error } = await command(pty!.path, "are-you-alive");
    await unplugged;
    expect(code).toBe(1);
    expect(error).toMatch(/the line was lost\n$/);
  }, 120_000);
});
