import { termCount } from "./thermal-history.ts";

/** Samples of one row of the regression; also how many rows its matrix has, one of which is worked off a sample. */
const rowCount = termCount + 2;
const width = rowCount + 1;
/** Variance of a row's noise over that of white noise averaged over its samples: what is not white is worse than it looks. */
const inflation = 1;

/**
 * Learns how much of the inventory's wandering follows the temperature's history: a ridge regression of the inventory
 * on the thermal terms, a constant and a trend, in normal equations. The work of a row is spread over the samples of
 * the next one, and solving over some fifty samples, so that no cycle is long.
 */
export class Compensation {
  /** Learnt weights of the thermal terms, residual unit per K (the last: per K²). */
  readonly weights = new Float64Array(termCount);
  /** Learnt trend, residual unit per second: what commissioning may have taken for normal. */
  trendPerS = 0;
  rows = 0;
  private readonly matrix = new Float64Array(rowCount * width);
  private row = new Float64Array(width);
  private sample = 0;
  private sum = 0;
  private zero = NaN;
  private squares = 0;
  private ridge = 0;
  private trendRidge = 0;
  private pivot = 0;
  private target = 1;

  /** @param value inventory of the sample; @param terms thermal terms; @param timeS since learning began, s */
  learn(value: number, terms: Float64Array, timeS: number): void {
    if (isNaN(this.zero)) this.zero = value;
    this.sum += value - this.zero;
    const sample = this.sample;
    const matrix = this.matrix;
    const row = this.row;
    if (this.rows) {
      const factor = row[sample]!;
      for (let column = sample; column < width; column++) matrix[sample * width + column] = matrix[sample * width + column]! + factor * row[column]!;
    }
    this.sample = sample + 1;
    if (this.sample < rowCount) return;
    row.set(terms);
    row[termCount] = 1;
    row[termCount + 1] = timeS / 1000;
    row[rowCount] = this.sum / rowCount;
    this.squares += row[rowCount]! * row[rowCount]!;
    this.sum = 0;
    this.sample = 0;
    this.rows++;
  }

  /**
   * Gives every weight its prior: nothing learnt, give or take twice what would explain all of the wandering. Where the
   * record hardly tells terms apart this decides, and keeps them from cancelling each other in the record alone.
   * @param swingK peak-to-peak temperature; @param noise standard deviation of one sample
   */
  prepare(swingK: number, noise: number): void {
    const rows = this.rows;
    const mean = this.matrix[termCount * width + rowCount]! / rows;
    const spread = Math.sqrt(Math.max(1e-30, this.squares / rows - mean * mean));
    const slackK = swingK / 2.8 + 1e-6;
    this.ridge = inflation * noise * noise / rowCount * slackK * slackK / (4 * spread * spread);
    // The trend's own: twice the wandering over the length of the record, in thousands of seconds.
    const spanKs = this.row[termCount + 1]!;
    this.trendRidge = inflation * noise * noise / rowCount * spanKs * spanKs / (4 * spread * spread);
  }

  /** Carries the solution on by one row. @returns whether it is complete */
  solve(): boolean {
    const matrix = this.matrix;
    const pivot = this.pivot;
    const target = this.target;
    if (pivot < rowCount) {
      const diagonal = pivot * width + pivot;
      if (target === pivot + 1) matrix[diagonal] = matrix[diagonal]! + 1e-9 + (pivot < termCount ? this.ridge : pivot > termCount ? this.trendRidge : 0);
      if (target < rowCount) {
        const factor = matrix[pivot * width + target]! / matrix[diagonal]!;
        for (let column = target; column < width; column++) matrix[target * width + column] = matrix[target * width + column]! - factor * matrix[pivot * width + column]!;
        this.target = target + 1;
      }
      if (this.target >= rowCount) {
        this.pivot = pivot + 1;
        this.target = pivot + 2;
      }
      return false;
    }
    // Back substitution, in the right-hand column.
    for (let line = rowCount - 1; line >= 0; line--) {
      let sum = matrix[line * width + rowCount]!;
      for (let column = line + 1; column < rowCount; column++) sum -= matrix[line * width + column]! * matrix[column * width + rowCount]!;
      matrix[line * width + rowCount] = sum / matrix[line * width + line]!;
      if (line < termCount) this.weights[line] = matrix[line * width + rowCount]!;
    }
    this.trendPerS = matrix[rowCount * width - 1]! / 1000;
    return true;
  }
}
