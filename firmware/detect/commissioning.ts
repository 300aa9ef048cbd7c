import type { Configuration } from "../configuration.ts";
import { Compensation } from "../estimate/compensation.ts";
import { slowPeriodS, type ThermalHistory } from "../estimate/thermal-history.ts";
import { CommissioningField, Verdict } from "../telemetry/dictionary.ts";
import type { Bank } from "./bank.ts";
import { alwaysLevel, blockCount, entryCount, levelCount, rampCount, rampLengths, slowLevel } from "./bank.ts";
import { borneS, deviateOf, normalQuantile } from "./knob.ts";
import { Learnt, Phase, closed } from "./learnt.ts";

/**
 * Variance of a move from one sample of white noise to the next, over that of its distance from a third of the way
 * from the sample before to the mean of the last ones, cut off at `mostMoves`.
 */
const settledMoves = 1.38;
/** What noise is taken to be at first, in mean distances: a third more than that of normal ones. */
const meanMoves = 2;
/** What a sample adds to it at most, in variances of a move: more is no noise. */
const mostMoves = 5;
/** Independent evaluations that a level needs before its spread may set its threshold. */
const leastIndependent = 8;
/** By what share a threshold is above the largest value that commissioning saw, at one false alarm a year. */
const overLargest = 0.35;
/**
 * Share by which a threshold is raised where the statistic is not white noise; half of it in short windows, at first twice
 * from blocks of a minute on, and four times where no whole thermal cycle was seen.
 */
const fewEvents = 0.4;
/** Probability, in each second, of one false alarm a year at one level: three neighbouring evaluations cross together, and each level has two ramps. */
const oneAYear = 3.17e-9;
/** Shortest part of commissioning, s. */
const shortestPartS = 1800;
/** Shares of a set commissioning time: at most so much until the thermal history is known; learning takes, and may take. */
const settlingShare = 0.1;
const learningShare = 0.4;
const mostLearning = 0.65;
/** Set commissioning time that leaves no room for learning from all of it, s; samples in one row of the regression then, or where samples are slow, and else. */
const shortS = 7200;
const shortRowSamples = 10;
const rowSamples = 40;
/** Share by which the moving mean follows the short rows from which the weights for short windows are learnt. */
const forgets = 0.12;
/** Expansion of the gas over that of the liquid beyond which a thermal swing does not tell the compliance. */
const hiddenByGas = 0.5;
/**
 * Loss, in the largest rise that the check saw in windows as long, from which on a loop leaks already: noise goes either way.
 * It is the mean over the check, from so many of its standard deviations on were its noise white, or the one at its end, from
 * such a share of the largest change on: what came and went is over.
 */
