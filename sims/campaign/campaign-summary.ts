import { Verdict } from "#firmware/telemetry/dictionary.ts";
import { loopSensors } from "../loop/loop-sensors.ts";
import type { CampaignPlan } from "./campaign-plan.ts";
import type { LeakRecord, Outcome, PlantRecord, QuietRecord, RunRecord, Told } from "./campaign-run.ts";
import { incidents, mismatches } from "./cases.ts";
import { clusteringOf, rateOf, shareOf, type Bounded } from "./exact-bounds.ts";
import { holeOfLossM } from "./hole.ts";
import { textbook, type Differences } from "./plant.ts";
import { inventorySigmaKg, readingSigma, referenceDelayS, yearS } from "./reference-delay.ts";
import { tailModel, type Knob, type TailModel } from "./tail-model.ts";
import { thresholdShareOf, type Subject } from "./watched-loop.ts";

export const outcomes: readonly Outcome[] = ["correct", "missed", "false alarm", "misdiagnosis", "no response"];
export type Outcomes = Record<Outcome, number>;

/** Times within which a leak is to be found. */
export const horizons = [{ name: "minute", timeS: 60 }, { name: "hour", timeS: 3600 }, { name: "day", timeS: 86400 }] as const;
export type Horizon = (typeof horizons)[number]["name"];

/** Median and 95th percentile; null where so many were not found at all. */
export interface Spread { median: number | null; high: number | null }

/** Leaks of one rate, or of several. */
export interface LeakSummary {
  outcomes: Outcomes;
  delayS: Spread;
  /** Delay over the reference delay and two samples. */
  ratio: Spread;
}

export interface RungSummary extends LeakSummary {
  lossKgPerS: number;
  /** Hole that loses so much at the reference state, m. */
  holeM: number;
  referenceS: number;
  found: Record<Horizon, Bounded>;
}

export type Quantity = "leak rate" | "hole" | "onset" | "time to minimum pressure";

/** How often the truth lay within the 95 % interval told. */
export interface Coverage {
  quantity: Quantity;
  /** At the judged rung, and at all rungs. */
  judged: CoverageCount;
  all: CoverageCount;
  /** Median of |told − true| over true, at the judged rung; null where none was told. */
  error: number | null;
}

export interface CoverageCount { inside: number; told: number; share: Bounded; /** Intervals that are open at an end. */ open: number }

export interface QuietSummary {
  alarms: number;
  watchedS: number;
  /** With the clusters that the alarms came in. */
  perYear: Bounded;
  /** Quiet watches with an alarm among all, one a run. */
  tests: Bounded;
  testCount: number;
  testsWithAlarm: number;
  /** Variance of the alarms of a watch over their mean: 1 where alarms are independent, more where they come in clusters; null without any. */
  clustering: number | null;
}

export interface PlantSummary extends LeakSummary {
  name: string;
  commissioned: number;
  refused: Record<string, number>;
  quiet: QuietSummary;
  tail: TailModel;
}

/** All that a report says; plain data. */
export interface CampaignSummary {
  type: "summary";
  loop: string;
  place: string;
  falseAlarmsPerYear: number;
  samplePeriodS: number;
  seed: number;
  /** Done, of those planned. */
  runs: number;
  plannedRuns: number;
  /** Cases of each kind, sorted. */
  cases: { kind: string; outcomes: Outcomes }[];
  rungs: RungSummary[];
  judgedRung: number;
  shortLadder: number[];
  /** Smallest rate at and above which at least 95 % of the leaks were found in time, kg/s; null where none was. */
  smallestLeakKgPerS: Record<Horizon, number | null>;
  /** Rungs from the smallest leak on that commissioning promised to find in a day. */
  fromPromised: LeakSummary;
  commissioning: { accepted: number; refused: Record<string, number>; durationS: Spread; promisedKgPerS: Record<Horizon, number | null> };
  quiet: QuietSummary;
  tail: TailModel;
  coverage: Coverage[];
  mismatched: PlantSummary[];
  incidents: { name: string; outcomes: Outcomes }[];
}

/** Shares of detection and of false alarms in EPA's protocol for tests of tanks. */
export const leastDetection = 0.95;

/** Settings of the knob that the tail of the statistic is carried on to, besides the one in use, false alarms a year. */
const knobsPerYear = [100, 10, 1, 0.1];

const verdictNames: Readonly<Partial<Record<Verdict, string>>> = {
  [Verdict.Begun]: "not ended after three days", [Verdict.TooShort]: "too short", [Verdict.NoThermalCycle]: "no thermal cycle",
  [Verdict.AlreadyLeaking]: "already leaking", [Verdict.BelowMinimum]: "below minimum", [Verdict.NoSignal]: "no signal", [Verdict.Unresolved]: "unresolved", [Verdict.Contradicted]: "loop file contradicted",
};

