import type { Loop } from "#firmware/configuration.ts";
import type { Random } from "#hal/simulated/random.ts";

/** What is drawn lies within so many standard deviations: of the discharge coefficient, and of the compliance, which nobody thinks a quarter off. */
const mostCoefficientSigmas = 2.5;
const mostComplianceSigmas = 2;

/** @returns a standard normal number, no further from 0 than `most` */
function truncated(dice: Random, most: number): number {
  return Math.max(-most, Math.min(most, dice.gaussian()));
}

/** @returns a hole's discharge coefficient, drawn by the loop file's deviation, over the loop file's */
export function drawnCoefficientShare({ dischargeCoefficient, dischargeCoefficientSigma }: Loop, dice: Random): number {
  return 1 + truncated(dice, mostCoefficientSigmas) * dischargeCoefficientSigma / dischargeCoefficient;
}

/** @returns a plant's gas volume, drawn by the loop file's deviation of the compliance, over the loop file's */
export function drawnGasVolumeShare({ complianceSigmaShare }: Loop, dice: Random): number {
  return 1 + truncated(dice, mostComplianceSigmas) * complianceSigmaShare;
}
