import type { Hal } from "#hal/types.ts";
import type { Configuration } from "../configuration.ts";
import type { ThermalHistory } from "../estimate/thermal-history.ts";
import { Bank, alwaysLevel, blockCount, levelCount, rampCount, rampLengths, shapeCount, slowLevel } from "./bank.ts";
import { Commissioning, heatSpanS } from "./commissioning.ts";
import { Learnt, Phase, closed } from "./learnt.ts";
import { Outcome, SuddenChange } from "./sudden-change.ts";

/** Share by which a ramp that is just at its threshold has to explain more than a step. */
const doubtfulStep = 0.05;
/** Blocks since a sudden drop up to which it is told from a ramp. */
const longestDrop = 24;
/** Loss, above the threshold, up to so many times of what the fastest change of temperature seen moves that heat may feign. */
const likeHeat = 8;
/** The same in long windows, whose slopes show what fell for longer than their ramps up to three times as steep. */
const likeLongHeat = 12;
/** Change of temperature that is reckoned with where none is measured: so many kelvin, and so many times the swing that commissioning saw. */
const unseenK = 4;
const unseenSwings = 1.5;
/** By which thresholds grow when what crossed them has come back. */
const distrustFactor = 1.4;
/**
 * A leak only falls, noise goes either way: thresholds reach so many times as far as the highest rise lately. Of that it
 * fades by so much with each second of a block. What rises so many times as far as commissioning saw is
 * no noise: liquid is being put in.
 */
const overRise = 1.35;
const fading = 3e-5;
const mostReach = 4;
/** Mean size of a move in white noise, in its standard deviations; and by how much less than with its growth thresholds are widened. */
const usualMove = 0.8;
const spareNoise = 0.25;
/** Share, of a loss that has left no pressure, in one sample up to which it tells the hole. */
const mostAtOnce = 0.6;
/** Widening after a step that commissioning did not know: its size is known to a third of the noise only, and the loop may be in another state. It fades in half an hour. */
const stepWidening = 2;
/** What changes of temperature faster than any seen widen by at most, and once they are over; what the fastest may move is in the thresholds besides. */
const mostStrange = 12;
const mostRemembered = 8;
/** Widening of the thresholds after a restart, when the thermal history is not known yet. */
const restartWidening = 2.5;
/** What is kept of any widening, each four seconds; of that because of noise, each four samples. */
const widenedKept = 0.998;
/** Time in which temperatures beyond the commissioned range get known, s: about as far as windows reach that commissioning opens; slow changes faster than the check saw take three times as long. */
const knownAfterS = 7200;
const longGapS = 600;
/**
 * A sudden change of heating moves the inventory before the thermometer tells: to thresholds comes, in quadrature, so many
 * times the fastest change seen, by level, because the next one may be larger. To those of windows that a thermometer is
 * too slow for it always does (more for the shortest ramp), to those of longer ones while the temperature moves.
 */
const heatShares = [4.4, 3.4, 2, 0.6, 0.15, 0.07, 0.03];
const shortestHeatShare = 8.8;
/** How the fastest change of the temperature fades, and the mean of it follows, each four seconds. */
const movingKept = 0.97;
const usualGain = 0.001;
/** Heating is reckoned with in full from a change on that is so many times smaller than the fastest seen, and up to so many times more where changes are not usual. */
const heatingGain = 4;
const mostUnusual = 3;
/** Time since liquid was put in, s, within which what falls by less than so much of it may be the gas, which gives off the heat of its compression. */
const coolingS = 900;
const coolingShare = 0.25;
/** A threshold over the statistic above which suspicion stands; and the blocks, of its longest level, after which one that has stood is a loss. */
export const thresholdOverSuspicion = 2;
export const suspicionBlocks = 2 * blockCount;

/**
 * From inventory to suspicion: the inventory is compensated (`update`), what changes suddenly is held back until it is known
 * for a step, which is taken out, or for a loss (`SuddenChange`), what remains goes through the bank block by block (`take`),
 * and its slopes are held against the thresholds that commissioning derived (`judge`).
 */
