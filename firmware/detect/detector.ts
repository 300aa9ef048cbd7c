import type { Hal } from "#hal/types.ts";
import type { Configuration } from "../configuration.ts";
import { Compensation } from "../estimate/compensation.ts";
import type { ThermalHistory } from "../estimate/thermal-history.ts";
import { CommissioningField, Verdict } from "../telemetry/dictionary.ts";
import { Bank, blockCount, levelCount, rampCount, rampLengths } from "./bank.ts";
import { deviateOf, yearS } from "./knob.ts";

/** Course of commissioning and after. */
export const enum Phase { Idle, Learning, Solving, Checking, Deriving, Watching }

/** The learnt result, as stored: one vector of numbers. */
export const enum Learnt {
  FalseAlarmsPerYear, DurationS, Sigma, NoiseStep, ReferenceK, LowestK, HighestK, FastRateK, SlowRateK, TrendPerS, Deviate, LowestRate,
  Weights = 12,
  Thresholds = 20,
  Count = 65,
}

/** A threshold that nothing reaches: the level is not open yet. */
const closed = 1e30;
/** Evaluations that a level needs before its own spread may set its threshold. */
const leastEvaluations = 12;
/** Ratio of a threshold to the largest value that commissioning saw, at one false alarm a year. */
const overLargest = 1.35;
/** Mean number of neighbouring evaluations that cross together. */
const clumping = 3;
/** Shortest part of commissioning, s. */
const shortestPartS = 1800;
/** Swing that counts as a thermal cycle, K. */
const leastSwingK = 0.3;
/** Samples without a move after which a sudden change has settled, and after which it is none. */
const settledSamples = 4;
const longestStep = 40;

/**
 * From inventory to suspicion. Commissioning first learns the thermal compensation over at least one whole thermal
 * cycle, then watches its own statistic over at least another: every threshold is derived from the spread and the
 * largest value of the statistic as seen there, on data the compensation had not seen. A model may sharpen the
 * statistic; it does not vouch for it.
 */
export class Detector {
  phase: Phase = Phase.Idle;
  readonly bank: Bank;
  readonly learnt = new Float64Array(Learnt.Count);
  /** Compensated inventory relative to the commissioned state; NaN where there is none. */
  residual = NaN;
  /** Largest score of the bank, in standard deviations of the knob; its threshold is `learnt[Deviate]`. */
  statistic = 0;
  /** Level and ramp (index) of a crossing in this cycle; −1 where there is none. */
  crossedLevel = -1;
  crossedRamp = 0;
  /** How far thresholds are widened because the temperature does what commissioning never saw; 1 is not at all. */
  widening = 1;
  /** Sudden change taken out in this cycle, residual unit; 0 where there is none. */
  stepped = 0;
  /** Whether that change was the pump's. */
  isPump = false;
  /** Progress of commissioning, 0 … 1, and seconds it still needs. */
  progress = 0;
  remainingS = 0;
  readonly report = new Float64Array(CommissioningField.Count);
  verdict: Verdict = Verdict.Begun;
  /** Set while a leak alarm stands: a fall is then not looked at as a step. */
  leaking = false;
  private compensation: Compensation | undefined;
  private readonly sums = new Float32Array(levelCount * rampCount);
  private readonly squares = new Float32Array(levelCount * rampCount);
  private readonly largest = new Float32Array(levelCount * rampCount);
  private readonly tally = new Uint16Array(levelCount * rampCount);
  private readonly ones = new Float32Array(blockCount);
  private zero = NaN;
  private offset = 0;
  private phaseS = 0;
  private totalS = 0;
  private samples = 0;
  private dueS = 0;
  private pendingSum = 0;
  private pendingCount = 0;
  private previous = NaN;
  private settled = 0;
  private differences = 0;
  private step = 0;
  private bridging = false;
  private stepBefore = 0;
  private stepPeak = 0;
  private lastShift = 0;
  private pumpSize = 0;
  private quiet = 0;
  private quietSum = 0;
  private rising = 0;
  private cycleS = 0;
  private lastRiseS = -1;
  private lastFallS = -1;
  private deriving = 0;
  private learntSwingK = 0;
  private scale = 0;

