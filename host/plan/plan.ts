import jstat from "jstat";
import { Random } from "#hal/simulated/random.ts";
import { holeOfLossM } from "#sims/campaign/hole.ts";
import { inventorySigmaKg, readingSigma } from "#sims/campaign/reference-delay.ts";
import { subjectOf, type Subject } from "#sims/campaign/watched-loop.ts";
import type { Environment } from "#sims/environment/environment.ts";
import { eclipseS, orbitPeriodS } from "#sims/environment/orbit.ts";
import type { SensorConfiguration } from "#firmware/configuration.ts";
import type { LoopFile, LoopFileSensor } from "#sims/loop/loop-file.ts";
import { loopSensors } from "#sims/loop/loop-sensors.ts";
import { suitableParts, withSensors, type Candidate } from "./candidate.ts";
import { dayS, foundOn, horizonsS, type Found } from "./smallest-leak.ts";

/** What keeps a smaller leak from being found. */
export type Limit = "pressure noise" | "temperature noise" | "temperature rounding" | "drift" | "compensation";

/** A leak three ways: what it loses, and the hole that would lose it at the reference pressure, nothing lost so far. */
export interface SmallestLeak {
  kgPerS: number;
  /** Standard error, as a share: other runs would tell another leak. */
  errorShare: number;
  mLPerH: number;
  holeM: number;
}

export interface PlannedRow {
  name: string;
  /** Standard deviation of one sample's inventory, kg; of the pressure and of the temperature alone. */
  sigmaKg: number;
  pressureSigmaKg: number;
  temperatureSigmaKg: number;
  /** By horizon of `horizonsS`: the smallest leak that is found in time in half of all cases, kg/s; NaN where commissioning was refused. */
  curveKgPerS: number[];
  minute: SmallestLeak;
  hour: SmallestLeak;
  day: SmallestLeak;
  /** What limits the smallest leak found in an hour, and the factor by which that would be smaller without it. */
  limit: Limit | undefined;
  limitFactor: number;
  /** The next better sensor of the kind that limits, and by what factor the leaks become smaller; absent where none is known. */
  next: { part: string; minute: number; hour: number; day: number } | undefined;
  /** Runs whose commissioning was refused, of so many. */
  refused: number;
  runs: number;
}

/** Runs of a row, and of each look at what limits it. */
export const rowRuns = 32;
const limitRuns = 3;
/** A sensor with this share of the noise is a better one. */
const clearlyBetter = 0.75;
/** A factor below this is nobody's limit. */
const leastFactor = 1.05;
const minute = horizonsS.indexOf(60);
const hour = horizonsS.indexOf(3600);
const day = horizonsS.indexOf(dayS);

type Change = (subject: Subject) => Subject;

/** The same loop without one of its troubles. */
const without: Readonly<Record<Limit, Change>> = {
  "pressure noise": (subject) => withReadings(subject, (sensor) => (sensor.quantity === "pressure" ? { ...sensor, noisePa: 0, resolutionPa: 0 } : sensor)),
  "temperature noise": (subject) => withReadings(subject, (sensor) => (sensor.quantity === "temperature" ? { ...sensor, noiseK: 0 } : sensor)),
  "temperature rounding": (subject) => withReadings(subject, (sensor) => (sensor.quantity === "temperature" ? { ...sensor, resolutionK: 0 } : sensor)),
  "drift": (subject) => withReadings(subject, (sensor) => ({ ...sensor, driftPaPerDay: 0, ...(sensor.reference === "gauge" && { reference: "absolute" as const }) })),
  "compensation": (subject) => ({ ...subject, place: { ...subject.place, environment: steady(subject.place.environment) } }),
};
const limits = Object.keys(without) as Limit[];

/** One run of the firmware on a loop's quiet, as can be handed from thread to thread. */
export interface PlanRun {
  loopFile: LoopFile;
  /** Which of its troubles is taken away. */
  without?: Limit;
  seed: number;
  /** Horizon up to which is looked, s. */
  longestS: number;
}

/**
 * Plays one run, on whatever thread.
 * @returns by horizon of `horizonsS`: the smallest loss found in time, kg/s, of each onset; undefined where commissioning was
 * refused
 */
