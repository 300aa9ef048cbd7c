import type { Bank } from "../detect/bank.ts";
import { blockCount, levelCount, rampCount, rampLengths } from "../detect/bank.ts";
import { normalQuantile } from "../detect/knob.ts";
import { Learnt, closed } from "../detect/learnt.ts";
import type { Inventory } from "../estimate/inventory.ts";
import { AlarmField, Place, Severity } from "../telemetry/dictionary.ts";

/** Systematic share of a rate's standard deviation: what a compensation and a gas law that fit leave. */
const systematic = 0.003;
/** A slope's standard deviation in that of the threshold, and what its selection adds for the window in which it was found. */
const slopeSpread = 1.4;
const selectionSpread = 2.4;
/** So much longer before the alarm than a line tells may it have begun, in that time: a hole whose diameter grows evenly loses as the cube of time. */
const grownShare = 2;
/** Share of a loss as fast as the one found, in the blocks before it, from which on it had begun earlier. */
const alreadyFalling = 0.2;
/** Relative variance of the compliance that commissioning saw, of 7 %: what masses and lags do that nobody measures. */
const seenVariance = 0.0049;
/** Of the difference between that and the loop file's, the share that the file's own deviation is taken to be at least. */
const differenceShare = 0.5;
/** Share of it, over the one seen, that adds to the deviation of both together, less so much: a thermometer in the wrong place feigns a compliance. */
const doubtShare = 0.6;
const undoubted = 0.1;
/** Standard deviation of what heat does that nobody measures, in what the fastest change of temperature seen does. */
const unseenHeat = 3;
/** Standard deviation of three equally likely places, in half of their span; of a forecast, in what the suction alters. */
const placeSpread = 0.82;
const forecastSpread = 0.65;
/** Where the hole is taken to be while that is not resolved, between suction (0) and discharge (1). */
export const halfWay = 0.5;
/** How far a sample may be from the fit to be counted in full, in standard deviations of a sample and samples of the loss; and the mean of the last ones, for a hole as it was. */
const outlierSigmas = 6;
const outlierPeriods = 3;
const changedSigmas = 4;
/** Samples after a sudden change that say nothing, and those after which both of its states are held against each other. */
export const settleSamples = 10;
const comparedS = 30;
/** A place is told where its 95 % interval, to either side, is within this. */
const placeResolution = 0.25;
/** From the middle to suction or discharge (1), and half of that again. */
const mostApart = 1.5;
/** Share of a loss below which it has ended, and of the rate found that the rate of now is taken to be at least. */
const idleShare = 0.25;
/** Time for which an alarm has stood, over the window in which its end is looked for: pumps and heat come and go meanwhile. */
const longStood = 16;
/** Time left below which somebody must act at once, and soon, s. */
const atOnceS = 3600;
const soonS = 86400;
/**
 * Over what time the learnt slow rate is a temperature's change, s: a tenth more than the smoothings of it lie apart,
 * because a forecast seldom meets the fastest change seen.
 */
const thermalSpanS = 300;
/** Standard deviation of a change of temperature after long, in the commissioned swing; expansion of a gas, 1/K. */
const swingSpread = 0.7;
const gasPerK = 0.0034;
/** Share by which a loss may seem larger at first because the gas has cooled as it expanded, and the time in which half of that has gone, s. */
const gasCools = 0.2;
const gasWarmsS = 600;
/** Variance by which that puts the onset too early, s². */
const cooledOnsetS2 = 1;
/** Abscissae and weights of the three-point Gauss–Legendre rule on 0 … 1: to a minimum pressure good to 0.2 %, to empty to 1 %. */
const abscissae = [0.1127, 0.5, 0.8873];
const gaussWeights = [0.278, 0.444, 0.278];

