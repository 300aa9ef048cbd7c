import type { Loop } from "#firmware/configuration.ts";
import { holeFactor } from "./orifice.ts";
import { VolumeClosure } from "./volume-closure.ts";

/** Where in the loop: the accumulator sits at the pump's suction; half of the pump's rise is left in the middle. */
export type LoopNode = "suction" | "middle" | "discharge";

/** Share of the pump's pressure rise that a node sees above the suction. */
export const riseShare: Readonly<Record<LoopNode, number>> = { suction: 0, middle: 0.5, discharge: 1 };

/** Gas constant of dry air, J/(kg·K). */
const airGasConstant = 287.05;
/** Air outside the hole is taken at this temperature, K. */
const outsideTemperatureK = 293.15;
/** Below this pressure ratio air flows no faster: choked flow of a diatomic gas. */
const chokedPressureRatio = 0.528;
/** Largest relative change of pressure that one integration step of an open hole may make. */
const pressureChangeLimit = 0.01;
/** Shortest integration step, s. */
const shortestStepS = 1 / 4096;

/** What a loop is made of, beyond the monitor's view of it. */
export interface CoolantLoopOptions {
  loop: Loop;
  /** Pressure at which the loop was filled, Pa; used only where there is no accumulator to say it. */
  referencePressurePa: number;
  /** One node for each hole that may ever open. */
  holeNodes: readonly LoopNode[];
}

/**
 * Rigid coolant loop with a gas-charged accumulator. The pressure follows algebraically from closing the volume (see
 * VolumeClosure). Only the liquid mass is integrated, with compensated summation; at an open hole by the implicit
 * trapezoid rule, which is exact for √Δp flow at constant stiffness and needs no small steps. Where nothing can push
 * any more, the pressure stays at the vapour pressure over a void.
 */
export class CoolantLoop {
  timeS = 0;
  /** Liquid in the loop, kg. */
  massKg: number;
  /** Liquid that has left through holes, and that was put in (refill) less taken out (bleed), kg. */
  lostKg = 0;
  addedKg = 0;
  readonly initialMassKg: number;
  /** Absolute pressure at the suction, Pa. */
  pressurePa: number;
  temperatureK: number;
  gasTemperatureK: number;
  /** Gas left in the accumulator, share of the charge at the reference state. */
  gasShare = 1;
  /** Pressure times volume of the air drawn in, J. */
  airJ = 0;
  /** What the pump adds between suction and discharge, Pa. */
  risePa = 0;
  /** Liquid put in (positive) or taken out by hand, kg/s. */
  feedKgPerS = 0;
  /** Outside of the holes, Pa. */
  externalPressurePa: number;
  /** Times of events, s; NaN before they happen. */
  stopReachedAtS = NaN;
  minimumPressureAtS = NaN;
  vapourPressureAtS = NaN;
  emptyAtS = NaN;
  /** Integration steps taken so far. */
  stepCount = 0;

  private readonly closure: VolumeClosure;
  private readonly minimumPressurePa: number;
  private readonly vapourPressurePa: number;
  private readonly dischargeCoefficient: number;
  private readonly holeCount: number;
  private readonly holeShare: Float64Array;
  private readonly holeFactors: Float64Array;
  private openHoles = 0;
  private massErrorKg = 0;
  private lostErrorKg = 0;
  private ratePaPerS = 0;
  /** Of the integration step in work: length, weight of its end, flow at its start, density; its residual's slope. */
  private stepS = 0;
  private endWeight = 0.5;
  private flowBefore = 0;
  private rootDensity = 0;
  private slope = 0;
  private outflowKgPerS = 0;
  private airInflowW = 0;

