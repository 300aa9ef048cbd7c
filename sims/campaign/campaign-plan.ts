import { Random } from "#hal/simulated/random.ts";
import { InputError } from "../input-error.ts";
import { lossOfHoleKgPerS } from "./hole.ts";
import { nodes, textbook } from "./plant.ts";
import { referencePressureOf, type LoopFile } from "../loop/loop-file.ts";
import { loopSensors } from "../loop/loop-sensors.ts";
import { subjectOf, WatchedLoop, type Subject } from "./watched-loop.ts";

/** What a campaign does, the same in every shard; plain data. */
export interface CampaignPlan {
  loopFile: LoopFile;
  seed: number;
  runs: number;
  /** Leak rates tried in every run, ascending, kg/s. */
  ladderKgPerS: number[];
  /** Rung at which intervals are judged on more leaks, and how many more in each run. */
  judgedRung: number;
  judgedLeaks: number;
  /** Rungs tried on plants that differ from the loop file. */
  shortLadder: number[];
  /** A slow leak that is found well within hours, kg/s. */
  slowKgPerS: number;
  /** Time after a hole in which it must be found, s. */
  horizonS: number;
  /** Quiet watched in every run, on the textbook plant and on each mismatched one, s. */
  quietS: number;
  mismatchQuietS: number;
}

const hourS = 3600;
/** Hole of the ladder's top, m; never wider than the pipe. */
const widestHoleM = 0.002;
/** Leaks of a pilot get smaller by this factor, at most so often. */
const stepFactor = 3;
const mostSteps = 3;
/** Rungs of a decade: of slow leaks, and of those so many times faster than the smallest one that is promised. */
const fine = [1, 2, 5];
const coarse = [1, 3];
const coarseFrom = 50;
/** More leaks a run at the judged rung: five in all. */
const judgedLeaks = 4;
/** Pilot runs have streams of random numbers of their own, far from those of the runs. */
const pilotStream = 0x7fffff00;
const streamsPerPilot = 16;
const pilots = 3;
/** A leak is to be found in a day, s. */
const horizonS = 24 * hourS;

/**
 * Plans a campaign. Which leaks are tried follows from a few commissionings of pilots, and so from loop and seed alone.
 * @throws InputError where nothing can leak, or no commissioning of the pilots was accepted
 */
export function planCampaign(loopFile: LoopFile, seed: number, runs: number): { plan: CampaignPlan; subject: Subject } {
  const subject = subjectOf(loopFile);
  for (const quantity of ["pressure", "temperature"] as const) {
    if (loopSensors(loopFile, quantity).length > 0) continue;
    const there = loopFile.sensors.map((sensor) => `${sensor.quantity}${sensor.node === "ambient" ? " outside" : ""}`);
    throw new InputError(`${loopFile.name}: a proof needs a sensor of ${quantity} in the loop; it has ${there.join(", ")}`);
  }
  const promised: number[] = [];
  const found: number[] = [];
  const top = lossOfHoleKgPerS(subject, Math.min(widestHoleM, loopFile.pipeDiameterM ?? widestHoleM));
  if (top === 0) throw notAbove(loopFile, referencePressureOf(loopFile), subject);
  for (let pilot = 0; pilot < pilots; pilot++) {
    const random = (place: number): Random => new Random(seed, pilotStream + streamsPerPilot * pilot + place);
    const watched = new WatchedLoop(subject, textbook, random(0), random(1));
    const { loop } = watched.plant;
    if (nodes.some((node) => loop.nodePressurePa(node) <= loop.externalPressurePa)) throw notAbove(loopFile, loop.pressurePa, subject);
    const commissioned = watched.commission();
    const dayKgPerS = commissioned.smallestLeakKgPerS.day;
    if (!commissioned.isWatching || !(dayKgPerS > 0)) continue;
    promised.push(dayKgPerS);
    // Below what is promised there is more to be found: down to where it is found no more.
    let smallest = dayKgPerS;
    for (let step = 0; step < mostSteps; step++) {
      const copy = watched.copy(random(2 + step));
      copy.plant.leak("suction", smallest / stepFactor, 1);
      const untilS = copy.timeS + horizonS;
      while (copy.losses === 0 && copy.timeS < untilS) copy.step();
      if (copy.losses === 0) break;
      smallest /= stepFactor;
    }
    found.push(smallest);
  }
  if (promised.length === 0) throw new InputError(`${loopFile.name}: none of ${pilots} trial commissionings was accepted, so that there is nothing to prove; pinhole simulate shows why`);
  const dayKgPerS = middleOf(promised);
  const ladderKgPerS = rungs(middleOf(found) / stepFactor, coarseFrom * dayKgPerS, top, subject.configuration.loop!.coolant.densityKgPerM3);
  const rungNear = (rateKgPerS: number): number => nearest(ladderKgPerS, rateKgPerS);
  const slowKgPerS = ladderKgPerS[rungNear(10 * dayKgPerS)]!;
  return {
    subject,
    plan: {
      loopFile, seed, runs, ladderKgPerS,
      judgedRung: rungNear(Math.sqrt(10 * dayKgPerS * top)), judgedLeaks,
      shortLadder: [rungNear(4 * dayKgPerS), rungNear(Math.sqrt(4 * dayKgPerS * top)), ladderKgPerS.length - 2],
      slowKgPerS, horizonS, quietS: 24 * hourS, mismatchQuietS: 6 * hourS,
    },
  };
}

function notAbove({ name }: LoopFile, pressurePa: number, { configuration }: Subject): InputError {
  return new InputError(`${name}: at ${Math.round(pressurePa)} Pa the loop is not above the ${configuration.loop!.externalPressurePa} Pa outside, so that nothing leaks out; give another externalPressurePa or accumulator.gasPressurePa`);
}

/** @returns round rates in m³/h, as kg/s, and the highest one */
function rungs(fromKgPerS: number, coarseKgPerS: number, toKgPerS: number, densityKgPerM3: number): number[] {
  const found: number[] = [];
  const perUnit = densityKgPerM3 / hourS;
  for (let exponent = Math.floor(Math.log10(fromKgPerS / perUnit)); exponent < 12; exponent++) {
    for (const mantissa of Number(`1e${exponent}`) * perUnit >= coarseKgPerS ? coarse : fine) {
      const rateKgPerS = Number(`${mantissa}e${exponent}`) * perUnit;
      if (rateKgPerS >= toKgPerS / 1.3) return [...found, toKgPerS];
      if (rateKgPerS >= fromKgPerS) found.push(rateKgPerS);
    }
  }
  return [...found, toKgPerS];
}

/** @returns the middle one, the upper of two */
function middleOf(rates: readonly number[]): number {
  return [...rates].sort((one, other) => one - other)[rates.length >> 1]!;
}

function nearest(rates: readonly number[], rateKgPerS: number): number {
  let best = 0;
  for (let index = 1; index < rates.length; index++) {
    if (Math.abs(Math.log(rates[index]! / rateKgPerS)) < Math.abs(Math.log(rates[best]! / rateKgPerS))) best = index;
  }
  return best;
}