/**
 * How fast, how big, how long: while a leak stands, the inventory is regressed on the integral of √(2ρΔp), in which
 * the loss through a fixed hole is a straight line although the flow falls with the pressure. The slope is C_d·A.
 * Its standard deviation comes from the spread of slopes that commissioning saw at windows of the same length.
 */
export class Leak {
  /** Present loss, kg/s (without a loop file: residual unit per s); NaN while none stands. */
  ratePerS = NaN;
  /** Seconds since the alarm. */
  standingS = 0;
  /** Window in which the loss was found, s. */
  windowS!: number;
  readonly report = new Float64Array(AlarmField.Count);
  /** Level of the bank at which it was found. */
  foundLevel!: number;
  /** Since the loss began, by the window in which it was found, s. */
  private onsetS!: number;
  /** Residual before the onset, residual unit. */
  baseline!: number;
  /** The same where it was steady, and the standard deviation of that; NaN where none is remembered. */
  private rest!: number;
  private restError!: number;
  /** Integral of what drives the loss since then, kg/m² (without a loop file: s). */
  private drive!: number;
  /** Sums of the regression of the residual (R) on that (X), by samples; and C_d·A with its standard deviation while those are too few, m² (without a loop file: residual unit per s). */
  private count!: number;
  private sumX!: number;
  private sumXX!: number;
  private sumR!: number;
  private sumXR!: number;
  private firstError!: number;
  private firstArea!: number;
  /** Cycles, modulo 16: forecasts take turns. */
  private turn = 0;
  /** C_d·A of the fit, m² (without a loop file: residual unit per s). */
  private area!: number;
  /** What the loop file's compliance is to be multiplied by, the relative standard deviation of that, and the one of a fit whatever the noise. */
  private scale!: number;
  private complianceShare!: number;
  private systematic!: number;
  /** How much longer ago it may have begun, for noise and because it grew, s. */
  private ageError!: number;
  grownS!: number;
  /** Mean distance of the last samples from the fit, residual unit; and for how long the fit is of one hole, s. */
  private departure!: number;
  private fitS!: number;
  /** Of the window in which the end of the loss is looked for: time, s, sum, samples; mean of the one before, residual unit; and windows in a row in which next to nothing went. */
  private idleS!: number;
  private idleSum!: number;
  private idleCount!: number;
  private idleMean!: number;
  private idle!: number;
  /** Loss as it was found, kg/s. */
  referenceRate!: number;
  /** Times until the minimum pressure and until nothing is left, times C_d·A, m²·s. */
  private toMinimum!: number;
  private toEmpty!: number;
  /** Where the hole is taken to be, 0 … 1. */
  position = halfWay;
  /** The pump's rise of which the fit is, Pa. */
  private risePa!: number;
  /** C_d·A and its relative standard deviation: lately, a little earlier, and in the pump's other state; NaN where unknown. */
  private readonly areas = new Float64Array(6);
  /** Relative standard deviation of the fit alone. */
  private spread!: number;
  /** Samples that say nothing, because liquid is being put in or the pump was switched. */
  settling = 0;
  /** Half of the pump's rise in what drives a loss half-way, while it runs. */
  private halfRise = 0;
  /** Relative standard deviation of a forecast because of the hole's unknown place. */
  private placeShare!: number;

  constructor(private readonly bank: Bank, private readonly learnt: Float64Array, private readonly periodS: number, private readonly inventory: Inventory | undefined) {}

