import type { Configuration } from "../configuration.ts";
import { Compensation } from "../estimate/compensation.ts";
import type { ThermalHistory } from "../estimate/thermal-history.ts";
import { CommissioningField, Verdict } from "../telemetry/dictionary.ts";
import type { Bank } from "./bank.ts";
import { blockCount, levelCount, rampCount, rampLengths } from "./bank.ts";
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
export const closed = 1e30;
/** Independent evaluations that a level needs before its spread may set its threshold. */
const leastIndependent = 8;
/** Ratio of a threshold to the largest value that commissioning saw, at one false alarm a year. */
const overLargest = 1.35;
/** Share by which a threshold is raised where the statistic is not white noise; twice that from blocks of a minute on. */
const fewEvents = 0.3;
/** Mean number of neighbouring evaluations that cross together. */
const clumping = 3;
/** Shortest part of commissioning, s. */
const shortestPartS = 1800;
/** Share of a set commissioning time that learning may take. */
const mostLearning = 0.75;
/** Swing that counts as a thermal cycle, K. */
const leastSwingK = 0.3;

/**
 * Commissioning: first learns the thermal compensation over at least one whole thermal cycle, then lets the bank run over
 * at least another and derives every threshold from the spread and the largest value of its slopes as seen there, on
 * data that the compensation had not seen. A model may sharpen the statistic; it does not vouch for it. Levels too long
 * for the record stay closed and open later, from what quiet running shows.
 */
export class Commissioning {
  phase: Phase = Phase.Idle;
  /** Done, 0 … 1, and seconds it still needs. */
  progress = 0;
  remainingS = 0;
  verdict: Verdict = Verdict.Begun;
  readonly report = new Float64Array(CommissioningField.Count);
  private compensation: Compensation | undefined;
  private readonly sums = new Float32Array(levelCount * rampCount);
  private readonly squares = new Float32Array(levelCount * rampCount);
  private readonly largest = new Float32Array(levelCount * rampCount);
  private readonly tally = new Uint16Array(levelCount * rampCount);
  private zero = NaN;
  private previous = NaN;
  private differences = 0;
  private phaseS = 0;
  private totalS = 0;
  private samples = 0;
  private rising = 0;
  private cycleS = 0;
  private lastRiseS = -1;
  private lastFallS = -1;
  private learntSwingK = 0;
  private deriving = 0;

  /** @param toleratedPerS loss that is no alarm, residual unit per s: tolerated, or within the sensors' stated drift */
  constructor(private readonly configuration: Configuration, private readonly bank: Bank, private readonly learnt: Float64Array, private readonly toleratedPerS: number) {}

  /** Starts from nothing. */
  begin(): void {
    this.learnt.fill(0);
    this.learnt[Learnt.LowestK] = 1e9;
    this.learnt[Learnt.ReferenceK] = NaN;
    this.totalS = 0;
    this.cycleS = 0;
    this.rising = 0;
    this.lastRiseS = -1;
    this.lastFallS = -1;
    this.learn();
  }

  private learn(): void {
    this.compensation = new Compensation();
    this.zero = NaN;
    this.previous = NaN;
    this.differences = 0;
    this.enter(Phase.Learning);
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.phaseS = 0;
    this.samples = 0;
  }

  /**
   * One sample before the monitor watches.
   * @param value inventory, kg (without a loop file: the pressure, Pa)
   * @returns whether the bank is to have it: while its statistic is being looked at
   */
  take(value: number, history: ThermalHistory, elapsedS: number): boolean {
    if (this.phase === Phase.Idle) return false;
    this.phaseS += elapsedS;
    this.totalS += elapsedS;
    this.samples++;
    this.watchTemperature(history);
    this.progress = this.totalS / (this.totalS + Math.max(0, this.remainingS));
    if (this.phase === Phase.Learning) {
      if (isNaN(this.zero)) this.zero = value;
      else this.differences += (value - this.previous) * (value - this.previous);
      this.previous = value;
      this.compensation!.learn(value - this.zero, history.terms, this.totalS);
      this.judgeLearning();
    } else if (this.phase === Phase.Solving) {
      if (this.compensation!.solve()) this.beginChecking();
    } else if (this.phase === Phase.Deriving) this.derive();
    else this.judgeChecking();
    return this.phase === Phase.Checking;
  }

