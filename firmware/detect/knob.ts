/**
 * Time between false alarms that one pair of samples seen bears, s: a Julian year over 2.6. It grows with the square of the
 * record, because the logarithm of time is extrapolated at most twofold beyond it.
 */
export const borneS = 12137538;

/** Two-sided 95 % of a normal, in standard deviations. */
export const normalQuantile = 1.96;

/**
 * Standard normal deviate exceeded with a small probability.
 * Source: asymptotic inversion of Mills' ratio, two fixed-point steps; within 0.5 % below 1e-3.
 * @param probability one-sided, below 0.3
 */
export function deviateOf(probability: number): number {
  let deviate = Math.sqrt(-2 * Math.log(probability));
  for (let step = 0; step < 4; step++) {
    const squared = deviate * deviate;
    const ratio = (1 - 1 / (squared + 3 - 1 / (0.22 * squared + 0.9))) / (deviate * 2.5066);
    deviate = Math.sqrt(Math.max(0.01, -2 * Math.log(probability / ratio)));
  }
  return deviate;
}