/** @param runs in any order; a record of each */
export function summarise(plan: CampaignPlan, subject: Subject, runs: readonly RunRecord[]): CampaignSummary {
  const ordered = [...runs].sort((one, other) => one.run - other.run);
  const { configuration } = subject;
  const referenceOf = (rung: number, differences: Differences): number => reference(subject, plan.ladderKgPerS[rung]!, differences);
  const slackS = 2 * configuration.samplePeriodS;
  const onTextbook = (rung: number): Judged[] => ordered.flatMap((record) => [record.textbook.leaks[rung]!, ...(rung === plan.judgedRung ? record.judged : [])])
    .map((leak) => ({ leak, yardstickS: referenceOf(rung, textbook) + slackS }));
  const byRung = plan.ladderKgPerS.map((_, rung) => onTextbook(rung));
  const rungs = plan.ladderKgPerS.map((lossKgPerS, rung): RungSummary => ({
    lossKgPerS, holeM: holeOfLossM(subject, lossKgPerS), referenceS: referenceOf(rung, textbook), ...leakSummary(byRung[rung]!), found: foundOf(byRung[rung]!),
  }));
  const knobs = [...new Set([...knobsPerYear, configuration.falseAlarmsPerYear])].sort((one, other) => other - one)
    .map((falseAlarmsPerYear) => ({ falseAlarmsPerYear, thresholdShare: thresholdShareOf(subject, falseAlarmsPerYear) }));
  const textbooks = ordered.map((record) => record.textbook);
  const promised = promisedOf(textbooks);
  const mismatched = mismatches.map(({ name, differences }, index): PlantSummary => {
    const plants = ordered.map((record) => record.mismatched[index]!);
    const leaks = plants.flatMap((plant) => plant.leaks.map((leak, place) => ({ leak, yardstickS: referenceOf(plan.shortLadder[place]!, differences) + slackS })));
    return { name, ...commissionedOf(plants), ...leakSummary(leaks), ...watchedOf(plants, knobs) };
  });
  const byIncident = incidents.map(({ name }, index) => ({ name, outcomes: countOutcomes(ordered.map((record) => record.incidents[index]!)) }));
  return {
    type: "summary", loop: plan.loopFile.name, place: subject.place.name, falseAlarmsPerYear: configuration.falseAlarmsPerYear,
    samplePeriodS: configuration.samplePeriodS, seed: plan.seed, runs: ordered.length, plannedRuns: plan.runs,
    cases: [
      { kind: "leaks, loop file's plant", outcomes: countOutcomes(byRung.flat().map(({ leak }) => leak.outcome)) },
      { kind: "leaks, other plants", outcomes: countOutcomes(ordered.flatMap((record) => record.mismatched.flatMap((plant) => plant.leaks.map((leak) => leak.outcome)))) },
      { kind: "quiet, loop file's plant", outcomes: countOutcomes(textbooks.map(quietOutcome)) },
      { kind: "quiet, other plants", outcomes: countOutcomes(ordered.flatMap((record) => record.mismatched.map(quietOutcome))) },
      { kind: "look-alikes, faults", outcomes: countOutcomes(ordered.flatMap((record) => record.incidents)) },
    ],
    rungs, judgedRung: plan.judgedRung, shortLadder: plan.shortLadder,
    smallestLeakKgPerS: { minute: smallestOf(rungs, "minute"), hour: smallestOf(rungs, "hour"), day: smallestOf(rungs, "day") },
    fromPromised: leakSummary(byRung.filter((_, rung) => promised.day !== null && plan.ladderKgPerS[rung]! >= promised.day).flat()),
    commissioning: { ...acceptedOf(textbooks), durationS: spreadOf(textbooks.map(({ commissioned }) => commissioned.durationS)), promisedKgPerS: promised },
    ...watchedOf(textbooks, knobs),
    coverage: coverageOf(byRung[plan.judgedRung]!, byRung.flat()),
    mismatched, incidents: byIncident,
  };
}

interface Judged { leak: LeakRecord; /** Reference delay and two samples, s. */ yardstickS: number }

function reference({ configuration }: Subject, lossKgPerS: number, { autocorrelation }: Differences): number {
  const noiseOf = (wanted: "pressure" | "temperature"): number => readingSigma(loopSensors(configuration, wanted)[0] ?? {});
  const { samplePeriodS, falseAlarmsPerYear } = configuration;
  return referenceDelayS({ sigmaKg: inventorySigmaKg(configuration, noiseOf("pressure"), noiseOf("temperature")), lossKgPerS, samplePeriodS, falseAlarmsPerYear, autocorrelation });
}

function countOutcomes(found: readonly Outcome[]): Outcomes {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Outcomes;
  for (const outcome of found) counts[outcome]++;
  return counts;
}

function leakSummary(judged: readonly Judged[]): LeakSummary {
  // Where an alarm stood before the hole, or nobody was watching, there is no delay to speak of.
  const fair = judged.filter(({ leak }) => leak.outcome !== "false alarm" && leak.outcome !== "no response");
  return {
    outcomes: countOutcomes(judged.map(({ leak }) => leak.outcome)),
    delayS: spreadOf(fair.map(({ leak }) => leak.delayS ?? Infinity)),
    ratio: spreadOf(fair.map(({ leak, yardstickS }) => (leak.delayS ?? Infinity) / yardstickS)),
  };
}