export function playPlanRun({ loopFile, without: trouble, seed, longestS }: PlanRun): Found | undefined {
  const subject = subjectOf(loopFile);
  return foundOn(trouble ? without[trouble](subject) : subject, seed, longestS);
}

/** Most runs that a row needs, for a progress bar. */
export const mostRunsPerRow = rowRuns + limitRuns * (1 + limits.length) + rowRuns;

/** @param play plays runs, and hands over what was found in their order: undefined where commissioning was refused */
export async function planRows(candidates: readonly Candidate[], seed: number, play: (runs: PlanRun[]) => Promise<(Found | undefined)[]>): Promise<PlannedRow[]> {
  const runsOf = (count: number, run: Omit<PlanRun, "seed">): PlanRun[] => Array.from({ length: count }, (_, index) => ({ ...run, seed: seed + index }));
  const dayRuns = ({ loopFile }: Candidate): PlanRun[] => runsOf(rowRuns, { loopFile, longestS: dayS });
  const limitRunsOf = ({ loopFile }: Candidate): PlanRun[] => [undefined, ...limits].flatMap((trouble) => runsOf(limitRuns, { loopFile, ...(trouble && { without: trouble }), longestS: horizonsS[hour]! }));
  const first = await play(candidates.flatMap((candidate) => [...dayRuns(candidate), ...limitRunsOf(candidate)]));
  const looked = candidates.map((candidate) => {
    const curve = curveOf(first.splice(0, rowRuns));
    const [whole, ...lacking] = Array.from({ length: 1 + limits.length }, () => curveOf(first.splice(0, limitRuns)).kgPerS[hour]!);
    const { limit, factor } = limitOf(whole!, lacking);
    const part = limit && nextPart(candidate.loopFile, limit);
    return { candidate, curve, limit, factor, next: part && { part: part.name, ...withSensors(candidate.loopFile, [part]) } };
  });
  // A next better sensor that has a row of its own, or is that of two rows, is played once.
  const curves = new Map(looked.map(({ candidate, curve }) => [candidate.name, curve]));
  const others = new Map(looked.flatMap(({ next }) => (next && !curves.has(next.name) ? [[next.name, next]] : [])));
  const second = await play([...others.values()].flatMap(dayRuns));
  for (const name of others.keys()) curves.set(name, curveOf(second.splice(0, rowRuns)));
  return looked.map(({ candidate, curve, limit, factor, next }) => rowOf(candidate, curve, limit, factor, next && { part: next.part, curve: curves.get(next.name)! }));
}

interface Curve {
  /** By horizon of `horizonsS`: the middle of all cases, and its standard error, as a share. */
  kgPerS: number[];
  errorShare: number[];
  refused: number;
}

/** @param found of each run, as `playPlanRun` returns it; @returns the middles over all onsets of all accepted runs, NaN where there is none */
export function curveOf(found: readonly (Found | undefined)[]): Curve {
  const accepted = found.filter((ofRun) => ofRun !== undefined);
  const middles = horizonsS.map((_, index) => middleOf(accepted.map((ofRun) => ofRun[index]!)));
  return { kgPerS: middles.map(({ kgPerS }) => kgPerS), errorShare: middles.map(({ errorShare }) => errorShare), refused: found.length - accepted.length };
}

/**
 * @param runs of each the smallest losses found, kg/s, one for every onset, about as many in each
 * @returns what half of all cases find, and its standard error, as a share: from whole runs drawn anew, since the onsets
 * of a run share its commissioning
 */
function middleOf(runs: readonly (readonly number[])[]): { kgPerS: number; errorShare: number } {
  const middle = (drawn: readonly (readonly number[])[]): number => jstat.median(drawn.flat());
  return { kgPerS: middle(runs), errorShare: resampledError(runs, (drawn) => Math.log(middle(drawn))) };
}

/** Times that runs are drawn anew. */
const resamples = 200;

/** @returns the standard error of what `tell` makes of the runs, from as many of them, drawn with replacement */
export function resampledError<Run>(runs: readonly Run[], tell: (runs: readonly Run[]) => number): number {
  const random = new Random(1, 1);
  const told = Array.from({ length: resamples }, () => tell(runs.map(() => runs[Math.floor(random.uniform() * runs.length)]!)));
  const mean = told.reduce((sum, value) => sum + value, 0) / resamples;
  return Math.sqrt(told.reduce((sum, value) => sum + (value - mean) ** 2, 0) / resamples);
}