const oneSided = 20;
const surelyLeaking = 7;
const goesOn = 0.9;
/** How many times more that is without a whole thermal cycle. */
const lessSure = 1.7;
/** Ratio of the loop file's compliance to the one seen, or the other way round, beyond which the file is refused. */
export const mostContradiction = 3;
/** Time between the smoothed temperatures whose difference is the fastest rate, s. */
export const heatSpanS = 37;
/** Time after which a temperature that has not swung is taken for one that never does, s. */
const stillS = 9000;
/** Time in which extremes of the temperature are forgotten in the search for cycles, s. */
const forgottenS = 172800;
/** Time within half a swing after which all before is forgotten: a start from cold is no part of a cycle that is to come, s. */
const settledS = 21600;
/** How much of a gap counts as time spent on commissioning, s. */
const countedGapS = 600;
/** Swing that counts as a thermal cycle, K. */
export const leastSwingK = 0.3;

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
  /** Sample period, s. */
  private readonly periodS: number;
  /** Commissioning time that was set, s. */
  private readonly askedS: number | undefined;
  private compensation: Compensation | undefined;
  private quick: Compensation | undefined;
  private readonly sums = new Float32Array(entryCount);
  private readonly squares = new Float32Array(entryCount);
  private readonly largest = new Float32Array(entryCount);
  private readonly rises = new Float32Array(entryCount);
  private readonly tally = new Uint32Array(entryCount);
  private differences!: number;
  private phaseS!: number;
  private totalS!: number;
  /** Samples of which the noise of a step is learnt. */
  private samples!: number;
  /** Side of the swing on which the temperature is: 0 cold, 1 warm, −1 not known yet; and when it last came to each. */
  private side!: number;
  private readonly turnsS = new Float64Array(2);
  private cycleS!: number;
  /** Temperature from which it has not gone by half a swing, K, and since when, s. */
  private stillK!: number;
  private stillFromS!: number;
  /** Lowest and highest temperature, older ones forgotten, and their distance, K. */
  private lowK!: number;
  private highK!: number;
  private recentSwingK!: number;
  /** Peak-to-peak temperature, now and when learning ended, K. */
  private swingK!: number;
  private learntSwingK!: number;
  private deriving!: number;
  /** Whether a whole thermal cycle was seen, or temperature hardly moves. */
  private isWhole!: boolean;
  /** Set when the weights are learnt again, from all of the record. */
  private isFinal!: boolean;

  /** Loss that is no alarm, residual unit per s: tolerated, or within the sensors' stated drift. The detector takes it off every slope. */
  toleratedPerS = 0;

  /**
   * @param expansionPerK what the liquid's expansion by 1 K moves, kg; 0 without a loop file; @param gasExpansionPerK the gas's
   */
  constructor(private readonly configuration: Configuration, private readonly bank: Bank, private readonly learnt: Float64Array, private readonly expansionPerK: number, readonly gasExpansionPerK: number) {
    this.periodS = configuration.samplePeriodS;
    this.askedS = configuration.commissioningS;
  }

  /** Starts from nothing. */
  begin(): void {
    this.learnt.fill(0);
    this.learnt[Learnt.LowestK] = 1e9;
    this.totalS = 0;
    this.cycleS = 0;
    this.remainingS = this.askedS || shortestPartS + 2 * stillS;
    this.side = -1;
    this.turnsS.fill(NaN);
    this.stillK = 0;
    this.lowK = 1e9;
    this.highK = 0;
    this.learn();
  }

  /** Begins to learn anew. */
  learn(): void {
    this.compensation = new Compensation(this.askedS! < shortS || this.periodS > slowPeriodS ? shortRowSamples : rowSamples, 0);
    this.quick = new Compensation(shortRowSamples, forgets);
    this.learnt.fill(0, Learnt.Weights, Learnt.ComplianceRatio);
    this.isFinal = false;
    this.samples = 0;
    this.differences = 0;
    this.enter(Phase.Learning);
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.phaseS = 0;
  }

  /**
   * One sample before the monitor watches.
   * @param value inventory, kg (without a loop file: the pressure, Pa), sudden changes left out; @param move how far it is from
   * the one before and the mean of the last ones, compensated for short windows; 0 where the pressure is the last one once more
   */
  take(value: number, move: number, history: ThermalHistory, elapsedS: number): void {
    // What a long gap held nobody has learnt.
    elapsedS = Math.min(elapsedS, countedGapS + this.periodS);
    this.phaseS += elapsedS;
    this.totalS += elapsedS;
    // The thermal history has to be lived through first: how it starts says nothing of how it runs.
    const isSettled = this.totalS > shortestPartS || this.totalS > settlingShare * this.askedS!;
    if (isSettled) this.watchTemperature(history, elapsedS);
    else {
      this.phaseS = 0;
      this.remainingS -= elapsedS;
    }
    this.progress = this.totalS / (this.totalS + Math.max(0, this.remainingS));
    if (this.phase === Phase.Solving) {
      if (this.quick!.solve() && this.compensation!.solve()) this.takeWeights();
    } else if (this.phase === Phase.Deriving) this.derive();
    else if (isSettled) {
      const noise = this.learnt[Learnt.NoiseStep]!;
      // While the noise is not known, nothing tells a wrong reading.
      if (noise || this.phaseS > blockCount * this.periodS) {
        this.compensation!.learn(value, history.terms, this.totalS);
        this.quick!.learn(value, history.terms, this.totalS);
      }
      this.differences += noise ? Math.min(move * move, mostMoves * noise * noise) : Math.abs(move);
      if (move && ++this.samples > blockCount) {
        this.learnt[Learnt.NoiseStep] = noise ? Math.sqrt(settledMoves * this.differences / this.samples) : meanMoves * this.differences / this.samples;
        // At first by a mean, in which outliers count little; from there on they count for no more than that allows.
        if (!noise) this.samples = this.differences = 0;
      }
      if (this.phase === Phase.Learning) this.judgeLearning();
      else this.judgeChecking();
    }
  }

  /** Weights from what has been learnt up to now. */
  private solve(): void {
    this.compensation!.prepare(this.swingK);
    if (!this.isFinal) this.quick!.prepare(this.swingK);
    this.enter(Phase.Solving);
  }

  private takeWeights(): void {
    const slow = this.compensation!.weights;
    const quick = this.quick!.weights;
    for (let term = 0; term < quick.length; term++) slow[term] = slow[term]! - quick[term]!;
    this.learnt.set(quick, Learnt.Weights);
    this.learnt.set(slow, Learnt.SlowWeights);
    // What is known of the spread of slopes is forgotten; that of short windows stays, whose weights do.
    const first = this.isFinal ? alwaysLevel * rampCount : 0;
    this.sums.fill(0, first);
    this.squares.fill(0, first);
    this.largest.fill(0, first);
    this.rises.fill(0, first);
    this.tally.fill(0, first);
    if (this.isFinal) {
      this.compensation = undefined;
      this.quick = undefined;
      this.bank.recount();
    } else {
      this.bank.counts.fill(0);
      // Thresholds of long windows will know of such changes of temperature only as the check sees.
      this.learnt[Learnt.SlowRateK] = 0;
    }
    this.enter(this.isFinal ? Phase.Watching : Phase.Checking);
  }

  private watchTemperature(history: ThermalHistory, elapsedS: number): void {
    const learnt = this.learnt;
    const kelvin = history.smoothedK[2]!;
    learnt[Learnt.ReferenceK] = history.referenceK;
    learnt[Learnt.LowestK] = Math.min(learnt[Learnt.LowestK]!, kelvin);
    learnt[Learnt.HighestK] = Math.max(learnt[Learnt.HighestK]!, kelvin);
    learnt[Learnt.FastRateK] = Math.max(learnt[Learnt.FastRateK]!, history.fastK());
    learnt[Learnt.SlowRateK] = Math.max(learnt[Learnt.SlowRateK]!, history.slowK());
    this.swingK = learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]!;
    if (Math.abs(kelvin - this.stillK) > leastSwingK / 2) {
      this.stillK = kelvin;
      this.stillFromS = this.totalS;
    } else if (this.totalS - this.stillFromS > settledS) {
      this.lowK = this.highK = kelvin;
      this.side = -1;
      this.turnsS.fill(NaN);
    }
    // A cycle is from one rise (or fall) through the middle of the recent swing to the next: a start from cold, say, is no
    // part of any.
    const fade = elapsedS / forgottenS;
    this.lowK = Math.min(kelvin, this.lowK + (kelvin - this.lowK) * fade);
    this.highK = Math.max(kelvin, this.highK + (kelvin - this.highK) * fade);
    this.recentSwingK = this.highK - this.lowK;
    if (this.recentSwingK < leastSwingK) return;
    const height = (kelvin - this.lowK) / this.recentSwingK;
    const side = height < 0.35 ? 0 : height > 0.65 ? 1 : this.side;
    if (side === this.side) return;
    if (this.side >= 0) {
      this.cycleS = this.totalS - this.turnsS[side]! || this.cycleS;
      this.turnsS[side] = this.totalS;
    }
    this.side = side;
  }

  /** @returns the shortest part of commissioning, s: long enough to see whether the temperature ever swings */
  private shortestS(): number {
    return Math.max(this.cycleS, this.recentSwingK < leastSwingK ? stillS : shortestPartS);
  }

  /** Whether the part of commissioning has lasted long enough for the temperature. */
  private cycleSeen(): boolean {
    return this.recentSwingK < leastSwingK || (this.cycleS > 0 && this.phaseS >= this.cycleS);
  }

  private judgeLearning(): void {
    const asked = this.askedS;
    const partS = asked ? asked * learningShare : this.shortestS();
    this.remainingS = asked ? asked - this.totalS : 2 * partS - this.phaseS;
    // Of a time that was set, learning ends in the middle, and later where it does not hold a whole thermal cycle.
    if (this.phaseS < partS || (!this.cycleSeen() && !(this.totalS > mostLearning * asked!))) return;
    const learnt = this.learnt;
    this.learntSwingK = this.swingK;
    // The pressure's swing is the expansion over the true compliance; the inventory takes it times the loop file's.
    const followsPerK = this.compensation!.followsPerK();
    const ratio = Math.max(0.01, 1 + followsPerK / this.expansionPerK);
    // Nobody measures the temperature of the gas: where its own expansion is as large as the liquid's, the swing tells nothing.
    learnt[Learnt.ComplianceRatio] = followsPerK && this.gasExpansionPerK < hiddenByGas * this.expansionPerK * ratio ? ratio : 0;
    learnt[Learnt.PerK] = Math.max(this.expansionPerK, Math.abs(followsPerK) || 0);
    this.solve();
  }

  private judgeChecking(): void {
    const asked = this.askedS;
    if (asked) {
      this.remainingS = asked - this.totalS;
      if (this.totalS < asked - (levelCount + 2) * this.periodS) return;
    } else {
      // The temperature goes where learning had not been: what was learnt there is not worth checking.
      if (this.swingK > 1.5 * this.learntSwingK + 0.1) return this.learn();
      const partS = this.shortestS();
      const needed = Math.sqrt(borneS / (this.configuration.falseAlarmsPerYear * this.periodS)) / Math.max(1, this.tally[1]!);
      this.remainingS = Math.max(partS - this.phaseS, this.phaseS * (needed - 1));
      if (this.phaseS < partS || !this.cycleSeen() || needed > 1) return;
    }
    this.deriving = 0;
    this.enter(Phase.Deriving);
  }

  /**
   * Takes a level's new slopes into what is known of their spread. While watching it sharpens the thresholds, and opens
   * those of levels too long for commissioning.
   * @param first entry of the level's slope by the second ramp
   */
  learnSpread(first: number): void {
    const learnt = this.learnt;
    for (let entry = first === 1 ? 0 : first; entry < first + 2; entry++) {
      const slope = this.bank.slopes[entry]!;
      const size = Math.abs(slope);
      this.sums[entry] = this.sums[entry]! + slope;
      this.squares[entry] = this.squares[entry]! + size * size;
      this.largest[entry] = Math.max(this.largest[entry]!, size);
      this.rises[entry] = Math.max(this.rises[entry]!, -slope);
      const count = this.tally[entry]! + 1;
      this.tally[entry] = count;
      // Whenever as much quiet running again has been seen as the check was long.
      if (this.phase !== Phase.Watching || count % this.checkedCount(Math.floor(entry / rampCount))) continue;
      const before = learnt[Learnt.Thresholds + entry]!;
      this.setThreshold(entry);
      learnt[Learnt.Thresholds + entry] = Math.max(learnt[Learnt.Thresholds + entry]!, before < closed ? 0.5 * before : 0);
    }
  }

  /** @returns the deviate whose crossings, shared between all levels, make this many a year at one of them */
  deviateFor(falseAlarmsPerYear: number, level: number): number {
    return deviateOf(Math.min(0.05, oneAYear * falseAlarmsPerYear * (1 << level) * this.periodS));
  }

  /** @returns evaluations of a level that are as long as the check was, and enough to open it */
  private checkedCount(level: number): number {
    return Math.max(this.tally[1]! >> level, 5 * blockCount);
  }

  /** Derives one threshold from the spread and the largest value seen. */
  private setThreshold(entry: number): void {
    const learnt = this.learnt;
    const level = Math.floor(entry / rampCount);
    const count = this.tally[entry]!;
    const deviate = this.deviateFor(learnt[Learnt.FalseAlarmsPerYear]!, level);
    // Longer blocks are no quieter than white noise would make them: a few lucky slopes prove nothing.
    let spread = Math.sqrt(this.squares[entry]! / Math.max(1, count));
    const ramp = entry % rampCount;
    const finer = entry - rampCount;
    if (level > 1) spread = Math.max(spread, Math.sqrt(this.squares[finer]! / Math.max(1, this.tally[finer]!) / 2));
    const independent = count / rampLengths[ramp]!;
    const margin = 1 + 0.92 / Math.sqrt(independent);
    // A largest value beyond what a normal statistic would have shown speaks of a heavy tail: reach further out.
    const heavy = this.largest[entry]! / spread / deviateOf(0.5 / (0.7 * count + 2)) - 0.1;
    const reach = (1 + overLargest * deviate / 5.5) * Math.max(1, Math.min(1.2, heavy));
    // What is not white noise comes in few events, such as eclipses and heaters, of which the record has seen one or two.
    const excess = spread * spread * (1 << level) * this.tally[ramp]! / this.squares[ramp]! - 1;
    const caution = 1 + (level > 5 && count < 2 * this.checkedCount(level) ? this.isWhole ? 2 : 4 : level < alwaysLevel ? 0.5 : 1) * fewEvents * Math.max(0, Math.min(1, excess));
    learnt[Learnt.Thresholds + entry] = independent < leastIndependent ? 1e6 * closed
      : (level < alwaysLevel ? 1.15 : 1) * Math.max(caution * deviate * spread * margin, reach * this.largest[entry]!);
  }

  /** Ends commissioning, one level a cycle. */
  private derive(): void {
    const learnt = this.learnt;
    const report = this.report;
    const period = this.periodS;
    const level = this.deriving;
    if (level === 0) {
      const seen = Math.max(1, this.tally[1]!);
      const lowest = borneS / (seen * seen * period);
      report[CommissioningField.LowestFalseAlarmsPerYear] = lowest;
      const asked = this.configuration.falseAlarmsPerYear;
      this.verdict = asked < lowest ? Verdict.TooShort : Verdict.Accepted;
      learnt[Learnt.FalseAlarmsPerYear] = Math.max(asked, lowest);
      learnt[Learnt.DurationS] = this.totalS;
      learnt[Learnt.HeatPerS] = learnt[Learnt.FastRateK]! / heatSpanS * learnt[Learnt.PerK]!;
      learnt[Learnt.LowestRate] = lowest;
      learnt[Learnt.Deviate] = this.deviateFor(learnt[Learnt.FalseAlarmsPerYear]!, 0);
      learnt[Learnt.Sigma] = Math.sqrt(this.squares[0]! / Math.max(1, this.tally[0]!) * this.bank.energies[0]!);
      report.fill(NaN, CommissioningField.SmallestLeakMinuteKgPerS, CommissioningField.LowestFalseAlarmsPerYear);
      if (!(learnt[Learnt.Sigma]! > 0)) this.verdict = Verdict.NoSignal;
      this.isWhole = this.cycleS > 0 || this.recentSwingK < leastSwingK;
      const ratio = learnt[Learnt.ComplianceRatio]!;
      report[CommissioningField.ComplianceRatio] = ratio || NaN;
      if (ratio > mostContradiction || (ratio && ratio < 1 / mostContradiction)) this.verdict = Verdict.Contradicted;
      if (!this.isWhole && this.verdict === Verdict.Accepted) this.verdict = Verdict.NoThermalCycle;
    }
    if (level < levelCount) {
      for (let ramp = level ? 1 : 0; ramp < rampCount; ramp++) {
        const entry = level * rampCount + ramp;
        this.setThreshold(entry);
        const count = this.tally[entry]!;
        if (learnt[Learnt.Thresholds + entry]! >= closed) continue;
        const blockS = (1 << level) * period;
        const rate = learnt[Learnt.Thresholds + entry]! / blockS + this.toleratedPerS;
        const delayS = (rampLengths[ramp]! + 0.5) * blockS;
        for (let horizon = 0; horizon < 3; horizon++) {
          const smallest = report[CommissioningField.SmallestLeakMinuteKgPerS + horizon]!;
          if (delayS <= [60, 3600, 86400][horizon]! && !(rate >= smallest)) report[CommissioningField.SmallestLeakMinuteKgPerS + horizon] = rate;
        }
        // A steady loss shows in every slope; its mean over the check bounds what the baseline may hide. In short windows so
        // does heat that is compensated for long ones.
        if (level < slowLevel && this.tally[slowLevel * rampCount + 1]! > leastIndependent * blockCount) continue;
        const gainS = this.bank.steadyGains[ramp]! * blockS;
        const mean = this.sums[entry]! / count / gainS;
        const error = Math.sqrt(Math.max(0, this.squares[entry]! - this.sums[entry]! * this.sums[entry]! / count) / count / Math.max(1, count / blockCount)) / gainS;
        const hidden = Math.max(0, mean) + normalQuantile * error;
        if (!(hidden >= report[CommissioningField.LargestHiddenLeakKgPerS]!)) report[CommissioningField.LargestHiddenLeakKgPerS] = hidden;
        const lately = this.bank.slopes[entry]!;
        const lasting = mean > (this.isWhole ? 1 : lessSure) * surelyLeaking * error + this.toleratedPerS ? mean * gainS : lately > goesOn * this.largest[entry]! ? lately : 0;
        if (lasting - this.toleratedPerS * gainS > oneSided * this.rises[entry]!) {
          // A part of a thermal cycle may feign what the whole of it would not.
          this.verdict = this.isWhole || mean * count * blockS > this.swingK * learnt[Learnt.PerK]! ? Verdict.AlreadyLeaking : Verdict.Unresolved;
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
    if (this.verdict === Verdict.AlreadyLeaking || this.verdict === Verdict.NoSignal) this.enter(Phase.Idle);
    else if (this.askedS! < shortS) this.enter(Phase.Watching);
    else {
      // What was checked was learnt from half of the record: the weights that will watch are learnt from all of it, and
      // can only be better. Thresholds stay until quiet running has shown by how much.
      this.isFinal = true;
      this.solve();
    }
  }
}
