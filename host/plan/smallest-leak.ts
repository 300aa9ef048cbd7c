import { Bank, blockCount, levelCount, rampCount } from "#firmware/detect/bank.ts";
import { Learnt, closed } from "#firmware/detect/learnt.ts";
import { suspicionBlocks, thresholdOverSuspicion, type Detector } from "#firmware/detect/detector.ts";
import type { Hal } from "#hal/types.ts";
import { Random } from "#hal/simulated/random.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { WatchedLoop, type Subject } from "#sims/campaign/watched-loop.ts";

const hourS = 3600;
export const dayS = 86400;

/** Times after which a leak is to have been found, s: a minute, an hour and a day among them. */
export const horizonsS: readonly number[] = [
  10, 20, 30, 60, 120, 240, 480, 900, 1800, hourS, 2 * hourS, 4 * hourS, 8 * hourS, 16 * hourS, dayS,
];
/** Leaks up to this horizon are tried again and again in the time watched, s; the pause between keeps them out of step with heaters and orbits, s. */
const shortS = hourS;
const pauseS = 991;

/** Losses tried for a suspicion that stands: so many, each so much larger than the one before, the first so far below what any slope would show. */
const suspectCount = 60;
const suspectsBy = 1.1;
const suspectsBelow = 30;

/** Step in which larger losses are tried where one looks like a sudden drop. */
const finerBy = 1.05;

/** Quiet that the monitor has watched since commissioning: it sharpens thresholds and opens long windows, s. */
export const watchedS = 24 * hourS;

/** Of one run: by horizon, the smallest losses found, kg/s, one for every onset tried. */
export type Found = number[][];

/**
 * Lets the firmware commission itself on the loop with its sensors' noise and watch for a day, and finds on the quiet
 * that follows how large a loss would have had to be to be found. Slopes of the bank are linear: what the bank holds of
 * the quiet loop and what a second bank makes of a steady loss add up, and are held against the thresholds in force.
 * @param forS length of the quiet, s @returns undefined where commissioning was refused
 */
export function foundOn(subject: Subject, seed: number, forS: number): Found | undefined {
  const watched = new WatchedLoop(subject, textbook, new Random(seed, 1), new Random(seed, 2));
  if (!watched.commission().isWatching) return undefined;
  watched.run(watchedS);
  if (!watched.isWatching) return undefined;
  const detector = watched.monitor.detector!;
  const periodS = subject.configuration.samplePeriodS;
  const found: Found = horizonsS.map(() => []);
  const whole = new Laid(watched.hal, detector, periodS);
  let short: Laid | undefined = new Laid(watched.hal, detector, periodS);
  let againS = Infinity;
  for (let timeS = periodS; timeS <= forS; timeS += periodS) {
    watched.step();
    whole.step(detector);
    short?.step(detector);
    if (short && short.sinceS >= shortS) {
      short.tell(found, shortS);
      short = undefined;
      againS = timeS + pauseS;
    } else if (timeS >= againS) {
      short = new Laid(watched.hal, detector, periodS);
      againS = Infinity;
    }
  }
  whole.tell(found, forS, shortS);
  return found;
}

/** A loss, a sample, and what the detector would suspect of it: the level with the largest score in thresholds, and since when. */
interface Suspect {
  loss: number;
  level: number;
  score: number;
  fromBlock: number;
  longest: number;
}

/** A steady loss of unknown size laid over what the detector sees, from its making on. */
class Laid {
  sinceS = 0;
  /** By horizon that has passed: the smallest loss found until then, kg/s. */
  private readonly smallest: number[] = [];
  private readonly bank: Bank;
  private readonly before = new Uint32Array(levelCount);
  private least = Infinity;
  private readonly kept = Array.from({ length: levelCount }, () => new Float32Array(blockCount));
  private readonly suspects: Suspect[] = [];
  private heatPerS: number;
  /** As it was when the loss began: a loss that lasts keeps thresholds from becoming finer, but nothing keeps them from becoming coarser. */
  private readonly learnt: Float64Array;

  constructor(private readonly hal: Hal, detector: Detector, private readonly periodS: number) {
    this.bank = new Bank(hal);
    this.learnt = detector.learnt.slice();
    this.heatPerS = this.learnt[Learnt.HeatPerS]!;
    let loss = Infinity;
    for (let entry = 1; entry < levelCount * rampCount; entry++) {
      const threshold = this.learnt[Learnt.Thresholds + entry]!;
      if (threshold > 0 && threshold < closed) loss = Math.min(loss, threshold / (1 << Math.floor(entry / rampCount)) / suspectsBelow);
    }
    for (; this.suspects.length < suspectCount; loss *= suspectsBy) this.suspects.push({ loss, level: 0, score: 0, fromBlock: detector.bank.counts[0]!, longest: 0 });
    // Its blocks begin and end with the detector's; before the loss there was nothing.
    this.bank.counts.set(detector.bank.counts);
    this.bank.heads.set(detector.bank.heads);
  }