/** @param kgPerS found in an hour; @param lacking the same without each of `limits` */
function limitOf(kgPerS: number, lacking: readonly number[]): { limit: Limit | undefined; factor: number } {
  let limit: Limit | undefined;
  let factor = leastFactor;
  limits.forEach((name, index) => {
    const gain = kgPerS / lacking[index]!;
    if (!(gain > factor) || !Number.isFinite(gain)) return;
    limit = name;
    factor = gain;
  });
  return { limit, factor };
}

function rowOf({ name, loopFile }: Candidate, { kgPerS: curve, errorShare, refused }: Curve, limit: Limit | undefined, factor: number, next: { part: string; curve: Curve } | undefined): PlannedRow {
  const subject = subjectOf(loopFile);
  const pressure = loopSensors(subject.configuration, "pressure")[0]!;
  const temperature = loopSensors(subject.configuration, "temperature")[0]!;
  const leak = (horizon: number): SmallestLeak => {
    const kgPerS = curve[horizon]!;
    return { kgPerS, errorShare: errorShare[horizon]!, mLPerH: kgPerS / subject.configuration.loop!.coolant.densityKgPerM3 * 3600e6, holeM: holeOfLossM(subject, kgPerS) };
  };
  const better = (horizon: number): number => curve[horizon]! / next!.curve.kgPerS[horizon]!;
  return {
    name, curveKgPerS: curve,
    sigmaKg: inventorySigmaKg(subject.configuration, readingSigma(pressure), readingSigma(temperature)),
    pressureSigmaKg: inventorySigmaKg(subject.configuration, readingSigma(pressure), 0),
    temperatureSigmaKg: inventorySigmaKg(subject.configuration, 0, readingSigma(temperature)),
    minute: leak(minute), hour: leak(hour), day: leak(day),
    limit, limitFactor: factor,
    next: next && { part: next.part, minute: better(minute), hour: better(hour), day: better(day) },
    refused, runs: rowRuns,
  };
}

/** @returns the part with the least noise that is still the next one below what the loop has; undefined where none is known */
function nextPart(loopFile: LoopFile, limit: Limit): ReturnType<typeof suitableParts>[number] | undefined {
  const quantity = limit === "pressure noise" || limit === "drift" ? "pressure" : "temperature";
  const key = (sensor: SensorConfiguration): number => (limit === "drift" ? sensor.driftPaPerDay ?? 0 : readingSigma(sensor));
  const of = (file: LoopFile): number => Math.max(...loopSensors(subjectOf(file).configuration, quantity).map(key));
  const now = of(loopFile);
  return suitableParts(loopFile, quantity).map((part) => ({ part, value: of(withSensors(loopFile, [part]).loopFile) }))
    .filter(({ value }) => value < clearlyBetter * now)
    .sort((one, other) => other.value - one.value)[0]?.part;
}

function withReadings(subject: Subject, change: (sensor: SensorConfiguration) => SensorConfiguration): Subject {
  const sensors = subject.configuration.sensors.map(change);
  return { ...subject, configuration: { ...subject.configuration, sensors }, loopFile: { ...subject.loopFile, sensors: sensors as LoopFileSensor[] } };
}

/** Surroundings that stay as they are on average. */
function steady(environment: Environment): Environment {
  const still = { ...environment, loadWanderW: 0 };
  switch (still.kind) {
    case "orbit": {
      const litShare = 1 - eclipseS(still.altitudeM, still.betaDeg) / orbitPeriodS(still.altitudeM);
      // Across the sun there is no shadow.
      return { ...still, betaDeg: 90, sunW: still.sunW * litShare };
    }
    case "bench": return { ...still, daySwingK: 0, draughtsPerDay: 0, heaterW: still.heaterW * still.heaterOnS / still.heaterPeriodS, heaterOnS: still.heaterPeriodS };
    case "rack": return { ...still, stepsPerDay: 0, stepW: 0 };
  }
}
