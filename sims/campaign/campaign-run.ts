import { Random } from "#hal/simulated/random.ts";
import { Alarm, AlarmField, Cause } from "#firmware/telemetry/dictionary.ts";
import { Expected, incidents, mismatches, type Incident } from "./cases.ts";
import { drawnCoefficientShare, drawnGasVolumeShare } from "./drawn.ts";
import { nodes, textbook, type Differences } from "./plant.ts";
import type { CampaignPlan } from "./campaign-plan.ts";
import { peakS } from "./tail-model.ts";
import { longestCommissioningS, WatchedLoop, type Commissioned, type Subject } from "./watched-loop.ts";

/** How a case came out. */
export type Outcome = "correct" | "missed" | "false alarm" | "misdiagnosis" | "no response";

/** What was told and what was true at the first update a minute after the alarm; an end of null is not bounded. */
export interface Told {
  value: number | null;
  low: number | null;
  high: number | null;
  truth: number;
}

export interface LeakRecord {
  outcome: Outcome;
  /** From the hole to the alarm, s; null where there was none in time. */
  delayS: number | null;
  /** Absent where the alarm had gone by itself within the minute, or the loop was below its minimum pressure by then. */
  told?: { rateKgPerS: Told; holeM: Told; ageS: Told; minimumPressureS?: Told };
}

export interface QuietRecord {
  /** Alarms of a loss raised, and time watched while none stood, s. */
  alarms: number;
  watchedS: number;
  /** Highest statistic over its threshold of each whole hour that began without an alarm. */
  peaks: number[];
}

/** One commissioning and all that followed on its plant. */
export interface PlantRecord {
  commissioned: { isWatching: boolean; verdict: number; durationS: number; smallestLeakKgPerS: { minute: number | null; hour: number | null; day: number | null } };
  quiet: QuietRecord;
  /** By rung: of the plan's ladder, or of its short one. */
  leaks: LeakRecord[];
}

/** One run of a campaign; plain data, all that a report is made from. */
export interface RunRecord {
  type: "run";
  run: number;
  textbook: PlantRecord;
  /** More leaks at the plan's judged rung. */
  judged: LeakRecord[];
  mismatched: PlantRecord[];
  incidents: Outcome[];
}

/** Of the judged update. */
const judgedAfterS = 60;
/** A rate told wrong by more than this factor is a misdiagnosis. */
const mostRateFactor = 2;
/** A leak that is not called one so long after the pressure was called low has been taken for something else, s. */
const graceS = 60;
/** Longest time to the minimum pressure that the truth is looked for, s. */
const longestForecastS = 12 * 3600;
/** Cases in which a plant of its own is begun are this far apart in the streams of random numbers. */
const streamsPerRun = 256;
const mismatchStream = 64;
const streamsPerMismatch = 16;

/**
 * Plays one run: a plant, its gas volume drawn from the compliance's deviation, is begun and commissioned, then watched
 * for a while in quiet, and copies of it, taken at random moments, are given a leak of each rate and each incident; then
 * the same on each plant that differs from the loop file.
 * The same plan and number always give the same record.
 */
export function playRun(plan: CampaignPlan, subject: Subject, run: number): RunRecord {
  const stream = (place: number): Random => new Random(plan.seed, run * streamsPerRun + place);
  const dice = stream(0);
  const gasVolumeShare = drawnGasVolumeShare(subject.configuration.loop!, run);
  const watched = new WatchedLoop(subject, { ...textbook, gasVolumeShare }, stream(1), stream(2));
  const commissioned = watched.commission();
  const ladder = plan.ladderKgPerS;
  const leaks: LeakRecord[] = ladder.map(noResponse);
  const judged: LeakRecord[] = Array.from({ length: plan.judgedLeaks }, noResponse);
  const outcomes: Outcome[] = incidents.map(() => "no response");
  let quiet = unwatched();
  if (commissioned.isWatching) {
    let place = 3;
    const next = (): Random => stream(place++);
    const moments = [
      ...ladder.map((lossKgPerS, index) => momentOf(dice, plan.quietS, () => { leaks[index] = leakRun(watched, next(), dice, lossKgPerS, plan.horizonS); })),
      ...judged.map((_, index) => momentOf(dice, plan.quietS, () => { judged[index] = leakRun(watched, next(), dice, ladder[plan.judgedRung]!, plan.horizonS); })),
      ...incidents.map((incident, index) => momentOf(dice, plan.quietS, () => { outcomes[index] = incidentRun(watched, next(), incident, plan.slowKgPerS); })),
    ];
    quiet = watch(watched, plan.quietS, moments);
  }
  return {
    type: "run", run,
    textbook: { commissioned: plain(commissioned), quiet, leaks },
    judged,
    mismatched: mismatches.map(({ differences }, index) => playMismatch(plan, subject, differences, (place) => stream(mismatchStream + index * streamsPerMismatch + place))),
    incidents: outcomes,
  };
}

