import { describe, expect, it } from "vitest";
import { Bmp280 } from "#hal/drivers/bmp280.ts";
import { SimulatedI2c } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { bmp280Values, EmulatedBmp280, exampleTrim } from "#hal/simulated/parts/bmp280.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Fault } from "#hal/types.ts";
import { ExpectedTransactions } from "./expected-transactions.ts";
import { codesOf, runCycles, StillPlant } from "./sensor-bench.ts";

const options = { id: "B", part: "bmp280", bus: "I2C1" };
const trim = "70 6B 43 67 18 FC 7D 8E 43 D6 D0 0B 27 0B 8C 00 F9 FF 8C 3C F8 C6 70 17".split(" ").map((pair) => parseInt(pair, 16));

function connect(): { part: EmulatedBmp280; plant: StillPlant; sensor: Bmp280; clock: VirtualClock } {
  const clock = new VirtualClock();
  const plant = new StillPlant();
  plant.pressure = 101325;
  const part = new EmulatedBmp280(plant, "room");
  const bus = new SimulatedI2c(clock);
  bus.attach(0x77, part);
  return { part, plant, clock, sensor: new Bmp280(options, new SimulatedHal({ clock, i2c: { I2C1: bus } })) };
}

describe("the BMP280", () => {
  it("reads Bosch's worked example as 100,653.27 Pa and 25.08 °C, byte for byte", () => {
    const bus = new ExpectedTransactions(0x77, [
      { write: [0xd0] }, { read: [0x58] }, { write: [0x88] }, { read: trim }, { write: [0xf4, 0x55] },
      { write: [0xf3] }, { read: [0, 0x54, 0, 0, 0x65, 0x5a, 0xc0, 0x7e, 0xed, 0x00] },
    ]);
    const sensor = new Bmp280(options, new SimulatedHal({ clock: new VirtualClock(), i2c: { I2C1: bus } }));
    expect(sensor.start(0)).toBe(45);
    expect(sensor.poll(45)).toBe(0);
    bus.done();
    expect(sensor.sample().pressurePa).toBeCloseTo(100653.27, 2);
    expect(sensor.sample().temperatureK! - 273.15).toBeCloseTo(25.08, 2);
  });

  it("has an emulator that agrees with the example and inverts it within one count", () => {
    const [pressurePa, celsius] = bmp280Values(exampleTrim, 415148, 519888);
    expect(pressurePa).toBeCloseTo(100653.27, 2);
    expect(celsius).toBeCloseTo(25.08, 2);
    const { sensor, clock } = connect();
    const sample = runCycles(clock, sensor, 3).at(-1)!;
    expect(Math.abs(sample.pressurePa! - 101325)).toBeLessThan(0.3);
    expect(Math.abs(sample.temperatureK! - 293.15)).toBeLessThan(0.001);
  });

  it.each<[string, (part: EmulatedBmp280, plant: StillPlant) => void, string]>([
    ["gone", (part) => (part.absent = true), "nack absent"],
    ["skipping its measurements", (part) => (part.skips = true), "none not-ready"],
    ["reset in service", (part) => part.reset(), "reset none"],
    ["slower than its data sheet", (part) => (part.slowness = 30), "none timeout"],
    ["at a pressure beyond its range", (_part, plant) => (plant.pressure = 130000), "none out-of-range"],
  ])("%s says so", (_what, strike, codes) => {
    const { part, plant, sensor, clock } = connect();
    runCycles(clock, sensor, 3);
    strike(part, plant);
    expect(codesOf(runCycles(clock, sensor, 10)).startsWith(codes)).toBe(true);
    expect(part.violations === 0 || part.slowness > 1).toBe(true);
  });

  it.each<[string, (part: EmulatedBmp280) => void, string]>([
    ["another part, a BMP180", (part) => (part.registers[0xd0] = 0x55), "id"],
    ["blank trimming", (part) => part.registers.fill(0, 0x88, 0xa0), "prom"],
  ])("is refused with %s", (_what, change, code) => {
    const { part, sensor, clock } = connect();
    change(part);
    const samples = runCycles(clock, sensor, 5);
    expect(codesOf(samples)).toBe(code);
    expect(samples.every((sample) => sample!.fault !== Fault.None)).toBe(true);
  });
});
