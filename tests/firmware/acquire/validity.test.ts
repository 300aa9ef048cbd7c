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
    const faults: number[] = [];
    for (const channel of this.validity.channels) faults[channel.index] = channel.fault;
    return faults;
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

  it("tells each change of a fault once, and believes a sensor again at once after a short drop-out", () => {
    const checked = new Checked(pressure, temperature);
    const changes = [Fault.None, Fault.Crc, Fault.Crc, Fault.Nack, Fault.None, Fault.None].map((fault, index) => checked.take([196133 + index, checked.warm()], [fault, 0]));
    expect(changes).toEqual([false, true, false, true, true, false]);
    expect(checked.validity.pressurePa).toBe(196138);
  });

  it("believes one that was away for longer only after three good readings", () => {
    const checked = new Checked(pressure, temperature);
    for (let cycle = 0; cycle < 6; cycle++) checked.take([196133 + cycle, checked.warm()], [Fault.Nack, 0]);
    const seen = [196140, 196141, 196142].map((value) => {
      checked.take([value, checked.warm()]);
      return checked.faults[0];
    });
    expect(seen).toEqual([Fault.Nack, Fault.Nack, Fault.None]);
  });

  it("believes a result that was only late at once, and calls a part silent that stays late", () => {
    const checked = new Checked(pressure, temperature);
    const seen = [0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0].map((isLate, index) => {
      checked.take([196133 + index, checked.warm()], [isLate ? Fault.NotReady : 0, 0]);
      return checked.faults[0];
    });
    const late = Fault.NotReady;
    expect(seen).toEqual([0, late, late, 0, late, late, late, late, late, Fault.Stale, Fault.Stale, Fault.Stale, 0]);
  });

  it("refuses a jump that no plant can make, and believes what came back after three readings", () => {
    const checked = new Checked(pressure, temperature);
    const seen = [196133, 196140, 2000000, 196150, 196145, 196141, 196148, 196149].map((value) => {
      checked.take([value, checked.warm()]);
      return checked.faults[0];
    });
    expect(seen).toEqual([0, 0, Fault.Rate, Fault.Rate, Fault.Rate, 0, 0, 0]);
    expect(checked.validity.pressurePa).toBe(196149);
  });

  it("believes a pressure that burst within seven readings, as long as it moves", () => {
    const checked = new Checked(pressure, temperature);
    checked.take([2600000, checked.warm()]);
    const seen = [101400, 101410, 101402, 101407, 101411, 101405, 101399, 101403].map((value) => {
      checked.take([value, checked.warm()]);
      return checked.validity.pressurePa;
    });
    expect(seen.slice(0, 3)).toEqual([NaN, NaN, NaN]);
    expect(seen.slice(6)).toEqual([101399, 101403]);
  });

  it.each([[3000000, 398.15], [13957400, 589]])("never believes a pressure that stands at %s Pa after a leap, nor %s K for ten minutes", (offPa, offK) => {
    const checked = new Checked(pressure, temperature);
    for (let cycle = 0; cycle < 50; cycle++) checked.take([196133 + cycle % 7, checked.warm()]);
    for (let cycle = 0; cycle < 590; cycle++) {
      checked.take([offPa, offK]);
      expect([checked.validity.pressurePa, checked.validity.temperatureK]).toEqual([NaN, NaN]);
    }
    for (const value of [196140, 196133, 196138, 196135]) checked.take([value, checked.warm()]);
    expect(checked.faults).toEqual([Fault.None, Fault.None]);
    expect(checked.validity.pressurePa).toBe(196135);
  });

  it("believes a thermometer where it leapt to when it has stayed there for ten minutes", () => {
    const checked = new Checked(pressure, temperature);
    checked.take([196133, 293.15]);
    let refused = 0;
    while (!(checked.validity.temperatureK > 329) && refused < 1000) {
      checked.take([196100 + refused % 7, 330 + refused % 2 / 16]);
      refused++;
    }
    expect(refused).toBeGreaterThan(600);
    expect(refused).toBeLessThan(610);
  });

  it("lets a pump switch: a bar at once is a plant's own", () => {
    const checked = new Checked(pressure, temperature);
    for (const value of [196133, 296133, 196134]) {
      checked.take([value, checked.warm()]);
      expect(checked.validity.pressurePa).toBe(value);
    }
  });

  it("goes on with the other of two sensors when one is faulty, from where both were", () => {
    const checked = new Checked(pressure, { ...pressure, id: "P2" }, temperature);
    checked.take([196100, 196300, 293]);
    expect(checked.validity.pressurePa).toBe(196200);
    checked.take([196100.5, 196301, 293.0625], [Fault.Timeout, 0, 0]);
    expect(checked.validity.pressurePa).toBe(196201);
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

  it("is well again when it has moved three times", () => {
    const checked = new Checked(pressure, temperature);
    cyclesUntilStuck(checked, () => [196000, checked.warm()], 0, 200);
    expect(checked.take([196020, checked.warm()])).toBe(false);
    expect(checked.take([196015, checked.warm()])).toBe(false);
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

  it("is still, where it is every thermometer's and lasts a good part of the longest that one ever did", () => {
    const checked = new Checked(pressure, temperature, { ...temperature, id: "T2" });
    checked.validity.known = false;
    for (let cycle = 0; cycle < 400; cycle++) checked.take([196000 + (cycle % 7), 293 + 0.0625 * (Math.floor(cycle / 40) & 1), 293 + 0.0625 * (Math.floor(cycle / 20) & 1)]);
    checked.validity.known = true;
    const stillAfter = (cycles: number, second: () => number): boolean => {
      for (let cycle = 0; cycle < cycles; cycle++) checked.take([196000 + (cycle % 7), 294, second()]);
      return checked.validity.isStill();
    };
    // A fifth of 40 and 20, and 4 more.
    expect(stillAfter(12, () => 294)).toBe(false);
    expect(stillAfter(4, () => 294)).toBe(true);
    expect(stillAfter(20, () => checked.warm())).toBe(false);
  });
});

describe("several channels", () => {
  const three = [pressure, { ...pressure, id: "P2" }, temperature];

  it("that leave the scale together are one fault of the data path: nothing is believed while it lasts", () => {
    const checked = new Checked(...three);
    checked.take([196133, 196133, 293]);
    expect(checked.take([1e9, 1e9, 293.0625])).toBe(true);
    expect(checked.validity.isDataFault).toBe(true);
    expect([checked.validity.pressurePa, checked.validity.temperatureK]).toEqual([NaN, NaN]);
    for (let cycle = 0; cycle < 3; cycle++) checked.take([196133 + cycle, 196134 + cycle, checked.warm()]);
    expect(checked.validity.isDataFault).toBe(false);
    expect(checked.validity.pressurePa).toBeCloseTo(196135.5, 6);
  });

  it("that leave it one after the other are so many faults of sensors", () => {
    const checked = new Checked(...three);
    checked.take([196133, 196133, 293]);
    checked.take([1e9, 196134, 293.0625]);
    checked.take([1e9, 1e9, 293]);
    expect(checked.validity.isDataFault).toBe(false);
    expect(checked.validity.temperatureK).toBe(293);
  });
});

describe("gauge sensors", () => {
  it("have the outside pressure of their configuration added", () => {
    const checked = new Checked({ ...pressure, reference: "gauge", externalPressurePa: 90000 }, temperature);
    checked.take([95000, 293]);
    expect(checked.validity.pressurePa).toBe(185000);
  });

  it("take a standard atmosphere where there is none", () => {
    const checked = new Checked({ ...pressure, reference: "gauge" }, temperature);
    checked.take([0, 293]);
    expect(checked.validity.pressurePa).toBe(101325);
  });

  it("follow a barometer, and its last good reading while it gives none; it does not vote", () => {
    const checked = new Checked({ ...pressure, reference: "gauge" }, temperature, { ...pressure, id: "B1", part: "bmp280", node: "ambient" });
    checked.take([95000, 293, 98000]);
    expect(checked.validity.pressurePa).toBe(193000);
    checked.take([95010, 293.0625, NaN], [0, 0, Fault.Nack]);
    expect(checked.validity.pressurePa).toBe(193010);
    checked.take([94000, 293, 99000]);
    expect(checked.validity.pressurePa).toBe(193000);
  });

  it("vote with absolute ones as absolute pressures", () => {
    const checked = new Checked(pressure, { ...pressure, id: "P2", reference: "gauge" }, temperature);
    checked.take([201325, 100001, 293]);
    expect(checked.validity.pressurePa).toBe(201325.5);
  });
});