  /** After the detector has had a sample. */
  step(detector: Detector): void {
    const { bank, before, periodS } = this;
    const quiet = detector.bank;
    before.set(bank.counts);
    if (quiet.counts[0]! < bank.counts[0]!) bank.counts.set(quiet.counts);
    // A sample that is held back, because it might begin a step, goes into neither.
    else if (quiet.counts[0]! > bank.counts[0]!) {
      while (bank.counts[0]! < quiet.counts[0]!) bank.push(-(this.sinceS / periodS + 0.5), 0);
      for (let level = 0; level < levelCount; level++) if (bank.counts[level] !== before[level]) this.look(detector, level);
      this.suspect(detector);
    }
    this.sinceS += periodS;
    if (this.sinceS >= horizonsS[this.smallest.length]!) this.smallest.push(this.least / periodS);
  }

  private look(detector: Detector, level: number): void {
    const { bank, learnt } = this;
    const { bank: quiet, widening, learnt: now } = detector;
    if (quiet.counts[level]! < blockCount) return;
    const scores = new Float64Array(this.suspects.length).fill(-Infinity);
    for (let ramp = level ? 1 : 0; ramp < rampCount; ramp++) {
      const entry = Learnt.Thresholds + level * rampCount + ramp;
      if (learnt[entry]! >= closed) continue;
      // What heat may do now comes to it.
      const threshold = Math.sqrt(Math.max(learnt[entry]!, now[entry]!) ** 2 + detector.height(level, ramp) ** 2 - now[entry]! ** 2);
      const ofUnit = this.slope(bank, level, ramp);
      if (!(ofUnit > 0)) continue;
      // What may be tolerated is none of it.
      const ofQuiet = this.slope(quiet, level, ramp) - detector.commissioning.toleratedPerS * this.periodS * (1 << level) * quiet.steadyGains[ramp]!;
      this.suspects.forEach(({ loss }, index) => { scores[index] = Math.max(scores[index]!, (ofQuiet + loss * ofUnit) / threshold / widening); });
      let needed = Math.max(0, (threshold * widening - ofQuiet) / ofUnit);
      // What looks like a sudden drop is not believed; more of a loss looks more like one.
      while (needed < this.least && !this.isRampAt(needed, detector, level, ramp, threshold * widening / (ofQuiet + needed * ofUnit))) needed = needed * finerBy || Infinity;
      if (needed < this.least) this.least = needed;
    }
    this.suspects.forEach((suspect, index) => {
      const score = scores[index]!;
      if (level !== suspect.level && !(score > suspect.score)) return;
      suspect.level = level;
      suspect.score = score;
    });
  }

  /** What stands above half a threshold for as long as two rings reach back is a loss, too. */
  private suspect(detector: Detector): void {
    const block = detector.bank.counts[0]!;
    const heatPerS = detector.learnt[Learnt.HeatPerS]!;
    for (const suspect of this.suspects) {
      // Thresholds that rise begin it anew.
      if (heatPerS !== this.heatPerS) suspect.score = 0;
      if (!(suspect.score > 1 / thresholdOverSuspicion)) {
        suspect.fromBlock = block;
        suspect.longest = 0;
        continue;
      }
      suspect.longest = Math.max(suspect.longest, suspect.level);
      if (block - suspect.fromBlock > suspicionBlocks << suspect.longest) this.least = Math.min(this.least, suspect.loss);
    }
    this.heatPerS = heatPerS;
  }

  /** Whether the detector would take quiet and loss together for a ramp. @param loss a sample; @param share of their slope that its threshold is */
  private isRampAt(loss: number, detector: Detector, level: number, ramp: number, share: number): boolean {
    const quiet = detector.bank.rings;
    // It looks at this level and a finer one.
    for (let each = 0; each <= level; each++) {
      const ring = quiet[each]!;
      const laid = this.bank.rings[each]!;
      this.kept[each]!.set(ring);
      for (let block = 0; block < blockCount; block++) ring[block] = ring[block]! + loss * laid[block]!;
    }
    const isRamp = detector.isRamp(level, ramp, share);
    for (let each = 0; each <= level; each++) quiet[each]!.set(this.kept[each]!);
    return isRamp;
  }

  private slope(bank: Bank, level: number, ramp: number): number {
    return this.hal.dot(bank.contrasts[ramp]!, bank.rings[level]!, bank.heads[level]! + 1);
  }

  /** Hands over what was found for horizons above `fromS` up to `toS`, s. */
  tell(found: Found, toS: number, fromS?: number): void {
    horizonsS.forEach((horizonS, index) => {
      if (horizonS <= toS && !(horizonS <= (fromS ?? 0)) && index < this.smallest.length) found[index]!.push(Math.max(0, this.smallest[index]!));
    });
  }
}