  constructor(options: CoolantLoopOptions) {
    const { loop } = options;
    const closure = new VolumeClosure(loop, loop.accumulator ? loop.accumulator.gasPressurePa : options.referencePressurePa);
    this.closure = closure;
    this.minimumPressurePa = loop.minimumPressurePa;
    this.vapourPressurePa = loop.coolant.vapourPressurePa;
    this.dischargeCoefficient = loop.dischargeCoefficient;
    this.externalPressurePa = loop.externalPressurePa;
    this.holeCount = options.holeNodes.length;
    this.holeShare = Float64Array.from(options.holeNodes, (node) => riseShare[node]);
    this.holeFactors = new Float64Array(this.holeCount);
    this.temperatureK = closure.accumulatorTemperatureK;
    this.gasTemperatureK = closure.accumulatorTemperatureK;
    this.pressurePa = closure.referencePressurePa;
    this.setTemperatures(this.temperatureK, this.gasTemperatureK, 0);
    this.massKg = loop.liquidVolumeM3 / closure.liquidM3PerKg;
    this.initialMassKg = this.massKg;
  }

  /** Opens, widens or closes a hole. @param diameterM zero closes it */
  setHole(index: number, diameterM: number): void {
    this.holeFactors[index] = holeFactor(diameterM, this.dischargeCoefficient);
    this.openHoles = 0;
    for (let hole = 0; hole < this.holeCount; hole++) if (this.holeFactors[hole]! > 0) this.openHoles++;
  }

  /** Takes the loop to these temperatures and pump without letting time pass. */
  settle(temperatureK: number, gasTemperatureK: number, risePa: number): void {
    this.setTemperatures(temperatureK, gasTemperatureK, risePa);
    this.pressurePa = this.closedPressurePa(this.massKg, this.pressurePa);
    this.ratePaPerS = 0;
  }

  /**
   * Lets time pass, the temperatures moving in a straight line to where they end.
   * @param elapsedS at most about a second: mass flow is taken to change smoothly over it
   */
  step(elapsedS: number, temperatureK: number, gasTemperatureK: number, risePa: number): void {
    if (this.massKg <= 0 && this.feedKgPerS <= 0) {
      this.setTemperatures(temperatureK, gasTemperatureK, risePa);
      this.timeS += elapsedS;
      return;
    }
    if (this.openHoles > 0 || this.feedKgPerS !== 0) {
      this.leak(elapsedS, temperatureK, gasTemperatureK, risePa);
      return;
    }
    const beforePa = this.pressurePa;
    this.setTemperatures(temperatureK, gasTemperatureK, risePa);
    const nowPa = this.closedPressurePa(this.massKg, beforePa + elapsedS * this.ratePaPerS);
    this.ratePaPerS = (nowPa - beforePa) / elapsedS;
    this.pressurePa = nowPa;
    this.timeS += elapsedS;
    if (nowPa < this.minimumPressurePa && Number.isNaN(this.minimumPressureAtS)) {
      const share = beforePa > this.minimumPressurePa ? (beforePa - this.minimumPressurePa) / (beforePa - nowPa) : 1;
      this.minimumPressureAtS = this.timeS - elapsedS * (1 - share);
    }
  }

  /** @returns absolute pressure at a node, Pa */
  nodePressurePa(node: LoopNode): number {
    return this.pressurePa + riseShare[node] * this.risePa;
  }

  /** Rigid volume, m³. */
  get volumeM3(): number {
    return this.closure.volumeM3;
  }

  /** Volume of the liquid now, m³. */
  get liquidVolumeM3(): number {
    return this.massKg * this.closure.liquidM3PerKg * this.closure.compression(this.pressurePa);
  }

  /** Gas in the accumulator now, m³. */
  get gasVolumeM3(): number {
    return this.closure.gasVolumeM3(this.pressurePa);
  }

  /** Air drawn in, m³. */
  get airVolumeM3(): number {
    return this.airJ > 0 ? this.airJ / this.pressurePa : 0;
  }

  /** Density of the liquid now, kg/m³. */
  get densityKgPerM3(): number {
    return 1 / (this.closure.liquidM3PerKg * this.closure.compression(this.pressurePa));
  }