export class Detector {
  readonly bank: Bank;
  readonly learnt = new Float64Array(Learnt.Count);
  readonly commissioning: Commissioning;
  readonly sudden: SuddenChange;
  /** Inventory compensated for long windows, relative to the commissioned state; NaN where there is none. */
  residual = NaN;
  /** Largest score of the bank, in standard deviations of the knob; its threshold is `learnt[Deviate]`. */
  statistic = 0;
  /** Level and ramp (index) of a crossing in this cycle; −1 where there is none. */
  crossedLevel = -1;
  crossedRamp = 0;
  /** Set before each sample: what drives a loss, kg/(m²·s); after a crossing, what drove what crossed, NaN where that is not known. */
  drivePerS!: number;
  /** Loss by the slope of the longest windows that are open, residual unit per s; NaN before any is; and their level. */
  lossPerS = NaN;
  private lossLevel = 0;
  /** How far thresholds are widened because the temperature does what commissioning never saw; 1 is not at all. */
  widening = 1;
  /** The part of it that noise has, and the one that all else has; the share that is kept of the latter in four samples, and of the fastest change of temperature. */
  private noisy = 1;
  private strange = 1;
  private readonly strangeKept: number;
  private readonly movingKept: number;
  /** Set while no thermometer is believed: what heat does is in the residual, and is not to be learnt. */
  isBlind = false;
  /** Sample period, s. */
  private readonly periodS: number;
  private readonly ones = new Float32Array(blockCount);
  private offset = NaN;
  /** Last value that is part of no sudden change. */
  private held = NaN;
  private slowOffset = 0;
  /** What long windows take beyond what short ones do. */
  private difference = 0;
  /** Residual when last a thermometer was believed. */
  private seen = 0;
  private dueS = 0;
  private pendingSum = 0;
  private pendingCount = 0;
  /** By level, how many times as far as commissioning saw noise reaches now. */
  private readonly reaches = new Float32Array(levelCount);
  /** Base block with which a suspicion began, and the longest level that had it. */
  private suspectedFrom = 0;
  private suspectedLevel = 0;
  private scale = 0;
  /** Fastest change of the temperature in the last minutes, and its mean, as the history tells it, K; what heat may do now, residual unit a period. */
  private movingK = 0;
  private usualK = 0;
  private heating = 0;

  /** For the parameters see `Commissioning`. */
  constructor(private readonly hal: Hal, configuration: Configuration, expansionPerK: number, gasExpansionPerK: number) {
    this.periodS = configuration.samplePeriodS;
    this.strangeKept = Math.pow(widenedKept, this.periodS);
    this.movingKept = Math.pow(movingKept, this.periodS);
    this.bank = new Bank(hal);
    this.commissioning = new Commissioning(configuration, this.bank, this.learnt, expansionPerK, gasExpansionPerK);
    this.sudden = new SuddenChange(this.learnt, this.commissioning, this.periodS);
    this.ones.fill(1);
    this.reaches.fill(1);
  }

  /** Starts commissioning from nothing. */
  begin(): void {
    this.commissioning.begin();
    this.lossPerS = this.offset = NaN;
    this.lossLevel = 0;
    this.arm();
  }

  /** Goes on with a stored result. Until the thermal history has been lived through again, thresholds are wide. */
  resume(stored: ArrayLike<number>): void {
    this.learnt.set(stored);
    this.commissioning.phase = Phase.Watching;
    this.strange = restartWidening;
    this.offset = NaN;
    this.arm();
  }

  /**
   * Another rate of false alarms: every threshold moves with the knob's deviate, but never below what the record of
   * commissioning supports. @param falseAlarmsPerYear asked
   */
  turnKnob(falseAlarmsPerYear: number): void {
    const learnt = this.learnt;
    if (this.commissioning.phase !== Phase.Watching) return;
    const rate = Math.max(falseAlarmsPerYear, learnt[Learnt.LowestRate]!);
    const deviate = this.commissioning.deviateFor(rate, 0);
    const factor = deviate / learnt[Learnt.Deviate]!;
    for (let entry = Learnt.Thresholds; entry < Learnt.Count; entry++) learnt[entry] = learnt[entry]! * factor;
    learnt[Learnt.FalseAlarmsPerYear] = rate;
    learnt[Learnt.Deviate] = deviate;
    this.arm();
  }

  /** What crossed has come back by itself, and was no loss: its windows and their neighbours are believed less from now on. */
  distrust(level: number): void {
    const learnt = this.learnt;
    const end = Math.min(level + 2, levelCount) * rampCount;
    for (let entry = Math.max(0, level - 1) * rampCount; entry < end; entry++) learnt[Learnt.Thresholds + entry] = learnt[Learnt.Thresholds + entry]! * distrustFactor;
    this.arm();
  }

