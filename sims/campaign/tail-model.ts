import { Random } from "#hal/simulated/random.ts";
import { clusteringOf, rateOf, type Bounded } from "./exact-bounds.ts";
import { yearS } from "./reference-delay.ts";

/** Time of which the highest statistic is kept, s: an hour. */
export const peakS = 3600;

/** Of a run, the highest statistic of each hour over its threshold. */
type Peaks = readonly number[];

/** A setting of the knob and where its threshold lies, over the one in use. */
export interface Knob { falseAlarmsPerYear: number; thresholdShare: number }

/** Share of the hours whose peaks are fitted, the highest ones; and those at which the line is checked. */
const fittedShare = 0.1;
const checkedShares = [0.02, 0.005];
const resamples = 1000;
const resampleSeed = 20221215;
/** Hours that a fit needs, and that it must foretell at a check for the check to mean anything. */
const leastFitted = 10;
const leastForetold = 3;
const hoursPerYear = yearS / peakS;

/** Hours a year above `thresholdShare` = perYear · exp(−(thresholdShare − from)/scale). */
interface Line { perYear: number; from: number; scale: number }

export interface TailRow {
  /** Rate that the knob asks for; null where the row is only for fit or check. */
  falseAlarmsPerYear: number | null;
  thresholdShare: number;
  /** Hours that went above, of all runs, and their rate, with the clusters that they came in. */
  hours: number;
  counted: Bounded;
  /** Fit and check: what the line fitted to the other half of the runs says, a year. A knob: what the line through all runs says. Null where there is none. */
  foretold: Bounded | null;
  use: "fitted" | "checked" | "knob";
  /** For a check: the count against the line, "above" contradicting it; null where too few hours were to be expected to tell. */
  check: "agrees" | "above" | "below" | null;
}

export interface TailModel {
  rows: TailRow[];
  /** Why the line may not be believed; empty where it may. */
  reason: string;
  /** False alarms a year at the knob in use by the line through all runs; null where the line may not be believed. */
  perYear: Bounded | null;
  /** Whether the line lies surely above what was counted where it was checked last: a bound, and no estimate. */
  isBound: boolean;
  /** At most so many a year (95 %): the lower of what the line and what the mere count allow; null where neither does. */
  mostPerYear: number | null;
}

/**
 * The tail of the statistic, for false alarms too rare to wait for: peaks over a threshold. Of the highest statistic of
 * each hour the highest tenth is taken; what these exceed the others by is taken for exponentially distributed, and
 * carried on to the thresholds. Fitted to the first half of the runs, the line is checked at two heights in the second
 * (every other run would not do: plants are drawn so that odd ones differ from even ones). A tail like a normal one falls
 * faster: counts below the line leave it a bound. Counts above it, of a heavier tail, or alarms that it does not foretell,
 * contradict it. An hour above the threshold is one alarm at most: what is not taken for a loss (a step, heat) is above it
 * too.
 * Source: Davison and Smith, J. R. Statist. Soc. B 52 (1990) 393, with a shape of 0.
 * @param runs quiet ones @param counted their alarms a year, at the knob in use
 * @param knobs settings to be told of, the one in use among them (threshold share 1)
 */