  /** What flows out of all holes now, kg/s. */
  get leakRateKgPerS(): number {
    if (this.openHoles === 0 || this.massKg <= 0) return 0;
    this.rootDensity = Math.sqrt(this.densityKgPerM3);
    this.flowAt(this.pressurePa);
    return this.outflowKgPerS;
  }

  /** Change of pressure for lost liquid at constant temperature, Pa/kg, positive. */
  get stiffnessPaPerKg(): number {
    const closure = this.closure;
    const pressurePa = this.pressurePa;
    const compression = closure.compression(pressurePa);
    const liquid = this.massKg * closure.liquidM3PerKg * compression * compression / closure.coolant.bulkModulusPa;
    const gas = pressurePa > closure.stopPressurePa ? closure.exponent * this.gasVolumeM3 : 0;
    return closure.liquidM3PerKg * compression / (liquid + (gas + this.airVolumeM3) / pressurePa + closure.complianceM3PerPa);
  }

  private setTemperatures(temperatureK: number, gasTemperatureK: number, risePa: number): void {
    this.temperatureK = temperatureK;
    this.gasTemperatureK = gasTemperatureK;
    this.risePa = risePa;
    this.closure.set(temperatureK, gasTemperatureK, risePa, this.gasShare);
  }

  /** Pressure that closes the volume for this mass of liquid, in every stage, Pa. */
  private closedPressurePa(massKg: number, guessPa: number): number {
    const pressurePa = this.closure.cushionedPressurePa(massKg, guessPa, this.airJ);
    if (pressurePa > 0) return pressurePa;
    this.stepS = 0;
    return this.bracketedPressurePa(massKg, guessPa);
  }

  /** Flow out of the holes (kg/s) and power of the air drawn in (W) at a suction pressure. @returns d(outflow)/dp */
  private flowAt(pressurePa: number): number {
    let outflow = 0;
    let inflow = 0;
    let outSlope = 0;
    for (let hole = 0; hole < this.holeCount; hole++) {
      const factor = this.holeFactors[hole]!;
      if (factor === 0) continue;
      const dropPa = pressurePa + this.holeShare[hole]! * this.risePa - this.externalPressurePa;
      if (dropPa > 0) {
        const flow = factor * this.rootDensity * Math.sqrt(dropPa);
        outflow += flow;
        outSlope += 0.5 * flow / dropPa;
      } else if (dropPa < 0) {
        const choked = (chokedPressureRatio - 1) * this.externalPressurePa;
        inflow += factor * Math.sqrt(
          -(dropPa > choked ? dropPa : choked) * airGasConstant * outsideTemperatureK * this.externalPressurePa);
      }
    }
    this.outflowKgPerS = outflow;
    this.airInflowW = inflow;
    return outSlope;
  }

  /** What the volumes exceed the container by, m³, were this the pressure at the end of the step in work. */
  private residual(massKg: number, pressurePa: number, isCushioned: boolean): number {
    const closure = this.closure;
    let mass = massKg;
    let air = this.airJ;
    let massSlope = 0;
    if (this.stepS > 0) {
      massSlope = this.stepS * this.endWeight * this.flowAt(pressurePa);
      mass += this.stepS * (this.feedKgPerS - (1 - this.endWeight) * this.flowBefore - this.endWeight * this.outflowKgPerS);
      air += this.stepS * this.airInflowW;
      if (mass < 0) {
        mass = 0;
        massSlope = 0;
      }
    }
    const compression = closure.compression(pressurePa);
    const liquidM3PerKg = closure.liquidM3PerKg * compression;
    const gas = isCushioned ? closure.gasAt(pressurePa) : closure.stopVolumeM3;
    const airM3 = air > 0 ? air / pressurePa : 0;
    this.slope = mass * liquidM3PerKg * compression / closure.coolant.bulkModulusPa + massSlope * liquidM3PerKg
      + ((isCushioned ? closure.exponent * gas : 0) + airM3) / pressurePa + closure.complianceM3PerPa;
    return mass * liquidM3PerKg + gas + airM3 - closure.containerM3(pressurePa);
  }

