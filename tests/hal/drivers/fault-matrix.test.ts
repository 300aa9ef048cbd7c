import { describe, expect, it } from "vitest";
import { makeSensor } from "#hal/drivers/registry.ts";
import { Fault } from "#hal/types.ts";
import type { Sample, Sensor } from "#hal/types.ts";
import { codesOf, SensorBench } from "./sensor-bench.ts";

interface Case {
  fault: string;
  /** Fault codes of the cycles after it struck, in order, repeats left out. */
  codes: string;
  bench?: SensorBench;
  violates?: boolean;
  /** Does it, on a bench whose sensor has read well for some cycles. */
  strike: (bench: SensorBench) => void;
  /** Undoes it, where the part can recover. */
  mend?: (bench: SensorBench) => void;
}

function expectNothingInvented(samples: (Sample | undefined)[]): void {
  for (const sample of samples) {
    if (!sample?.fault) continue;
    expect(sample.pressurePa ?? NaN).toBeNaN();
    expect(sample.temperatureK).toBeNaN();
  }
}

describe("every fault of an emulated MS5837, seen through its driver", () => {
  let part = new SensorBench().pressurePart();
  const cases: Case[] = [
    { fault: "nothing", codes: "none", strike: () => {} },
    { fault: "gone from the bus", codes: "nack absent", strike: () => (part.faults.absent = true), mend: () => (part.faults.absent = false) },
    {
      fault: "gone from a software bus", codes: "saturated absent", bench: new SensorBench("reads-ff"),
      strike: () => (part.faults.absent = true), mend: () => (part.faults.absent = false),
    },
    {
      fault: "one transfer in 50 refused", codes: "none nack none nack none",
      strike: () => {
        part.transfers = 0;
        part.faults.refuseEvery = 50;
      },
    },
    { fault: "data line held low", codes: "nack absent", strike: (bench) => (bench.i2c.stuckLow = true), mend: (bench) => (bench.i2c.stuckLow = false) },
    { fault: "conversions give 0", codes: "zero-raw", strike: () => (part.faults.zero = true), mend: () => (part.faults.zero = false) },
    { fault: "all bits read 1", codes: "saturated absent", strike: () => (part.faults.ones = true), mend: () => (part.faults.ones = false) },
    { fault: "supply lost for a moment", codes: "zero-raw not-ready none", strike: () => part.brownOut() },
    { fault: "conversions 1.5 times too long", codes: "zero-raw", violates: true, strike: () => (part.faults.slowness = 1.5) },
    { fault: "count stuck at full pressure", codes: "out-of-range", strike: () => (part.faults.stuckCount = 0xfffffe) },
    { fault: "pressure beyond the range", codes: "out-of-range", strike: (bench) => (bench.plant.pressure = 4e6) },
    {
      fault: "PROM gone after a brown-out", codes: "zero-raw prom",
      strike: () => {
        part.brownOut();
        part.faults.zeroProm = true;
      },
    },
    {
      fault: "PROM bit flipped after a brown-out", codes: "zero-raw crc",
      strike: () => {
        part.brownOut();
        part.faults.flippedBit = 30;
      },
    },
  ];

  it.each(cases)("$fault → $codes", ({ codes, bench: given, strike, mend, violates }) => {
    const bench = given ?? new SensorBench();
    part = bench.pressurePart();
    const sensor = makeSensor({ id: "P1", part: "ms5837-30ba", bus: "I2C1", address: 0x76 }, bench.hal);
    expect(bench.last(sensor, 5).fault).toBe(Fault.None);
    strike(bench);
    const samples = bench.run(sensor, 20);
    expectNothingInvented(samples);
    expect(codesOf(samples)).toBe(codes);
    if (!violates) expect(part.lastViolation).toBe("");
    if (!mend) return;
    mend(bench);
    expect(bench.last(sensor, 65)).toMatchObject({ fault: Fault.None });
  });

  it("an absent part is probed at most once a minute, and found again within a minute", () => {
    const bench = new SensorBench();
    part = bench.pressurePart();
    const sensor = makeSensor({ id: "P1", part: "ms5837-30ba", bus: "I2C1", address: 0x76 }, bench.hal);
    bench.run(sensor, 5);
    part.faults.absent = true;
    bench.run(sensor, 5);
    const transfers = part.transfers;
    bench.run(sensor, 600);
    expect(part.transfers - transfers).toBeLessThanOrEqual(10);
    part.faults.absent = false;
    expect(bench.last(sensor, 62).fault).toBe(Fault.None);
  });

  it("an address with nothing at it is absent from the first cycle on", () => {
    const bench = new SensorBench();
    const sensor = makeSensor({ id: "P1", part: "ms5837-30ba", bus: "I2C1", address: 0x76 }, bench.hal);
    expect(codesOf(bench.run(sensor, 100))).toBe("absent");
  });

  it("a bus that the board does not have is an absent part, not an exception", () => {
    const bench = new SensorBench();
    const sensor = makeSensor({ id: "P1", part: "ms5837-30ba", bus: "I2C9" }, bench.hal);
    expect(codesOf(bench.run(sensor, 3))).toBe("absent");
  });

  it("an STM32 is stalled by an absent part three times, then once a minute", () => {
    const bench = new SensorBench("stalls");
    const sensor = makeSensor({ id: "P1", part: "ms5837-30ba", bus: "I2C1", address: 0x76 }, bench.hal);
    bench.run(sensor, 303);
    expect(bench.i2c.transfers).toBeLessThanOrEqual(3 + 5);
  });
});