  /** Gives the bank its thresholds: after any of them or the phase has changed. */
  private arm(): void {
    const inverses = this.bank.inverses;
    this.widening = Math.max(this.noisy, this.strange);
    this.scale = this.learnt[Learnt.Deviate]! / this.widening;
    this.statistic = 0;
    this.bank.limit = 0;
    inverses.fill(NaN);
    if (this.commissioning.phase !== Phase.Watching) return;
    // Longer levels are looked at all the same.
    for (let level = 0; level < alwaysLevel; level++) for (let ramp = 0; ramp < rampCount; ramp++) inverses[level * rampCount + ramp] = 1 / this.height(level, ramp);
  }

  /** @returns the threshold of a level's slope by a ramp (index), with what heat may do in it, residual unit a block */
  height(level: number, ramp: number): number {
    const learnt = this.learnt;
    const threshold = learnt[Learnt.Thresholds + level * rampCount + ramp]!;
    const heat = (level + ramp ? heatShares[level] || 0 : shortestHeatShare) * (1 << level) * (level < slowLevel ? learnt[Learnt.HeatPerS]! * this.periodS : this.heating);
    return this.reaches[level]! * Math.sqrt(threshold * threshold + heat * heat);
  }

  /** Forgets what the bank holds and starts it from the present inventory: after an alarm was cleared. */
  rebase(): void {
    const last = this.sudden.settled;
    for (let level = 0; level < levelCount; level++) this.bank.rings[level]!.fill(level < slowLevel ? last : last + this.difference);
    this.arm();
  }

  /**
   * One valid sample.
   * @param value inventory, kg (without a loop file: the pressure, Pa); @param history thermal history, updated
   * @param elapsedS since the previous valid sample, s; @param isHeld whether the pressure is the last one once more
   */
  update(value: number, history: ThermalHistory, elapsedS: number, isHeld: boolean): void {
    const commissioning = this.commissioning;
    const sudden = this.sudden;
    const phase = commissioning.phase;
    const isWatching = phase === Phase.Watching;
    this.crossedLevel = -1;
    sudden.stepped = 0;
    if (phase === Phase.Idle) return;
    value -= sudden.removed;
    const weighted = this.weighted(history, Learnt.Weights);
    const slower = this.weighted(history, Learnt.SlowWeights);
    if (isNaN(this.offset)) {
      this.offset = value - weighted;
      this.slowOffset = -slower;
      sudden.previous = 0;
      sudden.settled = 0;
    }
    const residual = value - weighted - this.offset;
    this.difference = -slower - this.slowOffset;
    this.residual = residual + this.difference;
    if (!this.isBlind) this.seen = this.residual;
    if (isWatching && (this.bank.counts[0]! + sudden.samples & 3) === 1) this.widen(history);
    // Of it commissioning learns. Noise whose neighbours are alike moves further than from one sample to the next; a slow drift is none.
    const off = isWatching || isHeld ? 0 : residual - sudden.previous - (sudden.samples ? 0 : (sudden.settled - sudden.previous) / 3);
    const outcome = sudden.take(residual, elapsedS, isHeld);
    if (outcome > Outcome.Followed) this.conclude(outcome, residual);
    if (!isWatching) {
      // What is learnt is not to be the pump's doing.
      if (outcome === Outcome.Calm) this.held = value;
      commissioning.take(this.held, off, history, elapsedS);
      if (commissioning.phase !== phase) {
        this.arm();
        // What the bank holds stays: other weights join on without a step.
        this.offset += weighted - this.weighted(history, Learnt.Weights);
        this.slowOffset += slower - this.weighted(history, Learnt.SlowWeights);
      }
    }
    if (outcome === Outcome.Calm) this.take(residual, elapsedS);
    if (this.crossedLevel >= 0) this.align();
  }