  private beginChecking(): void {
    this.learnt.set(this.compensation!.weights, Learnt.Weights);
    this.learnt[Learnt.TrendPerS] = this.compensation!.trendPerS;
    this.compensation = undefined;
    this.sums.fill(0);
    this.squares.fill(0);
    this.largest.fill(0);
    this.tally.fill(0);
    this.bank.counts.fill(0);
    this.enter(Phase.Checking);
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
    const partS = asked ? asked * 0.5 : Math.max(this.cycleS, shortestPartS);
    this.remainingS = asked ? asked - this.totalS : 2 * partS - this.phaseS;
    // Of a time that was set, learning takes half, and more where that does not hold a whole thermal cycle.
    if (this.phaseS < partS || (!this.cycleSeen() && !(this.phaseS > mostLearning * asked!))) return;
    const learnt = this.learnt;
    this.learntSwingK = learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]!;
    learnt[Learnt.NoiseStep] = Math.sqrt(this.differences / this.samples);
    this.compensation!.prepare(this.learntSwingK, learnt[Learnt.NoiseStep]! * 0.7071);
    this.enter(Phase.Solving);
  }

  private judgeChecking(): void {
    const asked = this.configuration.commissioningS;
    const swing = this.learnt[Learnt.HighestK]! - this.learnt[Learnt.LowestK]!;
    if (!asked && swing > 1.5 * this.learntSwingK + 0.1) {
      // The temperature goes where learning had not been: what was learnt there is not worth checking.
      this.learn();
      return;
    }
    if (asked) {
      this.remainingS = asked - this.totalS;
      if (this.totalS < asked - (levelCount + 2) * this.configuration.samplePeriodS) return;
    } else {
      const partS = Math.max(this.cycleS, shortestPartS);
      const needed = this.neededSamples() / Math.max(1, this.tally[1]!);
      this.remainingS = Math.max(partS - this.phaseS, this.phaseS * (needed - 1));
      if (this.phaseS < partS || !this.cycleSeen() || needed > 1) return;
    }
    this.deriving = 0;
    this.enter(Phase.Deriving);
  }

  /** Samples that the asked rate needs: the log of time is extrapolated at most twofold beyond the record. */
  private neededSamples(): number {
    return Math.sqrt(yearS / (this.configuration.falseAlarmsPerYear * this.configuration.samplePeriodS) / 2.6);
  }

  /**
   * Takes a level's new slopes into what is known of their spread. While watching, for levels not open yet.
   * @param first entry of the level's first slope
   */
  learnSpread(first: number): void {
    const watching = this.phase === Phase.Watching;
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

  /** @returns the deviate whose crossings, shared between all levels, make this many a year at one of them */
  deviateFor(falseAlarmsPerYear: number, level: number): number {
    return deviateOf(Math.min(0.05, clumping * falseAlarmsPerYear * (1 << level) * this.configuration.samplePeriodS / yearS / (2 * levelCount)));
  }

  /** Derives one threshold from the spread and the largest value seen. */
  private setThreshold(entry: number): void {
    const learnt = this.learnt;
    const level = Math.floor(entry / rampCount);
    const count = this.tally[entry]!;
    const deviate = this.deviateFor(learnt[Learnt.FalseAlarmsPerYear]!, level);
    // Longer blocks are no quieter than white noise would make them: a few lucky slopes prove nothing.
    let spread = Math.sqrt(this.squares[entry]! / Math.max(1, count));
    if (level > 1) spread = Math.max(spread, Math.sqrt(this.squares[entry - rampCount]! / Math.max(1, this.tally[entry - rampCount]!) / 2));
    const independent = Math.max(1, count / rampLengths[entry % rampCount]!);
    const margin = 1 + 1.3 / Math.sqrt(2 * independent);
    // A largest value beyond what a normal statistic would have shown speaks of a heavy tail: reach further out.
    const heavy = this.largest[entry]! / spread / deviateOf(0.5 / (0.7 * count + 2)) - 0.1;
    const reach = (1 + (overLargest - 1) * deviate / 5.5) * Math.max(1, Math.min(1.6, heavy));
    // What is not white noise comes in few events, such as eclipses and heaters, of which the record has seen one or two.
    const ramp = entry % rampCount;
    const excess = spread * spread * (1 << level) * this.tally[ramp]! / this.squares[ramp]! - 1;
    const caution = 1 + (level > 5 ? 2 : 1) * fewEvents * Math.max(0, Math.min(1, excess));
    learnt[Learnt.Thresholds + entry] = independent < leastIndependent ? closed : caution * Math.max(deviate * spread * margin, reach * this.largest[entry]!)
        + this.toleratedPerS * (1 << level) * this.configuration.samplePeriodS * this.bank.steadyGains[ramp]!;
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
      report.fill(NaN, CommissioningField.SmallestLeakMinuteKgPerS, CommissioningField.LowestFalseAlarmsPerYear);
      if (!(learnt[Learnt.Sigma]! > 0)) this.verdict = Verdict.NoSignal;
      if (!(this.cycleS > 0) && !this.cycleSeen() && this.verdict === Verdict.Accepted) this.verdict = Verdict.NoThermalCycle;
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
    report[CommissioningField.DurationS] = this.totalS;
    report[CommissioningField.FalseAlarmsPerYear] = learnt[Learnt.FalseAlarmsPerYear]!;
    report[CommissioningField.SigmaKg] = learnt[Learnt.Sigma]!;
    report[CommissioningField.Threshold] = learnt[Learnt.Deviate]!;
    this.progress = 1;
    this.remainingS = 0;
    this.enter(this.verdict === Verdict.AlreadyLeaking || this.verdict === Verdict.NoSignal ? Phase.Idle : Phase.Watching);
  }
}