  /** As closedPressurePa, for every stage and with the flow of the step in work; the residual falls with pressure. */
  private bracketedPressurePa(massKg: number, guessPa: number): number {
    const vapourPa = this.vapourPressurePa;
    const closure = this.closure;
    let quickPa = guessPa;
    for (let turn = 0; turn < 6 && quickPa > closure.stopPressurePa && quickPa > vapourPa; turn++) {
      const change = this.residual(massKg, quickPa, true) / this.slope;
      quickPa += change;
      if (Math.abs(change) < 1e-8 * quickPa) {
        if (quickPa > closure.stopPressurePa && quickPa > vapourPa) return quickPa;
        break;
      }
    }
    const floorPa = vapourPa > 0 ? vapourPa : 1e-3;
    const hasGas = closure.accumulatorVolumeM3 > 0 && this.gasShare > 0;
    const stopPa = closure.stopPressurePa > floorPa ? closure.stopPressurePa : floorPa;
    const isCushioned = hasGas && this.residual(massKg, stopPa, true) >= 0;
    let lowPa = stopPa;
    let highPa = guessPa > stopPa ? 2 * guessPa : 2 * stopPa;
    if (!isCushioned) {
      if (this.residual(massKg, floorPa, false) <= 0) return vapourPa;
      lowPa = floorPa;
      highPa = hasGas ? stopPa : 2 * Math.max(guessPa, floorPa);
    }
    for (let turn = 0; turn < 60 && this.residual(massKg, highPa, isCushioned) > 0; turn++) {
      lowPa = highPa;
      highPa *= 4;
    }
    let pressurePa = guessPa > lowPa && guessPa < highPa ? guessPa : 0.5 * (lowPa + highPa);
    for (let turn = 0; turn < 200; turn++) {
      const residual = this.residual(massKg, pressurePa, isCushioned);
      if (residual > 0) lowPa = pressurePa;
      else highPa = pressurePa;
      const change = residual / this.slope;
      const next = pressurePa + change;
      if (Math.abs(change) < 1e-9 * pressurePa && (turn > 1 || this.stepS === 0)) return next;
      pressurePa = next > lowPa && next < highPa ? next : 0.5 * (lowPa + highPa);
      if (highPa - lowPa < 1e-14 * highPa) break;
    }
    return pressurePa;
  }

  private leak(elapsedS: number, temperatureK: number, gasTemperatureK: number, risePa: number): void {
    const beginsS = this.timeS;
    const fromK = this.temperatureK;
    const gasFromK = this.gasTemperatureK;
    const riseFromPa = this.risePa;
    let doneS = 0;
    let triedS = elapsedS;
    while (doneS < elapsedS) {
      let stepS = Math.min(triedS, elapsedS - doneS);
      if (elapsedS - doneS - stepS < 1e-9) stepS = elapsedS - doneS;
      const share = (doneS + stepS) / elapsedS;
      this.timeS = beginsS + doneS;
      const isDone = this.integrate(stepS, fromK + share * (temperatureK - fromK),
        gasFromK + share * (gasTemperatureK - gasFromK), riseFromPa + share * (risePa - riseFromPa));
      if (isDone) {
        doneS += stepS;
        triedS = 2 * stepS;
      } else {
        triedS = 0.5 * stepS;
      }
    }
    this.timeS = beginsS + elapsedS;
  }