describe("every fault of an emulated DS18B20, seen through its driver", () => {
  let part = new SensorBench().temperaturePart();
  const cases: Case[] = [
    { fault: "nothing", codes: "none", strike: () => {} },
    { fault: "gone", codes: "absent", strike: () => (part.faults.absent = true), mend: () => (part.faults.absent = false) },
    { fault: "line open", codes: "absent", strike: (bench) => (bench.oneWire.open = true), mend: (bench) => (bench.oneWire.open = false) },
    { fault: "line shorted low", codes: "short", strike: (bench) => (bench.oneWire.shortedLow = true), mend: (bench) => (bench.oneWire.shortedLow = false) },
    { fault: "bit flipped on the way", codes: "crc", strike: () => (part.faults.flippedBit = 3), mend: () => (part.faults.flippedBit = -1) },
    { fault: "supply lost for a moment", codes: "reset none", strike: () => part.brownOut() },
    { fault: "conversions without power", codes: "status-bits", strike: () => (part.faults.starved = true), mend: () => (part.faults.starved = false) },
    { fault: "a clone that takes 1.2 times as long", codes: "none", strike: () => (part.faults.slowness = 1.2) },
    { fault: "temperature beyond the range", codes: "none", strike: (bench) => (bench.plant.temperature = 500) },
  ];

  function sensorOn(bench: SensorBench): Sensor {
    return makeSensor({ id: "T1", part: "ds18b20", pin: "B3" }, bench.hal);
  }

  it.each(cases)("$fault → $codes", ({ codes, strike, mend }) => {
    const bench = new SensorBench();
    part = bench.temperaturePart();
    const sensor = sensorOn(bench);
    expect(bench.last(sensor, 5).fault).toBe(Fault.None);
    strike(bench);
    const samples = bench.run(sensor, 20);
    expectNothingInvented(samples);
    expect(codesOf(samples)).toBe(codes);
    expect(part.lastViolation).toBe("");
    if (!mend) return;
    mend(bench);
    expect(bench.last(sensor, 65).fault).toBe(Fault.None);
  });

  it("a part on parasite power gets the strong pull-up it needs", () => {
    const bench = new SensorBench();
    bench.temperaturePart({ parasite: true });
    expect(bench.last(sensorOn(bench), 5)).toMatchObject({ fault: Fault.None, temperatureK: 293.15 });
  });

  it.each(["genuine", "keeps-12", "hides-85"] as const)("a %s part that loses its supply never passes its 85 °C on", (kind) => {
    const bench = new SensorBench();
    part = bench.temperaturePart({ kind });
    const sensor = sensorOn(bench);
    bench.run(sensor, 5);
    part.brownOut();
    expect(codesOf(bench.run(sensor, 5))).toBe("reset none");
  });

  it("a clone that powers up at a plausible 25.0 °C does not pass it on", () => {
    const bench = new SensorBench();
    part = bench.temperaturePart({ kind: "25-degrees" });
    const sensor = sensorOn(bench);
    bench.run(sensor, 5);
    part.brownOut();
    expect(codesOf(bench.run(sensor, 5))).toBe("id none");
  });

  it.each([9, 10, 11, 12])("a part set to %i bits is read to its own resolution", (bits) => {
    const bench = new SensorBench();
    part = bench.temperaturePart({ bits });
    bench.plant.temperature = 300;
    const stepK = 0.0625 * 2 ** (12 - bits);
    const sample = bench.last(sensorOn(bench), 3);
    expect(Math.abs(sample.temperatureK! - 300)).toBeLessThanOrEqual(stepK);
    expect((sample.temperatureK! - 273.15) % stepK).toBeCloseTo(0, 6);
  });

  it("nothing on the pin is absent from the first cycle on, with a ROM code too", () => {
    const bench = new SensorBench();
    expect(codesOf(bench.run(sensorOn(bench), 100))).toBe("absent");
    const named = makeSensor({ id: "T1", part: "ds18b20", pin: "B3", rom: "2811223344556656" }, bench.hal);
    expect(codesOf(bench.run(named, 100).slice(1))).toBe("absent");
  });
});

describe("a part that the build does not hold", () => {
  it("says so for ever and throws never", () => {
    const bench = new SensorBench();
    const sensor = makeSensor({ id: "X", part: "unobtainium" }, bench.hal);
    expect(codesOf(bench.run(sensor, 5))).toBe("id");
    sensor.close();
  });
});
