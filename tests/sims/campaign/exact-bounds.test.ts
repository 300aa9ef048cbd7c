import { describe, expect, it } from "vitest";
import { rateOf, shareOf } from "#sims/campaign/exact-bounds.ts";

describe("Clopper–Pearson bounds of a share", () => {
  // Closed forms at the ends: (α/2)^(1/n).
  it("of none in n end at 1 − 0.025^(1/n)", () => {
    for (const trials of [1, 10, 200, 1000]) {
      const { value, low, high } = shareOf(0, trials);
      expect(value).toBe(0);
      expect(low).toBe(0);
      expect(high).toBeCloseTo(1 - 0.025 ** (1 / trials), 9);
    }
  });

  it("of n in n begin at 0.025^(1/n)", () => {
    const { low, high } = shareOf(60, 60);
    expect(low).toBeCloseTo(0.025 ** (1 / 60), 9);
    expect(high).toBe(1);
  });

  it("of 3 in 10 are 6.67 % and 65.25 %, as in the tables", () => {
    const { low, high } = shareOf(3, 10);
    expect(low).toBeCloseTo(0.0667, 4);
    expect(high).toBeCloseTo(0.6525, 4);
  });

  it("leave exactly 2.5 % of the binomial distribution outside at either end", () => {
    const atLeast = (count: number, trials: number, share: number): number => {
      let sum = 0;
      let term = (1 - share) ** trials;
      for (let successes = 0; successes <= trials; successes++) {
        if (successes >= count) sum += term;
        term *= (trials - successes) / (successes + 1) * share / (1 - share);
      }
      return sum;
    };
    const { low, high } = shareOf(187, 200);
    expect(atLeast(187, 200, low!)).toBeCloseTo(0.025, 8);
    expect(1 - atLeast(188, 200, high!)).toBeCloseTo(0.025, 8);
  });

  it("of nothing tried say nothing", () => {
    expect(shareOf(0, 0)).toEqual({ value: null, low: 0, high: 1 });
  });
});

describe("Garwood bounds of a rate", () => {
  // Garwood's table for 95 %: 0: 0–3.69, 1: 0.0253–5.57, 5: 1.62–11.67, 10: 4.80–18.39.
  it.each([[0, 0, 3.69], [1, 0.0253, 5.57], [5, 1.62, 11.67], [10, 4.8, 18.39]])("of %s in one unit of time are %s and %s", (count, low, high) => {
    const bounds = rateOf(count, 1);
    expect(Math.abs(bounds.low! - low)).toBeLessThan(0.006);
    expect(Math.abs(bounds.high! - high)).toBeLessThan(0.006);
  });

  it("of none in 636 h end at 50.8 a year, and one-sided three in that time are 41", () => {
    expect(rateOf(0, 636 / 8766).high).toBeCloseTo(50.8, 1);
  });

  it("of eight that came at once are eight times those of one", () => {
    const one = rateOf(1, 2);
    const eight = rateOf(8, 2, 8);
    expect(eight.low! / one.low!).toBeCloseTo(8, 9);
    expect(eight.high! / one.high!).toBeCloseTo(8, 9);
    expect(eight.value).toBe(4);
    expect(rateOf(8, 2, 0.3)).toEqual(rateOf(8, 2));
  });

  it("of no time are not bounded above", () => {
    expect(rateOf(0, 0)).toEqual({ value: null, low: 0, high: null });
  });
});
