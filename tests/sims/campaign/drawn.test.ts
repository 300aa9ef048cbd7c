import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { drawnCoefficientShare, drawnGasVolumeShare } from "#sims/campaign/drawn.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";

const draws = 20_000;

function moments(draw: () => number): { mean: number; sigma: number; low: number; high: number } {
  const list = Array.from({ length: draws }, draw);
  const mean = list.reduce((sum, value) => sum + value, 0) / draws;
  return { mean, sigma: Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws), low: Math.min(...list), high: Math.max(...list) };
}

describe("what is drawn for a plant", () => {
  it("is its hole's coefficient within two and a half of the file's deviations", () => {
    const loop = { ...toConfiguration(benchLoop).loop!, dischargeCoefficient: 0.5, dischargeCoefficientSigma: 0.05 };
    const dice = new Random(1);
    const { mean, sigma, low, high } = moments(() => drawnCoefficientShare(loop, dice));
    expect([low, high].map((value) => Number(value.toFixed(9)))).toEqual([0.75, 1.25]);
    // A normal cut at 2.5 deviations, what is beyond set to them: 0.98 of its deviation.
    expect(Math.abs(mean - 1)).toBeLessThan(0.003);
    expect(sigma).toBeGreaterThan(0.096);
    expect(sigma).toBeLessThan(0.101);
  });

  it("is its gas volume, as spread in few plants as in many, and the file's where that is known for sure", () => {
    const loop = { ...toConfiguration(benchLoop).loop!, complianceSigmaShare: 0.1 };
    const shares = Array.from({ length: 127 }, (_, run) => drawnGasVolumeShare(loop, run));
    const within = (deviates: number): number => shares.filter((share) => Math.abs(share - 1) < deviates * 0.1).length / shares.length;
    // Normal: 68.3 and 95.4 % within one and two deviations.
    expect(Math.abs(within(1) - 0.683)).toBeLessThan(0.02);
    expect(Math.abs(within(2) - 0.954)).toBeLessThan(0.02);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(1, 9);
    expect(new Set(shares).size).toBe(shares.length);
    expect(drawnGasVolumeShare({ ...loop, complianceSigmaShare: 0 }, 5)).toBe(1);
  });

  it("is never no gas at all", () => {
    const loop = { ...toConfiguration(benchLoop).loop!, complianceSigmaShare: 0.6 };
    expect(Math.min(...Array.from({ length: 127 }, (_, run) => drawnGasVolumeShare(loop, run)))).toBe(0.2);
  });
});