  /**
   * A crossing became an alarm: seeds the regression with the blocks of the ramp that explains most.
   * @param level, ramp where it crossed; @param drivePerS √(2ρΔp) while it fell, kg/(m²·s); 1 without a loop file, NaN where not known
   * @param isBlind whether heat may have a share in it that nobody measures
   */
  begin(level: number, ramp: number, drivePerS: number, isBlind: boolean): void {
    const bank = this.bank;
    const blockS = (1 << level) * this.periodS;
    let best = 0;
    for (let index = level ? 1 : 0; index < rampCount; index++) {
      const explained = bank.explained(level, index);
      if (explained > best && this.thresholdOf(level, index) < closed) {
        best = explained;
        ramp = index;
      }
    }
    const length = rampLengths[ramp]!;
    const ring = bank.rings[level]!;
    const slope = bank.slopes[level * rampCount + ramp]! / blockS;
    this.foundLevel = level;
    this.area = slope / drivePerS;
    this.standingS = 0;
    this.grownS = 0;
    const ratio = this.learnt[Learnt.ComplianceRatio]!;
    // The loop file's compliance and the one seen, if any, each by what it is worth.
    const beyond = ratio && 1 / ratio - 1;
    const share = Math.max(this.inventory ? this.inventory.loop.complianceSigmaShare : 0, differenceShare * Math.abs(beyond));
    const belief = ratio && share * share / (share * share + seenVariance);
    this.scale = 1 + belief * beyond;
    this.complianceShare = share * Math.sqrt(1 - belief) + Math.max(0, doubtShare * Math.abs(beyond) * ratio - undoubted);
    this.systematic = isBlind ? systematic + unseenHeat * this.learnt[Learnt.HeatPerS]! / slope : systematic;
    this.clearSums();
    this.baseline = this.meanOf(level, 0, blockCount - length - 1);
    this.findRest(slope, length + 1);
    let index = (bank.heads[level]! + 1 + blockCount - length) & 31;
    // The oldest blocks of the ramp may lie before the onset: they are left out.
    for (let block = 0; block < length; block++) {
      // A block's mean belongs to the middle of its samples, and a sample to the end of its period.
      if (block + 1 > 0.4 * length) this.add(((block + 0.5) * blockS + this.periodS / 2) * drivePerS, ring[index]!, 1 << level);
      index = (index + 1) & 31;
    }
    this.windowS = this.onsetS = this.fitS = length * blockS;
    this.drive = this.windowS * drivePerS;
    this.firstArea = slope / drivePerS;
    // Two and a half times the spread: the crossing selected what noise had made large; and the onset, a ramp's, is a guess.
    this.firstError = 2.5 * this.thresholdOf(level, ramp) / blockS / this.learnt[Learnt.Deviate]! / drivePerS + this.firstArea / 4;
    this.ratePerS = slope;
    this.referenceRate = slope;
    this.toEmpty = NaN;
    this.areas.fill(NaN);
    this.risePa = this.inventory ? this.inventory.risePa : 0;
    this.report[AlarmField.Place] = NaN;
    this.idleS = 0;
    this.idleSum = 0;
    this.idleCount = 0;
    this.idleMean = 1e30;
    this.idle = 0;
  }

  /** @returns a ramp's threshold; slopes spread with it */
  private thresholdOf(level: number, ramp: number): number {
    return this.learnt[Learnt.Thresholds + level * rampCount + ramp]!;
  }

  /** @returns mean of so many of a level's blocks, from the oldest but so many on */
  private meanOf(level: number, first: number, count: number): number {
    const ring = this.bank.rings[level]!;
    const start = this.bank.heads[level]! + 1 + first;
    let sum = 0;
    for (let block = 0; block < count; block++) sum += ring[(start + block) & 31]!;
    return sum / count;
  }

  /**
   * Looks for the residual before the onset where it was steady, if need be in the longer memory of coarser levels.
   * @param slopePerS loss; @param skipped newest blocks, of the level it was found at, in which it fell
   */
  private findRest(slopePerS: number, skipped: number): void {
    const bank = this.bank;
    const learnt = this.learnt;
    let level = this.foundLevel;
    let isSteady = false;
    // Beyond the coarsest level there are no counts.
    while (!isSteady && bank.counts[level]! >= blockCount && this.thresholdOf(level, 2) < closed) {
      const half = (blockCount - skipped) >> 1;
      const older = this.meanOf(level, 0, half);
      const fallen = (older - this.meanOf(level, half, half)) / (slopePerS * half * (1 << level) * this.periodS);
      isSteady = fallen < alreadyFalling;
      this.rest = older;
      this.restError = this.thresholdOf(level, 2) / learnt[Learnt.Deviate]! * Math.sqrt(bank.energies[2]! / half);
      skipped = (skipped >> 1) + 1;
      level++;
    }
    if (!isSteady) this.restError = NaN;
  }

