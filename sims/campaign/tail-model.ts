import { Random } from "#hal/simulated/random.ts";
import { clusteredRateOf, clusteringOf, rateOf, type Bounded } from "./exact-bounds.ts";
import { yearS } from "./reference-delay.ts";

/** Alarms at one setting of the knob in one run. */
export interface TailCount { thresholdShare: number; alarms: number; watchedS: number }

/** Settings that are fitted; those after them are for the check. */
export const fittedKnobs = 3;
const resamples = 1000;
const resampleSeed = 20221215;
/** Alarms that a fit needs, and that it must foretell at a check for the check to mean anything. */
const leastFitted = 10;
const leastForetold = 3;

/** Log of alarms a year = intercept − slope × threshold share. */
interface Line { intercept: number; slope: number }

export interface TailKnob {
  falseAlarmsPerYear: number;
  thresholdShare: number;
  alarms: number;
  watchedYears: number;
  /** As counted, in all runs; at the knob in use with the clusters that they came in. */
  counted: Bounded;
  /** As the line fitted to the other half of the runs says, a year; null where none was. */
  foretold: Bounded | null;
  use: "fitted" | "checked" | "in use";
  /** For a check: the count against the line, "above" contradicting it; null where too few alarms were to be expected to tell. */
  check: "agrees" | "above" | "below" | null;
}

export interface TailModel {
  knobs: TailKnob[];
  /** Whether the line may be believed at the knob in use: checked, and contradicted nowhere. */
  holds: boolean;
  /** Why it may not; empty where it may. */
  reason: string;
  /** False alarms a year at the knob in use by the line through all runs; null where the line may not be believed. */
  perYear: Bounded | null;
  /** At most so many a year (95 %): the lower of what the line and what the mere count allow; null where neither does. */
  mostPerYear: number | null;
}

/**
 * The tail of the statistic, for false alarms too rare to wait for. The knob is turned up, which lowers all thresholds
 * alike; alarms at each setting are counted on the same quiet readings; a straight line through the logarithm of their
 * rate against the threshold (an exponential tail) is carried on to the threshold in use. The line is fitted to the three
 * highest rates in the even runs, and checked at the two others and at the knob in use in the odd runs. A tail like a
 * normal one falls faster than an exponential one: counts below the line leave it a bound from above, and no estimate.
 * Counts above it, of a heavier tail, contradict it.
 * @param counts by run, by knob @param used by run: the knob in use (threshold share 1)
 */
export function tailModel(knobsPerYear: readonly number[], counts: readonly (readonly TailCount[])[], inUsePerYear: number, used: readonly TailCount[]): TailModel {
  const all = counts.map((_, run) => run);
  const even = all.filter((run) => run % 2 === 0);
  const odd = all.filter((run) => run % 2 === 1);
  const total = (runs: readonly number[], knob: number): TailCount => sum(runs.map((run) => (knob < knobsPerYear.length ? counts[run]![knob]! : used[run]!)));
  const isEnough = sum(even.flatMap((run) => counts[run]!.slice(0, fittedKnobs))).alarms >= leastFitted && knobsPerYear.length > fittedKnobs;
  const lines = isEnough ? resampled(even, counts) : [];
  const knobs = [...knobsPerYear, inUsePerYear].map((falseAlarmsPerYear, knob): TailKnob => {
    const { thresholdShare, alarms, watchedS } = total(all, knob);
    const use = knob < fittedKnobs ? "fitted" : knob < knobsPerYear.length ? "checked" : "in use";
    const foretold = lines.length === 0 ? null : boundedAt(lines, thresholdShare);
    let check: TailKnob["check"] = null;
    if (use !== "fitted" && foretold) {
      const seen = total(odd, knob);
      const years = seen.watchedS / yearS;
      const { low, high } = rateOf(seen.alarms, years);
      if (low! > foretold.high!) check = "above";
      else if (foretold.value! * years >= leastForetold) check = high! < foretold.low! ? "below" : "agrees";
    }
    return { falseAlarmsPerYear, thresholdShare, alarms, watchedYears: watchedS / yearS, counted: rateOf(alarms, watchedS / yearS), foretold, use, check };
  });
  // At the knob in use what counts is how many there may be: alarms in clusters tell less than as many apart.
  const inUse = knobs[knobs.length - 1]!;
  inUse.counted = clusteredRateOf(inUse.alarms, inUse.watchedYears, clusteringOf(used.map(({ alarms }) => alarms)) ?? 1);
  const checks = knobs.filter(({ use }) => use === "checked");
  const wrong = knobs.find(({ check }) => check === "above");
  const reason = lines.length === 0 ? "too few alarms even at the highest rates, so that there is nothing to fit"
    : wrong ? `there are more alarms than it foretells at ${wrong.use === "in use" ? "the knob in use" : `${wrong.falseAlarmsPerYear} a year`}`
      : checks.some(({ check }) => check === null) ? "too few alarms at the rates for the check, so that it is not checked" : "";
  const perYear = reason === "" ? boundedAt(resampled(all, counts), 1) : null;
  const bounds = [perYear?.high, inUse.counted.high].filter((high) => typeof high === "number");
  return { knobs, holds: reason === "", reason, perYear, mostPerYear: bounds.length > 0 ? Math.min(...bounds) : null };
}