function playMismatch(plan: CampaignPlan, subject: Subject, differences: Differences, stream: (place: number) => Random): PlantRecord {
  const dice = stream(0);
  const watched = new WatchedLoop(subject, differences, stream(1), stream(2));
  const commissioned = watched.commission();
  const leaks = plan.shortLadder.map(noResponse);
  let quiet = unwatched();
  if (commissioned.isWatching) {
    const moments = plan.shortLadder.map((rung, index) =>
      momentOf(dice, plan.mismatchQuietS, () => { leaks[index] = leakRun(watched, stream(3 + index), dice, plan.ladderKgPerS[rung]!, plan.horizonS); }));
    quiet = watch(watched, plan.mismatchQuietS, moments);
  }
  return { commissioned: plain(commissioned), quiet, leaks };
}

interface Moment { atS: number; act: () => void }

function momentOf(dice: Random, withinS: number, act: () => void): Moment {
  return { atS: dice.uniform() * withinS, act };
}

function unwatched(): QuietRecord {
  return { alarms: 0, watchedS: 0, peaks: [] };
}

/** Lets a quiet time pass, acting at the moments. */
function watch(watched: WatchedLoop, quietS: number, moments: Moment[]): QuietRecord {
  const record = unwatched();
  const beganS = watched.timeS;
  const due = [...moments].sort((one, other) => one.atS - other.atS);
  let next = 0;
  let before = watched.losses;
  let hourEndS = beganS + peakS;
  let peak = before === 0 ? 0 : NaN;
  while (watched.timeS - beganS < quietS) {
    while (next < due.length && due[next]!.atS <= watched.timeS - beganS) due[next++]!.act();
    const elapsedS = watched.step();
    const { losses } = watched;
    if (before === 0) {
      record.watchedS += elapsedS;
      peak = Math.max(peak, watched.suspicion);
      if (losses !== 0) record.alarms++;
    }
    before = losses;
    if (watched.timeS < hourEndS) continue;
    // Three digits are enough, and keep a shard's file small.
    if (!Number.isNaN(peak)) record.peaks.push(Number(peak.toFixed(3)));
    peak = losses === 0 ? 0 : NaN;
    hourEndS += peakS;
  }
  while (next < due.length) due[next++]!.act();
  return record;
}

