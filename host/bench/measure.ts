/** CPU time of this process so far, s, its helper threads included. The machine may be shared; the clock would tell of others. */
function cpuNowS(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** @returns CPU time that a run takes, s */
export function cpuS(run: () => void): number {
  const beginS = cpuNowS();
  run();
  return cpuNowS() - beginS;
}

/** The same for a run that waits. */
export async function cpuOfS(run: () => Promise<void>): Promise<number> {
  const beginS = cpuNowS();
  await run();
  return cpuNowS() - beginS;
}

/** @returns the middle value, of an even number the mean of the two */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** @returns medians of what `run` gives, of so many calls after one that does not count */
export function medianOf(times: number, run: () => number): number {
  run();
  return median(Array.from({ length: times }, run));
}

/** Least-squares line through points. @returns its slope per unit of x, and the largest distance of a point from it as a share of the point */
export function lineThrough(x: readonly number[], y: readonly number[]): { slope: number; worst: number } {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  let top = 0;
  let bottom = 0;
  for (let index = 0; index < x.length; index++) {
    top += (x[index]! - meanX) * (y[index]! - meanY);
    bottom += (x[index]! - meanX) ** 2;
  }
  const slope = top / bottom;
  return { slope, worst: Math.max(...y.map((value, index) => Math.abs(value - meanY - slope * (x[index]! - meanX)) / value)) };
}
