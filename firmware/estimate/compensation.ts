import { termCount } from "./thermal-history.ts";

/** Lines of the normal equations, one of which is worked off a sample, and their length. */
const rowCount = termCount + 2;
const width = rowCount + 1;
/** Variance of the temperature from which on its swing says something of the loop, K². */
const leastSpreadK2 = 0.04;
/** Share of a term's variance by which its weight is shrunk. */
const shrinkage = 3e-5;
/** Standard deviation of a term, times the temperature's swing, at which half of its weight is believed, K². */
const shrinkageK2 = 1e-3;

/**
 * Learns how much of the inventory's wandering follows the temperature's history: a ridge regression of the inventory
 * on the thermal terms, a constant and a trend, in normal equations. The work of a row is spread over the samples of
 * the next one, and solving over some fifty samples, so that no cycle is long.
 */
export class Compensation {
  /** Learnt weights of the thermal terms, residual unit per K (the last: per K²). */
  readonly weights = new Float64Array(termCount);
  rows = 0;
  private readonly matrix = new Float64Array(rowCount * width);
  private work = this.matrix;
  private row = new Float64Array(width);
  private readonly sums = new Float64Array(termCount);
  private readonly means = new Float32Array(width);
  private sample = 0;
  /** Next line of the normal equations that is to have the last row. */
  private line = rowCount;
  private sum = 0;
  private zero = NaN;
  private pivot = 0;
  private target = 1;
  private isSolved = false;

  /**
   * @param rowSamples samples averaged into one row, 10 or a multiple of it; every fifth one's thermal terms go into it, because
   * noise of the thermometer that stays in the terms makes their weights too small, and four of them take turns
   * @param forgets 0, or the share by which a moving mean follows the rows, that is taken off each: only what is quick
   * is learnt then, and thermal terms that are too noisy for it get less weight
   */
  constructor(private readonly rowSamples: number, private readonly forgets: number) {}

  /** @param value inventory of the sample; @param terms thermal terms; @param timeS since learning began, s */
  learn(value: number, terms: Float64Array, timeS: number): void {
    if (isNaN(this.zero)) this.zero = value;
    this.sum += value - this.zero;
    const sample = this.sample;
    const row = this.row;
    const sums = this.sums;
    if (this.line < rowCount) this.addLine();
    if (sample % 5 === 4) for (let term = 0; term < termCount; term++) sums[term] = sums[term]! + terms[term]! * 5 / this.rowSamples;
    this.sample = sample + 1;
    if (this.sample < this.rowSamples) return;
    row.set(sums);
    sums.fill(0);
    row[termCount] = 1;
    row[termCount + 1] = timeS / 1000;
    row[rowCount] = this.sum / this.rowSamples;
    if (this.forgets) {
      for (let column = 0; column < width; column++) {
        const above = row[column]! - this.means[column]!;
        this.means[column] = this.means[column]! + above * (this.rows ? this.forgets : 1);
        row[column] = this.rows ? above : 0;
      }
    }
    this.sum = 0;
    this.sample = 0;
    this.line = 0;
    this.rows++;
  }

  /** Works the last row into the next line of the normal equations. */
  private addLine(): void {
    const row = this.row;
    const matrix = this.matrix;
    const line = this.line++;
    for (let column = line; column < width; column++) matrix[line * width + column] = matrix[line * width + column]! + row[line]! * row[column]!;
  }

  /**
   * Makes a copy to work on, in which every term is shrunk by a small share of its own variance: where the record hardly
   * tells terms apart this decides, and keeps them from cancelling each other in the record alone. What a temperature
   * that hardly moved has taught is shrunk besides: it would be far off where it moves.
   * @param swingK peak-to-peak temperature
   */
  prepare(swingK: number): void {
    // A row that had reached some of the lines only would make them contradict each other.
    while (this.line < rowCount) this.addLine();
    const matrix = this.matrix.slice();
    const slack = shrinkageK2 / (swingK + 0.01);
    for (let line = 0; line < rowCount; line++) {
      // The constant itself has no variance.
      const sum = matrix[line < termCount ? line * width + termCount : termCount * width + line]!;
      const energy = matrix[line * width + line]!;
      matrix[line * width + line] = energy + 1e-9 + (line === termCount ? 0 : shrinkage * (energy - sum * sum / this.rows) + this.rows * slack * slack);
    }
    this.work = matrix;
    this.pivot = 0;
    this.target = 1;
    this.isSolved = false;
  }

  /**
   * @returns by how much the inventory follows the temperature's swing, residual unit per K; NaN where it hardly swings.
   * The thermal terms of the first seven kinds add up to the temperature's distance from its reference.
   */
  followsPerK(): number {
    const matrix = this.matrix;
    let sum = 0;
    let squares = 0;
    let products = 0;
    for (let line = 0; line < termCount - 1; line++) {
      for (let column = line; column < termCount - 1; column++) squares += (column > line ? 2 : 1) * matrix[line * width + column]!;
      sum += matrix[line * width + termCount]!;
      products += matrix[line * width + rowCount]!;
    }
    const rows = this.rows;
    const spread = squares - sum * sum / rows;
    if (!(spread > rows * leastSpreadK2)) return NaN;
    return (products - sum * matrix[termCount * width + rowCount]! / rows) / spread;
  }

  /** Carries the solution on by one row. @returns whether it is complete */
  solve(): boolean {
    if (this.isSolved) return true;
    const matrix = this.work;
    const pivot = this.pivot;
    const target = this.target;
    if (pivot < rowCount) {
      const diagonal = pivot * width + pivot;
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
    this.isSolved = true;
    this.work = this.matrix;
    return true;
  }
}
