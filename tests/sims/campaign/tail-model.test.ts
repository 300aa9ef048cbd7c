import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import type { QuietRecord } from "#sims/campaign/campaign-run.ts";
import { clusteringOf, rateOf } from "#sims/campaign/exact-bounds.ts";
import { yearS } from "#sims/campaign/reference-delay.ts";
import { tailModel, type TailModel } from "#sims/campaign/tail-model.ts";

const hoursPerYear = yearS / 3600;
const knobs = [{ falseAlarmsPerYear: 10, thresholdShare: 0.9 }, { falseAlarmsPerYear: 1, thresholdShare: 1 }, { falseAlarmsPerYear: 0.1, thresholdShare: 1.08 }];

/** Quiet days whose hourly peaks are what a function makes of uniform numbers; a peak above the threshold is an alarm. */
function daysOf(count: number, seed: number, peakOf: (uniform: number) => number): QuietRecord[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const peaks = Array.from({ length: 24 }, () => peakOf(random.uniform()));
    return { alarms: peaks.filter((peak) => peak > 1).length, watchedS: 86400, peaks };
  });
}

function modelOf(watches: readonly QuietRecord[]): TailModel {
  const alarms = watches.map((watch) => watch.alarms);
  const count = alarms.reduce((sum, one) => sum + one, 0);
  return tailModel(watches.map(({ peaks }) => peaks), rateOf(count, watches.length * 86400 / yearS, clusteringOf(alarms) ?? 1), knobs);
}

/** Above 0.3 exponential with a scale of 0.075: e^(−0.7/0.075) of all hours reach the threshold, 0.78 a year. */
const exponential = (uniform: number): number => 0.3 - 0.075 * Math.log(uniform);
const exponentialPerYear = (share: number): number => hoursPerYear * Math.exp((0.3 - share) / 0.075);

describe("the tail model", () => {
  it("finds the rate at each knob of an exponential tail, though nothing came near the threshold", () => {
    const watches = daysOf(100, 3, exponential);
    const model = modelOf(watches);
    expect(model.reason).toBe("");
    expect(model.isBound).toBe(false);
    for (const { use, thresholdShare, foretold } of model.rows) {
      if (use !== "knob") continue;
      expect(foretold!.low!).toBeLessThan(exponentialPerYear(thresholdShare));
      expect(foretold!.high!).toBeGreaterThan(exponentialPerYear(thresholdShare));
    }
    expect(model.perYear!.high! / model.perYear!.low!).toBeLessThan(20);
    // A hundred days without an alarm alone allow 13 a year.
    expect(model.mostPerYear!).toBeLessThan(5);
  });

  it("has the true rate within its interval in nearly all of forty trials", () => {
    const claims = Array.from({ length: 40 }, (_, trial) => modelOf(daysOf(100, 1000 * trial + 77, exponential)).perYear).filter((perYear) => perYear !== null);
    expect(claims.length).toBeGreaterThanOrEqual(35);
    expect(claims.filter(({ low, high }) => low! <= exponentialPerYear(1) && high! >= exponentialPerYear(1)).length / claims.length).toBeGreaterThanOrEqual(0.85);
  });

  it("counts hours above each height, and has rows for fit, checks and knobs", () => {
    const watches = daysOf(100, 3, exponential);
    const { rows } = modelOf(watches);
    expect(rows.map(({ use }) => use)).toEqual(["fitted", "checked", "checked", "knob", "knob", "knob"]);
    const [fitted] = rows;
    expect(fitted!.hours).toBe(watches.flatMap(({ peaks }) => peaks).filter((peak) => peak > fitted!.thresholdShare).length);
    expect(fitted!.hours / 2400).toBeCloseTo(0.1, 1);
    expect(rows[1]!.check).toBe("agrees");
  });

  it("is contradicted by a heavier tail, and then claims no more than the count", () => {
    // One hour in a hundred reaches far out, however rare the rest.
    const model = modelOf(daysOf(200, 5, (uniform) => (uniform < 0.02 ? 0.3 - 0.3 * Math.log(uniform / 0.02) + 0.4 : exponential(uniform))));
    expect(model.perYear).toBeNull();
    expect(model.reason).toMatch(/^more hours went above|^there are more alarms/);
    expect(model.mostPerYear).toBe(model.rows.find(({ thresholdShare }) => thresholdShare === 1)!.counted.high);
  });

  it("is contradicted by alarms that no hour's peak foretold", () => {
    const watches = daysOf(100, 6, exponential).map((watch) => ({ ...watch, alarms: 1 }));
    expect(modelOf(watches).reason).toBe("there are more alarms than it foretells");
  });

  it("claims nothing where the hours are too few", () => {
    const none = modelOf([]);
    expect(none.reason).toBe("there are too few hours to fit");
    expect(none.mostPerYear).toBeNull();
    const few = modelOf(daysOf(4, 7, exponential));
    expect(few.perYear).toBeNull();
    expect(few.rows.every(({ use }) => use === "knob")).toBe(true);
    const unchecked = modelOf(daysOf(9, 7, exponential));
    expect(unchecked.reason).toBe("there are too few hours to check it");
  });

  it("errs upwards, and says so, on a tail that falls as a normal one does", () => {
    // Rayleigh, whose square is exponential: the highest of an envelope of normal noise.
    const sigma = 0.2;
    const watches = daysOf(400, 9, (uniform) => sigma * Math.sqrt(-2 * Math.log(uniform)));
    const { perYear, isBound } = modelOf(watches);
    const truth = hoursPerYear * Math.exp(-1 / (2 * sigma * sigma));
    expect(perYear!.low!).toBeGreaterThan(truth);
    expect(isBound).toBe(false);
    // Where the tail falls much faster from some height on the check sees it.
    const cut = modelOf(daysOf(400, 9, (uniform) => Math.min(exponential(uniform), 0.5 + 0.1 * (exponential(uniform) - 0.5))));
    expect(cut.isBound).toBe(true);
    expect(cut.reason).toBe("");
  });
});
