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
 * @returns with exact bounds. Source: Garwood, Biometrika 28 (1936) 437, by the quantiles of the gamma distribution.
 */
export function rateOf(count: number, time: number): Bounded {
  if (!(time > 0)) return { value: null, low: 0, high: null };
  return {
    value: count / time,
    low: count === 0 ? 0 : jstat.gammapinv(tail, count) / time,
    high: jstat.gammapinv(1 - tail, count + 1) / time,
  };
}
