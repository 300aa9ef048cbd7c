/** The `jstat` package, as far as bounds and draws need it; it ships no types of its own. */
declare module "jstat" {
  const jstat: {
    /** Normal distribution. */
    normal: { inv(probability: number, mean: number, sigma: number): number };
    /** Beta distribution. */
    beta: { inv(probability: number, alpha: number, beta: number): number };
    /** Inverse of the regularised lower incomplete gamma function. */
    gammapinv(probability: number, shape: number): number;
  };
  export default jstat;
}