  /** A sudden change is over: a loss, and what was held back of it is made up for, or a step that commissioning does not know. */
  private conclude(outcome: Outcome, residual: number): void {
    const sudden = this.sudden;
    if (outcome < Outcome.RareStep) {
      const before = sudden.before;
      // What has left no pressure comes in the blocks of the ramp that is to tell how much it was.
      const isDrained = outcome === Outcome.Drained;
      const samples = isDrained ? rampLengths[1]! : sudden.heldBack;
      const lostS = isDrained ? samples * this.periodS : sudden.followedS;
      for (let sample = isDrained ? 0.5 : 1; sample <= samples; sample++) this.take(before + (residual - before) * sample / samples, lostS / samples);
      if (isDrained) this.crossedLevel = 0;
      // Nothing drives it any more: what did meanwhile tells the hole, unless most of it came in one sample.
      if (sudden.drained > 0) this.drivePerS = isDrained && sudden.peak > mostAtOnce * (before - residual) ? NaN : sudden.driven / lostS;
      return;
    }
    this.strange = Math.max(this.strange, stepWidening);
    if (outcome === Outcome.RareStep) return;
    // The size of a step is not exact, and what is left of it would look like a small loss for as long as a ring
    // remembers it, unless commissioning saw it: the bank begins anew, the short windows within a minute.
    this.bank.counts.fill(0);
    this.arm();
  }

  /** @returns what learnt weights (index of the first) make of the temperature's history, residual unit */
  private weighted(history: ThermalHistory, weights: number): number {
    return this.hal.dot(history.terms, this.learnt, weights);
  }

  /** Blocks go by time, not by sample: missing ones repeat the recent mean, faster samples are averaged. */
  private take(residual: number, elapsedS: number): void {
    const period = this.periodS;
    const bank = this.bank;
    const sudden = this.sudden;
    const isLooked = this.commissioning.phase === Phase.Watching || this.commissioning.phase === Phase.Checking;
    let dueS = this.dueS + elapsedS;
    let blocks = 1;
    // Nearly always one sample is one block.
    if (this.pendingCount || dueS < 0.5 * period || dueS > 1.5 * period) {
      this.pendingSum += residual;
      residual = this.pendingSum / ++this.pendingCount;
      blocks = Math.floor(dueS / period + 0.5);
      if (!blocks) {
        this.dueS = dueS;
        return;
      }
      dueS -= (blocks - 1) * period;
      this.pendingSum = 0;
      this.pendingCount = 0;
      if (blocks > 5) blocks = 1;
    }
    this.dueS = dueS - period;
    while (isLooked && blocks) {
      bank.push(blocks > 1 ? sudden.settled : residual, this.difference);
      if (bank.freshCount) this.judge();
      blocks--;
    }
    sudden.settled += (residual - sudden.settled) / 8;
    sudden.pumpingBefore = sudden.pumping;
  }

  /**
   * A gap: nothing is judged until the inventory has settled, and a change in the gap is not counted as a loss. After a
   * long one the thermal history is as unknown as after a restart. @param lengthS without a temperature
   */
  bridge(lengthS: number): void {
    if (lengthS > longGapS) this.strange = Math.max(this.strange, restartWidening);
    this.dueS = 0;
    this.pendingSum = 0;
    this.pendingCount = 0;
    if (this.commissioning.phase < Phase.Checking) return;
    const sudden = this.sudden;
    sudden.follow(sudden.settled, NaN, 0);
    sudden.previous = sudden.settled;
  }

