import { describe, expect, it } from "vitest";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { JsonLines } from "#host/link/json-lines.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { scenarioBoard } from "#host/virtual-board/scenario-board.ts";
import { VirtualBoard } from "#host/virtual-board/virtual-board.ts";

/** A board that runs a script and what it has sent, printed and been told. */
function boardWith(bundle: string, options: { baud?: number } = {}): { board: VirtualBoard; clock: VirtualClock; sent: { text: string; atMs: number }[]; printed: string[] } {
  const clock = new VirtualClock();
  const sent: { text: string; atMs: number }[] = [];
  const printed: string[] = [];
  const board = new VirtualBoard({
    bundle, clock, i2c: {}, oneWire: {}, storage: new SimulatedStorage(), baud: options.baud ?? 0,
    onSerial: (text) => sent.push({ text, atMs: clock.nowMs() }), onConsole: (text) => printed.push(text),
  });
  return { board, clock, sent, printed };
}

function textOf(sent: readonly { text: string }[]): string {
  return sent.map((piece) => piece.text).join("");
}

describe("the virtual board", () => {
  it("brings text onto the line no faster than 115,200 baud in board time", () => {
    const { board, clock, sent } = boardWith(`USB.write("x".repeat(1152)); USB.write("y".repeat(1152));`, { baud: 115200 });
    board.start();
    clock.advanceTo(1000);
    expect(sent.map((piece) => [piece.text[0], Math.round(piece.atMs)])).toEqual([["x", 100], ["y", 200]]);
  });

  it("counts what its line cannot take any more", () => {
    const { board, clock } = boardWith(`for (let i = 0; i < 100; i++) USB.write("x".repeat(1152));`, { baud: 115200 });
    board.start();
    clock.advanceTo(60_000);
    expect(board.dropped).toBeGreaterThan(50 * 1152);
  });

  it("restarts the bundle with its storage kept when the watchdog is not kicked", () => {
    const { board, clock, sent } = boardWith(`
      const storage = require("Storage"), starts = Number(storage.read("starts") || 0) + 1;
      storage.write("starts", String(starts)); USB.write("start " + starts + "\\n");
      E.enableWatchdog(5, false); const kick = setInterval(E.kickWatchdog, 1000); setTimeout(() => clearInterval(kick), 20500);`);
    board.start();
    clock.advanceTo(24_900);
    expect(textOf(sent)).toBe("start 1\n");
    clock.advanceTo(30_000);
    expect(textOf(sent)).toBe("start 1\nstart 2\n");
    expect(board.watchdogResets).toBe(1);
  });

  it("runs nothing of before after a reset", () => {
    const { board, clock, sent } = boardWith(`setInterval(() => { USB.write("tick"); E.reboot(); setTimeout(() => USB.write("late"), 1); }, 1000);`);
    board.start();
    clock.advanceTo(4000);
    expect(textOf(sent)).toBe("tick".repeat(3));
    board.stop();
    clock.advanceTo(10_000);
    expect(textOf(sent)).toBe("tick".repeat(3));
  });

  it("goes on after an exception in a timer, printing it to the console's port", () => {
    const { board, clock, sent, printed } = boardWith(`setInterval(() => { throw new Error("oops"); }, 1000);`);
    board.start();
    clock.advanceTo(2000);
    expect(printed.length).toBe(2);
    expect(textOf(sent)).toBe("Uncaught Error: oops\r\n".repeat(2));
  });

  it("hands exceptions to whoever listens for uncaught ones", () => {
    const { board, clock, printed, sent } = boardWith(`process.on("uncaughtException", (error) => USB.write(error.message)); setTimeout(() => { throw new Error("oops"); }, 1);`);
    board.start();
    clock.advanceTo(10);
    expect([textOf(sent), printed]).toEqual(["oops", []]);
  });

  it("keeps the console's text off the line once it is moved", () => {
    const { board, clock, sent, printed } = boardWith(`print("before"); LoopbackA.setConsole(true); print("after"); USB.write("data");`);
    board.start();
    clock.advanceTo(10);
    expect(textOf(sent)).toBe("before\r\ndata");
    expect(printed).toEqual(["before\n", "after\n"]);
  });

  it("has nothing of the language that the interpreter lacks, and no Node", () => {
    const names = ["Map", "Set", "Symbol", "BigInt", "Proxy", "queueMicrotask", "performance", "TextEncoder", "Buffer", "structuredClone", "Math.hypot", "Math.log10", "Number.isFinite", "Array.from", "Object.freeze", "process.exit"];
    const { board, sent } = boardWith(`USB.write([${names.map((name) => `typeof ${name}`).join()}].join());`);
    board.start();
    expect(textOf(sent).split(",")).toEqual(names.map(() => "undefined"));
  });

  it("computes the published check value of CRC-32 and wraps its convolution around", () => {
    const { board, sent } = boardWith(`USB.write(E.CRC32("123456789").toString(16) + " " + E.convolve(new Float32Array([1, 10, 100]), new Float32Array([1, 2, 3, 4]), 2));`);
    board.start();
    expect(textOf(sent)).toBe("cbf43926 143");
  });

  it("throws on I2C and finds nothing on 1-Wire where no part is", () => {
    const { board, sent } = boardWith(`
      I2C1.setup({ scl: "B8", sda: "B9" }); try { I2C1.writeTo(118, 30); USB.write("answered"); } catch (e) { USB.write("nack"); }
      const bus = new OneWire("B3"); USB.write(" " + bus.reset() + " " + bus.search().length);`);
    board.start();
    expect(textOf(sent)).toBe("nack false 0");
  });

  it("hands bytes from the host to whoever listens on its port, once the console is off it", () => {
    const { board, sent } = boardWith(`LoopbackA.setConsole(true); USB.on("data", (text) => USB.write("<" + text + ">"));`);
    board.start();
    board.receive("~AAAA\n");
    expect(textOf(sent)).toBe("<~AAAA\n>");
  });

  it("ends up in a watchdog reset when memory runs out and all timers are gone", () => {
    const { board, clock } = boardWith(`E.enableWatchdog(10, false); setInterval(E.kickWatchdog, 1000);`);
    board.start();
    clock.advanceTo(5000);
    board.runOutOfMemory();
    clock.advanceTo(20_000);
    expect([board.watchdogResets, board.starts]).toEqual([1, 2]);
  });
});

