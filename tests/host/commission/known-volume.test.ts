import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { complianceText } from "#host/commission/commission-text.ts";
import type { ComplianceLine } from "#host/commission/compliance.ts";
import { knownVolumeCompliance, parseKnownVolume } from "#host/commission/known-volume.ts";
import type { LoopReading } from "#host/commission/quiet-record.ts";
import { StepWatch, type WatchState } from "#host/commission/step-watch.ts";
import { CoolantLoop } from "#sims/loop/coolant-loop.ts";
import { parseLoopFile, toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";
import { InputError } from "#sims/input-error.ts";

const loop = toConfiguration(benchLoop).loop!;

/** The bench, warming by 0.3 K an hour, with water taken out (positive) or put in within ten seconds of a time. */
function readings(volumeM3: number, atS: number, toS: number): LoopReading[] {
  const plant = new CoolantLoop({ loop, referencePressurePa: 0, holeNodes: [] });
  const random = new Random(5);
  const list: LoopReading[] = [];
  for (let timeS = 0; timeS < toS; timeS++) {
    plant.feedKgPerS = timeS >= atS && timeS < atS + 10 ? -volumeM3 * loop.coolant.densityKgPerM3 / 10 : 0;
    const kelvin = 293.15 + timeS / 12_000;
    plant.step(1, kelvin, kelvin, 0);
    list.push({ timeS: timeS + 1, pressurePa: plant.pressurePa + 25 * random.gaussian(), temperatureK: kelvin + 0.02 * random.gaussian() });
  }
  return list;
}

function measured(list: readonly LoopReading[], volumeM3: number, atS: number): ComplianceLine {
  const found = knownVolumeCompliance(list, { volumeM3, atS }, loop);
  if ("untold" in found) throw new Error(found.untold);
  return found;
}

describe("compliance from a known volume", () => {
  it.each([["drawn", 10e-6], ["added", -10e-6]])("finds the bench's 0.2 L of gas from 10 mL %s, a syringe's tolerance the whole of its interval", (_, volumeM3) => {
    const found = measured(readings(volumeM3, 900, 1800), volumeM3, 900);
    expect(found.gasVolumeM3!.value! / 0.0002).toBeGreaterThan(0.99);
    expect(found.gasVolumeM3!.value! / 0.0002).toBeLessThan(1.01);
    expect(found.gasVolumeM3!.low! / 0.0002).toBeCloseTo(0.96, 1.5);
    expect(found.gasVolumeM3!.high! / 0.0002).toBeCloseTo(1.04, 1.5);
    expect(found.comparison).toBe("agrees");
    // Closed form at the geometric mean of the pressures: V/p + C_h + V_l/K, with V·p = 0.2 L · 161,325 Pa.
    const closed = 0.0002 * 161_325 / found.pressurePa ** 2 + 1e-10 + 0.002 / 2.18e9;
    expect(found.complianceM3PerPa.value! / closed).toBeCloseTo(1, 1.5);
  });

  it("gives keys to paste that keep the accumulator's stop, which a loop file refuses where as much gas was measured", () => {
    const list = readings(10e-6, 900, 1800);
    const pasted = (file: LoopFile): LoopFile => {
      const found = knownVolumeCompliance(list, { volumeM3: 10e-6, atS: 900 }, toConfiguration(file).loop);
      if ("untold" in found) throw new Error(found.untold);
      const keys = complianceText(found).split("for the loop file:\n")[1]!;
      return parseLoopFile(JSON.stringify({ ...file, ...JSON.parse(`{${keys}}`) as object }), "pasted.loop.json");
    };
    expect(pasted(benchLoop).accumulator).toMatchObject({ polytropicIndex: 1, maximumGasVolumeM3: 0.0006 });
    expect(() => pasted({ ...benchLoop, accumulator: { ...benchLoop.accumulator!, gasVolumeM3: 0.0001, maximumGasVolumeM3: 0.00015 } })).toThrow(/maximumGasVolumeM3 is 0\.00015, its stop, and must be greater than gasVolumeM3 \(0\.0002\)/);
  });

  it("needs no loop file for the compliance, and says nothing of gas then", () => {
    const found = knownVolumeCompliance(readings(10e-6, 900, 1800), { volumeM3: 10e-6, atS: 900 }, undefined);
    expect(found).toMatchObject({ gasVolumeM3: null, comparison: null, accumulator: null });
  });

  it("takes a time that is twenty seconds wrong", () => {
    const list = readings(10e-6, 900, 1800);
    for (const atS of [885, 920]) expect(measured(list, 10e-6, atS).gasVolumeM3!.value! / 0.0002).toBeCloseTo(1, 1.5);
  });

  it("says in words why it says nothing: no step, the wrong way, too little before or after, still leaking", () => {
    const untold = (list: readonly LoopReading[], volumeM3: number, atS: number): string => {
      const found = knownVolumeCompliance(list, { volumeM3, atS }, loop);
      return "untold" in found ? found.untold : "told";
    };
    expect(untold(readings(0, 900, 1800), 10e-6, 900)).toMatch(/no step/);
    expect(untold(readings(10e-6, 900, 1800), -10e-6, 900)).toMatch(/no step.*added/);
    const warming = readings(0, 900, 1800).map((one) => ({ ...one, pressurePa: one.pressurePa + 2 * one.timeS }));
    expect(untold(warming, 10e-6, 900)).toMatch(/no step.*it moved no more than before when the volume was drawn/);
    expect(untold(readings(10e-6, 40, 900), 10e-6, 40)).toMatch(/before the volume/);
    expect(untold(readings(10e-6, 900, 940), 10e-6, 900)).toMatch(/record ends/);
    const leaking = readings(10e-6, 900, 1800).map((one) => ({ ...one, pressurePa: one.pressurePa - 30 * Math.max(0, one.timeS - 900) }));
    expect(untold(leaking, 10e-6, 900)).toMatch(/not settled/);
  });

  it("reads volumes with their units and refuses what is none", () => {
    expect(parseKnownVolume("10mL", "--draw", 1, false).volumeM3).toBeCloseTo(1e-5, 12);
    expect(parseKnownVolume("0.5L@3600", "--add", -1, true)).toEqual({ volumeM3: -5e-4, atS: 3600 });
    expect(parseKnownVolume("10mL@90min", "--draw", 1, true).atS).toBe(5400);
    expect(() => parseKnownVolume("3L@1h", "--draw", 1, true, 0.002)).toThrow(/--draw 3L@1h: the loop file has no more than 2 L of liquid/);
    for (const [text, needsTime] of [["10", false], ["mL", false], ["-1mL", false], ["10 gal", false], ["0mL", false], ["10mL@5", false], ["10mL", true], ["10mL@soon", true], ["10mL@1@2", true], ["", true]] as const) {
      expect(() => parseKnownVolume(text, "--draw", 1, needsTime), text).toThrow(InputError);
    }
  });
});

describe("the watch for a volume's step", () => {
  it("asks when the loop has been still, sees the step within seconds, and lets it settle", () => {
    const watch = new StepWatch();
    const states: [WatchState, number][] = [];
    for (const reading of readings(10e-6, 300, 900)) if (watch.add(reading)) states.push([watch.state, reading.timeS]);
    expect(states.map(([state]) => state)).toEqual(["ready", "moved", "settled"]);
    expect(states[0]![1]).toBeGreaterThanOrEqual(120);
    expect(watch.atS).toBeGreaterThan(295);
    expect(watch.atS).toBeLessThan(306);
    expect(measured(watch.readings, 10e-6, watch.atS).gasVolumeM3!.value! / 0.0002).toBeCloseTo(1, 1.5);
  });

  it("gives up where nothing is drawn, and takes no noise or thermal drift for a step", () => {
    const watch = new StepWatch();
    const states: WatchState[] = [];
    for (const reading of readings(0, 0, 2400)) if (watch.add(reading)) states.push(watch.state);
    expect(states).toEqual(["ready", "missed"]);
  });
});