  /** Works through the slopes worth a look: learns their spread, or holds them against their thresholds. */
  private judge(): void {
    const bank = this.bank;
    const learnt = this.learnt;
    const watching = this.commissioning.phase === Phase.Watching;
    const deviate = learnt[Learnt.Deviate]!;
    const suspicion = deviate / thresholdOverSuspicion;
    const sudden = this.sudden;
    const isCooling = !(sudden.isPump && learnt[Learnt.KnownSteps]) && bank.counts[0]! * this.periodS < coolingS && sudden.before - sudden.previous < coolingShare * sudden.lastShift;
    for (let index = 0; index < bank.freshCount; index++) {
      const level = bank.fresh[index]!;
      const first = level * rampCount;
      const isKnown = watching && learnt[Learnt.Thresholds + 1 + first]! < closed;
      const reaches = this.reaches;
      const feigned = this.commissioning.toleratedPerS * this.periodS * (1 << level);
      let score = 0;
      let rise = 0;
      let ramp = 1;
      for (let each = level ? 1 : 0; isKnown && each < rampCount; each++) {
        // In standard deviations of the knob, beyond what may be tolerated.
        const unit = this.height(level, each) / this.scale;
        const deviates = bank.slopes[first + each]! / unit;
        const spare = feigned * bank.steadyGains[each]! / unit;
        if (deviates - spare > score) {
          score = deviates - spare;
          ramp = each;
        }
        rise = Math.max(rise, -deviates - spare);
      }
      // Learning is frozen while suspicion stands, though thresholds are wide, or liquid is put in, and waits until the rings hold nothing of the first weights any more.
      if (!watching || (level >= alwaysLevel && !this.isBlind && this.statistic * this.strange < suspicion && rise * this.strange < deviate && bank.counts[level]! > 2 * blockCount)) this.commissioning.learnSpread(first + 1);
      if (!isKnown) continue;
      if (level >= this.lossLevel) {
        this.lossLevel = level;
        this.lossPerS = bank.slopes[first + 2]! / bank.steadyGains[2]! / (this.periodS * (1 << level));
      }
      // A leak only falls: what rises says how far noise reaches by now.
      reaches[level] = 1 + (reaches[level]! - 1) * Math.max(0, 1 - fading * this.periodS * (1 << level));
      const reach = overRise * rise / deviate * this.widening * reaches[level]!;
      if (reach > reaches[level]! && !this.isStep(level, -1)) {
        const isNoise = reach < mostReach;
        // Of liquid that is put in shorter windows have told as of noise.
        reaches.fill(isNoise ? reach : 1, isNoise && level > slowLevel ? level - 1 : 0, level + 2);
        this.arm();
        if (!isNoise && level < slowLevel) {
          // It is followed as a sudden change is, from where the ring began.
          bank.counts.fill(0);
          sudden.follow(bank.rings[level]![(bank.heads[level]! + 1) & 31]!, NaN, 0);
        }
      }
      if (level === bank.topLevel || score > this.statistic) {
        bank.topLevel = level;
        this.statistic = score;
        bank.limit = score / this.scale;
        if (score >= deviate && !sudden.leaking && this.crossedLevel < 0 && this.isRamp(level, ramp, deviate / score)) {
          if (isCooling) this.rebase();
          else {
            this.crossedLevel = level;
            this.crossedRamp = ramp;
          }
        }
      }
    }
    if (sudden.leaking || !(this.statistic > suspicion)) {
      this.suspectedFrom = bank.counts[0]!;
      this.suspectedLevel = 0;
    } else {
      // Noise comes and goes; a suspicion that stands for as long as two rings reach back is a loss, though longer windows
      // that would tell it at once are not open yet, and do not open while it stands.
      this.suspectedLevel = Math.max(this.suspectedLevel, bank.topLevel);
      if (!isCooling && bank.counts[0]! - this.suspectedFrom > suspicionBlocks << this.suspectedLevel) {
        this.crossedLevel = bank.topLevel;
        this.crossedRamp = 1;
      }
    }
  }

