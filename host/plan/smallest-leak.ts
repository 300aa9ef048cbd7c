import { blockCount, entryCount, levelCount, rampCount, type Bank } from "#firmware/detect/bank.ts";
import { Learnt, closed } from "#firmware/detect/learnt.ts";
import { suspicionBlocks, thresholdOverSuspicion, type Detector } from "#firmware/detect/detector.ts";
import type { Hal } from "#hal/types.ts";
import { Random } from "#hal/simulated/random.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { copyOf } from "#sims/campaign/snapshot.ts";
import { WatchedLoop, type Subject } from "#sims/campaign/watched-loop.ts";

const hourS = 3600;
export const dayS = 86400;

/** Times after which a leak is to have been found, s: a minute, an hour and a day among them. */
export const horizonsS: readonly number[] = [
  10, 20, 30, 60, 120, 240, 480, 900, 1800, hourS, 2 * hourS, 4 * hourS, 8 * hourS, 16 * hourS, dayS,
];
/** Quiet that the monitor has watched since commissioning: it sharpens thresholds and opens long windows, s. */
export const watchedS = 24 * hourS;
/** Leaks begin within so much time from then on, s: longer than any of the thermal cycles of an orbit or of a heater. */
export const onsetsS = 6 * hourS;
/** Those up to this horizon are tried again and again in it, s; the pause between keeps them out of step with the cycles, s. */
const shortS = hourS;
const pauseS = 991;

/** Losses tried for a suspicion that stands: so many, each so much larger than the one before, the first so far below what any slope would show. */
const suspectCount = 60;
const suspectsBy = 1.1;
const suspectsBelow = 30;

/** Step in which larger losses are tried where one looks like a sudden drop, and up to how many times as large. */
const finerBy = 1.05;
const mostMore = 3;

/** Of one run: by horizon, the smallest losses found, kg/s, one for every onset tried. */
export type Found = number[][];

/**
 * Lets the firmware commission itself on the loop with its sensors' noise and watch for a day, and finds on the quiet
 * that follows how large a loss would have had to be to be found. Slopes of the bank are linear: what the bank holds of
 * the quiet loop and what a second bank makes of a steady loss add up, and are held against the thresholds in force.
 * @param longestS horizon up to which is looked, s @returns undefined where commissioning was refused
 */
export function foundOn(subject: Subject, seed: number, longestS: number): Found | undefined {
  const watched = new WatchedLoop(subject, textbook, new Random(seed, 1), new Random(seed, 2));
  if (!watched.commission().isWatching) return undefined;
  watched.run(watchedS);
  if (!watched.isWatching) return undefined;
  const detector = watched.monitor.detector!;
  const periodS = subject.configuration.samplePeriodS;
  const found: Found = horizonsS.map(() => []);
  let laid: Laid[] = [];
  // The first loss lasts, the others come and go.
  let nextS = new Random(seed, 3).uniform() * (shortS + pauseS);
  let forS = longestS;
  for (let timeS = 0; timeS < onsetsS || laid.length > 0; timeS += periodS) {
    if (timeS >= nextS && timeS < onsetsS) {
      laid.push(new Laid(watched.hal, detector, periodS, forS));
      nextS += shortS + pauseS;
      forS = shortS;
    }
    watched.step();
    for (const each of laid) if (each.step(detector)) each.smallest.forEach((loss, index) => found[index]!.push(loss));
    if (laid.some(({ isOver }) => isOver)) laid = laid.filter(({ isOver }) => !isOver);
  }
  return found;
}

/** A loss, a sample, and what the detector would suspect of it: the level with the largest score in thresholds, and since when. */
interface Suspect {
  loss: number;
  level: number;
  score: number;
  fromBlock: number;
  longest: number;
  isFound: boolean;
  /** By level: how often its thresholds were learnt beside it. By threshold: by what the loss itself has widened it then, squared; NaN before. */
  learnings: Uint16Array;
  widened: Float64Array;
}