  /** @param toleratedPerS loss that is no alarm, residual unit per s: tolerated, or within the sensors' stated drift */
  constructor(private readonly hal: Hal, private readonly configuration: Configuration, private readonly toleratedPerS: number) {
    this.bank = new Bank(hal);
    this.ones.fill(1);
  }

  /** Starts commissioning from nothing. */
  begin(): void {
    this.compensation = new Compensation();
    this.learnt.fill(0);
    this.learnt[Learnt.LowestK] = 1e9;
    this.learnt[Learnt.ReferenceK] = NaN;
    this.enter(Phase.Learning);
    this.arm();
    this.totalS = 0;
    this.differences = 0;
    this.cycleS = 0;
    this.rising = 0;
    this.lastRiseS = -1;
    this.lastFallS = -1;
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.phaseS = 0;
    this.samples = 0;
  }

  /** Goes on with a stored result. */
  resume(stored: ArrayLike<number>): void {
    this.learnt.set(stored);
    this.scale = this.learnt[Learnt.Deviate]!;
    this.enter(Phase.Watching);
    this.arm();
  }

  /**
   * Another rate of false alarms: every threshold moves with the knob's deviate, but never below what the record of
   * commissioning supports. @param falseAlarmsPerYear asked
   */
  turnKnob(falseAlarmsPerYear: number): void {
    const learnt = this.learnt;
    if (this.phase !== Phase.Watching) return;
    const rate = Math.max(falseAlarmsPerYear, learnt[Learnt.LowestRate]!);
    const deviate = this.deviateFor(rate, 0);
    const factor = deviate / learnt[Learnt.Deviate]!;
    for (let entry = Learnt.Thresholds; entry < Learnt.Count; entry++) if (learnt[entry] !== closed) learnt[entry] = learnt[entry]! * factor;
    learnt[Learnt.FalseAlarmsPerYear] = rate;
    learnt[Learnt.Deviate] = deviate;
    this.scale = deviate;
    this.arm();
  }

  /** Gives the bank its thresholds anew: after any of them, the widening or the phase has changed. */
  private arm(): void {
    const inverses = this.bank.inverses;
    if (this.phase !== Phase.Watching) {
      inverses.fill(NaN);
      return;
    }
    for (let entry = 0; entry < levelCount * rampCount; entry++) {
      const threshold = this.learnt[Learnt.Thresholds + entry]!;
      inverses[entry] = threshold === closed ? NaN : 1 / threshold;
    }
    this.bank.limit = 0;
  }

  /** @returns the deviate whose crossings, shared between all levels, make this many a year at one of them */
  private deviateFor(falseAlarmsPerYear: number, level: number): number {
    return deviateOf(Math.min(0.05, clumping * falseAlarmsPerYear * (1 << level) * this.configuration.samplePeriodS / yearS / (2 * levelCount)));
  }

  /** Forgets what the bank holds and starts it from the present inventory: after an alarm was cleared. */
  rebase(): void {
    const last = this.settled;
    for (let level = 0; level < levelCount; level++) this.bank.rings[level]!.fill(last);
    this.statistic = 0;
    this.bank.limit = 0;
  }

