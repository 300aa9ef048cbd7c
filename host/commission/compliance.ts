import type { Loop } from "#firmware/configuration.ts";
import { mostContradiction } from "#firmware/detect/commissioning.ts";
import { normalQuantile } from "#firmware/detect/knob.ts";
import type { Interval } from "#host/link/json-lines.ts";
import { VolumeClosure } from "#sims/loop/volume-closure.ts";

/** How a measured compliance stands to the loop file's. */
export type Comparison = "agrees" | "differs" | "contradicts";

/** The gas at a measured state, with what the loop file says of its accumulator beside. */
interface MeasuredAccumulator { gasVolumeM3: number; gasPressurePa: number; temperatureK: number; polytropicIndex: number; maximumGasVolumeM3?: number }

/** A loop's compliance as measured, and what follows for its gas. Intervals are 95 %. */
export interface ComplianceLine {
  type: "compliance";
  method: "known-volume" | "temperature";
  timeS: number;
  /** State that it is measured at. */
  pressurePa: number;
  temperatureK: number;
  /** Volume of liquid that 1 Pa moves: gas, walls and liquid together. */
  complianceM3PerPa: Interval;
  /** Gas that follows at this state; null without a loop file. */
  gasVolumeM3: Interval | null;
  /** The loop file's at this state, over the measured one; null without a loop file. */
  loopFileM3PerPa: number | null;
  ratio: number | null;
  comparison: Comparison | null;
  /** Its relative standard deviation, to be written into the loop file. */
  complianceSigmaShare: number;
  /** What was taken for granted. */
  assumes: string;
  /** To be written into the loop file; null where the gas is not known. */
  accumulator: MeasuredAccumulator | null;
}

/** What gives way beside the gas. @returns m³/Pa */
export function stiffPartM3PerPa(loop: Loop): number {
  return loop.liquidVolumeM3 / loop.coolant.bulkModulusPa + loop.complianceM3PerPa;
}

/** @returns compliance that a loop file gives at a pressure and temperature, m³/Pa */
export function complianceOf(loop: Loop, pressurePa: number, temperatureK: number): number {
  const closure = new VolumeClosure(loop, loop.accumulator?.gasPressurePa ?? loop.externalPressurePa);
  closure.set(temperatureK, temperatureK, 0, 1);
  const gas = pressurePa > closure.stopPressurePa ? closure.exponent * closure.gasVolumeM3(pressurePa) / pressurePa : 0;
  return gas + stiffPartM3PerPa(loop);
}

/** @returns relative standard deviation of a compliance by its 95 % interval; 1 where that is not bounded */
export function sigmaShareOf({ value, low, high }: Interval): number {
  return low === null || high === null ? 1 : Math.min(1, (high - low) / 2 / normalQuantile / value!);
}

/** @returns polytropic index of a loop's gas; 1 without one: slow changes are isothermal */
export function indexOf(loop: Loop): number {
  return loop.accumulator?.polytropicIndex ?? 1;
}

/**
 * @param gasVolumeM3 as measured, at the pressure (Pa) and temperature (K) beside it
 * @returns the loop file's accumulator with that state; its stop as it stands there
 */
export function accumulatorAt(loop: Loop, gasVolumeM3: number, gasPressurePa: number, temperatureK: number): MeasuredAccumulator {
  const stopM3 = loop.accumulator?.maximumGasVolumeM3;
  return { gasVolumeM3, gasPressurePa, temperatureK, polytropicIndex: indexOf(loop), ...(stopM3 !== undefined && { maximumGasVolumeM3: stopM3 }) };
}

/** @param measured compliance; @returns where the loop file's stands to it */
export function compare(loopFileM3PerPa: number, measured: Interval): { ratio: number; comparison: Comparison } {
  const ratio = loopFileM3PerPa / measured.value!;
  const isInside = (measured.low === null || loopFileM3PerPa >= measured.low) && (measured.high === null || loopFileM3PerPa <= measured.high);
  const isFar = ratio >= mostContradiction || ratio <= 1 / mostContradiction;
  return { ratio, comparison: isInside ? "agrees" : isFar ? "contradicts" : "differs" };
}
