import { describe, expect, it } from "vitest";
import { decimate, robustRange, Series } from "#host/report/series.ts";

function ramp(count: number, value: (index: number) => number): { timeS: Float64Array; values: Float64Array } {
  return { timeS: Float64Array.from({ length: count }, (_, index) => index), values: Float64Array.from({ length: count }, (_, index) => value(index)) };
}

describe("thinning out for a plot", () => {
  it("keeps a single spike among a million samples", () => {
    const { timeS, values } = ramp(1_000_000, (index) => (index === 777_777 ? 9 : Math.sin(index)));
    const points = decimate(timeS, values, 0, 999_999, 800);
    expect(points.length).toBeLessThanOrEqual(1602);
    expect(points).toContainEqual({ timeS: 777_777, value: 9 });
    expect(points.every((point, index) => index === 0 || point.timeS >= points[index - 1]!.timeS)).toBe(true);
  });

  it("gives short data as they are", () => {
    const { timeS, values } = ramp(100, (index) => index);
    expect(decimate(timeS, values, 10, 19, 800).map((point) => point.value)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it("breaks the line across a pause", () => {
    const timeS = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 600, 601, 602);
    const points = decimate(timeS, new Float64Array(10).fill(1), 0, 602, 800);
    expect(points.filter((point) => Number.isNaN(point.value))).toHaveLength(1);
  });

  it("leaves no valid value out beside an invalid one", () => {
    const { timeS, values } = ramp(10_000, (index) => (index % 2 === 0 ? NaN : index));
    const finite = decimate(timeS, values, 0, 9999, 100).filter((point) => Number.isFinite(point.value));
    expect(finite[0]!.value).toBe(1);
    expect(finite[finite.length - 1]!.value).toBe(9999);
  });
});

describe("a plot's limits", () => {
  it("are not stretched by absurd values", () => {
    const { values } = ramp(10_000, (index) => 196_133 + (index % 100));
    values[5] = 1e30;
    values[6] = -1e30;
    values[7] = Infinity;
    const [low, high] = robustRange(values)!;
    expect(low).toBeGreaterThan(196_000);
    expect(high).toBeLessThan(196_400);
  });

  it("hold all of an ordinary record", () => {
    const { values } = ramp(1000, (index) => index);
    expect(robustRange(values)).toEqual([0, 999]);
    expect(robustRange(Float64Array.of(NaN, NaN))).toBeUndefined();
  });
});

describe("a growing column", () => {
  it("holds what was put in", () => {
    const series = new Series();
    for (let index = 0; index < 5000; index++) series.push(index);
    expect(series.view()).toEqual(Float64Array.from({ length: 5000 }, (_, index) => index));
  });
});