  /**
   * One valid sample.
   * @param value inventory, kg (without a loop file: the pressure, Pa); @param history thermal history, updated
   * @param elapsedS since the previous valid sample, s
   */
  update(value: number, history: ThermalHistory, elapsedS: number): void {
    const learnt = this.learnt;
    const terms = history.terms;
    this.crossedLevel = -1;
    this.stepped = 0;
    if (isNaN(this.zero)) this.zero = value;
    this.phaseS += elapsedS;
    this.totalS += elapsedS;
    this.samples++;
    if (this.phase < Phase.Watching) this.watchTemperature(history);
    if (this.phase === Phase.Learning) {
      if (!isNaN(this.previous)) this.differences += (value - this.previous) * (value - this.previous);
      this.previous = value;
      this.compensation!.learn(value - this.zero, terms, this.totalS);
      this.judgeLearning();
      return;
    }
    if (this.phase === Phase.Solving) {
      if (!this.compensation!.solve()) return;
      learnt.set(this.compensation!.weights, Learnt.Weights);
      learnt[Learnt.TrendPerS] = this.compensation!.trendPerS;
      this.compensation = undefined;
      this.enter(Phase.Checking);
      this.previous = NaN;
      this.offset = 0;
      this.sums.fill(0);
      this.squares.fill(0);
      this.largest.fill(0);
      this.tally.fill(0);
      this.bank.counts.fill(0);
    }
    if (this.phase === Phase.Idle) return;
    let residual = value - this.zero - this.offset - this.hal.dot(terms, learnt, Learnt.Weights);
    if (this.phase === Phase.Deriving) {
      this.residual = residual;
      this.derive();
      return;
    }
    if (!this.leaking || this.bridging) residual = this.judgeStep(residual);
    this.residual = residual;
    if (this.bridging) {
      this.bridging = this.step > 0;
      return;
    }
    // Blocks go by time, not by sample: missing ones repeat the recent mean, faster samples are averaged.
    const period = this.configuration.samplePeriodS;
    this.dueS += elapsedS;
    this.pendingSum += residual;
    this.pendingCount++;
    let blocks = Math.floor(this.dueS / period + 0.5);
    if (blocks < 1) return;
    this.dueS -= blocks * period;
    const mean = this.pendingSum / this.pendingCount;
    this.pendingSum = 0;
    this.pendingCount = 0;
    if (this.phase === Phase.Watching && (this.bank.counts[0]! & 7) === 0) this.widen(history);
    if (blocks > 5) blocks = 1;
    while (blocks > 0) {
      this.bank.push(blocks > 1 ? this.settled : mean);
      this.judge();
      blocks--;
    }
    this.settled += (mean - this.settled) / 8;
    if (this.phase === Phase.Checking) this.judgeChecking();
  }

  /** A gap: nothing is judged until the inventory has settled, and a change in the gap is not counted as a loss. */
  bridge(): void {
    this.dueS = 0;
    this.pendingSum = 0;
    this.pendingCount = 0;
    if (this.phase >= Phase.Checking) {
      this.bridging = true;
      this.follow(0);
      this.previous = NaN;
    }
  }

