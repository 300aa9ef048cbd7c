import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startPinhole } from "#firmware/executive/executive.ts";
import { StateByte } from "#firmware/telemetry/dictionary.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { SimulatedI2c, SimulatedOneWire } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { currentLoop, EmulatedAds1115 } from "#hal/simulated/parts/ads1115.ts";
import { EmulatedDs18b20, romCode } from "#hal/simulated/parts/ds18b20.ts";
import { EmulatedHoneywell } from "#hal/simulated/parts/honeywell.ts";
import { EmulatedMax31865 } from "#hal/simulated/parts/max31865.ts";
import { EmulatedMs58 } from "#hal/simulated/parts/ms5837.ts";
import { EmulatedTmp117 } from "#hal/simulated/parts/tmp117.ts";
import { Random } from "#hal/simulated/random.ts";
import { SimulatedHalWithPins } from "#hal/simulated/simulated-pins.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { StillPlant } from "./drivers/sensor-bench.ts";

const cycles = 120;
const loopFile = new URL("../../loops/triple-redundant.loop.json", import.meta.url);

/** One cycle as the executive saw it. */
interface Seen {
  values: number[];
  faults: number[];
  /** From the beginning of the cycle to the monitor's step, ms. */
  tookMs: number;
  i2cLongestMs: number;
  i2cBlockedMs: number;
  oneWireLongestMs: number;
  oneWireBlockedMs: number;
}

/** The triple redundant bench of docs/wiring, every conversion at its data sheet's maximum, run by the executive. */
function runBench(): { seen: Seen[]; slips: number; violations: string[] } {
  const clock = new VirtualClock();
  const plant = new StillPlant();
  const random = new Random(11);
  const i2c = { I2C1: new SimulatedI2c(clock), I2C2: new SimulatedI2c(clock), I2C3: new SimulatedI2c(clock) };
  const oneWire = new SimulatedOneWire(clock);
  const pressure = new EmulatedMs58({ model: "ms5837-30ba", plant, node: "suction", random });
  const converter = new EmulatedAds1115(random);
  const platinum = new EmulatedMax31865(plant, "suction", 430, 100, random);
  const thermometer = new EmulatedTmp117(plant, "suction", random);
  const digital = new EmulatedDs18b20({ plant, node: "suction", random, rom: romCode("112233445566") });
  converter.nodes[0] = currentLoop(() => plant.pressure / 400000, 100, () => "ok");
  i2c.I2C1.attach(0x76, pressure);
  i2c.I2C2.attach(0x28, new EmulatedHoneywell(plant, "suction", 0, 1034214, "A", random));
  i2c.I2C2.attach(0x48, thermometer);
  i2c.I2C3.attach(0x49, converter);
  oneWire.attach(digital);
  const storage = new SimulatedStorage();
  storage.write("pinhole.json", JSON.stringify(toConfiguration(parseLoopFile(readFileSync(loopFile, "utf8"), "triple-redundant"))));
  const hal = new SimulatedHalWithPins({ clock, i2c, oneWire: { B5: oneWire }, spi: { A4: platinum }, storage });
  const seen: Seen[] = [];
  const buses = Object.values(i2c);
  let beganMs = 1000;
  const monitor = startPinhole(hal, makeSensor, (observed) => {
    seen.push({
      values: Array.from(observed.readings),
      faults: Array.from(observed.faults),
      tookMs: clock.nowMs() - beganMs,
      i2cLongestMs: Math.max(...buses.map((bus) => bus.time.longestMs)),
      i2cBlockedMs: buses.reduce((sum, bus) => sum + bus.time.blockedMs, 0),
      oneWireLongestMs: oneWire.time.longestMs,
      oneWireBlockedMs: oneWire.time.blockedMs,
    });
    for (const bus of buses) bus.time.clear();
    oneWire.time.clear();
    beganMs += 1000;
  });
  clock.advanceTo(1000 * (cycles + 1) - 1);
  return {
    seen,
    slips: monitor.state[StateByte.Slips0]! * 256 + monitor.state[StateByte.Slips1]!,
    violations: [pressure, converter, platinum, thermometer, digital].map((part) => part.lastViolation).filter((text) => text !== ""),
  };
}

describe("three pressures and three temperatures, every conversion at its data sheet's maximum", () => {
  const { seen, slips, violations } = runBench();
  // The first cycle finds the parts and has nothing to hand over yet.
  const steady = seen.slice(2);

  it("fit a cycle of a second: six good values in every one, collected within 200 ms", () => {
    expect(seen).toHaveLength(cycles);
    for (const { values, faults, tookMs } of steady) {
      expect(faults).toEqual([0, 0, 0, 0, 0, 0]);
      for (const pressurePa of values.slice(0, 3)) expect(Math.abs(pressurePa - 196133)).toBeLessThan(600);
      for (const temperatureK of values.slice(3)) expect(Math.abs(temperatureK - 293.15)).toBeLessThan(0.25);
      expect(tookMs).toBeLessThanOrEqual(200);
    }
    expect(slips).toBe(0);
  });

  it("break no part's protocol", () => {
    expect(violations).toEqual([]);
  });

  it("never block the interpreter for more than 5 ms in a call of I2C, 6 ms in one of 1-Wire, 20 ms of 1-Wire in a cycle", () => {
    for (const cycle of steady) {
      expect(cycle.i2cLongestMs).toBeGreaterThan(0);
      expect(cycle.i2cLongestMs).toBeLessThanOrEqual(5);
      expect(cycle.oneWireLongestMs).toBeGreaterThan(0);
      expect(cycle.oneWireLongestMs).toBeLessThanOrEqual(6);
      expect(cycle.oneWireBlockedMs).toBeLessThanOrEqual(20);
    }
  });
});
