import { describe, expect, it } from "vitest";
import { Honeywell } from "#hal/drivers/honeywell.ts";
import { SimulatedI2c } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { EmulatedHoneywell } from "#hal/simulated/parts/honeywell.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Fault } from "#hal/types.ts";
import { ExpectedTransactions } from "./expected-transactions.ts";
import { codesOf, runCycles, StillPlant } from "./sensor-bench.ts";

const options = { id: "P", part: "hsc", bus: "I2C1", lowPa: 0, highPa: 1e6 };

function connect(): { part: EmulatedHoneywell; plant: StillPlant; sensor: Honeywell; clock: VirtualClock } {
  const clock = new VirtualClock();
  const plant = new StillPlant();
  const part = new EmulatedHoneywell(plant, "suction", 0, 1e6);
  const bus = new SimulatedI2c(clock);
  bus.attach(0x28, part);
  return { part, plant, clock, sensor: new Honeywell(options, new SimulatedHal({ clock, i2c: { I2C1: bus } })) };
}

describe("a Honeywell sensor", () => {
  it("reads 20 00 5F E0 as half of its span and 24.94 °C", () => {
    const bus = new ExpectedTransactions(0x28, [{ read: [0x20, 0x00, 0x5f, 0xe0] }]);
    const sensor = new Honeywell(options, new SimulatedHal({ clock: new VirtualClock(), i2c: { I2C1: bus } }));
    expect(sensor.start(0)).toBe(0);
    expect(sensor.sample().pressurePa).toBeCloseTo(500000, 6);
    expect(sensor.sample().temperatureK! - 273.15).toBeCloseTo(24.94, 2);
  });

  it("adds the lower end of a differential range, as some public drivers do not", () => {
    const bus = new ExpectedTransactions(0x28, [{ read: [0x20, 0x00, 0x5f, 0xe0] }]);
    const sensor = new Honeywell({ ...options, lowPa: -1e5, highPa: 1e5 }, new SimulatedHal({ clock: new VirtualClock(), i2c: { I2C1: bus } }));
    sensor.start(0);
    expect(sensor.sample().pressurePa).toBeCloseTo(0, 6);
  });

  it("takes a result read before for no new one, looks once more, and then says stale", () => {
    const stale = { read: [0xa0, 0x00, 0x5f, 0xe0] };
    const bus = new ExpectedTransactions(0x28, [stale, stale]);
    const sensor = new Honeywell(options, new SimulatedHal({ clock: new VirtualClock(), i2c: { I2C1: bus } }));
    expect(sensor.start(0)).toBe(2);
    expect(sensor.poll(21)).toBe(0);
    expect(sensor.sample().fault).toBe(Fault.Stale);
    bus.done();
  });

  it.each<[string, (part: EmulatedHoneywell, plant: StillPlant) => void, string]>([
    ["well", () => {}, "none"],
    ["gone", (part) => (part.absent = true), "nack absent"],
    ["in command mode", (part) => (part.status = 1), "id"],
    ["with a diagnosis", (part) => (part.status = 3), "status-bits"],
    ["that updates no more", (part) => (part.frozen = true), "stale"],
    ["beyond its range", (_part, plant) => (plant.pressure = 1.2e6), "saturated"],
    ["with its bridge open", (part) => (part.stuckCount = 0), "open-wire"],
    ["with its bridge shorted", (part) => (part.stuckCount = 16383), "short"],
  ])("that is %s says so", (_what, strike, codes) => {
    const { part, plant, sensor, clock } = connect();
    expect(runCycles(clock, sensor, 3).at(-1)!.pressurePa).toBeCloseTo(196133, -2);
    strike(part, plant);
    expect(codesOf(runCycles(clock, sensor, 10))).toBe(codes);
  });
});