  private watchTemperature(history: ThermalHistory): void {
    const learnt = this.learnt;
    const terms = history.terms;
    const kelvin = history.smoothedK[2]!;
    if (isNaN(learnt[Learnt.ReferenceK]!)) learnt[Learnt.ReferenceK] = kelvin;
    if (kelvin < learnt[Learnt.LowestK]!) learnt[Learnt.LowestK] = kelvin;
    if (kelvin > learnt[Learnt.HighestK]!) learnt[Learnt.HighestK] = kelvin;
    const fast = Math.abs(terms[1]! + terms[2]!);
    const slow = Math.abs(terms[3]! + terms[4]!);
    if (fast > learnt[Learnt.FastRateK]!) learnt[Learnt.FastRateK] = fast;
    if (slow > learnt[Learnt.SlowRateK]!) learnt[Learnt.SlowRateK] = slow;
    // A cycle is from one rise (or fall) through the middle of the swing to the next.
    const swing = learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]!;
    const height = swing > 0 ? (kelvin - learnt[Learnt.LowestK]!) / swing : 0.5;
    if (swing < leastSwingK) return;
    if (height < 0.35 && this.rising >= 0) {
      if (this.rising > 0) {
        if (this.lastFallS >= 0) this.cycleS = this.totalS - this.lastFallS;
        this.lastFallS = this.totalS;
      }
      this.rising = -1;
    } else if (height > 0.65 && this.rising <= 0) {
      if (this.rising < 0) {
        if (this.lastRiseS >= 0) this.cycleS = this.totalS - this.lastRiseS;
        this.lastRiseS = this.totalS;
      }
      this.rising = 1;
    }
  }

  /** Whether the part of commissioning has lasted long enough for the temperature. */
  private cycleSeen(): boolean {
    const swing = this.learnt[Learnt.HighestK]! - this.learnt[Learnt.LowestK]!;
    return swing < leastSwingK || (this.cycleS > 0 && this.phaseS >= this.cycleS);
  }

  private judgeLearning(): void {
    const asked = this.configuration.commissioningS;
    const partS = asked ? asked * 0.5 : this.cycleS > 0 ? this.cycleS : shortestPartS;
    this.progress = 0.5 * Math.min(1, this.phaseS / partS);
    this.remainingS = Math.max(0, 2 * partS - this.phaseS);
    if (this.phaseS < partS) return;
    if (!asked && (!this.cycleSeen() || this.phaseS < shortestPartS)) return;
    const learnt = this.learnt;
    this.learntSwingK = learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]!;
    learnt[Learnt.NoiseStep] = Math.sqrt(this.differences / this.samples);
    this.compensation!.prepare(this.learntSwingK, learnt[Learnt.NoiseStep]! * 0.7071);
    this.enter(Phase.Solving);
    this.settled = 0;
  }

  private judgeChecking(): void {
    const asked = this.configuration.commissioningS;
    const swing = this.learnt[Learnt.HighestK]! - this.learnt[Learnt.LowestK]!;
    if (!asked && swing > 1.5 * this.learntSwingK + 0.1) {
      // The temperature goes where learning had not been: what was learnt there is not worth checking.
      this.compensation = new Compensation();
      this.differences = 0;
      this.previous = NaN;
      this.enter(Phase.Learning);
      return;
    }
    if (asked) {
      this.progress = Math.min(1, this.totalS / asked);
      this.remainingS = Math.max(0, asked - this.totalS);
      if (this.totalS < asked - (levelCount + 2) * this.configuration.samplePeriodS) return;
    } else {
      const partS = this.cycleS > 0 ? this.cycleS : shortestPartS;
      const needed = this.neededSamples() / Math.max(1, this.tally[1]!);
      this.progress = 0.5 + 0.5 * Math.min(1, this.phaseS / partS, 1 / needed);
      this.remainingS = Math.max(0, partS - this.phaseS, this.phaseS * (needed - 1));
      if (this.phaseS < partS || !this.cycleSeen() || needed > 1) return;
    }
    this.deriving = 0;
    this.enter(Phase.Deriving);
  }

  /** Samples that the asked rate needs: the log of time is extrapolated at most twofold beyond the record. */
  private neededSamples(): number {
    return Math.sqrt(yearS / (this.configuration.falseAlarmsPerYear * this.configuration.samplePeriodS) / 2.6);
  }

  /** Works through the slopes that are new: learns their spread, or holds them against their thresholds. */
  private judge(): void {
    const bank = this.bank;
    const learnt = this.learnt;
    const watching = this.phase === Phase.Watching;
    for (let index = 0; index < bank.freshCount; index++) {
      const level = bank.fresh[index]!;
      const entry = level * rampCount + 1;
      if (!watching || learnt[Learnt.Thresholds + entry] === closed) this.learnSpread(entry);
      if (!watching) continue;
      // Scores are in standard deviations of the knob.
      let score = bank.slopes[entry]! / learnt[Learnt.Thresholds + entry]!;
      let ramp = 1;
      const longer = bank.slopes[entry + 1]! / learnt[Learnt.Thresholds + entry + 1]!;
      if (longer > score) {
        score = longer;
        ramp = 2;
      }
      if (level === 0 && bank.slopes[0]! / learnt[Learnt.Thresholds]! > score) {
        score = bank.slopes[0]! / learnt[Learnt.Thresholds]!;
        ramp = 0;
      }
      score *= this.scale;
      if (level === bank.topLevel || score > this.statistic) {
        bank.topLevel = level;
        this.statistic = score > 0 ? score : 0;
        bank.limit = this.statistic / this.scale;
        if (score >= learnt[Learnt.Deviate]! && this.crossedLevel < 0 && !this.isStep(level) && this.goesOn()) {
          this.crossedLevel = level;
          this.crossedRamp = ramp;
        }
      }
    }
  }

  /** Takes a level's new slopes into what is known of their spread. While watching, for levels not open yet. */
  private learnSpread(first: number): void {
    const watching = this.phase === Phase.Watching;
    if (watching && this.statistic > this.learnt[Learnt.Deviate]! / 2) return;
    for (let entry = first === 1 ? 0 : first; entry < first + 2; entry++) {
      const slope = this.bank.slopes[entry]!;
      const size = Math.abs(slope);
      this.sums[entry] = this.sums[entry]! + slope;
      this.squares[entry] = this.squares[entry]! + size * size;
      if (size > this.largest[entry]!) this.largest[entry] = size;
      this.tally[entry] = this.tally[entry]! + 1;
      if (!watching || this.tally[entry]! <= 3 * blockCount) continue;
      this.setThreshold(entry);
      this.bank.inverses[entry] = 1 / this.learnt[Learnt.Thresholds + entry]!;
    }
  }

  /** Whether the newest blocks are better told by one sudden drop than by any ramp: compares what each would explain. */
  private isStep(level: number): boolean {
    const bank = this.bank;
    const ring = bank.rings[level]!;
    const total = this.hal.dot(this.ones, ring, 0);
    let index = bank.heads[level]!;
    let sum = 0;
    let step = 0;
    for (let length = 1; length <= 8; length++) {
      sum += ring[index]!;
      index = (index + 31) & 31;
      const drop = (total - sum) / (blockCount - length) - sum / length;
      const explained = drop > 0 ? drop * drop * length * (blockCount - length) / blockCount : 0;
      if (explained > step) step = explained;
    }
    let ramp = 0;
    for (let length = 0; length < rampCount; length++) {
      const explained = bank.explained(level, length);
      if (explained > ramp) ramp = explained;
    }
    if (step > ramp) return true;
    // One sample is never enough: the one before the newest must have fallen too.
    const before = ring[(bank.heads[level]! + 31) & 31]!;
    return level === 0 && (total - sum) / (blockCount - 8) - before < 2 * this.learnt[Learnt.NoiseStep]!;
  }

  /** While a sudden change is followed: whether the last two samples fell on as a leak would, not as a step that settles. */
  private goesOn(): boolean {
    if (!this.step) return true;
    const ring = this.bank.rings[0]!;
    const head = this.bank.heads[0]!;
    if (this.stepBefore - ring[head]! < 1.3 * this.pumpSize) return false;
    const least = 0.6 * this.stepPeak - 2 * this.learnt[Learnt.NoiseStep]!;
    const middle = ring[(head + 31) & 31]!;
    return middle - ring[head]! > least && ring[(head + 30) & 31]! - middle > least;
  }

  /**
   * Follows a sudden change until it has settled: then it is taken out of the residual and reported, or forgotten where
   * it has come back. What goes on and on is no step.
   */
  private judgeStep(residual: number): number {
    const noise = this.learnt[Learnt.NoiseStep]!;
    const move = Math.abs(residual - this.previous);
    this.previous = residual;
    if (!this.step) {
      if (move > 8 * noise && this.bank.counts[0]! > blockCount) this.follow(move);
      return residual;
    }
    this.step++;
    if (move > this.stepPeak) this.stepPeak = move;
    if (move < Math.max(0.03 * this.stepPeak, 2.5 * noise)) {
      this.quiet++;
      this.quietSum += residual;
    } else {
      this.quiet = 0;
      this.quietSum = 0;
    }
    if (this.quiet < settledSamples && this.step < longestStep) return residual;
    this.step = 0;
    let shift = this.quietSum / settledSamples - this.stepBefore;
    if (this.quiet < settledSamples || Math.abs(shift) < 3 * noise) return residual;
    // A step that comes and goes with the same size is the pump's.
    this.isPump = Math.abs(Math.abs(shift) - this.pumpSize) < 0.15 * this.pumpSize || Math.abs(shift + this.lastShift) < 0.15 * Math.abs(shift);
    if (this.isPump) {
      // Always the same size is taken out, so that the errors of many switchings cannot add up to a loss.
      if (!this.pumpSize) this.pumpSize = Math.abs(shift);
      shift = shift > 0 ? this.pumpSize : -this.pumpSize;
    }
    this.lastShift = shift;
    this.stepped = shift;
    this.offset += shift;
    // The step is cut out of the short levels, and of a longer one's newest block where it may be in there.
    const rings = this.bank.rings;
    for (let level = 0; level < levelCount; level++) {
      const ring = rings[level]!;
      const head = this.bank.heads[level]!;
      if (level < 4) ring.fill(this.stepBefore);
      else if (Math.abs(ring[head]! - this.stepBefore) > Math.abs(shift) / 16 && (ring[head]! - this.stepBefore) * shift > 0) ring[head] = ring[(head + 31) & 31]!;
    }
    this.previous = residual - shift;
    this.settled = this.stepBefore;
    return this.previous;
  }

  private follow(move: number): void {
    this.step = 1;
    this.stepBefore = this.settled;
    this.stepPeak = move;
    this.quiet = 0;
    this.quietSum = 0;
  }

  /** Thresholds hold for temperatures like those of commissioning; beyond them they grow with the excess. */
  private widen(history: ThermalHistory): void {
    const learnt = this.learnt;
    const terms = history.terms;
    const kelvin = history.smoothedK[2]!;
    const swing = learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]! + 0.2;
    const beyond = Math.max(kelvin - learnt[Learnt.HighestK]!, learnt[Learnt.LowestK]! - kelvin, 0) / swing;
    const fast = Math.abs(terms[1]! + terms[2]!) / (learnt[Learnt.FastRateK]! + 0.02);
    const slow = Math.abs(terms[3]! + terms[4]!) / (learnt[Learnt.SlowRateK]! + 0.02);
    const wanted = Math.max(1 + 4 * beyond, fast, slow, 1);
    this.widening = Math.max(wanted, 1 + (this.widening - 1) * 0.996);
    this.scale = learnt[Learnt.Deviate]! / this.widening;
  }

  /** Derives one threshold from the spread and the largest value seen. */
  private setThreshold(entry: number): void {
    const learnt = this.learnt;
    const level = Math.floor(entry / rampCount);
    const count = this.tally[entry]!;
    const deviate = this.deviateFor(learnt[Learnt.FalseAlarmsPerYear]!, level);
    const spread = Math.sqrt(this.squares[entry]! / Math.max(1, count));
    const independent = Math.max(1, count / rampLengths[entry % rampCount]!);
    const margin = 1 + 1.3 / Math.sqrt(2 * independent);
    // A largest value beyond what a normal statistic would have shown speaks of a heavy tail: reach further out.
    const heavy = this.largest[entry]! / spread / deviateOf(0.5 / (0.7 * count + 2)) - 0.1;
    const reach = (1 + (overLargest - 1) * deviate / 5.5) * Math.max(1, Math.min(1.6, heavy));
    learnt[Learnt.Thresholds + entry] = count < leastEvaluations ? closed : Math.max(deviate * spread * margin, reach * this.largest[entry]!)
        + this.toleratedPerS * (1 << level) * this.configuration.samplePeriodS * this.bank.steadyGains[entry % rampCount]!;
  }

  /** Ends commissioning, one level a cycle. */
  private derive(): void {
    const learnt = this.learnt;
    const report = this.report;
    const period = this.configuration.samplePeriodS;
    const level = this.deriving;
    if (level === 0) {
      const seen = Math.max(1, this.tally[1]!);
      const lowest = yearS / (2.6 * seen * seen * period);
      report[CommissioningField.LowestFalseAlarmsPerYear] = lowest;
      const asked = this.configuration.falseAlarmsPerYear;
      this.verdict = asked < lowest ? Verdict.TooShort : Verdict.Accepted;
      learnt[Learnt.FalseAlarmsPerYear] = Math.max(asked, lowest);
      learnt[Learnt.DurationS] = this.totalS;
      learnt[Learnt.LowestRate] = lowest;
      learnt[Learnt.Deviate] = this.deviateFor(learnt[Learnt.FalseAlarmsPerYear]!, 0);
      learnt[Learnt.Sigma] = Math.sqrt(this.squares[0]! / Math.max(1, this.tally[0]!) * this.bank.energies[0]!);
      report[CommissioningField.SmallestLeakMinuteKgPerS] = NaN;
      report[CommissioningField.SmallestLeakHourKgPerS] = NaN;
      report[CommissioningField.SmallestLeakDayKgPerS] = NaN;
      report[CommissioningField.LargestHiddenLeakKgPerS] = NaN;
      if (!(learnt[Learnt.Sigma]! > 0)) this.verdict = Verdict.NoSignal;
      if (this.configuration.commissioningS && !this.cycleSeen() && this.verdict === Verdict.Accepted) this.verdict = Verdict.NoThermalCycle;
    }
    if (level < levelCount) {
      for (let ramp = level ? 1 : 0; ramp < rampCount; ramp++) {
        const entry = level * rampCount + ramp;
        this.setThreshold(entry);
        const count = this.tally[entry]!;
        if (learnt[Learnt.Thresholds + entry] === closed) continue;
        const blockS = (1 << level) * period;
        const rate = learnt[Learnt.Thresholds + entry]! / blockS;
        const delayS = (rampLengths[ramp]! + 0.5) * blockS;
        for (let horizon = 0; horizon < 3; horizon++) {
          const smallest = report[CommissioningField.SmallestLeakMinuteKgPerS + horizon]!;
          if (delayS <= (horizon === 0 ? 60 : horizon === 1 ? 3600 : 86400) && !(rate >= smallest)) report[CommissioningField.SmallestLeakMinuteKgPerS + horizon] = rate;
        }
        // A steady loss shows in every slope; its mean over the check bounds what the baseline may hide.
        const mean = this.sums[entry]! / count / this.bank.steadyGains[ramp]! / blockS;
        const error = Math.sqrt(this.squares[entry]! / count / Math.max(1, count / blockCount)) / this.bank.steadyGains[ramp]! / blockS;
        const hidden = Math.max(0, mean) + 1.96 * error;
        if (!(hidden >= report[CommissioningField.LargestHiddenLeakKgPerS]!)) {
          report[CommissioningField.LargestHiddenLeakKgPerS] = hidden;
          if (mean > 4 * error + this.toleratedPerS) this.verdict = Verdict.AlreadyLeaking;
        }
      }
      this.deriving++;
      return;
    }
    this.scale = learnt[Learnt.Deviate]!;
    report[CommissioningField.DurationS] = this.totalS;
    report[CommissioningField.FalseAlarmsPerYear] = learnt[Learnt.FalseAlarmsPerYear]!;
    report[CommissioningField.SigmaKg] = learnt[Learnt.Sigma]!;
    report[CommissioningField.Threshold] = learnt[Learnt.Deviate]!;
    this.progress = 1;
    this.remainingS = 0;
    this.enter(this.verdict === Verdict.AlreadyLeaking || this.verdict === Verdict.NoSignal ? Phase.Idle : Phase.Watching);
    this.statistic = 0;
    this.arm();
  }
}
