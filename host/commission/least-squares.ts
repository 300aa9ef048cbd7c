import { Matrix, solve } from "ml-matrix";

/** A coefficient and its standard error. */
export interface Estimated { value: number; error: number }

/** Parts of a record that are left out in turn to see how far a coefficient is to be trusted. */
export const jackknifeParts = 10;

/** Student's t, 97.5 %, for one less than so many parts. */
export const jackknifeQuantile = 2.262;

/**
 * Ordinary least squares.
 * @param rows regressors, one list a sample, the constant among them
 * @param values one a sample
 * @returns coefficients, in the order of the regressors; NaN where they are not to be told apart
 */
export function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] {
  const count = rows[0]?.length ?? 0;
  // Columns of like size: a kelvin and a hundred thousand seconds in one matrix would cost digits.
  const sizes = Array.from({ length: count }, (_, column) => Math.sqrt(rows.reduce((sum, row) => sum + row[column]! ** 2, 0)) || 1);
  const scaled = new Matrix(rows.map((row) => row.map((value, column) => value / sizes[column]!)));
  try {
    const solution = solve(scaled, Matrix.columnVector([...values]));
    return sizes.map((size, column) => solution.get(column, 0) / size);
  } catch {
    return sizes.map(() => NaN);
  }
}

/**
 * One coefficient of a least-squares fit with a standard error that holds for autocorrelated residuals too: from fits
 * that leave out one tenth of the record after the other.
 * @param wanted which coefficient
 * Source: delete-a-group jackknife, Kott, J. Official Statistics 17 (2001) 521.
 */
export function jackknifed(rows: readonly (readonly number[])[], values: readonly number[], wanted: number): Estimated {
  const value = leastSquares(rows, values)[wanted]!;
  const partOf = (index: number): number => Math.floor((index * jackknifeParts) / rows.length);
  let squares = 0;
  for (let part = 0; part < jackknifeParts; part++) {
    const kept = (_: unknown, index: number): boolean => partOf(index) !== part;
    const without = leastSquares(rows.filter(kept), values.filter(kept))[wanted]!;
    squares += (without - value) ** 2;
  }
  return { value, error: Math.sqrt(squares * (jackknifeParts - 1) / jackknifeParts) };
}
