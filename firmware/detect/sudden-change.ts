import type { Commissioning } from "./commissioning.ts";
import { Learnt, Phase } from "./learnt.ts";

/** A change from one sample to the next that counts as sudden, in standard deviations of such changes. */
const suddenSteps = 4.5;
/** The same where a pump is known, whose steps must not be missed. */
const pumpSteps = 3.5;
/** How far a sample may be from the mean of the last ones, in the same, where a pump is known and samples come so fast that it is slow. */
const farSteps = 6;
/**
 * Samples of each mean while a sudden change is followed, and within how many standard deviations of a move one has to
 * agree with the one before it, the first with the level before the change, for it to have settled. One that has not
 * after so many samples, of a second at least, is none, and made up for; a rise, which liquid may make that is put in slowly, after three times as many.
 */
const settledSamples = 8;
const settledSteps = 2;
const longestStep = 100;
const longestRise = 300;
/** A mean's fall below the one before it, by that one's own fall, between which a loss goes on. */
const leastSteady = 0.7;
const mostSteady = 2;
/** Fall, in the sudden rise before it and the largest step known, that is more than a pump's coming and going; and samples after which it has run down, and what falls as before is a loss. */
const overPump = 1.3;
const slowestPump = 20;
/** Samples after which a pump that runs down is known to, where the pressure tells. */
const showsPump = 10;
/** Samples in which no pressure is left, but for those that repeat the one before, as a dead sensor does, that make a sudden fall a loss. */
const drainedSamples = 3;
/** Fall of the last sample below the mean it is of, in that mean's fall, from which on a loss goes on. */
const stillFalling = 0.2;
/** How far the first of these means has to have been passed for what falls to be a ramp: it ends twice as far down, a step where it was. */
const rampOverMean = 1.5;
/** Samples by which the settled means before and after a change are further apart than it was followed. */
const lagSamples = 3;
/** A change, times what is left of it without the drift after it, for it to be a step; and where a pump is known. In variances of a move. */
const leastStep = 45;
const leastPump = 20;
/** Seven and a half over the 37 s that the fastest change of temperature is of: what that moves in as many periods is no step unless it has come and gone. */
const stepHeat = 0.2;
/** Changes up to which commissioning has seen too few to have them in its thresholds. */
const fewSteps = 5;
/** Share by which two changes may differ that are a pump's coming and going. */
const sameShare = 0.3;
/** And by which, and by how many standard deviations of a move, one may differ from the mean that is taken out for it. */
const meanShare = 0.03;
const meanSteps = 6;
/** What takes longer than so many of its fastest samples may be heat that nothing compensates yet. */
const slowStep = 4;
/** How far along commissioning may be for learning to begin anew. */
const earlyShare = 0.4;
/** Share by which what tells the pump must change for a sudden change of pressure to be the pump's. */
const pumpingShare = 0.3;
/** How far one move counts in the mean size of moves, in standard deviations of a move. */
const mostMove = 6;

/** What a sample turns out to be. */
export const enum Outcome {
  /** Part of no sudden change. */
  Calm,
  /** Part of one, or the last of one that was noise or heat, or is a step that commissioning knows. */
  Followed,
  /** The last of a loss: what was held back of it, `heldBack` samples from the level `before` on, is to be judged at once. */
  Loss,
  /** The same, of a loss that has left no pressure. */
  Drained,
  /** The last of a pump's step of which commissioning has seen but one. */
  RareStep,
  /** The last of any other step that commissioning does not know. */
  NewStep,
}

/**
 * Finds sudden changes of the residual, follows each until it has settled, and says what it was: noise or heat, a step
 * (the pump's, or liquid put in or let out), which is taken out of the inventory, or a loss.
 */