export function tailModel(runs: readonly Peaks[], counted: Bounded, knobs: readonly Knob[]): TailModel {
  const half = Math.ceil(runs.length / 2);
  const first = runs.slice(0, half);
  const second = runs.slice(half);
  const sorted = first.flat().sort((one, other) => other - one);
  const fitted = Math.floor(fittedShare * sorted.length);
  const isEnough = fitted >= leastFitted && hoursOf(second) > 0;
  const from = sorted[fitted] ?? NaN;
  const lines = isEnough ? resampled(first, from) : [];
  const rows: TailRow[] = [];
  if (isEnough) {
    const heights = [from, ...checkedShares.map((share) => from + lines[0]!.scale * Math.log(lines[0]!.perYear / (share * hoursPerYear)))];
    heights.forEach((thresholdShare, place) => {
      const foretold = boundedAt(lines, thresholdShare);
      rows.push({
        falseAlarmsPerYear: null, thresholdShare, ...hoursAbove(runs, thresholdShare), foretold,
        use: place === 0 ? "fitted" : "checked", check: place === 0 ? null : held(hoursAbove(second, thresholdShare).counted, foretold, hoursOf(second) / hoursPerYear),
      });
    });
  }
  const wrong = rows.find(({ check }) => check === "above");
  const isSurprised = lines.length > 0 && counted.low! > boundedAt(lines, 1).high!;
  const reason = !isEnough ? "there are too few hours to fit"
    : wrong ? `more hours went above ${percentOf(wrong.thresholdShare)} of the threshold than it foretells`
      : isSurprised ? "there are more alarms than it foretells"
        : rows.every(({ check }) => check === null) ? "there are too few hours to check it" : "";
  const all = reason === "" ? resampled(runs, from) : [];
  for (const { falseAlarmsPerYear, thresholdShare } of knobs) {
    const above = hoursAbove(runs, thresholdShare);
    rows.push({
      falseAlarmsPerYear, thresholdShare, hours: above.hours, counted: thresholdShare === 1 ? counted : above.counted,
      foretold: all.length > 0 ? boundedAt(all, thresholdShare) : null, use: "knob", check: null,
    });
  }
  const perYear = all.length > 0 ? boundedAt(all, 1) : null;
  const bounds = [perYear?.high, counted.high].filter((high) => typeof high === "number");
  return { rows, reason, perYear, isBound: rows.filter(({ check }) => check !== null).at(-1)?.check === "below", mostPerYear: bounds.length > 0 ? Math.min(...bounds) : null };
}

/** @returns a threshold share as in `65 %` */
export function percentOf(thresholdShare: number): string {
  return `${Math.round(100 * thresholdShare)} %`;
}

function hoursOf(runs: readonly Peaks[]): number {
  return total(runs.map((peaks) => peaks.length));
}

function hoursAbove(runs: readonly Peaks[], thresholdShare: number): Pick<TailRow, "hours" | "counted"> {
  const counts = runs.map((peaks) => peaks.filter((peak) => peak > thresholdShare).length);
  const hours = total(counts);
  return { hours, counted: rateOf(hours, hoursOf(runs) / hoursPerYear, clusteringOf(counts) ?? 1) };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** @param years in which it was counted */
function held({ low, high }: Bounded, foretold: Bounded, years: number): TailRow["check"] {
  if (low! > foretold.high!) return "above";
  if (foretold.value! * years < leastForetold) return null;
  return high! < foretold.low! ? "below" : "agrees";
}

/** Lines through whole runs drawn with replacement, the first through the runs as they are: runs differ by their commissioning. */
function resampled(runs: readonly Peaks[], from: number): Line[] {
  const random = new Random(resampleSeed);
  const lines: Line[] = [];
  for (let resample = 0; resample <= resamples; resample++) {
    lines.push(fit(resample === 0 ? runs : runs.map(() => runs[Math.floor(random.uniform() * runs.length)]!), from));
  }
  return lines;
}

/** Maximum likelihood of an exponential distribution: the mean of what is above. */
function fit(runs: readonly Peaks[], from: number): Line {
  let count = 0;
  let sum = 0;
  for (const peaks of runs) {
    for (const peak of peaks) {
      if (peak <= from) continue;
      count++;
      sum += peak - from;
    }
  }
  return { perYear: hoursPerYear * count / Math.max(1, hoursOf(runs)), from, scale: count > 0 ? sum / count : 1 };
}

function boundedAt(lines: readonly Line[], thresholdShare: number): Bounded {
  const at = ({ perYear, from, scale }: Line): number => perYear * Math.exp((from - thresholdShare) / scale);
  const sorted = lines.map(at).sort((one, other) => one - other);
  const quantile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { value: at(lines[0]!), low: quantile(0.025), high: quantile(0.975) };
}
