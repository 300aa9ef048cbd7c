import { describe, expect, it } from "vitest";
import { LevelSwitch } from "#hal/drivers/level-switch.ts";
import { Ntc } from "#hal/drivers/ntc.ts";
import type { NtcOptions } from "#hal/drivers/ntc.ts";
import { PulseFlow } from "#hal/drivers/pulse-flow.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { supervisedSwitch } from "#hal/simulated/parts/level-switch.ts";
import type { SwitchWiring } from "#hal/simulated/parts/level-switch.ts";
import { ntcDivider } from "#hal/simulated/parts/ntc.ts";
import { EmulatedPulseFlow } from "#hal/simulated/parts/pulse-flow.ts";
import { SimulatedHalWithPins } from "#hal/simulated/simulated-pins.ts";
import { Fault } from "#hal/types.ts";
import type { Sample } from "#hal/types.ts";
import { codesOf, runCycles, StillPlant } from "./sensor-bench.ts";

describe("an NTC in a divider", () => {
  function atFraction(fraction: number, options: Partial<NtcOptions> = {}): Sample {
    const hal = new SimulatedHalWithPins({ clock: new VirtualClock(), analog: { A1: () => fraction } });
    const sensor = new Ntc({ id: "T", part: "ntc", pin: "A1", ...options }, hal);
    expect(sensor.start(0)).toBe(0);
    return sensor.sample();
  }

  it.each([
    [-20, 0.91333],
    [0, 0.77075],
    [25, 0.5],
    [60, 0.19911],
    [80, 0.11271],
    [100, 0.0652],
  ])("of beta 3950 at %f °C is at %f of the supply, and the mirror of it on the high side", (celsius, fraction) => {
    expect(Math.abs(atFraction(fraction).temperatureK! - 273.15 - celsius)).toBeLessThan(0.01);
    expect(Math.abs(atFraction(1 - fraction, { isHighSide: true }).temperatureK! - 273.15 - celsius)).toBeLessThan(0.01);
  });

  it.each([
    [32650, 0],
    [10000, 25],
    [3603, 49.986],
  ])("with Steinhart–Hart's coefficients at %f Ω is at %f °C", (ohm, celsius) => {
    const steinhartHart = [0.001129148, 0.000234125, 8.76741e-8];
    expect(atFraction(ohm / (ohm + 10000), { steinhartHart }).temperatureK! - 273.15).toBeCloseTo(celsius, 2);
  });

  it("tells open from short by its side, and a pin without a converter", () => {
    expect(atFraction(4095 / 4096).fault).toBe(Fault.OpenWire);
    expect(atFraction(0).fault).toBe(Fault.Short);
    expect(atFraction(0, { isHighSide: true }).fault).toBe(Fault.OpenWire);
    expect(atFraction(NaN).fault).toBe(Fault.Absent);
  });

  it("reads its emulator through 12 bits within 0.05 K, and its cut and shorted wire as such", () => {
    const clock = new VirtualClock();
    const plant = new StillPlant();
    let wire: "ok" | "open" | "short" = "ok";
    const hal = new SimulatedHalWithPins({ clock, analog: { A1: ntcDivider(plant, "suction", () => wire) } });
    const sensor = new Ntc({ id: "T", part: "ntc", pin: "A1" }, hal);
    expect(Math.abs(runCycles(clock, sensor, 1)[0]!.temperatureK! - 293.15)).toBeLessThan(0.05);
    wire = "open";
    expect(codesOf(runCycles(clock, sensor, 5))).toBe("open-wire");
    wire = "ok";
    expect(codesOf(runCycles(clock, sensor, 5))).toBe("none");
  });
});

describe("a pulse flow meter", () => {
  function connect(): { meter: EmulatedPulseFlow; sensor: PulseFlow; clock: VirtualClock; hal: SimulatedHalWithPins } {
    const clock = new VirtualClock();
    const meter = new EmulatedPulseFlow(clock);
    const hal = new SimulatedHalWithPins({ clock, edges: { A0: meter } });
    return { meter, clock, hal, sensor: new PulseFlow({ id: "F", part: "pulse-flow", pin: "A0" }, hal) };
  }

  it.each([
    [75, 10],
    [7.5, 1],
  ])("at %f Hz reads %f L/min: 450 pulses a litre, not 7.5", (_hertz, litrePerMinute) => {
    const { meter, sensor, clock } = connect();
    meter.flowM3PerS = litrePerMinute / 60000;
    const sample = runCycles(clock, sensor, 20).at(-1)!;
    expect(Math.abs(sample.flowOrLevel! * 60000 - litrePerMinute)).toBeLessThan(0.02 * litrePerMinute);
  });

  it("reads 0 after three seconds without a pulse, and does not count the pause into the flow", () => {
    const { meter, sensor, clock } = connect();
    const flows = (): number[] => runCycles(clock, sensor, 6).map((sample) => sample?.flowOrLevel ?? NaN);
    meter.flowM3PerS = 1e-4;
    flows();
    meter.silent = true;
    expect(flows().slice(-2)).toEqual([0, 0]);
    meter.silent = false;
    expect(Math.abs(flows().at(-1)! - 1e-4)).toBeLessThan(1e-6);
  });

  it("calls more pulses than any flow can make a fault", () => {
    const { hal, sensor, clock } = connect();
    clock.every(1, () => hal.rise("A0"));
    expect(codesOf(runCycles(clock, sensor, 5).slice(2))).toBe("out-of-range");
  });
});

describe("a level switch", () => {
  it("reads a cut wire as low level, and believes no single slosh", () => {
    const clock = new VirtualClock();
    let isHigh = false;
    const sensor = new LevelSwitch({ id: "L", part: "level-switch", pin: "A5", debounceSamples: 2 }, new SimulatedHalWithPins({ clock, digital: { A5: () => isHigh } }));
    const levels = (cycles: number): number[] => runCycles(clock, sensor, cycles).map((sample) => sample!.flowOrLevel!);
    expect(levels(2)).toEqual([1, 1]);
    isHigh = true;
    expect(levels(1)).toEqual([1]);
    isHigh = false;
    expect(levels(1)).toEqual([1]);
    isHigh = true;
    expect(levels(4)).toEqual([1, 1, 0, 0]);
  });

  it("with its two resistors tells low level, a cut and a shorted wire apart", () => {
    const clock = new VirtualClock();
    let isAbove = true;
    let wiring: SwitchWiring = "ok";
    const hal = new SimulatedHalWithPins({ clock, analog: { A5: supervisedSwitch(() => isAbove, () => wiring) } });
    const sensor = new LevelSwitch({ id: "L", part: "level-switch", pin: "A5", isSupervised: true }, hal);
    expect(runCycles(clock, sensor, 2).at(-1)).toMatchObject({ flowOrLevel: 1 });
    isAbove = false;
    expect(runCycles(clock, sensor, 2).at(-1)).toMatchObject({ flowOrLevel: 0, fault: Fault.None });
    wiring = "cut";
    expect(codesOf(runCycles(clock, sensor, 2))).toBe("open-wire");
    wiring = "shorted";
    expect(codesOf(runCycles(clock, sensor, 2))).toBe("short");
  });
});
