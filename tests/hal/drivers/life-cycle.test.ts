import { describe, expect, it } from "vitest";
import { Ads1115Transmitter } from "#hal/drivers/ads1115.ts";
import { Bmp280 } from "#hal/drivers/bmp280.ts";
import { Ds18b20 } from "#hal/drivers/ds18b20.ts";
import { Honeywell } from "#hal/drivers/honeywell.ts";
import { LevelSwitch } from "#hal/drivers/level-switch.ts";
import { Max31865 } from "#hal/drivers/max31865.ts";
import { Ms5837, ms5837With30Bar } from "#hal/drivers/ms5837.ts";
import { Ntc } from "#hal/drivers/ntc.ts";
import { PulseFlow } from "#hal/drivers/pulse-flow.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { Tmp117 } from "#hal/drivers/tmp117.ts";
import { SimulatedI2c } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { EmulatedAds1115 } from "#hal/simulated/parts/ads1115.ts";
import { EmulatedMax31865 } from "#hal/simulated/parts/max31865.ts";
import { EmulatedPulseFlow } from "#hal/simulated/parts/pulse-flow.ts";
import { SimulatedHalWithPins } from "#hal/simulated/simulated-pins.ts";
import { Fault, type Sensor } from "#hal/types.ts";
import { codesOf, runCycles, StillPlant } from "./sensor-bench.ts";

const where = { id: "X", part: "x", bus: "I2C1", pin: "A1", chipSelect: "B5", channel: 0, lowPa: 0, highPa: 1e6 };

/** Every driver, on a board. */
const drivers: [string, (hal: SimulatedHalWithPins) => Sensor][] = [
  ["ms5837", (hal) => new Ms5837({ ...where }, hal, ms5837With30Bar)],
  ["ds18b20", (hal) => new Ds18b20({ ...where }, hal)],
  ["ads1115", (hal) => new Ads1115Transmitter({ ...where }, hal)],
  ["tmp117", (hal) => new Tmp117({ ...where }, hal)],
  ["bmp280", (hal) => new Bmp280({ ...where }, hal)],
  ["honeywell", (hal) => new Honeywell({ ...where }, hal)],
  ["max31865", (hal) => new Max31865({ ...where }, hal)],
  ["ntc", (hal) => new Ntc({ ...where }, hal)],
  ["pulse-flow", (hal) => new PulseFlow({ ...where }, hal)],
  ["level-switch", (hal) => new LevelSwitch({ ...where, isSupervised: true }, hal)],
];

describe.each(drivers)("the driver of %s", (name, make) => {
  it("takes a bus or pin that the board does not have for an absent part, and never throws", () => {
    const clock = new VirtualClock();
    const samples = runCycles(clock, make(new SimulatedHalWithPins({ clock })), 3);
    // A pin without pulses is a flow of nothing, as far as anyone can tell.
    expect(codesOf(samples)).toMatch(name === "pulse-flow" ? /^none$/ : /^(nack|absent)$/);
  });

  it("may be closed twice, and then measures nothing", () => {
    const clock = new VirtualClock();
    const sensor = make(new SimulatedHalWithPins({ clock }));
    runCycles(clock, sensor, 2);
    sensor.close();
    sensor.close();
    expect(codesOf(runCycles(clock, sensor, 100))).toBe("absent");
  });
});