/** A steady loss of unknown size laid over what the detector sees, from its making on and for a time. */
export class Laid {
  /** By horizon that has passed: the smallest loss found until then, with all that are larger, kg/s. */
  readonly smallest: number[] = [];
  private sinceS = 0;
  private readonly bank: Bank;
  private readonly before = new Uint32Array(levelCount);
  /** That crosses a threshold, a sample. */
  private least = Infinity;
  private readonly kept = Array.from({ length: levelCount }, () => new Float32Array(blockCount));
  private readonly suspects: Suspect[] = [];
  /** Of the level that is looked at, by ramp: the slopes of the quiet and of a loss of 1, and what they have to reach. */
  private readonly ofQuiet = new Float64Array(rampCount);
  private readonly ofUnit = new Float64Array(rampCount);
  private readonly frozen = new Float64Array(rampCount);
  /** By threshold: sum of squares of the slopes of a loss of 1 so far. */
  private readonly squares = new Float64Array(entryCount);
  private readonly height = new Float64Array(rampCount);
  private heatPerS: number;
  /** The thresholds' course: when the loss began, and at the last look. A loss that is suspected keeps them from becoming finer, but nothing keeps them from becoming coarser. */
  private readonly learnt: Float64Array;
  private readonly latest: Float64Array;
  private readonly learnings = new Uint16Array(levelCount);

  constructor(private readonly hal: Hal, detector: Detector, private readonly periodS: number, private readonly forS: number) {
    this.learnt = detector.learnt.slice();
    this.latest = this.learnt.slice();
    this.heatPerS = this.learnt[Learnt.HeatPerS]!;
    let loss = Infinity;
    for (let entry = 1; entry < levelCount * rampCount; entry++) {
      const threshold = this.learnt[Learnt.Thresholds + entry]!;
      if (threshold > 0 && threshold < closed) loss = Math.min(loss, threshold / (1 << Math.floor(entry / rampCount)) / suspectsBelow);
    }
    for (; this.suspects.length < suspectCount; loss *= suspectsBy) this.suspects.push({ loss, level: 0, score: 0, fromBlock: detector.bank.counts[0]!, longest: 0, isFound: false, learnings: new Uint16Array(levelCount), widened: new Float64Array(entryCount).fill(NaN) });
    // Its blocks begin and end with the detector's, those too that are on their way; before the loss there was nothing.
    const bank = copyOf(detector.bank, [hal, ...detector.bank.contrasts]);
    for (const ring of bank.rings) ring.fill(0);
    bank.inverses.fill(NaN);
    this.bank = Object.assign(bank, { slowSum: 0, slowMean: 0 });
  }

  get isOver(): boolean {
    return this.sinceS >= this.forS;
  }

  /** After the detector has had a sample. @returns whether it was the last one */
  step(detector: Detector): boolean {
    const { bank, before, periodS } = this;
    const quiet = detector.bank;
    this.sinceS += periodS;
    before.set(bank.counts);
    if (quiet.counts[0]! < bank.counts[0]!) bank.counts.set(quiet.counts);
    // A sample that is held back, because it might begin a step, goes into neither.
    else if (quiet.counts[0]! > bank.counts[0]!) {
      while (bank.counts[0]! < quiet.counts[0]!) bank.push(-this.sinceS / periodS, 0);
      for (let level = 0; level < levelCount; level++) if (bank.counts[level] !== before[level]) this.look(detector, level);
      this.suspect(detector);
    }
    if (this.sinceS >= horizonsS[this.smallest.length]!) this.smallest.push(this.smallestFound() / periodS);
    return this.isOver;
  }

