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
