import { deviateOf } from "#firmware/detect/knob.ts";

/**
 * What a user would take instead: rules that look at the pressure alone. Each is called once a sample, at one sample a
 * second, with the absolute pressure in Pa, and says whether its alarm holds now.
 */
export type Watch = (pressurePa: number) => boolean;

/** Below a limit three samples in a row. */
export function lowPressureLimit(limitPa: number): Watch {
  let below = 0;
  return (pressurePa) => {
    below = pressurePa < limitPa ? below + 1 : 0;
    return below >= 3;
  };
}

/** @returns by how much the pressure has fallen over a time, Pa, sample by sample; 0 until that much has passed */
export function fallOver(windowS: number): (pressurePa: number) => number {
  const ring = new Float64Array(windowS);
  let count = 0;
  return (pressurePa) => {
    const place = count % windowS;
    const fallPa = count < windowS ? 0 : ring[place]! - pressurePa;
    ring[place] = pressurePa;
    count++;
    return fallPa;
  };
}

/** A fall within a time of more than a limit. */
export function fallLimit(windowS: number, limitPa: number): Watch {
  const fall = fallOver(windowS);
  return (pressurePa) => fall(pressurePa) > limitPa;
}

/** Pascals in a pound-force per square inch. */
const psiPa = 6894.757;
/** Length of Phyn's test and of its extended one, s. */
const testS = 180;
const extendedTestS = 600;

/**
 * The published rule of a home water monitor, which shuts a valve and watches for about three minutes: alert if the hole
 * is over 0.5 mm or the drop over 25 psi; from 0.15 to 0.5 mm over 3 psi; under 0.15 mm over 5.5 psi; and over 4.5 psi
 * in ten minutes. Here the test never ends: both times are looked back over at every sample.
 * @param holeM diameter of the hole that lets the pressure fall so fast (Pa/s) from a pressure (Pa), m
 * Source: Phyn Plus, published leak test criteria.
 */
export function phynRule(holeM: (fallPaPerS: number, pressurePa: number) => number): Watch {
  const fall = fallOver(testS);
  const extendedFall = fallOver(extendedTestS);
  return (pressurePa) => {
    const fallPa = fall(pressurePa);
    const fallPsi = fallPa / psiPa;
    const isExtended = extendedFall(pressurePa) / psiPa > 4.5;
    if (fallPa <= 0) return isExtended;
    const diameterM = holeM(fallPa / testS, pressurePa + fallPa / 2);
    return isExtended || diameterM > 0.0005 || fallPsi > 25 || fallPsi > (diameterM >= 0.00015 ? 3 : 5.5);
  };
}

/** Mean and standard deviation of a quiet record. */
export interface Baseline {
  meanPa: number;
  sigmaPa: number;
}

export function baselineOf(quietPa: Float64Array): Baseline {
  let sum = 0;
  for (const pressurePa of quietPa) sum += pressurePa;
  const meanPa = sum / quietPa.length;
  let squares = 0;
  for (const pressurePa of quietPa) squares += (pressurePa - meanPa) ** 2;
  return { meanPa, sigmaPa: Math.sqrt(squares / (quietPa.length - 1)) };
}

/** Allowance of the CUSUM, in standard deviations: half of the shift of one that it is best at. */
export const cusumAllowance = 0.5;

/** One-sided CUSUM for a falling mean. @returns its sum, sample by sample. Source: Page, 1954. */
export function cusumOf({ meanPa, sigmaPa }: Baseline): (pressurePa: number) => number {
  let sum = 0;
  return (pressurePa) => (sum = Math.max(0, sum + (meanPa - pressurePa) / sigmaPa - cusumAllowance));
}

/** CUSUM that begins anew after each alarm. @param threshold in standard deviations */
export function cusum(baseline: Baseline, threshold: number): Watch {
  let next = cusumOf(baseline);
  return (pressurePa) => {
    const isOver = next(pressurePa) > threshold;
    if (isOver) next = cusumOf(baseline);
    return isOver;
  };
}

/**
 * Threshold of the CUSUM for a mean time between false alarms in white noise.
 * @param samples that time, in samples; @returns standard deviations
 * Source: Siegmund's approximation, (e^(−2Δb) + 2Δb − 1)/(2Δ²) with Δ = −k, b = h + 1.166.
 */
export function cusumThreshold(samples: number): number {
  const drift = -cusumAllowance;
  let low = 0;
  let high = 100;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    const reach = 2 * drift * (middle + 1.166);
    if ((Math.exp(-reach) + reach - 1) / (2 * drift * drift) < samples) low = middle;
    else high = middle;
  }
  return low;
}

/** Weight of the newest sample in the EWMA. */
export const ewmaWeight = 0.1;

/** Exponentially weighted moving average. @returns how far it lies below the mean, in its own standard deviations. Source: Roberts, 1959. */
export function ewmaOf({ meanPa, sigmaPa }: Baseline): (pressurePa: number) => number {
  const ownSigmaPa = sigmaPa * Math.sqrt(ewmaWeight / (2 - ewmaWeight));
  let averagePa = meanPa;
  return (pressurePa) => {
    averagePa += ewmaWeight * (pressurePa - averagePa);
    return (meanPa - averagePa) / ownSigmaPa;
  };
}

/** EWMA further below the mean than a limit in its own standard deviations. */
export function ewma(baseline: Baseline, limit: number): Watch {
  const next = ewmaOf(baseline);
  return (pressurePa) => next(pressurePa) > limit;
}

/** Limit of the EWMA that white noise exceeds in one of so many samples. */
export function ewmaLimit(samples: number): number {
  return deviateOf(1 / samples);
}

/** @returns the largest value that a statistic reaches on a quiet record */
export function largestOn(quietPa: Float64Array, statistic: (pressurePa: number) => number): number {
  let largest = -Infinity;
  for (const pressurePa of quietPa) largest = Math.max(largest, statistic(pressurePa));
  return largest;
}
