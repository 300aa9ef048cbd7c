import { describe, expect, it } from "vitest";
import { Ads1115Transmitter } from "#hal/drivers/ads1115.ts";
import type { Ads1115Options } from "#hal/drivers/ads1115.ts";
import { SimulatedI2c } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { currentLoop, EmulatedAds1115 } from "#hal/simulated/parts/ads1115.ts";
import type { LoopWire } from "#hal/simulated/parts/ads1115.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Fault } from "#hal/types.ts";
import type { Sample } from "#hal/types.ts";
import { ExpectedTransactions } from "./expected-transactions.ts";
import { codesOf, runCycles } from "./sensor-bench.ts";

let nextBus = 0;

/** Converters are shared by bus and address: every test has a bus of its own. */
function connect(options: Partial<Ads1115Options> = {}): { part: EmulatedAds1115; sensor: Ads1115Transmitter; clock: VirtualClock; hal: SimulatedHal; bus: string } {
  const clock = new VirtualClock();
  const bus = `I2C-${nextBus++}`;
  const line = new SimulatedI2c(clock);
  const part = new EmulatedAds1115();
  line.attach(0x49, part);
  const hal = new SimulatedHal({ clock, i2c: { [bus]: line } });
  const sensor = new Ads1115Transmitter({ id: "P", part: "ads1115", bus, address: 0x49, channel: 0, lowPa: 0, highPa: 1e6, ...options }, hal);
  return { part, sensor, clock, hal, bus };
}

function atCurrent(milliAmpere: number): Sample[] {
  const { part, sensor, clock } = connect();
  part.nodes[0] = () => milliAmpere * 0.1;
  return runCycles(clock, sensor, 4).map((sample) => sample!);
}