  /** One implicit step. @returns false, leaving the state alone, where it should be shorter */
  private integrate(stepS: number, temperatureK: number, gasTemperatureK: number, risePa: number): boolean {
    const beforePa = this.pressurePa;
    const massBefore = this.massKg;
    const wasCushioned = beforePa > this.closure.stopPressurePa;
    const temperatureBefore = this.temperatureK;
    const gasBefore = this.gasTemperatureK;
    const riseBefore = this.risePa;
    this.rootDensity = Math.sqrt(this.densityKgPerM3);
    this.flowAt(beforePa);
    const flowBefore = massBefore > 0 ? this.outflowKgPerS : 0;
    this.setTemperatures(temperatureK, gasTemperatureK, risePa);
    this.stepS = stepS;
    this.flowBefore = flowBefore;
    this.endWeight = 0.5;
    let nowPa = this.bracketedPressurePa(massBefore, beforePa + stepS * this.ratePaPerS);
    this.flowAt(nowPa);
    if (flowBefore > 0 && this.outflowKgPerS === 0) {
      // The outflow ends within the step; the end's flow alone cannot carry the pressure past the outside's.
      this.endWeight = 1;
      nowPa = this.bracketedPressurePa(massBefore, beforePa);
      this.flowAt(nowPa);
    }
    if (stepS > shortestStepS && Math.abs(nowPa - beforePa) > pressureChangeLimit * beforePa + 1) {
      this.setTemperatures(temperatureBefore, gasBefore, riseBefore);
      return false;
    }
    this.stepCount++;
    let lost = stepS * ((1 - this.endWeight) * flowBefore + this.endWeight * this.outflowKgPerS);
    let added = stepS * this.feedKgPerS;
    if (massBefore + added < 0) added = -massBefore;
    if (massBefore + added - lost <= 0) {
      if (lost > 0 && Number.isNaN(this.emptyAtS)) this.emptyAtS = this.timeS + stepS * (massBefore + added) / lost;
      lost = massBefore + added;
    }
    this.take(added, lost);
    this.airJ += stepS * this.airInflowW;
    // Closed once more for the mass as it was booked: the flow's root may lie steeper than a double resolves.
    nowPa = this.closedPressurePa(this.massKg, nowPa);
    this.ratePaPerS = (nowPa - beforePa) / stepS;
    this.pressurePa = nowPa;
    if (this.massKg <= 0 && nowPa <= this.vapourPressurePa) this.pressurePa = this.externalPressurePa;
    this.noteEvents(stepS, beforePa, massBefore, wasCushioned);
    return true;
  }

  private take(addedKg: number, lostKg: number): void {
    this.addedKg += addedKg;
    const lostStep = lostKg - this.lostErrorKg;
    const lostSum = this.lostKg + lostStep;
    this.lostErrorKg = lostSum - this.lostKg - lostStep;
    this.lostKg = lostSum;
    const massStep = addedKg - lostKg - this.massErrorKg;
    const massSum = this.massKg + massStep;
    this.massErrorKg = massSum - this.massKg - massStep;
    this.massKg = massSum > 0 ? massSum : 0;
  }

  /** Times between the step's ends go by liquid mass, which runs straight where pressure has a corner. */
  private noteEvents(stepS: number, beforePa: number, massBefore: number, wasCushioned: boolean): void {
    const nowPa = this.pressurePa;
    if (wasCushioned && nowPa <= this.closure.stopPressurePa && Number.isNaN(this.stopReachedAtS)) {
      this.stopReachedAtS = this.timeOfMass(this.closure.massAt(this.closure.stopPressurePa, this.airJ), stepS, massBefore);
    }
    if (nowPa < this.minimumPressurePa && Number.isNaN(this.minimumPressureAtS)) {
      this.minimumPressureAtS = beforePa > this.minimumPressurePa
        ? this.timeOfMass(this.closure.massAt(this.minimumPressurePa, this.airJ), stepS, massBefore) : this.timeS;
    }
    const vapourPa = this.vapourPressurePa;
    if (nowPa <= vapourPa && beforePa > vapourPa && Number.isNaN(this.vapourPressureAtS)) {
      this.vapourPressureAtS = this.timeOfMass(this.closure.massAt(vapourPa, this.airJ), stepS, massBefore);
    }
  }

  private timeOfMass(massKg: number, stepS: number, massBefore: number): number {
    const change = massBefore - this.massKg;
    const share = change === 0 ? 1 : (massBefore - massKg) / change;
    return this.timeS + stepS * Math.min(1, Math.max(0, share));
  }

}