describe("the finished bundle on the virtual board", () => {
  const bundle = readBundle();

  function run(scenario: string, act: (made: ReturnType<typeof scenarioBoard>) => void): Record<string, unknown>[] {
    const decoder = new TelemetryDecoder();
    const json = new JsonLines({ everyS: 1 });
    const lines: Record<string, unknown>[] = [];
    const made = scenarioBoard({
      bundle, scenario, seed: 1,
      onSerial: (text) => {
        decoder.append(Buffer.from(text, "latin1"));
        for (let output = decoder.next(); output; output = decoder.next()) if (output.kind !== "discarded") lines.push(...json.linesFor(output) as object[] as Record<string, unknown>[]);
      },
    });
    act(made);
    const { crc, stray, unknown } = decoder.counters;
    expect({ crc, stray, unknown }).toEqual({ crc: 0, stray: 0, unknown: 0 });
    return lines;
  }

  it("reads the loop's pressure within a kilopascal and its temperature within a fifth of a kelvin", () => {
    let pressurePa = NaN;
    let temperatureK = NaN;
    const last = run("eclipse-quiet", ({ board, clock, world }) => {
      board.start();
      clock.advanceTo(600_500);
      ({ pressurePa, temperatureK } = world.loop);
    }).findLast((line) => line["type"] === "estimate")!;
    expect(Math.abs((last["pressurePa"] as number) - pressurePa)).toBeLessThan(1000);
    expect(Math.abs((last["temperatureK"] as number) - temperatureK)).toBeLessThan(0.2);
  });

  it("stays unconfigured without a configuration, and sends housekeeping", () => {
    const lines = run("eclipse-quiet", ({ board, clock }) => {
      board.storage.erase("pinhole.json");
      board.start();
      clock.advanceTo(10_000);
    });
    expect(lines.filter((line) => line["type"] === "estimate").map((line) => line["mode"])).toEqual(new Array(9).fill("unconfigured"));
  });

  it("never begins commissioning anew after a reset", () => {
    const lines = run("eclipse-quiet", ({ board, clock }) => {
      board.start();
      clock.advanceTo(100_000);
      board.reset();
      clock.advanceTo(200_000);
    });
    const events = lines.filter((line) => line["type"] === "event");
    expect(events.filter((line) => line["event"] === "boot").length).toBe(2);
    expect(events.filter((line) => line["event"] === "commissioning" && line["verdict"] === "begun").length).toBe(1);
  });
});