describe("a 4–20 mA transmitter on an ADS1115", () => {
  it.each([
    [3.8, 3040, -12500],
    [4, 3200, 0],
    [12, 9600, 500000],
    [20, 16000, 1e6],
    [20.5, 16400, 1031250],
  ])("at %f mA counts %i and reads %i Pa of 0 … 10 bar", (milliAmpere, count, pressurePa) => {
    const sample = atCurrent(milliAmpere).at(-1)!;
    expect(sample).toMatchObject({ fault: Fault.None, raw: count });
    expect(sample.pressurePa).toBeCloseTo(pressurePa, 3);
  });

  it.each([
    [0, "open-wire"],
    [3.6, "open-wire"],
    [3.7, "none open-wire"],
    [20.8, "none short"],
    [21, "short"],
    [25, "short"],
    [40.96, "saturated"],
  ])("at %f mA says %s, as NAMUR NE 43 has it", (milliAmpere, codes) => {
    expect(codesOf(atCurrent(milliAmpere))).toBe(codes);
  });

  it.each([
    ["open", "open-wire"],
    ["short-to-ground", "open-wire"],
    ["fails-low", "open-wire"],
    ["fails-high", "short"],
  ] as const)("with its loop %s says %s", (wire, code) => {
    const { part, sensor, clock } = connect();
    let state: LoopWire = "ok";
    part.nodes[0] = currentLoop(() => 0.25, 100, () => state);
    expect(runCycles(clock, sensor, 3).at(-1)).toMatchObject({ fault: Fault.None, pressurePa: 250000 });
    state = wire;
    expect(codesOf(runCycles(clock, sensor, 3))).toBe(code);
    expect(part.violations).toBe(0);
  });

  it("asks byte for byte for one conversion of ± 4.096 V at 128 a second", () => {
    const bus = new ExpectedTransactions(0x48, [
      { write: [1, 0xc3, 0x83] },
      { write: [1] },
      { read: [0xc3, 0x83] },
      { write: [0] },
      { read: [0x25, 0x80] },
    ]);
    const name = `I2C-${nextBus++}`;
    const hal = new SimulatedHal({ clock: new VirtualClock(), i2c: { [name]: bus } });
    const sensor = new Ads1115Transmitter({ id: "P", part: "ads1115", bus: name, channel: 0, lowPa: 0, highPa: 1e6 }, hal);
    expect(sensor.start(0)).toBe(10);
    expect(sensor.poll(5)).toBe(5);
    expect(sensor.poll(10)).toBe(0);
    bus.done();
    expect(sensor.sample().pressurePa).toBeCloseTo(500000, 6);
  });

  it("never takes another channel's result: two transmitters share one converter", () => {
    const { part, sensor, clock, hal, bus } = connect();
    part.nodes[0] = () => 0.8;
    part.nodes[1] = () => 1.6;
    const other = new Ads1115Transmitter({ id: "Q", part: "ads1115", bus, address: 0x49, channel: 1, lowPa: 0, highPa: 1e6 }, hal);
    for (let cycle = 0; cycle < 20; cycle++) {
      const beganMs = clock.nowMs();
      const sensors = [sensor, other];
      let waiting = sensors.filter((each) => each.start(beganMs) > 0);
      for (const delayMs of [21, 42]) {
        clock.advanceTo(beganMs + delayMs);
        waiting = waiting.filter((each) => each.poll(clock.nowMs()) > 0);
      }
      expect(waiting).toEqual([]);
      expect(sensors.map((each) => Math.round(each.sample().pressurePa!))).toEqual([250000, 750000]);
      clock.advanceTo(beganMs + 1000);
    }
    expect(part.lastViolation).toBe("");
  });

  it("notices a reset in service, a conversion that takes too long, and absence", () => {
    const { part, sensor, clock } = connect();
    part.nodes[0] = () => 1.2;
    runCycles(clock, sensor, 3);
    sensor.start(clock.nowMs());
    part.reset();
    clock.advanceTo(clock.nowMs() + 20);
    sensor.poll(clock.nowMs());
    expect(sensor.sample().fault).toBe(Fault.Reset);
    part.slowness = 3;
    clock.advanceTo(clock.nowMs() + 1000);
    expect(codesOf(runCycles(clock, sensor, 1))).toBe("timeout");
    part.slowness = 1;
    expect(codesOf(runCycles(clock, sensor, 3))).toBe("none");
    part.absent = true;
    expect(codesOf(runCycles(clock, sensor, 20))).toBe("nack absent");
    part.absent = false;
    expect(runCycles(clock, sensor, 62).at(-1)).toMatchObject({ fault: Fault.None });
  });
});

describe("a ratiometric transmitter on an ADS1115", () => {
  /** Signal and supply of 5 V nominal, both through 10 kΩ over 15 kΩ: × 0.6. */
  function atVolts(volts: number, supplyV = 5): (Sample | undefined)[] {
    const { part, sensor, clock } = connect({ supplyChannel: 3 });
    part.nodes[0] = () => volts * 0.6;
    part.nodes[3] = () => supplyV * 0.6;
    const samples = runCycles(clock, sensor, 15);
    expect(part.lastViolation).toBe("");
    return samples;
  }

  it.each([
    [0.5, 0],
    [2.5, 500000],
    [4.5, 1e6],
  ])("at %f V of 5 V reads %i Pa", (volts, pressurePa) => {
    expect(Math.abs(atVolts(volts).at(-1)!.pressurePa! - pressurePa)).toBeLessThan(100);
  });

  it("does not see a supply 5 % high, which would be 5.6 % of the span at its end", () => {
    expect(Math.abs(atVolts(4.5 * 1.05, 5.25).at(-1)!.pressurePa! - 1e6)).toBeLessThan(100);
  });

  it.each([
    [0.15, 5, "open-wire"],
    [4.85, 5, "short"],
    [0.4, 5, "out-of-range"],
    [2.5, 0, "status-bits"],
  ])("at %f V of %f V says %s", (volts, supplyV, code) => {
    expect(codesOf(atVolts(volts, supplyV))).toBe(code);
  });
});