  private clearSums(): void {
    this.count = 0;
    this.sumX = 0;
    this.sumXX = 0;
    this.sumR = 0;
    this.sumXR = 0;
    this.departure = 0;
    this.fitS = 0;
  }

  private add(x: number, residual: number, weight: number): void {
    this.count += weight;
    this.sumX += weight * x;
    this.sumXX += weight * x * x;
    this.sumR += weight * residual;
    this.sumXR += weight * x * residual;
  }

  /**
   * One sample while the alarm stands.
   * @param residual compensated inventory; @param pressurePa absolute
   */
  update(residual: number, drivePerS: number, elapsedS: number, pressurePa: number): void {
    const report = this.report;
    const learnt = this.learnt;
    this.turn = (this.turn + 1) & 15;
    this.standingS += elapsedS;
    this.onsetS += elapsedS;
    this.drive += drivePerS * elapsedS;
    // Behind the accumulator's stop pressure says nothing of the inventory any more: what was learnt of the hole stands.
    const inventory = this.inventory;
    const areas = this.areas;
    const risePa = inventory ? inventory.risePa : 0;
    if (risePa !== this.risePa) {
      // The pump was switched: what was known a little earlier stands for the other state.
      this.risePa = risePa;
      areas.set(areas.subarray(2, 4), 4);
      areas.fill(NaN, 0, 4);
      this.settling = settleSamples;
      this.fitS = 0;
    }
    const isPlaced = !isNaN(report[AlarmField.Place]!);
    if (this.fitS > comparedS && !isPlaced && this.comparePlaces()) return;
    if (!inventory || !(inventory.atStop || pressurePa < inventory.drainedPa)) {
      // Where the samples leave the line, the hole has changed: it is measured anew.
      let isChanged = this.settling > 0;
      if (isChanged) this.settling--;
      else if (this.count) {
        const fit = this.sumR / this.count - this.area * (this.drive - this.sumX / this.count);
        const sigma = learnt[Learnt.Sigma]!;
        // A single reading far off is an outlier; a hole that has changed stays off. At first the fit may be off by some samples' loss.
        const most = outlierSigmas * sigma + outlierPeriods * this.periodS * this.referenceRate;
        residual = fit + Math.max(-most, Math.min(most, residual - fit));
        this.departure += (residual - fit - this.departure) / 8;
        isChanged = this.standingS > 60 && Math.abs(this.departure) > changedSigmas * sigma && this.count > 30;
      }
      if (isChanged) {
        // The sample that showed it may be an outlier, and was cut to what the fit before allows.
        this.clearSums();
        if (this.area > 0) this.firstArea = this.area;
        this.firstError = this.firstArea / 2;
      } else this.add(this.drive, residual, 1);
      this.fitS += elapsedS;
    }
    const spanX = this.sumXX - this.sumX * this.sumX / this.count;
    let area = -(this.sumXR - this.sumX * this.sumR / this.count) / spanX;
    // Spread of a slope over as long a window, as commissioning saw it.
    let level = 0;
    let blockS = this.periodS;
    while (level < levelCount - 1 && rampLengths[2]! * blockS < this.fitS && this.thresholdOf(level + 1, 2) < closed) {
      level++;
      blockS *= 2;
    }
    const span = Math.min(4, rampLengths[2]! * blockS / this.fitS);
    let error = this.thresholdOf(level, 2) / learnt[Learnt.Deviate]! / blockS * span * Math.sqrt(span) / (drivePerS || this.drive / this.onsetS);
    // The window in which it was found was selected for its noise; that fades as samples follow. No window is quieter
    // than the noise of its samples.
    const selected = this.windowS / this.fitS;
    error = Math.max(error * (slopeSpread + selectionSpread * selected * selected), learnt[Learnt.Sigma]! / Math.sqrt(spanX));
    if (this.count < 6 || (error > this.firstError && (this.standingS < 60 || isPlaced))) {
      error = this.firstError;
      area = this.firstArea;
    }
    // Where between the pump's suction and discharge the hole is, and so how what drives it changes, is not known:
    // half of the rise, in the pressure half-way.
    const place = inventory && !isPlaced && risePa ? risePa * inventory.liquidKgPerM3 / drivePerS / drivePerS : 0;
    const unplaced = placeSpread * place;
    const changed = unplaced * (1 - drivePerS * this.onsetS / this.drive);
    // Of the time to the minimum, in which the compliance has no share: pressure itself tells how fast it falls.
    const ofTimes = error * error / (area * area) + this.systematic * this.systematic + changed * changed;
    const relative = Math.sqrt(ofTimes + this.complianceShare * this.complianceShare);
    if (place) this.halfRise = place;
    this.spread = error / area;
    this.area = area;
    this.ratePerS = area * drivePerS;
    // The onset is where the fitted line meets the baseline: as uncertain as both, and as a sample's time. A line turns about the mean of its samples' times.
    let ageS = report[AlarmField.AgeS]! + elapsedS;
    if (this.standingS <= 60) {
      ageS = ((this.rest - this.sumR / this.count) / area + this.drive - this.sumX / this.count) * this.onsetS / this.drive;
      if (!(ageS > 0)) ageS = this.onsetS;
      this.grownS = Math.max(this.grownS, grownShare * (ageS - this.standingS));
      const restS = this.restError / this.ratePerS;
      this.ageError = normalQuantile * Math.sqrt(ofTimes * ageS * ageS / 3 + restS * restS + this.periodS * this.periodS + cooledOnsetS2);
    }
    report[AlarmField.AgeS] = ageS;
    // Where it fell for as long as is remembered, it may have begun at any time before.
    report[AlarmField.AgeLow] = isNaN(this.ageError) ? this.onsetS : Math.max(0, ageS - this.ageError);
    report[AlarmField.AgeHigh] = ageS + this.grownS + this.ageError;
    report.fill(NaN, 0, AlarmField.AgeS);
    if (!inventory) return;
    const lossKgPerS = this.ratePerS * this.scale;
    const openM2 = area * this.scale;
    report[AlarmField.LeakRateKgPerS] = Math.max(0, lossKgPerS);
    // Gas that expands has cooled: at first pressure falls for less than it will.
    const cooled = gasCools / (1 + this.standingS / gasWarmsS);
    const reachKgPerS = normalQuantile * relative * Math.abs(lossKgPerS);
    report[AlarmField.LeakRateLow] = Math.max(0, lossKgPerS * (1 - cooled) - reachKgPerS);
    // Where nothing drives it any more, pressure says nothing of it.
    report[AlarmField.LeakRateHigh] = drivePerS ? Math.max(0, lossKgPerS + reachKgPerS) : NaN;
    if (!(area > 0)) return;
    const loop = inventory.loop;
    const discharge = loop.dischargeCoefficient;
    const minimumPa = inventory.minimumPa;
    const diameterM = Math.sqrt(openM2 * 4 / Math.PI / discharge);
    const coefficient = loop.dischargeCoefficientSigma / discharge;
    const spread = normalQuantile * Math.sqrt(relative * relative + coefficient * coefficient + unplaced * unplaced / 4);
    report[AlarmField.HoleDiameterM] = diameterM;
    report[AlarmField.HoleDiameterLow] = diameterM * Math.sqrt(Math.max(0, 1 - spread - cooled));
    report[AlarmField.HoleDiameterHigh] = diameterM * Math.sqrt(1 + spread);
    // The forecasts take turns, so that no cycle but the first bears both.
    this.toMinimum -= openM2 * elapsedS;
    this.toEmpty -= openM2 * elapsedS;
    if ((this.turn & 3) === 1 || isNaN(this.toEmpty)) this.toMinimum = this.driveTo(pressurePa, minimumPa, this.position * risePa);
    // Behind the stop pressure does not tell what has gone: there it is only counted down.
    else if ((this.turn & 3) === 3 && !inventory.atStop) this.toEmpty = NaN;
    if (isNaN(this.toEmpty)) this.toEmpty = this.driveToEmpty(pressurePa);
    if (!place) this.placeShare = 0;
    else if ((this.turn & 3) === 2) {
      // A hole at the suction that loses as much now is a larger one, driven by less pressure, of which more is used up.
      // Where there is no time left, or no end to it, the place alters nothing.
      this.placeShare = place < 1 ? forecastSpread * Math.abs(this.driveTo(pressurePa, minimumPa, 0) / this.toMinimum * Math.sqrt(1 - place) - 1) || 0 : 1;
    }
    // What temperature does meanwhile is not known: as much as commissioning saw, in either direction.
    const kgPerK = inventory.liquidKgPerM3 * (inventory.expansionM3PerK + inventory.cushionM3 * gasPerK);
    for (let field = AlarmField.TimeToMinimumPressureS; field <= AlarmField.TimeToEmptyS; field += 3) {
      const isEmpty = field === AlarmField.TimeToEmptyS;
      const timeS = Math.max(0, isEmpty ? this.toEmpty : this.toMinimum) / openM2;
      const thermal = kgPerK * Math.min(swingSpread * (learnt[Learnt.HighestK]! - learnt[Learnt.LowestK]!) / timeS, learnt[Learnt.SlowRateK]! / thermalSpanS) / lossKgPerS;
      const uncertain = normalQuantile * Math.sqrt((isEmpty ? relative * relative : ofTimes) + this.placeShare * this.placeShare + thermal * thermal);
      report[field] = timeS;
      report[field + 1] = timeS / (1 + uncertain);
      report[field + 2] = !timeS || uncertain + cooled < 1 ? timeS / (1 - uncertain - cooled) : NaN;
    }
  }

