import type { AlarmLine, Interval } from "#host/link/json-lines.ts";
import { clockTime, duration, durationInterval, exactly, holeDiameter, leakRate } from "#host/report/people-units.ts";
import type { RecordedRun } from "#host/report/recorded-run.ts";

/** One line of the table truth against estimate, in people's units. */
export interface ComparisonRow {
  what: string;
  truth: string;
  estimate: string;
  /** Whether the truth is inside the estimate's interval; undefined where there is no interval or no truth. */
  inside: boolean | undefined;
}

/** Estimates are judged this long after the alarm, or as soon after as the alarm's line was repeated, s. */
const judgedAfterS = 50;

/** The true flow is taken over this time around the estimate, s. */
const flowOverS = 30;

/**
 * Sets what the monitor said against what happened.
 * @returns no rows where no leak alarm was raised
 */
export function compare(run: RecordedRun): ComparisonRow[] {
  const raised = run.firstLeak();
  if (raised === undefined) return [];
  const judged = judgedLine(run, raised);
  const truth = run.truth;
  const hole = truth?.holes[0];
  const densityKgPerM3 = run.densityKgPerM3();
  const rows: ComparisonRow[] = [];
  const row = (what: string, trueValue: number | undefined | null, estimate: Interval | undefined, tell: (interval: Interval) => string): void => {
    if (estimate === undefined) return;
    const isKnown = trueValue !== undefined && trueValue !== null;
    rows.push({
      what, truth: isKnown ? tell(exactly(trueValue)) : "–", estimate: tell(estimate),
      inside: isKnown && hasInterval(estimate) ? isInside(trueValue, estimate) : undefined,
    });
  };
  if (hole !== undefined) {
    rows.push({ what: "alarm delay", truth: "–", estimate: duration(raised.timeS - hole.onsetS), inside: undefined });
  }
  row("leak began at", hole?.onsetS, judged.onsetS, clock);
  row("hole", hole?.diameterM, judged.holeDiameterM, holeDiameter);
  row("leak rate", trueRateKgPerS(run, judged.timeS), judged.leakRateKgPerS, (interval) => leakRate(interval, densityKgPerM3));
  row("time to minimum pressure", until(truth?.minimumPressureAtS, judged.timeS), judged.timeToMinimumPressureS, durationInterval);
  row("time to empty", until(truth?.emptyAtS, judged.timeS), judged.timeToEmptyS, durationInterval);
  return rows;
}

/**
 * @returns the line that the table judges: the first one some time after the alarm, because at the moment of an alarm the
 * alarm itself has chosen which estimates are seen
 */
export function judgedLine(run: RecordedRun, raised: AlarmLine): AlarmLine {
  const updates = run.alarms.filter((line) => line.alarm === "leak" && line.state === "updated" && line.timeS > raised.timeS);
  return updates.find((line) => line.timeS >= raised.timeS + judgedAfterS) ?? updates[updates.length - 1] ?? raised;
}

function until(atS: number | null | undefined, fromS: number): number | undefined {
  return atS === null || atS === undefined ? undefined : atS - fromS;
}

function hasInterval(interval: Interval): boolean {
  return interval.value !== null && (interval.low !== null || interval.high !== null);
}

function isInside(value: number, { low, high }: Interval): boolean {
  return (low === null || value >= low) && (high === null || value <= high);
}

/** @returns slope of the true liquid mass around a time, kg/s, positive for a loss; undefined where it is not known */
function trueRateKgPerS(run: RecordedRun, atS: number): number | undefined {
  const timeS = run.trueTimeS.view();
  const liquidKg = run.trueLiquidKg.view();
  let before = -1;
  let after = -1;
  for (let index = 0; index < timeS.length; index++) {
    if (timeS[index]! <= atS - flowOverS / 2) before = index;
    if (after < 0 && timeS[index]! >= atS + flowOverS / 2) after = index;
  }
  if (before < 0 || after < 0) return undefined;
  return (liquidKg[before]! - liquidKg[after]!) / (timeS[after]! - timeS[before]!);
}

/** @returns board time, its interval by its distances */
function clock({ value, low, high }: Interval): string {
  const time = clockTime(value);
  if (value !== null && low === null && high === null) return `about ${time} (interval not known)`;
  if (value === null || low === null || high === null || low === high) return time;
  return `${time} (−${(value - low).toFixed(0)} … +${(high - value).toFixed(0)} s)`;
}
