import jstat from "jstat";
import type { Loop } from "#firmware/configuration.ts";
import type { Random } from "#hal/simulated/random.ts";

/** A discharge coefficient lies within so many of its standard deviations. */
const mostCoefficientSigmas = 2.5;
/** Of the loop file's gas volume some is left, however badly it is known. */
const leastGasVolumeShare = 0.2;

/** @returns a hole's discharge coefficient, drawn by the loop file's deviation, over the loop file's */
export function drawnCoefficientShare({ dischargeCoefficient, dischargeCoefficientSigma }: Loop, dice: Random): number {
  const deviates = Math.max(-mostCoefficientSigmas, Math.min(mostCoefficientSigmas, dice.gaussian()));
  return 1 + deviates * dischargeCoefficientSigma / dischargeCoefficient;
}

/**
 * All leaks of a run are on one plant and share its gas volume, and there are far fewer plants than leaks: few are to be as spread as many.
 * @param run 0, 1, 2 … @returns a plant's gas volume, normal by the loop file's deviation of the compliance, over the loop file's
 * Source: quantiles of the sequence of van der Corput, base 2, Nederl. Akad. Wetensch. Proc. 38 (1935) 813.
 */
export function drawnGasVolumeShare({ complianceSigmaShare }: Loop, run: number): number {
  let probability = 0;
  let share = 0.5;
  for (let left = run + 1; left > 0; left = Math.floor(left / 2)) {
    probability += share * (left % 2);
    share /= 2;
  }
  return Math.max(leastGasVolumeShare, 1 + jstat.normal.inv(probability, 0, 1) * complianceSigmaShare);
}
