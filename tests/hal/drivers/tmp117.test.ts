import { describe, expect, it } from "vitest";
import { Tmp117 } from "#hal/drivers/tmp117.ts";
import { SimulatedI2c } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { EmulatedTmp117 } from "#hal/simulated/parts/tmp117.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Fault } from "#hal/types.ts";
import { ExpectedTransactions } from "./expected-transactions.ts";
import type { Transaction } from "./expected-transactions.ts";
import { codesOf, runCycles, StillPlant } from "./sensor-bench.ts";

const options = { id: "T", part: "tmp117", bus: "I2C1", address: 0x48 };

function connect(): { part: EmulatedTmp117; plant: StillPlant; sensor: Tmp117; clock: VirtualClock } {
  const clock = new VirtualClock();
  const plant = new StillPlant();
  const part = new EmulatedTmp117(plant, "suction");
  const bus = new SimulatedI2c(clock);
  bus.attach(0x48, part);
  return { part, plant, clock, sensor: new Tmp117(options, new SimulatedHal({ clock, i2c: { I2C1: bus } })) };
}

describe("the TMP117's data sheet", () => {
  it.each([
    [0x0c80, 25],
    [0x3200, 100],
    [0x0080, 1],
    [0x0010, 0.125],
    [0xfff0, -0.125],
    [0xffff, -0.0078125],
    [0xf380, -25],
    [0x7fff, 255.9921875],
  ])("gives for %i %f °C", (word, celsius) => {
    const expected: Transaction[] = [
      { write: [15] }, { read: [0x01, 0x17] }, { write: [7] }, { read: [0, 0] }, { write: [1, 0x0e, 0x20] },
      { write: [1] }, { read: [0x26, 0x20] }, { write: [0] }, { read: [word >> 8, word & 255] }, { write: [15] }, { read: [0x01, 0x17] },
    ];
    const bus = new ExpectedTransactions(0x48, expected);
    const sensor = new Tmp117(options, new SimulatedHal({ clock: new VirtualClock(), i2c: { I2C1: bus } }));
    expect(sensor.start(0)).toBe(142);
    expect(sensor.poll(142)).toBe(0);
    bus.done();
    expect(sensor.sample()).toMatchObject({ fault: Fault.None, temperatureK: 273.15 + celsius });
  });
});

describe("the TMP117's driver", () => {
  it("gives a fresh sample in every cycle of a second but the first", () => {
    const { part, plant, sensor, clock } = connect();
    plant.temperature = 263.15;
    const samples = runCycles(clock, sensor, 20);
    expect(samples[0]).toBeUndefined();
    expect(codesOf(samples.slice(1))).toBe("none");
    expect(samples.at(-1)!.temperatureK).toBeCloseTo(263.15, 2);
    expect(part.lastViolation).toBe("");
  });

  it.each<[string, (part: EmulatedTmp117) => void, string]>([
    ["gone", (part) => (part.absent = true), "nack absent"],
    ["on a line held high, which would read as −0.0078 °C", (part) => (part.ones = true), "nack absent"],
    ["reset in service, 8000 in its result", (part) => part.reset(), "reset none"],
    ["slower than its data sheet", (part) => (part.slowness = 10), "none stale"],
  ])("with a part %s says so", (_what, strike, codes) => {
    const { part, sensor, clock } = connect();
    runCycles(clock, sensor, 5);
    strike(part);
    const samples = runCycles(clock, sensor, 12);
    for (const sample of samples) if (sample?.fault) expect(sample.temperatureK).toBeNaN();
    expect(codesOf(samples).startsWith(codes)).toBe(true);
  });

  it.each<[string, (part: EmulatedTmp117) => void, string]>([
    ["a TMP116", (part) => (part.registers[15] = 0x1116), "id"],
    ["an offset that nobody configured", (part) => (part.registers[7] = 12), "prom"],
  ])("refuses %s", (_what, change, code) => {
    const { part, sensor, clock } = connect();
    change(part);
    expect(codesOf(runCycles(clock, sensor, 5))).toBe(code);
  });
});