  /**
   * With the pump on and off a hole loses as √p there drives it, which is known half-way: the ratio tells the place.
   * @returns whether it has been told just now
   */
  private comparePlaces(): boolean {
    const areas = this.areas;
    const area = this.area;
    if (!this.turn) {
      areas.set(areas.subarray(0, 2), 2);
      areas[0] = area;
      areas[1] = this.spread;
    }
    const other = areas[4]!;
    const ratio = this.risePa ? area / other : other / area;
    const apart = (ratio * ratio - 1) / this.halfRise;
    // What no place would make is no hole's doing alone: temperature moves what is lost, too.
    if (!(area > 0 && ratio > 0 && Math.abs(apart) < mostApart && normalQuantile * ratio * ratio * Math.sqrt(this.spread * this.spread + areas[5]! * areas[5]!) < placeResolution * this.halfRise)) return false;
    const place = Math.floor(Math.max(Place.Suction, Math.min(Place.Discharge, Place.Middle + apart)) + 0.5);
    this.position = place / Place.Discharge;
    this.report[AlarmField.Place] = place;
    // Without the pump the place makes no difference: that is what the hole is.
    this.firstArea = this.risePa ? other : area;
    this.firstError = this.firstArea / 8;
    if (this.risePa) {
      this.clearSums();
      this.area = other;
    }
    return true;
  }

