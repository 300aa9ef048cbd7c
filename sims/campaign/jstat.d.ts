/** The `jstat` package, as far as bounds, draws and medians need it; it ships no types of its own. */
declare module "jstat" {
  const jstat: {
    /** The middle value, of an even number the mean of the two; NaN of none. */
    median(values: readonly number[]): number;
    /** Normal distribution. */
    normal: { inv(probability: number, mean: number, sigma: number): number };
    /** Beta distribution. */
    beta: { inv(probability: number, alpha: number, beta: number): number };
    /** Inverse of the regularised lower incomplete gamma function. */
    gammapinv(probability: number, shape: number): number;
  };
  export default jstat;
}
