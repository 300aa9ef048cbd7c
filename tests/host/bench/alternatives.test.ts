import { describe, expect, it } from "vitest";
import {
  baselineOf, cusum, cusumThreshold, ewma, fallLimit, fallOver, largestOn, lowPressureLimit, phynRule, type Watch,
} from "#host/bench/alternatives.ts";
import { Random } from "#hal/simulated/random.ts";

const psiPa = 6894.757;

/** @returns sample, from 1, at which the alarm first holds; NaN where it never does */
function firstAlarm(watch: Watch, pressurePa: (sample: number) => number, samples: number): number {
  for (let sample = 1; sample <= samples; sample++) if (watch(pressurePa(sample))) return sample;
  return NaN;
}

/** @returns mean number of samples to the first alarm of either watch, in normal noise about a mean */
function meanRun(make: () => Watch[], mean: number, runs: number, seed: number): number {
  const random = new Random(seed, 0);
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    const watches = make();
    for (let isOver = false; !isOver; sum++) {
      const value = mean + random.gaussian();
      for (const watch of watches) if (watch(value)) isOver = true;
    }
  }
  return sum / runs;
}

const standard = { meanPa: 0, sigmaPa: 1 };
const seed = 7;

describe("the low-pressure limit", () => {
  it("alarms at the third sample in a row below its limit", () => {
    expect(firstAlarm(lowPressureLimit(100), (sample) => [90, 90, 110, 90, 90, 90][sample - 1]!, 6)).toBe(6);
  });
});

describe("the limit on a fall", () => {
  it("takes the fall over its whole time, and nothing before that has passed", () => {
    const fall = fallOver(60);
    const falls = Array.from({ length: 121 }, (_, second) => fall(1000 - second));
    expect(falls[59]).toBe(0);
    expect(falls[60]).toBe(60);
    expect(falls[120]).toBe(60);
  });

  it("alarms above its limit only", () => {
    expect(firstAlarm(fallLimit(60, 60), (sample) => 1000 - sample, 1000)).toBeNaN();
    expect(firstAlarm(fallLimit(60, 59), (sample) => 1000 - sample, 1000)).toBe(61);
  });
});

describe("Phyn's published rule", () => {
  /** A fall of so many psi in three minutes, at an even rate from 100 psi, through a hole of this size. */
  const alerts = (holeMillimetres: number, psiInThreeMinutes: number, seconds = 181): boolean => {
    const watch = phynRule(() => holeMillimetres / 1000);
    return !Number.isNaN(firstAlarm(watch, (sample) => (100 - psiInThreeMinutes * (sample - 1) / 180) * psiPa, seconds));
  };

  it.each([
    ["a hole over 0.5 mm, whatever the drop", 0.51, 0.1, true],
    ["a hole of 0.5 mm and no more than 3 psi", 0.5, 2.9, false],
    ["a hole from 0.15 mm and over 3 psi", 0.15, 3.1, true],
    ["a hole under 0.15 mm and over 5.5 psi", 0.149, 5.6, true],
    ["a hole under 0.15 mm and 5.4 psi", 0.149, 5.4, false],
    ["over 25 psi", 0.01, 25.1, true],
  ])("on %s", (_, hole, psi, expected) => {
    expect(alerts(hole, psi)).toBe(expected);
  });

  it("alerts on over 4.5 psi in ten minutes, not on less", () => {
    expect(alerts(0.1, 4.6 * 0.3, 601)).toBe(true);
    expect(alerts(0.1, 4.4 * 0.3, 601)).toBe(false);
  });

  it("takes rising pressure for no hole", () => {
    expect(alerts(1, -5, 601)).toBe(false);
  });
});

describe("the CUSUM", () => {
  it("alarms falsely every 335 samples at k = ½, h = 4, and sees one standard deviation after 8.38: exact run lengths", () => {
    expect(meanRun(() => [cusum(standard, 4)], 0, 4000, seed) / 335, `seed ${seed}`).toBeCloseTo(1, 1);
    expect(meanRun(() => [cusum(standard, 4)], -1, 20000, seed) / 8.38, `seed ${seed}`).toBeCloseTo(1, 1);
  });

  it("has the thresholds of Siegmund's approximation: 4, 5 and 8 for 338, 938 and 19,112 samples", () => {
    expect(cusumThreshold(338)).toBeCloseTo(4, 2);
    expect(cusumThreshold(938)).toBeCloseTo(5, 2);
    expect(cusumThreshold(19112)).toBeCloseTo(8, 2);
  });

  it("begins anew after an alarm", () => {
    const watch = cusum(standard, 4);
    const alarms = Array.from({ length: 20 }, () => watch(-1.5)).flatMap((isOver, index) => (isOver ? [index + 1] : []));
    expect(alarms).toEqual([5, 10, 15, 20]);
  });
});

describe("the EWMA", () => {
  it("alarms falsely every 500 samples and sees one standard deviation after 10.3, at weight 0.1 and 2.814 deviations, both sides watched: Lucas and Saccucci, 1990", () => {
    const upper = (watch: Watch): Watch => (pressurePa) => watch(-pressurePa);
    const both = (): Watch[] => [ewma(standard, 2.814), upper(ewma(standard, 2.814))];
    expect(meanRun(both, 0, 4000, seed) / 500, `seed ${seed}`).toBeCloseTo(1, 1);
    expect(meanRun(both, -1, 20000, seed) / 10.3, `seed ${seed}`).toBeCloseTo(1, 1);
  });
});

describe("what the alternatives learn", () => {
  it("is mean and standard deviation of the quiet record", () => {
    expect(baselineOf(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9))).toEqual({ meanPa: 5, sigmaPa: Math.sqrt(32 / 7) });
  });

  it("or the largest value of their statistic on it", () => {
    expect(largestOn(Float64Array.of(5, 3, 4, 1, 2), fallOver(2))).toBe(2);
  });
});