  /** @returns how soon somebody has to act, by the time left until the minimum pressure */
  urgency(): Severity {
    const leftS = this.report[AlarmField.TimeToMinimumPressureS]!;
    return leftS > soonS ? Severity.Low : leftS > atOnceS ? Severity.Medium : Severity.High;
  }

  /**
   * Whether the loss has ended: three windows in a row, each twice as long as the one it was found in, at least a minute and
   * at least a sixteenth of the time for which it has stood, in which less than a quarter came of what the rate of now
   * would lose. What was found is often too much at first, but the rate of now is taken to be no less than a quarter of it.
   */
  over(residual: number, elapsedS: number): boolean {
    const windowS = Math.max(60, 2 * this.windowS, this.standingS / longStood);
    this.idleS += elapsedS;
    this.idleSum += residual;
    this.idleCount++;
    if (this.idleS < windowS) return false;
    const mean = this.idleSum / this.idleCount;
    const lost = this.idleMean - mean;
    const leastPerS = idleShare * this.referenceRate;
    // It may be unknown.
    const ratePerS = Math.min(this.referenceRate, this.ratePerS > leastPerS ? this.ratePerS : leastPerS);
    this.idle = lost < idleShare * ratePerS * windowS ? this.idle + 1 : 0;
    this.idleMean = mean;
    this.idleS = 0;
    this.idleSum = 0;
    this.idleCount = 0;
    return this.idle > 2;
  }

