import { describe, expect, it } from "vitest";
import { SimulatedI2c, SimulatedOneWire } from "#hal/simulated/bus.ts";
import type { I2cPart } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";

/** A part that keeps what was written to it. */
class Echo implements I2cPart {
  written: number[] = [];

  write(data: ArrayLike<number>): boolean {
    this.written = Array.from(data);
    return true;
  }

  read(length: number): Uint8Array {
    return Uint8Array.from(this.written.slice(0, length));
  }
}

describe("an emulated I2C bus", () => {
  it("hands bytes, arrays and typed arrays to the part at the address", () => {
    const bus = new SimulatedI2c(new VirtualClock());
    const echo = new Echo();
    bus.attach(0x20, echo);
    for (const data of [0x1ff, [1, 2], new Uint8Array([3, 4, 5])]) {
      bus.writeTo(0x20, data);
      expect(bus.readFrom(0x20, echo.written.length)).toEqual(typeof data === "number" ? new Uint8Array([data & 255]) : Uint8Array.from(data));
    }
    expect(() => bus.attach(0x20, echo)).toThrow("two parts");
  });

  it("sends nothing for an empty write, so that an absent part is not noticed by it", () => {
    const bus = new SimulatedI2c(new VirtualClock());
    bus.writeTo(0x20, []);
    expect(bus.transfers).toBe(0);
  });

  it.each([
    ["throws", true, 0],
    ["stalls", true, 250],
    ["reads-ff", false, 0],
  ] as const)("of flavour %s answers for nobody as its controller does", (flavour, isThrown, stalledMs) => {
    const clock = new VirtualClock();
    const bus = new SimulatedI2c(clock, flavour);
    if (isThrown) {
      expect(() => bus.readFrom(0x20, 3)).toThrow("I2C Read Error");
    } else {
      bus.writeTo(0x20, 1);
      expect(bus.readFrom(0x20, 3)).toEqual(new Uint8Array([255, 255, 255]));
    }
    expect(clock.nowMs()).toBe(stalledMs);
    bus.stuckLow = true;
    expect(() => bus.writeTo(0x20, 1)).toThrow("Arbitration");
  });

  it("refuses every nth transfer where told to", () => {
    const bus = new SimulatedI2c(new VirtualClock());
    bus.attach(0x20, new Echo());
    bus.refuseEvery = 3;
    const outcomes = Array.from({ length: 6 }, () => {
      try {
        bus.writeTo(0x20, 1);
        return "ok";
      } catch {
        return "refused";
      }
    });
    expect(outcomes).toEqual(["ok", "ok", "refused", "ok", "ok", "refused"]);
  });
});

describe("the time that emulated buses keep the interpreter from everything else", () => {
  it("is, on I2C at 100 kbit/s, nine bits a byte with the address, start and stop", () => {
    const bus = new SimulatedI2c(new VirtualClock());
    bus.attach(0x20, new Echo());
    bus.writeTo(0x20, [1, 2]);
    expect(bus.time.blockedMs).toBeCloseTo(0.29, 9);
    bus.readFrom(0x20, 1);
    expect(bus.time.blockedMs).toBeCloseTo(0.49, 9);
    expect(bus.time.longestMs).toBeCloseTo(0.29, 9);
    bus.time.clear();
    expect(bus.time).toMatchObject({ blockedMs: 0, longestMs: 0 });
  });

  it("is a quarter of a second where an STM32 waits for a part that has gone", () => {
    const bus = new SimulatedI2c(new VirtualClock(), "stalls");
    expect(() => bus.readFrom(0x20, 1)).toThrow();
    expect(bus.time.longestMs).toBe(250);
  });

  it("is, on 1-Wire, 72 slots and a reset to select a part, 72 slots to read nine bytes", () => {
    const bus = new SimulatedOneWire(new VirtualClock());
    // All slots of the ROM code zeros, which take longest: 70 µs; 4 of 55's 8 are ones, 65 µs.
    bus.select("0000000000000000");
    expect(bus.time.blockedMs).toBeCloseTo(1 + 68 * 0.07 + 4 * 0.065, 9);
    bus.time.clear();
    bus.select("ffffffffffffffff");
    expect(bus.time.blockedMs).toBeCloseTo(1 + 4 * 0.07 + 68 * 0.065, 9);
    bus.time.clear();
    bus.read(9);
    expect(bus.time.blockedMs).toBeCloseTo(72 * 0.066, 9);
    bus.time.clear();
    bus.write([0xff, 0]);
    bus.skip();
    bus.reset();
    expect(bus.time.blockedMs).toBeCloseTo(8 * 0.065 + 8 * 0.07 + 4 * (0.065 + 0.07) + 1, 9);
  });
});

describe("an emulated I2C bus whose data line is held low after the address", () => {
  it("reads zeros, whatever the part says", () => {
    const bus = new SimulatedI2c(new VirtualClock());
    bus.attach(0x20, new Echo());
    bus.writeTo(0x20, [1, 2]);
    bus.readsZeros = true;
    expect(bus.readFrom(0x20, 2)).toEqual(new Uint8Array(2));
  });
});

describe("an emulated 1-Wire line", () => {
  it("shorted low seems answered, reads zeros and finds nothing", () => {
    const bus = new SimulatedOneWire(new VirtualClock());
    bus.shortedLow = true;
    expect(bus.reset()).toBe(true);
    expect(bus.read(9)).toEqual(new Uint8Array(9));
    expect(bus.search()).toEqual([]);
  });

  it("with nothing on it answers no reset, reads ones and finds nothing", () => {
    const bus = new SimulatedOneWire(new VirtualClock());
    expect(bus.reset()).toBe(false);
    bus.skip();
    expect(bus.read(2)).toEqual(new Uint8Array([255, 255]));
    expect(bus.search()).toEqual([]);
  });

  it("refuses a ROM code that is not 16 characters, as the interpreter does", () => {
    expect(() => new SimulatedOneWire(new VirtualClock()).select("28")).toThrow(TypeError);
  });
});