  /** @returns whether what crossed may be heat whose cause is not measured: no faster than the fastest heating seen, or, without a thermometer, no more than a swing, where it is known what one does */
  isLikeHeat(): boolean {
    const learnt = this.learnt;
    const level = this.crossedLevel;
    if (this.isBlind) return this.seen - this.residual < (learnt[Learnt.PerK]! + this.commissioning.gasExpansionPerK || Infinity) * (unseenK + unseenSwings * (learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]!));
    const ramp = this.crossedRamp;
    // Noise that alone comes near the threshold needs but a little heat to cross it.
    return this.bank.slopes[level * rampCount + ramp]! - this.height(level, ramp) < (level < slowLevel ? likeHeat : likeLongHeat) * learnt[Learnt.HeatPerS]! * this.periodS * (1 << level);
  }

  /** Short windows go on from where long ones stand: what they saw begins a loss that long ones will follow. */
  private align(): void {
    const difference = this.difference;
    for (let level = 0; level < slowLevel; level++) {
      const ring = this.bank.rings[level]!;
      for (let block = 0; block < blockCount; block++) ring[block] = ring[block]! + difference;
    }
    this.offset -= difference;
    this.slowOffset += difference;
    this.sudden.previous += difference;
    this.sudden.settled += difference;
    this.difference = 0;
  }

  /**
   * Whether a slope is a ramp's, and not that of a sudden change, in its own blocks or in those a quarter as long. Near
   * the threshold noise may make a ramp of a step, and there a step is believed.
   * @param share of the slope that its threshold is, 0 … 1
   */
  isRamp(level: number, ramp: number, share: number): boolean {
    share *= share;
    return !this.isStep(level, 1 + doubtfulStep * share) && this.isStep(level > 2 ? level - 2 : 0, 1) < (2 - share) * this.bank.explained(level, ramp);
  }

  /**
   * Whether the newest blocks are better told by one sudden change than by any ramp: compares what each would explain.
   * @param sign 1 for falls, more where a step is to be believed rather than a ramp by so much, −1 for rises
   * @returns what of the ring's sum of squares a step explains; 0 where it is none, −1 where it may as well be an outlier
   */
  private isStep(level: number, sign: number): number {
    const bank = this.bank;
    const ring = bank.rings[level]!;
    const total = this.hal.dot(this.ones, ring, 0);
    let index = bank.heads[level]!;
    let sum = 0;
    let step = 0;
    let rest = 0;
    for (let length = 1; length <= longestDrop; length++) {
      sum += ring[index]!;
      index = (index + 31) & 31;
      const older = (total - sum) / (blockCount - length);
      const drop = (older - sum / length) * sign;
      if (drop > 0) step = Math.max(step, drop * drop * length * (blockCount - length) / blockCount);
      if (length === 8) rest = older;
    }
    let ramp = 0;
    for (let length = 0; length < shapeCount; length++) ramp = Math.max(ramp, bank.explained(level, length) * sign);
    if (step > ramp) return step;
    // One sample is never enough: the one before the newest must have fallen too. Rises of single samples say nothing.
    const before = ring[(bank.heads[level]! + 31) & 31]!;
    return level || rest - before > 2 * this.learnt[Learnt.NoiseStep]! ? 0 : -1;
  }

  /** Thresholds hold for temperatures like those of commissioning; beyond them they grow with the excess. */
  private widen(history: ThermalHistory): void {
    const learnt = this.learnt;
    const fastK = history.fastK();
    const kelvin = history.smoothedK[2]!;
    const swing = learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]! + 0.2;
    const beyond = Math.max(kelvin - learnt[Learnt.HighestK]!, learnt[Learnt.LowestK]! - kelvin, 0) / swing;
    const fastestK = learnt[Learnt.FastRateK]! + 0.02;
    const deviate = learnt[Learnt.Deviate]!;
    // Slopes know no constant: of temperatures where the loop stays only how they came about is strange.
    const getsKnown = this.statistic < deviate / thresholdOverSuspicion ? Math.min(1, 4 * this.periodS / knownAfterS) : 0;
    const edge = kelvin > learnt[Learnt.HighestK]! ? Learnt.HighestK : Learnt.LowestK;
    if (beyond) learnt[edge] = learnt[edge]! + (kelvin - learnt[edge]!) * getsKnown;
    // Heat takes a while to be through, and is more than what is usual where it moves more than usual.
    this.movingK = Math.max(fastK, this.movingK * this.movingKept);
    this.usualK += (this.movingK - this.usualK) * (this.usualK ? Math.min(1, usualGain * this.periodS) : 1);
    const heating = Math.min(1, heatingGain * this.movingK / fastestK) * Math.min(mostUnusual, this.movingK / (this.usualK + 1e-9));
    this.heating = heating * learnt[Learnt.HeatPerS]! * this.periodS;
    const slowK = history.slowK();
    const slow = slowK / (learnt[Learnt.SlowRateK]! + 0.02);
    if (slow > 1) learnt[Learnt.SlowRateK] = learnt[Learnt.SlowRateK]! + (slowK - learnt[Learnt.SlowRateK]!) * getsKnown / 3;
    this.strange = Math.max(1 + 3 * beyond, Math.min(mostStrange, 3 * Math.max(fastK / fastestK, slow) - 2), 1 + Math.min(mostRemembered, this.strange - 1) * this.strangeKept);
    // Of noise samples tell, however long they take.
    this.noisy = Math.max(this.sudden.moved / (usualMove * learnt[Learnt.NoiseStep]! + 1e-9) - spareNoise, 1 + (this.noisy - 1) * widenedKept);
    this.widening = Math.max(this.noisy, this.strange);
    this.scale = deviate / this.widening;
    // What heat may do grows with the fastest change of temperature that was ever seen.
    const heatPerS = fastK / heatSpanS * learnt[Learnt.PerK]!;
    if (heatPerS > learnt[Learnt.HeatPerS]!) {
      learnt[Learnt.HeatPerS] = heatPerS;
      this.arm();
    }
  }
}