function leakRun(from: WatchedLoop, random: Random, dice: Random, lossKgPerS: number, horizonS: number): LeakRecord {
  const coefficientShare = drawnCoefficientShare(from.subject.configuration.loop!, dice);
  const node = from.subject.loopFile.pump ? nodes[Math.floor(dice.uniform() * nodes.length)]! : "suction";
  if (from.losses !== 0) return { outcome: "false alarm", delayS: null };
  if (!from.isWatching) return noResponse();
  const watched = from.copy(random);
  const onsetS = watched.timeS;
  const holeM = watched.plant.leak(node, lossKgPerS, coefficientShare);
  if (!findLeak(watched, horizonS)) return { outcome: watched.isPressureLow ? "misdiagnosis" : "missed", delayS: null };
  const alarmS = watched.timeS;
  const delayS = alarmS - onsetS;
  while (watched.losses !== 0 && watched.timeS - alarmS < judgedAfterS) watched.step();
  if (watched.losses === 0) return { outcome: "misdiagnosis", delayS };
  const { loop } = watched.plant;
  // Behind its minimum pressure a loop is as good as empty, and nothing that was told is of use or can be judged.
  if (!Number.isNaN(loop.minimumPressureAtS)) return { outcome: "correct", delayS };
  const report = watched.monitor.leak!.report;
  const tell = (first: AlarmField, truth: number): Told => ({
    value: orNull(report[first]!), low: orNull(report[first + 1]!), high: orNull(report[first + 2]!), truth,
  });
  const rateKgPerS = tell(AlarmField.LeakRateKgPerS, loop.leakRateKgPerS);
  const told: LeakRecord["told"] = { rateKgPerS, holeM: tell(AlarmField.HoleDiameterM, holeM), ageS: tell(AlarmField.AgeS, watched.timeS - onsetS) };
  const isGas = watched.monitor.alarms.cause === Cause.Gas || (watched.losses & (1 << Alarm.GasLoss)) !== 0;
  const factor = (rateKgPerS.value ?? NaN) / rateKgPerS.truth;
  const isFarOff = !(factor < mostRateFactor && factor > 1 / mostRateFactor);
  const minimumPressureS = tell(AlarmField.TimeToMinimumPressureS, timeToMinimumS(watched));
  if (Number.isFinite(minimumPressureS.truth)) told.minimumPressureS = minimumPressureS;
  return { outcome: isGas || isFarOff ? "misdiagnosis" : "correct", delayS, told };
}

/** Steps until a loss is told. @returns whether it was, in time and not long after the mere pressure was called low */
function findLeak(watched: WatchedLoop, horizonS: number): boolean {
  const onsetS = watched.timeS;
  let untilS = onsetS + horizonS;
  while (watched.losses === 0 && watched.timeS < untilS) {
    watched.step();
    if (watched.isPressureLow) untilS = Math.min(untilS, watched.timeS + graceS);
  }
  return watched.losses !== 0;
}

/** Lets the plant go on by itself. @returns the time until its minimum pressure, s; Infinity where that is too long to wait for */
function timeToMinimumS({ plant }: WatchedLoop): number {
  const { loop } = plant;
  const nowS = plant.timeS;
  while (Number.isNaN(loop.minimumPressureAtS) && plant.timeS - nowS < longestForecastS) plant.advanceSecond();
  // The loop's own clock may have begun before the plant's.
  return Number.isNaN(loop.minimumPressureAtS) ? Infinity : loop.minimumPressureAtS - loop.timeS + plant.timeS - nowS;
}

function incidentRun(from: WatchedLoop, random: Random, incident: Incident, slowKgPerS: number): Outcome {
  if (from.losses !== 0) return "false alarm";
  if (!from.isWatching) return "no response";
  const watched = from.copy(random);
  const { hal, monitor } = watched;
  const named = (): number => incident.events.reduce((sum, event) => sum + hal.count(event), 0);
  const namedBefore = named();
  incident.begin(watched, slowKgPerS);
  const beganS = watched.timeS;
  let raised = 0;
  let isGas = false;
  while (watched.timeS - beganS < incident.durationS) {
    incident.during?.(watched, watched.timeS - beganS);
    watched.step();
    raised |= watched.losses;
    if (monitor.alarms.standing & (1 << Alarm.GasLoss) || (watched.losses !== 0 && monitor.alarms.cause === Cause.Gas)) isGas = true;
  }
  switch (incident.expected) {
    case Expected.Quiet: return raised ? "false alarm" : "correct";
    case Expected.Named: return raised ? "false alarm" : named() > namedBefore ? "correct" : "no response";
    case Expected.Gas: return isGas ? "correct" : raised ? "misdiagnosis" : "missed";
    case Expected.Leak: return isGas ? "misdiagnosis" : raised ? "correct" : "missed";
  }
}

function noResponse(): LeakRecord {
  return { outcome: "no response", delayS: null };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function plain({ isWatching, verdict, durationS, smallestLeakKgPerS: { minute, hour, day } }: Commissioned): PlantRecord["commissioned"] {
  return { isWatching, verdict, durationS: Math.min(durationS, longestCommissioningS), smallestLeakKgPerS: { minute: orNull(minute), hour: orNull(hour), day: orNull(day) } };
}