describe("configure", () => {
  it("changes what it names, leaves the rest, and does not touch the options it was built from", () => {
    const clock = new VirtualClock();
    const plant = new StillPlant();
    const options = { id: "T", part: "max31865", chipSelect: "B5", referenceOhm: 430, zeroOhm: 100 };
    const hal = new SimulatedHalWithPins({ clock, spi: { B5: new EmulatedMax31865(plant, "suction", 430.6, 100) } });
    const sensor = new Max31865(options, hal);
    const off = runCycles(clock, sensor, 4).at(-1)!.temperatureK! - plant.temperature;
    expect(Math.abs(off)).toBeGreaterThan(0.2);
    // Calibrated: the reference resistor as measured.
    sensor.configure({ referenceOhm: 430.6 });
    expect(Math.abs(runCycles(clock, sensor, 4).at(-1)!.temperatureK! - plant.temperature)).toBeLessThan(0.02);
    expect(options.referenceOhm).toBe(430);
  });

  it("counts a flow meter's pulses once, however often it is called", () => {
    const clock = new VirtualClock();
    const meter = new EmulatedPulseFlow(clock);
    const hal = new SimulatedHalWithPins({ clock, edges: { A1: meter } });
    meter.flowM3PerS = 1e-4;
    const sensor = new PulseFlow(where, hal);
    runCycles(clock, sensor, 3);
    sensor.configure({ pulsesPerM3: 900000 });
    runCycles(clock, sensor, 3);
    expect(Math.abs(sensor.sample().flowOrLevel! - 5e-5)).toBeLessThan(5e-7);
  });
});

describe("a flow meter on a board whose edges have another clock", () => {
  it("reads 0 three seconds after the last pulse all the same", () => {
    const clock = new VirtualClock();
    const hal = new SimulatedHalWithPins({ clock });
    const edges: ((timeS: number) => void)[] = [];
    hal.watch = (_pin, onRise) => { edges.push(onRise); };
    const sensor = new PulseFlow(where, hal);
    // Unix time, as the interpreter stamps edges.
    clock.every(20, () => { if (clock.nowMs() < 5000) edges.forEach((rise) => rise(1.7e9 + clock.nowMs() / 1000)); });
    runCycles(clock, sensor, 4);
    expect(sensor.sample().flowOrLevel).toBeCloseTo(50 / 450000, 7);
    runCycles(clock, sensor, 6);
    expect(sensor.sample().flowOrLevel).toBe(0);
  });
});

describe("two transmitters on one ADS1115 that has gone", () => {
  it("probe it once a minute together, and both are well again", () => {
    const clock = new VirtualClock();
    const bus = new SimulatedI2c(clock, "stalls");
    const part = new EmulatedAds1115();
    bus.attach(0x48, part);
    part.nodes[0] = () => 0.8;
    part.nodes[1] = () => 1.2;
    const hal = new SimulatedHalWithPins({ clock, i2c: { I2C1: bus } });
    const sensors = [0, 1].map((channel) => new Ads1115Transmitter({ ...where, channel }, hal));
    /** @returns calls of the bus meanwhile */
    const run = (cycles: number): number => {
      const before = bus.transfers;
      for (let i = 0; i < cycles; i++) {
        const beganMs = clock.nowMs();
        for (const sensor of sensors) sensor.start(beganMs);
        for (const delayMs of [11, 22]) {
          clock.advanceTo(Math.max(clock.nowMs(), beganMs + delayMs));
          for (const sensor of sensors) sensor.poll(clock.nowMs());
        }
        clock.advanceTo(beganMs + 1000);
      }
      return bus.transfers - before;
    };
    run(3);
    expect(sensors.map((sensor) => Math.round(sensor.sample().pressurePa!))).toEqual([250000, 500000]);
    part.absent = true;
    run(5);
    expect(sensors.map((sensor) => sensor.sample().fault)).toEqual([Fault.Absent, Fault.Absent]);
    expect(run(600)).toBeLessThanOrEqual(10);
    part.absent = false;
    run(125);
    expect(sensors.map((sensor) => Math.round(sensor.sample().pressurePa!))).toEqual([250000, 500000]);
  });
});

describe("a part that the build does not hold", () => {
  it("says so for ever and throws never", () => {
    const clock = new VirtualClock();
    const sensor = makeSensor({ id: "X", part: "unobtainium" }, new SimulatedHalWithPins({ clock }));
    expect(codesOf(runCycles(clock, sensor, 5))).toBe("id");
    sensor.close();
  });
});