function sum(parts: readonly TailCount[]): TailCount {
  const total: TailCount = { thresholdShare: parts[0]?.thresholdShare ?? 1, alarms: 0, watchedS: 0 };
  for (const { alarms, watchedS } of parts) {
    total.alarms += alarms;
    total.watchedS += watchedS;
  }
  return total;
}

/** Lines through whole runs drawn with replacement, the first through the runs as they are: runs differ by their commissioning. */
function resampled(runs: readonly number[], counts: readonly (readonly TailCount[])[]): Line[] {
  const random = new Random(resampleSeed);
  const lines: Line[] = [];
  for (let resample = 0; resample <= resamples; resample++) {
    const drawn = resample === 0 ? runs : runs.map(() => runs[Math.floor(random.uniform() * runs.length)]!);
    lines.push(fit(Array.from({ length: fittedKnobs }, (_, knob) => sum(drawn.map((run) => counts[run]![knob]!)))));
  }
  return lines;
}

function boundedAt(lines: readonly Line[], thresholdShare: number): Bounded {
  const at = ({ intercept, slope }: Line): number => Math.exp(intercept - slope * thresholdShare);
  const sorted = lines.map(at).sort((one, other) => one - other);
  const quantile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { value: at(lines[0]!), low: quantile(0.025), high: quantile(0.975) };
}

/** Maximum likelihood of Poisson counts on a log-linear rate, by Newton's method. @returns a rate of nothing without alarms */
function fit(points: readonly TailCount[]): Line {
  const years = points.map(({ watchedS }) => watchedS / yearS);
  const alarms = points.reduce((before, point) => before + point.alarms, 0);
  if (alarms === 0) return { intercept: -Infinity, slope: 0 };
  const middle = points.reduce((before, point) => before + point.thresholdShare, 0) / points.length;
  let level = Math.log(alarms / years.reduce((before, time) => before + time, 0));
  let slope = 0;
  for (let turn = 0; turn < 50; turn++) {
    let gradientLevel = 0;
    let gradientSlope = 0;
    let curveLevel = 0;
    let curveMixed = 0;
    let curveSlope = 0;
    points.forEach(({ thresholdShare, alarms: seen }, index) => {
      const x = middle - thresholdShare;
      const expected = years[index]! * Math.exp(level + slope * x);
      gradientLevel += seen - expected;
      gradientSlope += (seen - expected) * x;
      curveLevel += expected;
      curveMixed += expected * x;
      curveSlope += expected * x * x;
    });
    const determinant = curveLevel * curveSlope - curveMixed * curveMixed;
    if (!(determinant > 0)) break;
    const stepLevel = (curveSlope * gradientLevel - curveMixed * gradientSlope) / determinant;
    const stepSlope = (curveLevel * gradientSlope - curveMixed * gradientLevel) / determinant;
    const damping = Math.min(1, 2 / Math.abs(stepLevel), 20 / Math.abs(stepSlope));
    level += damping * stepLevel;
    slope += damping * stepSlope;
    if (Math.abs(stepLevel) < 1e-10 && Math.abs(stepSlope) < 1e-10) break;
  }
  return { intercept: level + slope * middle, slope };
}
