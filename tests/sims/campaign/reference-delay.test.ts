import { describe, expect, it } from "vitest";
import { inventorySigmaKg, readingSigma, referenceDelayS } from "#sims/campaign/reference-delay.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { ammoniaLoop, benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

describe("inventory error of one sample", () => {
  // Figures of ρ·√[(V_gas/p·σ_p)² + (V_liquid·β·σ_T)²] worked out by hand from the loops' numbers.
  it.each([
    ["spacecraft", spacecraftLoop, 60, 0.02, 1.18e-3], ["ammonia", ammoniaLoop, 500, 0.02, 5.81e-3],
    ["rack", rackLoop, 40, 0.03, 0.584e-3], ["bench", benchLoop, 25, 0.02, 0.032e-3],
  ] as const)("of the %s loop is that of its gas and its thermometer", (_, loop, noisePa, noiseK, expectedKg) => {
    expect(Math.abs(inventorySigmaKg(toConfiguration(loop), noisePa, noiseK) / expectedKg - 1)).toBeLessThan(0.02);
  });
});

describe("reference delay at one false alarm a year and a sample a second", () => {
  const delayS = (sigmaKg: number, lossKgPerHour: number, autocorrelation = 0): number => referenceDelayS({
    sigmaKg, lossKgPerS: lossKgPerHour / 3600, samplePeriodS: 1, falseAlarmsPerYear: 1, autocorrelation,
  });

  it.each([[1.18e-3, 18.5, 1.76], [1.18e-3, 1, 12.3], [1.18e-3, 0.1, 57.2], [0.032e-3, 0.06, 7.3], [0.032e-3, 0.006, 33.7]])(
    "with an error of %s kg finds %s kg/h after %s s", (sigmaKg, lossKgPerHour, expectedS) => {
      expect(Math.abs(delayS(sigmaKg, lossKgPerHour) / expectedS - 1)).toBeLessThan(0.01);
    });

  it("grows with the cube root of the noise's memory, 19-fold at φ = 0.9", () => {
    expect(delayS(1e-3, 1, 0.9) / delayS(1e-3, 1)).toBeCloseTo(Math.cbrt(19), 10);
  });

  it("where there is no gas has an error by hoses and the liquid's own stiffness", () => {
    const { accumulator: _, ...stiff } = benchLoop;
    // 998.2 kg/m³ · (1e-10 + 0.002/2.18e9) m³/Pa · 25 Pa, and no thermometer.
    expect(inventorySigmaKg(toConfiguration(stiff), 25, 0) / (998.2 * (1e-10 + 0.002 / 2.18e9) * 25)).toBeCloseTo(1, 3);
  });

  it("in seconds hardly depends on how often is sampled when each sample is as much worse", () => {
    const fast = referenceDelayS({ sigmaKg: 1e-3 * Math.SQRT2, lossKgPerS: 1e-4, samplePeriodS: 0.5, falseAlarmsPerYear: 1, autocorrelation: 0 });
    const slow = referenceDelayS({ sigmaKg: 1e-3, lossKgPerS: 1e-4, samplePeriodS: 1, falseAlarmsPerYear: 1, autocorrelation: 0 });
    expect(fast / slow).toBeCloseTo(1, 1);
  });
});

describe("noise of a reading", () => {
  it("holds the rounding, a twelfth of the squared step", () => {
    expect(readingSigma({ noiseK: 0.02, resolutionK: 0.0625 })).toBeCloseTo(Math.sqrt(0.0004 + 0.0625 ** 2 / 12), 9);
  });
});
