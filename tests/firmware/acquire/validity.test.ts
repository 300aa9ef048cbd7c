import { describe, expect, it } from "vitest";
import { Validity } from "#firmware/acquire/validity.ts";
import type { SensorConfiguration } from "#firmware/configuration.ts";
import { Fault } from "#hal/types.ts";

const pressure = { id: "P", part: "recorded", quantity: "pressure" } satisfies SensorConfiguration;
const temperature = { id: "T", part: "recorded", quantity: "temperature" } satisfies SensorConfiguration;

/** Readings through validity as the monitor hands them over; what is compared for stuck-at is the reading itself. */
class Checked {
  readonly validity: Validity;
  private count = 0;

  constructor(...sensors: SensorConfiguration[]) {
    this.validity = new Validity(sensors);
    this.validity.known = true;
  }

  /** @returns whether a fault changed */
  take(values: number[], faults: number[] = values.map(() => Fault.None), raws: number[] = values): boolean {
    return this.validity.vote(Float64Array.from(values), Uint8Array.from(faults), Float64Array.from(raws));
  }

  /** A temperature that moves. */
  warm(): number {
    return 293 + 0.0625 * (this.count++ & 1);
  }

  get faults(): number[] {
    return Array.from(this.validity.faults);
  }
}

describe("validity", () => {
  it("takes good readings as they are", () => {
    const checked = new Checked(pressure, temperature);
    expect(checked.take([196133, 293.15])).toBe(false);
    expect([checked.validity.pressurePa, checked.validity.temperatureK]).toEqual([196133, 293.15]);
    expect(checked.faults).toEqual([Fault.None, Fault.None]);
  });

  it("knows nothing before the first reading", () => {
    const { validity } = new Checked(pressure, temperature);
    expect([validity.pressurePa, validity.temperatureK]).toEqual([NaN, NaN]);
  });

  it.each([[-1, "below zero absolute"], [1e8, "a thousand bar"], [Infinity, "infinite"], [-Infinity, "infinite"]])("refuses a pressure of %s Pa: %s", (value) => {
    const checked = new Checked(pressure, temperature);
    expect(checked.take([value, 293.15])).toBe(true);
    expect(checked.faults).toEqual([Fault.OutOfRange, Fault.None]);
    expect(checked.validity.pressurePa).toBeNaN();
    expect(checked.validity.temperatureK).toBe(293.15);
  });

  it.each([0, -40, 20, 85, 1000, Infinity])("refuses a temperature of %s K: no coolant is liquid there", (value) => {
    const checked = new Checked(pressure, temperature);
    checked.take([196133, value]);
    expect(checked.faults).toEqual([Fault.None, Fault.OutOfRange]);
    expect(checked.validity.temperatureK).toBeNaN();
  });

  it("takes a reading that is not there for absent", () => {
    const checked = new Checked(pressure, temperature);
    checked.take([NaN, NaN]);
    expect(checked.faults).toEqual([Fault.Absent, Fault.Absent]);
  });

  it("believes the driver's fault, whatever the value, and says NaN", () => {
    const checked = new Checked(pressure, temperature);
    expect(checked.take([196133, 293.15], [Fault.Crc, Fault.Reset])).toBe(true);
    expect(checked.faults).toEqual([Fault.Crc, Fault.Reset]);
    expect([checked.validity.pressurePa, checked.validity.temperatureK]).toEqual([NaN, NaN]);
  });

  it("tells each change of a fault once, and takes the sensor back when it is well", () => {
    const checked = new Checked(pressure, temperature);
    const changes = [Fault.None, Fault.Crc, Fault.Crc, Fault.Nack, Fault.None, Fault.None].map((fault, index) => checked.take([196133 + index, checked.warm()], [fault, 0]));
    expect(changes).toEqual([false, true, false, true, true, false]);
    expect(checked.validity.pressurePa).toBe(196138);
  });

  it("goes on with the other of two sensors when one is faulty", () => {
    const checked = new Checked(pressure, { ...pressure, id: "P2" }, temperature);
    checked.take([196100, 196300, 293]);
    expect(checked.validity.pressurePa).toBe(196200);
    checked.take([196100.5, 196301, 293.0625], [Fault.Timeout, 0, 0]);
    expect(checked.validity.pressurePa).toBe(196301);
    checked.take([NaN, NaN, 293]);
    expect(checked.validity.pressurePa).toBeNaN();
  });
});

describe("a reading that never moves", () => {
  function cyclesUntilStuck(checked: Checked, values: () => number[], index: number, mostCycles: number): number {
    for (let cycle = 1; cycle <= mostCycles; cycle++) {
      checked.take(values());
      if (checked.faults[index] === Fault.Stuck) return cycle;
    }
    return Infinity;
  }

  it("makes a pressure sensor stuck within a minute: 24 bits never repeat themselves for long", () => {
    const checked = new Checked(pressure, temperature);
    for (let cycle = 0; cycle < 100; cycle++) checked.take([196133 + cycle, checked.warm()]);
    expect(cyclesUntilStuck(checked, () => [196000, checked.warm()], 0, 200)).toBeLessThanOrEqual(62);
    expect(checked.validity.pressurePa).toBeNaN();
  });

  it("is well again as soon as it moves", () => {
    const checked = new Checked(pressure, temperature);
    cyclesUntilStuck(checked, () => [196000, checked.warm()], 0, 200);
    expect(checked.take([196010, checked.warm()])).toBe(true);
    expect(checked.faults).toEqual([Fault.None, Fault.None]);
    expect(checked.validity.pressurePa).toBe(196010);
  });

  it("is allowed a coarse sensor: what it has stood still for before, several times over", () => {
    const checked = new Checked(pressure, temperature);
    checked.validity.known = false;
    // Forty equal readings at a time, as a slow pressure on steps of 100 Pa.
    for (let cycle = 0; cycle < 2000; cycle++) checked.take([196000 + 100 * (Math.floor(cycle / 40) & 1), checked.warm()]);
    checked.validity.known = true;
    expect(checked.faults[0]).toBe(Fault.None);
    expect(cyclesUntilStuck(checked, () => [195000, checked.warm()], 0, 10000)).toBeGreaterThan(80);
  });

  it("is told by raw counts where there are any: a value may repeat while they move", () => {
    const checked = new Checked(pressure, temperature);
    for (let cycle = 0; cycle < 500; cycle++) checked.take([196000, checked.warm()], [0, 0], [5_000_000 + (cycle & 3), cycle & 1]);
    expect(checked.faults).toEqual([Fault.None, Fault.None]);
  });

  it("leaves a thermometer minutes: a DS18B20 stays on one step of 0.0625 K for long", () => {
    const checked = new Checked(pressure, temperature);
    let cycle = 0;
    expect(cyclesUntilStuck(checked, () => [196000 + (cycle++ % 7), 293.0625], 1, 240)).toBe(Infinity);
  });
});
