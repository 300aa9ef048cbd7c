import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import type { ComplianceLine } from "#host/commission/compliance.ts";
import type { LoopReading } from "#host/commission/quiet-record.ts";
import { QuietRecord } from "#host/commission/quiet-record.ts";
import { temperatureCompliance } from "#host/commission/temperature-compliance.ts";
import { CoolantLoop } from "#sims/loop/coolant-loop.ts";
import { toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";
import { benchLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

/** A tight loop whose temperature swings by 2 K either way in 90 minutes, read once a second with a sensor's noise. */
function record(file: LoopFile, options: { swingK?: number; leakPaPerS?: number; hours?: number } = {}): LoopReading[] {
  const { swingK = 2, leakPaPerS = 0, hours = 6 } = options;
  const loop = new CoolantLoop({ loop: toConfiguration(file).loop!, referencePressurePa: 0, holeNodes: [] });
  const random = new Random(11);
  const quiet = new QuietRecord();
  for (let timeS = 0; timeS < hours * 3600; timeS++) {
    const kelvin = 293.15 + swingK * Math.sin(2 * Math.PI * timeS / 5400);
    loop.settle(kelvin, kelvin, 0);
    quiet.add({ timeS, pressurePa: loop.pressurePa + 40 * random.gaussian() - leakPaPerS * timeS, temperatureK: kelvin + 0.02 * random.gaussian() });
  }
  quiet.close();
  return quiet.means;
}

function withGas(file: LoopFile, factor: number): LoopFile {
  const { maximumGasVolumeM3: _, ...accumulator } = file.accumulator!;
  return { ...file, accumulator: { ...accumulator, gasVolumeM3: accumulator.gasVolumeM3 * factor } };
}

function measured(means: readonly LoopReading[], file: LoopFile): ComplianceLine {
  const found = temperatureCompliance(means, toConfiguration(file).loop!);
  if ("untold" in found) throw new Error(found.untold);
  return found;
}

describe("compliance from temperature", () => {
  it("finds the spacecraft's 4 L of gas without touching the loop, within its interval and three per cent", () => {
    const { gasVolumeM3, comparison } = measured(record(spacecraftLoop), spacecraftLoop);
    expect(gasVolumeM3!.value! / 0.004).toBeCloseTo(1, 1.5);
    expect(gasVolumeM3!.low).toBeLessThan(0.004);
    expect(gasVolumeM3!.high).toBeGreaterThan(0.004);
    expect(comparison).toBe("agrees");
  });

  it("does not depend on what gas the loop file believes in, and says when that is three times off", () => {
    const means = record(spacecraftLoop);
    const right = measured(means, spacecraftLoop);
    for (const [factor, comparison] of [[4, "contradicts"], [0.25, "contradicts"], [1.6, "differs"]] as const) {
      const found = measured(means, withGas(spacecraftLoop, factor));
      expect(found.comparison, `gas × ${factor}`).toBe(comparison);
      expect(found.gasVolumeM3!.value).toBeCloseTo(right.gasVolumeM3!.value!, 10);
      expect(found.ratio! / factor).toBeCloseTo(1, 0);
    }
  });

  it("is not moved by a steady leak meanwhile", () => {
    const found = measured(record(spacecraftLoop, { leakPaPerS: 0.05 }), spacecraftLoop);
    expect(found.gasVolumeM3!.value! / 0.004).toBeCloseTo(1, 1);
  });

  it("is less sure of a bench whose gas expands as much as its liquid, and its interval says so", () => {
    const spacecraft = measured(record(spacecraftLoop), spacecraftLoop).gasVolumeM3!;
    const bench = measured(record(benchLoop), benchLoop).gasVolumeM3!;
    expect((bench.high! - bench.low!) / bench.value!).toBeGreaterThan(1.5 * (spacecraft.high! - spacecraft.low!) / spacecraft.value!);
    expect(bench.low).toBeLessThan(0.0002);
    expect(bench.high).toBeGreaterThan(0.0002);
  });

  it("says in words why it says nothing: no swing, too short, gas that hides the liquid, the wrong sign", () => {
    const untold = (means: readonly LoopReading[], file: LoopFile): string => {
      const found = temperatureCompliance(means, toConfiguration(file).loop!);
      return "untold" in found ? found.untold : "told";
    };
    expect(untold(record(spacecraftLoop, { swingK: 0.05 }), spacecraftLoop)).toMatch(/hardly moved.*0\.1 K/);
    expect(untold(record(spacecraftLoop, { hours: 0.5 }), spacecraftLoop)).toMatch(/minutes.*60 are needed/);
    // Half as much liquid as in the file would be no reason; a pressure that follows like a gas thermometer's is.
    const gasOnly = record(spacecraftLoop).map((mean) => ({ ...mean, pressurePa: 196_133 * (mean.temperatureK / 293.15) ** 0.98 }));
    expect(untold(gasOnly, spacecraftLoop)).toMatch(/hides/);
    const upsideDown = record(spacecraftLoop).map((mean) => ({ ...mean, temperatureK: 586.3 - mean.temperatureK }));
    expect(untold(upsideDown, spacecraftLoop)).toMatch(/^the pressure falls by \d+ Pa as it warms by a kelvin, which no tight loop does: a wrong column, unit or sign/);
    expect(untold(upsideDown, { ...spacecraftLoop, coolant: { ...toConfiguration(spacecraftLoop).loop!.coolant, thermalExpansionPerK: -1e-4 } })).not.toMatch(/sign/);
  });
});
