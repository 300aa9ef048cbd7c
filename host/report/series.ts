/** A column of numbers that grows. */
export class Series {
  private values = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(2 * this.values.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  last(): number | undefined {
    return this.length > 0 ? this.values[this.length - 1] : undefined;
  }

  /** @returns a view of what is there; not kept up to date by later pushes */
  view(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}

export interface Point { timeS: number; value: number }

/** Columns of a plot per pixel: the least and the greatest value of each are kept, so no spike is lost. */
const pointsPerPixel = 2;

/** A pause of more than this many median periods is a gap: it breaks the line. */
export const gapPeriods = 5;

/**
 * Thins out a series to what a plot can show.
 * @param timeS   ascending; @param values as many, NaN where not known
 * @param pixels  width of the plot
 * @returns points inside [fromS, toS] in order of time, at most two a pixel, with a NaN point where the line is to break
 */
export function decimate(timeS: Float64Array, values: Float64Array, fromS: number, toS: number, pixels: number): Point[] {
  const first = firstAtOrAfter(timeS, fromS);
  const end = firstAtOrAfter(timeS, toS + 1e-9);
  const breakS = gapPeriods * medianPeriodS(timeS, first, end);
  const points: Point[] = [];
  const spanS = toS - fromS;
  const point = (index: number): void => {
    const last = points[points.length - 1];
    if (last !== undefined && timeS[index]! - last.timeS > Math.max(breakS, (gapPeriods * spanS) / pixels)) {
      points.push({ timeS: last.timeS, value: NaN });
    }
    points.push({ timeS: timeS[index]!, value: values[index]! });
  };
  if (end - first <= pointsPerPixel * pixels || spanS <= 0) {
    for (let index = first; index < end; index++) point(index);
    return points;
  }
  for (let index = first; index < end;) {
    const pixelEndS = fromS + (spanS * (Math.floor(((timeS[index]! - fromS) / spanS) * pixels) + 1)) / pixels;
    let least = index;
    let greatest = index;
    let next = index;
    do {
      const value = values[next]!;
      if (!(values[least]! <= value)) least = Number.isNaN(value) ? least : next;
      if (!(values[greatest]! >= value)) greatest = Number.isNaN(value) ? greatest : next;
      next++;
    } while (next < end && timeS[next]! < pixelEndS);
    point(Math.min(least, greatest));
    if (least !== greatest) point(Math.max(least, greatest));
    index = next;
  }
  return points;
}

/**
 * Limits of a plot that a few absurd values cannot stretch: what 99.8 % of the values span, widened by its own width at
 * both ends, and no more than the values need.
 * @returns undefined where no value is finite
 */
export function robustRange(values: Float64Array): [number, number] | undefined {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  if (sorted.length === 0) return undefined;
  const low = sorted[Math.floor(0.001 * (sorted.length - 1))]!;
  const high = sorted[Math.ceil(0.999 * (sorted.length - 1))]!;
  return [Math.max(sorted[0]!, 2 * low - high), Math.min(sorted[sorted.length - 1]!, 2 * high - low)];
}

function firstAtOrAfter(timeS: Float64Array, soughtS: number): number {
  let low = 0;
  let high = timeS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeS[middle]! < soughtS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns median of the first thousand periods or so between two places, s; 0 where there is none */
export function medianPeriodS(timeS: Float64Array, first: number, end: number): number {
  if (end - first < 2) return 0;
  const periods = new Float64Array(Math.min(end - first - 1, 999));
  for (let index = 0; index < periods.length; index++) periods[index] = timeS[first + index + 1]! - timeS[first + index]!;
  return periods.sort()[periods.length >> 1]!;
}
