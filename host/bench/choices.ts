import type { Loop } from "#firmware/configuration.ts";
import { yearS } from "#sims/campaign/reference-delay.ts";
import {
  baselineOf, cusum, cusumOf, cusumThreshold, ewma, ewmaLimit, ewmaOf, fallLimit, fallOver, largestOn, lowPressureLimit, phynRule, type Watch,
} from "./alternatives.ts";

/** What a user leaves above the largest value that quiet showed. */
export const margin = 1.25;
/** Share of the lowest quiet pressure at which a user sets the limit. */
export const lowShare = 0.95;
const fallWindowS = 60;

/** Something that a user would pick instead, and how it is set. */
export interface Alternative {
  name: string;
  /** @param quietPa the record that the monitor is commissioned on */
  make: (quietPa: Float64Array, loop: Loop) => Watch;
}

export const alternatives: readonly Alternative[] = [
  { name: "low pressure, limit at the pump's minimum", make: (_, loop) => lowPressureLimit(loop.minimumPressurePa) },
  { name: "low pressure, limit 5 % under the lowest quiet", make: (quietPa) => lowPressureLimit(lowShare * -largestOn(quietPa, (pressurePa) => -pressurePa)) },
  { name: "fall in a minute, 1.25 × the largest quiet", make: (quietPa) => fallLimit(fallWindowS, margin * largestOn(quietPa, fallOver(fallWindowS))) },
  { name: "Phyn's rule, told the loop's compliance", make: (_, loop) => phynRule(holeThrough(loop)) },
  { name: "CUSUM, one a year in white noise", make: (quietPa) => cusum(baselineOf(quietPa), cusumThreshold(yearS)) },
  { name: "CUSUM, 1.25 × the largest quiet", make: (quietPa) => cusum(baselineOf(quietPa), margin * largestOn(quietPa, cusumOf(baselineOf(quietPa)))) },
  { name: "EWMA, one a year in white noise", make: (quietPa) => ewma(baselineOf(quietPa), ewmaLimit(yearS)) },
  { name: "EWMA, 1.25 × the largest quiet", make: (quietPa) => ewma(baselineOf(quietPa), margin * largestOn(quietPa, ewmaOf(baselineOf(quietPa)))) },
];

/** Hole through which a loop's pressure falls so fast: what the compliance gives off, through a sharp edge. */
function holeThrough(loop: Loop): (fallPaPerS: number, pressurePa: number) => number {
  const { accumulator, coolant } = loop;
  const gasPaM3 = accumulator ? accumulator.gasPressurePa * accumulator.gasVolumeM3 : 0;
  return (fallPaPerS, pressurePa) => {
    const complianceM3PerPa = gasPaM3 / pressurePa ** 2 + loop.liquidVolumeM3 / coolant.bulkModulusPa + loop.complianceM3PerPa;
    const flowM3PerS = complianceM3PerPa * fallPaPerS;
    const speedMPerS = Math.sqrt(2 * Math.max(1, pressurePa - loop.externalPressurePa) / coolant.densityKgPerM3);
    return Math.sqrt(4 * flowM3PerS / (Math.PI * loop.dischargeCoefficient * speedMPerS));
  };
}