export class SuddenChange {
  /** The last sample, and the mean of the last ones that are part of no sudden change, residual unit. */
  previous = 0;
  settled = 0;
  /** Samples for which a sudden change is followed; 0 where there is none. */
  samples = 0;
  /** Mean size of a move in the last minute, outliers bounded, residual unit. */
  moved = 0;
  /** Mean size of the pump's steps, residual unit; 0 where no pump is known. */
  private pumpSize = 0;
  /** Sum of all sudden changes taken out. */
  removed = 0;
  /** Sudden change taken out in this cycle, residual unit; 0 where there is none. */
  stepped = 0;
  /** Whether that change was the pump's. */
  isPump = false;
  /** What tells the pump, set before each sample: the flow, m³/s, or its pressure rise, Pa; NaN where neither is known. */
  pumping = NaN;
  /** The same at the last sample that went through the bank. */
  pumpingBefore = NaN;
  /** Set before each sample: what drives a loss, kg/(m²·s), 0 where pressure does not tell of it, and of one that is part of a change whether no pressure is left, and what a pump may make of it until it is known to run down, residual unit. */
  drivePerS = 0;
  isDrained = false;
  runDown = 0;
  /** Of the samples of the change those at its end in which none was; −Infinity where there may have been none before. */
  drained = 0;
  /** Last sudden change, or what fell while a leak alarm stood, residual unit. */
  lastShift = 0;
  /** Set while a leak alarm stands: a fall is then not looked at as a step. */
  leaking = false;
  /** Level before the change that is followed, time for which it is, s, and the integral over it of what drives a loss, kg/m². */
  before!: number;
  followedS!: number;
  driven!: number;
  /** Samples of the last loss that were held back. */
  heldBack!: number;
  /** Largest move of the change, and the last one, residual unit a period; and for how many samples it has fallen about alike. */
  peak!: number;
  private lastMove!: number;
  private alike!: number;
  /** Of the last so many samples that were followed: their sum, the mean of those before, and how far that was from the one before it. */
  private settlingSum!: number;
  private settlingMean!: number;
  private drift!: number;
  /** What a sample counts against the longest times, where samples come in less than a second. */
  private readonly perSample: number;

  /** @param learnt of which it takes the noise, and what heat does; @param periodS sample period, s */
  constructor(private readonly learnt: Float64Array, private readonly commissioning: Commissioning, private readonly periodS: number) {
    this.perSample = Math.min(1, periodS);
  }

  /**
   * One sample. @param residual less what was taken out before; @param elapsedS since the sample before, s
   * @param isHeld whether the pressure is the last one once more
   */
  take(residual: number, elapsedS: number, isHeld: boolean): Outcome {
    if (this.samples) return this.judge(residual, elapsedS, isHeld);
    const noise = this.learnt[Learnt.NoiseStep]!;
    const move = residual - this.previous;
    const size = Math.abs(move);
    this.previous = residual;
    this.moved += (Math.min(size, mostMove * noise) - this.moved) / 64;
    const isFar = this.perSample < 1 && this.learnt[Learnt.LargestStep]! && Math.abs(residual - this.settled) > farSteps * noise;
    if (!(noise > 0 && (isFar || size > (this.pumpSize ? pumpSteps : suddenSteps) * noise)) || this.leaking) return Outcome.Calm;
    this.follow(this.settled, move, elapsedS);
    return Outcome.Followed;
  }

  /**
   * A sudden change, or a gap, begins: nothing is judged until it is known for what it is.
   * @param before level before it, residual unit; @param move its first one, in a sample's time; NaN: a gap
   */
  follow(before: number, move: number, elapsedS: number): void {
    this.samples = 1;
    this.followedS = elapsedS;
    this.driven = this.drivePerS * elapsedS;
    this.drained = -Infinity;
    this.before = before;
    this.lastMove = move * this.periodS / elapsedS;
    // Nothing is like what a gap did.
    this.peak = Math.abs(this.lastMove) || Infinity;
    this.alike = 0;
    this.settlingSum = 0;
    this.settlingMean = this.settled;
    this.drift = NaN;
  }

