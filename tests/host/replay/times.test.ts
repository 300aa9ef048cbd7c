import { describe, expect, it } from "vitest";
import { readRunTime, timeReaderFor } from "#host/replay/times.ts";

function seconds(cell: string): number | undefined {
  return timeReaderFor(cell)?.(cell);
}

describe("time columns", () => {
  it("reads the day the Unix clock showed a billion seconds, in every form", () => {
    for (const cell of ["2001-09-09 01:46:40", "2001-09-09T01:46:40", "2001-09-09T01:46:40Z", "2001-09-09T03:46:40+02:00",
      "2001-09-08T20:16:40-05:30", "2001-09-09T01:46:40.000Z", "2001-09-09 01:46:40,0"]) {
      expect(seconds(cell), cell).toBe(1e9);
    }
  });

  it("reads plain seconds, with fractions and exponents", () => {
    expect(seconds("12.042")).toBe(12.042);
    expect(seconds("1e3")).toBe(1000);
    expect(seconds("-1")).toBe(-1);
  });

  it("keeps milliseconds", () => {
    expect(seconds("1970-01-01T00:00:01.250Z")).toBe(1.25);
  });

  it("reads the leap day and not one that never was", () => {
    expect(seconds("2024-02-29 00:00:00")).toBe(1_709_164_800);
    expect(seconds("2023-02-29 00:00:00")).toBeUndefined();
  });

  it("refuses what people also write, rather than guess", () => {
    for (const cell of ["08/02/2020 13:30:47", "13:30:47", "2020-02-08", "now", "", "12,5", "0x10", "Infinity", "2020-13-01 00:00:00", "2020-01-01 24:00:00"]) {
      expect(seconds(cell), cell).toBeUndefined();
    }
  });

  it("does not change its mind within a column", () => {
    const read = timeReaderFor("2020-02-08 13:30:47")!;
    expect(read("12")).toBeUndefined();
  });
});

describe("times of a run, as options give them", () => {
  it("are seconds, or have a unit", () => {
    expect(["3600", "3600s", "90min", "5h", "1.5d", "1e3", " 2 h "].map(readRunTime)).toEqual([3600, 3600, 5400, 18_000, 129_600, 1000, 7200]);
  });

  it("are nothing else", () => {
    for (const text of ["", "-5", "noon", "5 m", "5H", "1:00", "5h5", "0x10", "Infinity"]) expect(readRunTime(text), text).toBeUndefined();
  });
});