  private look(detector: Detector, level: number): void {
    const { bank, learnt, latest, ofQuiet, ofUnit, frozen, height } = this;
    const { bank: quiet, widening, learnt: now } = detector;
    if (quiet.counts[level]! < blockCount) return;
    const first = level ? 1 : 0;
    let isLearnt = false;
    for (let ramp = first; ramp < rampCount; ramp++) {
      const entry = Learnt.Thresholds + level * rampCount + ramp;
      const threshold = now[entry]!;
      const place = level * rampCount + ramp;
      ofUnit[ramp] = bank.slopes[place]!;
      this.squares[place] = this.squares[place]! + ofUnit[ramp]! ** 2;
      if (threshold !== latest[entry]) isLearnt = true;
      latest[entry] = threshold;
      frozen[ramp] = Infinity;
      height[ramp] = Infinity;
      if (threshold >= closed || !(ofUnit[ramp]! > 0)) continue;
      // What may be tolerated is none of it.
      ofQuiet[ramp] = this.hal.dot(quiet.contrasts[ramp]!, quiet.rings[level]!, quiet.heads[level]! + 1) - detector.commissioning.toleratedPerS * this.periodS * (1 << level) * quiet.steadyGains[ramp]!;
      height[ramp] = detector.height(level, ramp) * widening;
      if (learnt[entry]! >= closed) continue;
      // What heat may do now comes to it.
      frozen[ramp] = Math.sqrt(Math.max(learnt[entry]!, threshold) ** 2 + detector.height(level, ramp) ** 2 - threshold ** 2) * widening;
      let needed = (frozen[ramp]! - ofQuiet[ramp]!) / ofUnit[ramp]!;
      const most = Math.min(this.least, mostMore * needed);
      // What looks like a sudden drop is not believed.
      while (needed < most && !this.isRampAt(needed, detector, level, ramp, frozen[ramp]! / (ofQuiet[ramp]! + needed * ofUnit[ramp]!))) needed *= finerBy;
      if (needed < most) this.least = needed;
    }
    if (isLearnt) this.learnings[level] = this.learnings[level]! + 1;
    const learnings = this.learnings[level]!;
    // A window that opens beside a loss has the loss in its spread, of which its threshold is so many; others rest on the quiet before.
    const widens = learnings ? detector.commissioning.deviateFor(now[Learnt.FalseAlarmsPerYear]!, level) ** 2 / Math.max(1, quiet.counts[level]! - 2 * blockCount) : 0;
    for (const suspect of this.suspects) {
      const { loss, isFound, widened } = suspect;
      if (loss >= this.least) break;
      if (isFound) continue;
      // Suspicion puts it off.
      const isLearning = suspect.learnings[level]! < learnings && !(suspect.score > 1 / thresholdOverSuspicion);
      if (isLearning) suspect.learnings[level] = learnings;
      let score = -Infinity;
      let steepest = first;
      for (let ramp = first; ramp < rampCount; ramp++) {
        const place = level * rampCount + ramp;
        if (isLearning) widened[place] = learnt[Learnt.Thresholds + place]! < closed ? 0 : widens * this.squares[place]! * loss * loss;
        const needed = widened[place]! >= 0 ? Math.sqrt(height[ramp]! ** 2 + widened[place]! * widening * widening) : frozen[ramp]!;
        const ofRamp = (ofQuiet[ramp]! + loss * ofUnit[ramp]!) / needed;
        if (!(ofRamp > score)) continue;
        score = ofRamp;
        steepest = ramp;
      }
      if (level !== suspect.level && !(score > suspect.score)) continue;
      suspect.level = level;
      suspect.score = score;
      if (score >= 1 && this.isRampAt(loss, detector, level, steepest, 1 / score)) suspect.isFound = true;
    }
  }

  /** What stands above half a threshold for as long as two rings reach back is a loss, too. */
  private suspect(detector: Detector): void {
    const block = detector.bank.counts[0]!;
    const heatPerS = detector.learnt[Learnt.HeatPerS]!;
    for (const suspect of this.suspects) {
      if (suspect.loss >= this.least) break;
      // Thresholds that rise begin it anew.
      if (heatPerS !== this.heatPerS) suspect.score = 0;
      if (!(suspect.score > 1 / thresholdOverSuspicion)) {
        suspect.fromBlock = block;
        suspect.longest = 0;
        continue;
      }
      suspect.longest = Math.max(suspect.longest, suspect.level);
      if (block - suspect.fromBlock > suspicionBlocks << suspect.longest) suspect.isFound = true;
    }
    this.heatPerS = heatPerS;
  }

  /** @returns a sample; a smaller loss whose suspicion stood, while a larger one's began anew in longer windows, is luck */
  private smallestFound(): number {
    let smallest = this.least;
    for (const { loss, isFound } of this.suspects.filter((suspect) => suspect.loss < this.least).reverse()) {
      if (!isFound) break;
      // The next smaller one is not found: what is just found lies between.
      smallest = loss / Math.sqrt(suspectsBy);
    }
    return smallest;
  }

  /** Whether the detector would take quiet and loss together for a ramp. @param loss a sample; @param share of their slope that its threshold is */
  private isRampAt(loss: number, detector: Detector, level: number, ramp: number, share: number): boolean {
    const quiet = detector.bank;
    // It looks at this level and one whose blocks are a quarter as long.
    const finest = Math.max(0, level - 2);
    for (let each = finest; each <= level; each++) {
      const ring = quiet.rings[each]!;
      const laid = this.bank.rings[each]!;
      this.kept[each]!.set(ring);
      for (let block = 0; block < blockCount; block++) ring[block] = ring[block]! + loss * laid[block]!;
    }
    const isRamp = detector.isRamp(level, ramp, share);
    for (let each = finest; each <= level; each++) quiet.rings[each]!.set(this.kept[each]!);
    return isRamp;
  }
}