  /** Follows a sudden change until it has settled, and it can be said what it was, or until it goes on as a leak would. */
  private judge(residual: number, elapsedS: number, isHeld: boolean): Outcome {
    const noise = this.learnt[Learnt.NoiseStep]!;
    const phase = this.commissioning.phase;
    // By period, however long the sample took.
    const move = (residual - this.previous) * this.periodS / elapsedS;
    const size = Math.abs(move);
    const before = this.before;
    this.peak = Math.max(size, this.peak);
    // A pump that runs down falls less and less: three falls about alike, and more than a second of them, make a loss of it.
    const alike = 0.7 * this.peak - 1.5 * noise;
    this.alike = move < -alike && this.lastMove < -alike ? this.alike + 1 : 0;
    const isSwitched = Math.abs(this.pumping - this.pumpingBefore) > pumpingShare * Math.max(this.pumping, this.pumpingBefore);
    this.previous = residual;
    this.lastMove = move;
    this.followedS += elapsedS;
    this.driven += this.drivePerS * elapsedS;
    this.settlingSum += residual;
    // Where readings are so coarse that nothing is known of a move, the first mean has to do.
    const limit = settledSteps * noise || Infinity;
    let drift = NaN;
    let isSteady = this.alike * this.perSample > 1;
    const samples = ++this.samples;
    if (samples % settledSamples === 1) {
      const mean = this.settlingSum / settledSamples;
      drift = mean - this.settlingMean;
      isSteady = isNaN(this.drift) ? drift < -limit && this.peak < Infinity && residual - before < rampOverMean * drift : this.drift < -limit && residual - mean < stillFalling * drift && drift < leastSteady * this.drift && drift > mostSteady * this.drift;
      this.drift = drift;
      this.settlingMean = mean;
      this.settlingSum = 0;
    }
    // The furthest fall that may be something else: as far as it last rose suddenly, the pump's step, what a pump may make of it
    // until it is known to run down, or the largest step that commissioning saw.
    const fallen = before - residual;
    const counted = samples * this.perSample;
    const explained = overPump * Math.max(this.lastShift, this.pumpSize, counted > showsPump ? 0 : this.runDown, this.learnt[Learnt.LargestStep]!);
    // What has long fallen as fast as it does now is a loss all the same.
    const isBeyond = fallen > explained || (counted > slowestPump && fallen > 0 && fallen < -mostSteady * drift * samples / settledSamples);
    this.drained = this.isDrained ? this.drained + (isHeld ? 0 : 1) : Math.min(this.drained, 0);
    // While it is being commissioned, a pump that is slow, or behind a filter, has to be told from none.
    const isLeak = isBeyond && phase === Phase.Watching && !isSwitched;
    const isEmptied = isLeak && this.drained >= drainedSamples;
    const goesOn = isEmptied || (isLeak && isSteady);
    // What fell and rises since is a step behind which pressure settles.
    const isRising = residual > before || this.drift > limit;
    // An outlier may come last, and may fade for some samples more.
    const isSettled = Math.abs(drift) < limit && size < limit;
    if (!(goesOn || isSettled || counted >= (isRising ? longestRise : longestStep))) return Outcome.Followed;
    this.samples = 0;
    // What rose for so long is liquid that was put in slowly, or whose gas has not yet given off its heat.
    if (!goesOn && (isSettled || isRising)) {
      this.settled = this.settlingMean;
      return this.nameStep(this.settled - before, this.drift * (samples + lagSamples) / settledSamples, isSwitched);
    }
    // Still on its way down, and so no step; what a gap did is none either, and is not known.
    this.heldBack = samples;
    return isEmptied ? Outcome.Drained : goesOn || this.peak < Infinity ? Outcome.Loss : Outcome.Followed;
  }

  /**
   * A sudden change has settled: noise, heat, the pump's, or liquid put in or let out. Its step is taken out of the residual.
   * @param shift by which it has, residual unit; @param drift what would have moved meanwhile without it
   * @param isSwitched whether what tells the pump has changed with it
   */
  private nameStep(shift: number, drift: number, isSwitched: boolean): Outcome {
    const learnt = this.learnt;
    const noise = learnt[Learnt.NoiseStep]!;
    const phase = this.commissioning.phase;
    // What heat did meanwhile is none of a step.
    const strength = shift * (shift - drift);
    // A step that comes and goes with the same size is the pump's, and so is one with which what tells the pump changes.
    const size = Math.abs(shift);
    const isSame = Math.abs(shift + this.lastShift) < sameShare * size;
    const heat = stepHeat * learnt[Learnt.FastRateK]! * learnt[Learnt.PerK]! * this.periodS;
    if (!isSwitched && strength < Math.max((this.pumpSize ? leastPump : leastStep) * noise * noise, isSame ? 0 : heat * heat)) return Outcome.Followed;
    this.isPump = isSwitched || isSame;
    this.lastShift = shift;
    // Before anything is compensated, it may as well be heat, unless it came at once or there is a pump.
    if (phase === Phase.Learning && !this.isPump && !this.pumpSize && size > slowStep * this.peak) return Outcome.Followed;
    if (isSame) {
      // What was learnt until it was known for the pump's has its first step in it.
      if (!this.pumpSize && phase === Phase.Learning && this.commissioning.progress < earlyShare) this.commissioning.learn();
      // The mean size is taken out, so that the errors of many switchings cannot add up to a loss; but not where sizes differ.
      this.pumpSize += (size - this.pumpSize) / (this.pumpSize ? 8 : 1);
      if (Math.abs(size - this.pumpSize) < meanShare * this.pumpSize + meanSteps * noise) shift = shift > 0 ? this.pumpSize : -this.pumpSize;
    }
    this.stepped = shift;
    this.removed += shift;
    this.previous -= shift;
    this.settled -= shift;
    // What commissioning saw is in its thresholds, and of a pump it takes no more than its coming and going.
    let known = learnt[Learnt.KnownSteps]!;
    if (phase !== Phase.Watching) {
      learnt[Learnt.KnownSteps] = ++known;
      learnt[Learnt.LargestStep] = Math.max(size, learnt[Learnt.LargestStep]!);
    }
    if (known > (isSame ? 1 : fewSteps)) return Outcome.Followed;
    return isSame && known ? Outcome.RareStep : Outcome.NewStep;
  }
}
