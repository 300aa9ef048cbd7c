import jstat from "jstat";

/** A number with its two-sided 95 % bounds; an end of null is not bounded, a value of null is not known. */
export interface Bounded {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Probability left outside at either end. */
const tail = 0.025;

/**
 * Share of successes.
 * @returns with exact bounds. Source: Clopper and Pearson, Biometrika 26 (1934) 404, by the quantiles of the beta distribution.
 */
export function shareOf(successes: number, trials: number): Bounded {
  if (trials === 0) return { value: null, low: 0, high: 1 };
  return {
    value: successes / trials,
    low: successes === 0 ? 0 : jstat.beta.inv(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : jstat.beta.inv(1 - tail, successes + 1, trials - successes),
  };
}

/**
 * Rate of what happened so often in a time.
 * @param time in the unit that the rate is wanted per
 * @param size of the clusters that it comes in: variance of the counts of equal times over their mean; below 1 it is taken as 1
 * @returns with exact bounds; of clusters approximate, the bounds of their rate times their size
 * Source: Garwood, Biometrika 28 (1936) 437, by the quantiles of the gamma distribution; quasi-Poisson counts, McCullagh and
 * Nelder, Generalized Linear Models, 1989, section 6.2.3.
 */
export function rateOf(count: number, time: number, size = 1): Bounded {
  if (!(time > 0)) return { value: null, low: 0, high: null };
  const scale = size > 1 ? size : 1;
  return {
    value: count / time,
    low: count === 0 ? 0 : scale * jstat.gammapinv(tail, count / scale) / time,
    high: scale * jstat.gammapinv(1 - tail, count / scale + 1) / time,
  };
}

/** @returns variance of some counts over their mean: 1 where what is counted is independent, more where it comes in clusters; null where it never came */
export function clusteringOf(counts: readonly number[]): number | null {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  if (!(mean > 0) || counts.length < 2) return null;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1) / mean;
}