/** By nearest rank. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const quantile = (share: number): number | null => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined || !Number.isFinite(value) ? null : value;
  };
  return { median: quantile(0.5), high: quantile(0.95) };
}

/** A leak counts as found where it was told as a loss in time, whatever else was told; one that met a standing false alarm does not. */
function foundOf(judged: readonly Judged[]): Record<Horizon, Bounded> {
  const within = (timeS: number): Bounded => shareOf(judged.filter(({ leak }) => leak.delayS !== null && leak.delayS <= timeS).length, judged.length);
  return Object.fromEntries(horizons.map(({ name, timeS }) => [name, within(timeS)])) as Record<Horizon, Bounded>;
}

function smallestOf(rungs: readonly RungSummary[], horizon: Horizon): number | null {
  let smallest: number | null = null;
  for (const { lossKgPerS, found } of [...rungs].reverse()) {
    if (!(found[horizon].value! >= leastDetection)) break;
    smallest = lossKgPerS;
  }
  return smallest;
}

function promisedOf(plants: readonly PlantRecord[]): Record<Horizon, number | null> {
  const median = (horizon: Horizon): number | null =>
    spreadOf(plants.filter(({ commissioned }) => commissioned.isWatching).map(({ commissioned }) => commissioned.smallestLeakKgPerS[horizon] ?? Infinity)).median;
  return { minute: median("minute"), hour: median("hour"), day: median("day") };
}

function acceptedOf(plants: readonly PlantRecord[]): { accepted: number; refused: Record<string, number> } {
  const refused: Record<string, number> = {};
  let accepted = 0;
  for (const { commissioned: { isWatching, verdict } } of plants) {
    if (isWatching) accepted++;
    else {
      const name = verdictNames[verdict as Verdict] ?? `verdict ${verdict}`;
      refused[name] = (refused[name] ?? 0) + 1;
    }
  }
  return { accepted, refused };
}

function commissionedOf(plants: readonly PlantRecord[]): Pick<PlantSummary, "commissioned" | "refused"> {
  const { accepted, refused } = acceptedOf(plants);
  return { commissioned: accepted, refused };
}

function quietOutcome({ commissioned, quiet }: PlantRecord): Outcome {
  return !commissioned.isWatching ? "no response" : quiet.alarms > 0 ? "false alarm" : "correct";
}

function watchedOf(plants: readonly PlantRecord[], knobs: readonly Knob[]): Pick<PlantSummary, "quiet" | "tail"> {
  const watches = plants.filter(({ commissioned }) => commissioned.isWatching).map((plant) => plant.quiet);
  const quiet = quietOf(watches);
  return { quiet, tail: tailModel(watches.map(({ peaks }) => peaks), quiet.perYear, knobs) };
}

function quietOf(watches: readonly QuietRecord[]): QuietSummary {
  const alarms = watches.reduce((sum, watch) => sum + watch.alarms, 0);
  const watchedS = watches.reduce((sum, watch) => sum + watch.watchedS, 0);
  const testsWithAlarm = watches.filter((watch) => watch.alarms > 0).length;
  const clustering = clusteringOf(watches.map((watch) => watch.alarms));
  return {
    alarms, watchedS, perYear: rateOf(alarms, watchedS / yearS, clustering ?? 1), tests: shareOf(testsWithAlarm, watches.length), testCount: watches.length, testsWithAlarm, clustering,
  };
}

const toldOf: Readonly<Record<Quantity, (told: NonNullable<LeakRecord["told"]>) => Told | undefined>> = {
  "leak rate": (told) => told.rateKgPerS, "hole": (told) => told.holeM, "onset": (told) => told.ageS, "time to minimum pressure": (told) => told.minimumPressureS,
};

function coverageOf(judged: readonly Judged[], all: readonly Judged[]): Coverage[] {
  const toldIn = (leaks: readonly Judged[], quantity: Quantity): Told[] => leaks.flatMap(({ leak }) => (leak.told && toldOf[quantity](leak.told)) ?? []);
  return (Object.keys(toldOf) as Quantity[]).map((quantity) => {
    const atJudged = toldIn(judged, quantity);
    const errors = spreadOf(atJudged.map(({ value, truth }) => (value === null ? Infinity : Math.abs(value - truth) / truth)));
    return { quantity, judged: countInside(atJudged), all: countInside(toldIn(all, quantity)), error: errors.median };
  });
}

function countInside(told: readonly Told[]): CoverageCount {
  const inside = told.filter(({ low, high, truth }) => (low === null || truth >= low) && (high === null || truth <= high)).length;
  return { inside, told: told.length, share: shareOf(inside, told.length), open: told.filter(({ low, high }) => low === null || high === null).length };
}