  /**
   * @param abovePa pressure at the hole above the measured one
   * @returns time for the pressure to fall to a target, times C_d·A: m²·s. Infinity where it never gets there.
   * Source: mass balance of the loop with dm = ρ·C(p)·dp, Gauss–Legendre in ln p.
   */
  private driveTo(pressurePa: number, targetPa: number, abovePa: number): number {
    const inventory = this.inventory!;
    const loop = inventory.loop;
    if (pressurePa <= targetPa) return 0;
    const externalPa = inventory.externalPa - abovePa;
    if (targetPa <= externalPa) return Infinity;
    const gasM3 = inventory.cushionM3 * this.scale;
    const stiff = loop.complianceM3PerPa + inventory.liquidM3 / loop.coolant.bulkModulusPa;
    const density = inventory.liquidKgPerM3;
    let atStopPa = gasM3 > 0 ? pressurePa * Math.pow(inventory.cushionM3 / (inventory.stopM3 || 1e9), 1 / inventory.gasExponent) : pressurePa;
    if (atStopPa < targetPa) atStopPa = targetPa;
    let sum = 0;
    const spanLog = Math.log(pressurePa / atStopPa);
    if (spanLog > 0) {
      for (let index = 0; index < 3; index++) {
        const pointPa = atStopPa * Math.exp(spanLog * abscissae[index]!);
        const gas = inventory.gasExponent * gasM3 * Math.pow(pressurePa / pointPa, inventory.gasExponent);
        sum += gaussWeights[index]! * (gas + stiff * pointPa) / Math.sqrt(2 * (pointPa - externalPa) / density);
      }
      sum *= spanLog;
    }
    // Liquid-full below the stop: constant compliance, closed form.
    return sum + stiff * Math.sqrt(2 * density) * (Math.sqrt(atStopPa - externalPa) - Math.sqrt(targetPa - externalPa));
  }

  /** The same until no liquid is left; Infinity where the outside pressure holds it in. */
  private driveToEmpty(pressurePa: number): number {
    const inventory = this.inventory!;
    const loop = inventory.loop;
    const vapourPa = loop.coolant.vapourPressurePa;
    const externalPa = inventory.externalPa;
    if (vapourPa <= externalPa) return Infinity;
    const density = inventory.liquidKgPerM3;
    const liquidM3 = inventory.liquidM3 - Math.max(0, (inventory.stopM3 || inventory.cushionM3) - inventory.gasM3);
    return this.driveTo(pressurePa, vapourPa, 0) + liquidM3 / Math.sqrt(2 * (vapourPa - externalPa) / density);
  }
}
