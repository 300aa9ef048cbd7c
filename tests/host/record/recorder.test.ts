import type * as FileSystem from "node:fs";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { Monitor } from "#firmware/monitor.ts";
import { Event, Service, Severity, StateByte } from "#firmware/telemetry/dictionary.ts";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { readLoopOption } from "#host/loop/read-loop.ts";
import { Recorder } from "#host/record/recorder.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { InputError } from "#sims/input-error.ts";
import { configurationText } from "#sims/loop/loop-file.ts";

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof FileSystem>();
  const writeSync = (...given: Parameters<typeof fs.writeSync>): number => {
    if (disk.isFull) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    return fs.writeSync(...given);
  };
  return { ...fs, writeSync };
});

const folder = mkdtempSync(join(tmpdir(), "pinhole-record-"));
afterAll(() => rmSync(folder, { recursive: true }));

function frames(count: number): Buffer[] {
  const texts: string[] = [];
  const telemetry = new Telemetry(new SimulatedHal({ clock: new VirtualClock(), write: (text) => texts.push(text) }));
  for (let index = 0; index < count; index++) telemetry.send(Service.Event, Severity.Low, [Event.Gap, 0, 0, 0], [index]);
  return texts.map((text) => Buffer.from(text));
}

function linesOf(name: string, file: string): Record<string, unknown>[] {
  return readFileSync(join(folder, name, file), "utf8").trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the recorder", () => {
  it("keeps a frame that the line's loss cut off, on both sides of the gap, and tells of the gap", () => {
    let nowMs = 1_700_000_000_000;
    const recorder = new Recorder({ folder: join(folder, "cut"), port: "/dev/ttyX", wallMs: () => nowMs++ });
    const [first, second, third] = frames(3);
    recorder.take(Buffer.concat([first!, second!.subarray(0, 10)]));
    recorder.linkEvent("link-lost");
    recorder.linkEvent("link-restored");
    recorder.take(Buffer.concat([second!.subarray(20), third!]));
    recorder.close();
    expect(readFileSync(join(folder, "cut", "raw.bin")).equals(Buffer.concat([first!, second!.subarray(0, 10), second!.subarray(20), third!]))).toBe(true);
    expect(linesOf("cut", "decoded.jsonl").map((line) => line["event"] ?? line["reason"] ?? line["type"])).toEqual(
      ["gap", "truncated", "link-lost", "link-restored", "stray", "gap", "link"]);
    expect(linesOf("cut", "raw.jsonl").map((line) => [line["offset"], line["length"]])).toEqual(
      [[0, first!.length + 10], [first!.length + 10, second!.length - 20 + third!.length]]);
    expect(JSON.parse(readFileSync(join(folder, "cut", "meta.json"), "utf8"))).toMatchObject({ port: "/dev/ttyX", counters: { frames: 2, gap: 1, truncated: 1 } });
  });

  it("keeps the configuration that was given for the board, unless the board says that it runs another", () => {
    const configuration = readLoopOption("loops/rack.loop.json")!;
    const texts: string[] = [];
    const other = readLoopOption("loops/bench.loop.json")!;
    for (const [name, onBoard] of [["same", configuration], ["other", other]] as const) {
      const storage = new SimulatedStorage(1e6);
      storage.write("pinhole.json", configurationText(onBoard));
      texts.length = 0;
      const monitor = new Monitor(new SimulatedHal({ clock: new VirtualClock(), storage, write: (text) => texts.push(text) }), onBoard);
      monitor.step(1);
      // What the board tells of itself changes, and is told anew.
      monitor.telemetry.state[StateByte.Boots] = 1;
      monitor.telemetry.sendHousekeeping();
      const events: string[] = [];
      const recorder = new Recorder({ folder: join(folder, name), port: "p", configuration, onLine: (line) => void (line.type === "event" && events.push(line.event)) });
      recorder.take(Buffer.from(texts.join("")));
      recorder.close();
      const meta = JSON.parse(readFileSync(join(folder, name, "meta.json"), "utf8")) as { configuration: unknown; };
      expect(meta.configuration).toEqual(name === "same" ? configuration : null);
      expect(events.filter((event) => event === "other-configuration")).toHaveLength(name === "same" ? 0 : 1);
      expect(linesOf(name, "decoded.jsonl").filter(({ type }) => type === "board").length).toBeGreaterThan(1);
    }
  });

  it("says that the disk is full, and leaves what was kept as it is", () => {
    const recorder = new Recorder({ folder: join(folder, "disk"), port: "p" });
    const [first, second] = frames(2);
    recorder.take(first!);
    disk.isFull = true;
    expect(() => recorder.take(second!)).toThrow(new UnavailableError(`cannot write to ${join(folder, "disk")}: the disk is full (ENOSPC)`));
    expect(() => recorder.close()).not.toThrow();
    disk.isFull = false;
    expect(readFileSync(join(folder, "disk", "raw.bin")).equals(first!)).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, "disk", "meta.json"), "utf8"))).toMatchObject({ endedMs: null });
  });

  it("refuses a folder that has something in it, and a file, and touches neither", () => {
    mkdirSync(join(folder, "full"));
    writeFileSync(join(folder, "full", "precious"), "data");
    expect(() => new Recorder({ folder: join(folder, "full"), port: "p" })).toThrow(InputError);
    expect(() => new Recorder({ folder: join(folder, "full", "precious"), port: "p" })).toThrow(InputError);
    expect(readdirSync(join(folder, "full"))).toEqual(["precious"]);
  });
});
