import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { jackknifed, leastSquares } from "#host/commission/least-squares.ts";

describe("least squares", () => {
  it("gives the certified coefficients of NIST's Norris data to seven digits", () => {
    // NIST Statistical Reference Datasets, linear regression, Norris: y = B0 + B1 x.
    const x = [0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5];
    const y = [0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2];
    const [b0, b1] = leastSquares(x.map((one) => [1, one]), y);
    expect(b0).toBeCloseTo(-0.262323073774029, 7);
    expect(b1).toBeCloseTo(1.00211681802045, 7);
  });

  it("does not throw where regressors are not to be told apart", () => {
    expect(() => leastSquares([[1, 2], [1, 2], [1, 2]], [1, 2, 3])).not.toThrow();
    expect(leastSquares([[0, 0], [0, 0]], [1, 2]).length).toBe(2);
  });

  it("has an error that grows with autocorrelation: within a factor of 1.6 of the true spread for AR(1) of 0.9", () => {
    const errors: number[] = [];
    const values: number[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      let noise = 0;
      const rows = Array.from({ length: 400 }, (_, index) => [1, index / 400]);
      const { value, error } = jackknifed(rows, rows.map(() => (noise = 0.9 * noise + random.gaussian())), 1);
      values.push(value);
      errors.push(error);
    }
    const spread = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const told = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(told / spread).toBeGreaterThan(1 / 1.6);
    expect(told / spread).toBeLessThan(1.6);
  });
});
