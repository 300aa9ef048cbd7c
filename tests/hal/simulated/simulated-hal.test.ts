import { Buffer } from "node:buffer";
import { crc32 as crc32OfZlib } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";

describe("the simulated board", () => {
  it("has CRC-32: CBF43926 for 123456789, and zlib's for any bytes", () => {
    const hal = new SimulatedHal({ clock: new VirtualClock() });
    expect(hal.crc32("123456789")).toBe(0xcbf43926);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(hal.crc32(bytes)).toBe(crc32OfZlib(bytes));
        expect(hal.crc32(Buffer.from(bytes).toString("latin1"))).toBe(crc32OfZlib(bytes));
      }),
    );
  });

  it("has standard base64 both ways, for any bytes and any length", () => {
    const hal = new SimulatedHal({ clock: new VirtualClock() });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const text = hal.base64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64"));
        expect(hal.unbase64(text)).toBe(Buffer.from(bytes).toString("latin1"));
      }),
    );
    expect(hal.unbase64("!")).toBe("");
  });

  it("has the interpreter's convolution: [1, 2, 3] over [1, 10, 100] from 1 on is 213", () => {
    const hal = new SimulatedHal({ clock: new VirtualClock() });
    const a = new Float32Array([1, 2, 3]);
    const b = new Float32Array([1, 10, 100]);
    expect(hal.dot(a, b, 1)).toBe(213);
    expect(hal.dot(a, b, 4)).toBe(213);
  });

  it("notices a watchdog that was kicked too late, or no more", () => {
    const clock = new VirtualClock();
    const hal = new SimulatedHal({ clock });
    clock.advanceTo(100000);
    expect(hal.watchdogExpired).toBe(false);
    hal.watchdog(10);
    clock.advanceTo(109000);
    hal.kick();
    clock.advanceTo(119000);
    expect(hal.watchdogExpired).toBe(false);
    clock.advanceTo(119001);
    expect(hal.watchdogExpired).toBe(true);
    hal.kick();
    expect(hal.watchdogExpired).toBe(true);
  });

  it("carries text both ways", () => {
    const sent: string[] = [];
    const received: string[] = [];
    const hal = new SimulatedHal({ clock: new VirtualClock(), write: (text) => sent.push(text) });
    hal.line.onData((text) => received.push(text));
    hal.line.write("up");
    hal.send("down");
    expect([sent, received]).toEqual([["up"], ["down"]]);
  });

  it("keeps files, refuses what does not fit, and tears a write when told to", () => {
    const storage = new SimulatedStorage(20);
    expect(storage.write("a", "0123456789")).toBe(true);
    expect(storage.write("b", "0123456789")).toBe(false);
    expect(storage.write("a", "0123456789ABCDEF")).toBe(true);
    expect(storage.read("b")).toBeUndefined();
    storage.tearNextAt = 3;
    expect(storage.write("a", "xyz123")).toBe(false);
    expect(storage.read("a")).toBe("xyz");
    storage.erase("a");
    expect(storage.list()).toEqual([]);
  });
});
