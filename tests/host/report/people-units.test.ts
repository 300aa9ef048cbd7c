import { describe, expect, it } from "vitest";
import { clockTime, duration, durationInterval, exactly, holeDiameter, leakRate, pressure, temperature, volume } from "#host/report/people-units.ts";

describe("people's units", () => {
  it("tells the MS-22 hole as 26.7 L/h, or 18.5 kg/h where the density is not known", () => {
    // 18.485 kg/h through 0.8 mm at 692 kg/m³: 7.4199 mL/s.
    const rate = { value: 18.485 / 3600, low: 17 / 3600, high: 20 / 3600 };
    expect(leakRate(rate, 692)).toBe("26.7 L/h (24.6 … 28.9)");
    expect(leakRate(rate, undefined)).toBe("18.5 kg/h (17.0 … 20.0)");
  });

  it("tells three digits of large numbers too", () => {
    expect(leakRate({ value: 993e-6 / 3600, low: 664e-6 / 3600, high: 221_970e-6 / 3600 }, 1)).toBe("993 mL/h (664 … 222,000)");
    expect(leakRate({ value: 993.4e-6 / 3600, low: null, high: 999.7e-6 / 3600 }, 1)).toBe("993 mL/h (? … 1,000)");
    expect(duration(-39)).toBe("−39.0 s");
  });

  it("tells volumes in L and mL", () => {
    expect([volume(0.0123), volume(-10e-6)]).toEqual(["12.3 L", "−10.0 mL"]);
  });

  it("tells small leaks in mL/h and g/h", () => {
    // EPA's tank test: 379 mL/h.
    expect(leakRate(exactly((379e-6 * 998.2) / 3600), 998.2)).toBe("379 mL/h");
    expect(leakRate(exactly(6e-3 / 3600), undefined)).toBe("6.00 g/h");
  });

  it("tells a hole in mm and an unbounded end as such", () => {
    expect(holeDiameter({ value: 0.0008, low: 0.00074, high: null })).toBe("0.800 mm (0.740 … ∞)");
    expect(holeDiameter({ value: null, low: null, high: null })).toBe("not known");
  });

  it("says of a value without an interval that none is known, and nothing more of an exact one", () => {
    expect(leakRate({ value: 1e-4, low: null, high: null }, 998.2)).toBe("about 361 mL/h (interval not known)");
    expect(durationInterval({ value: 392, low: null, high: null })).toBe("about 6.53 min (interval not known)");
    expect(leakRate(exactly(1e-4), 998.2)).toBe("361 mL/h");
  });

  it("tells times left in the unit in which they read best", () => {
    expect(duration(45)).toBe("45.0 s");
    expect(duration(119)).toBe("119 s");
    expect(duration(392)).toBe("6.53 min");
    expect(duration(6_000)).toBe("100 min");
    expect(duration(11.3 * 3600)).toBe("11.3 h");
    expect(duration(3 * 86_400)).toBe("3.00 d");
    expect(durationInterval({ value: null, low: null, high: null })).toBe("never");
    expect(durationInterval({ value: 392, low: 361, high: 428 })).toBe("6.53 min (6.02 … 7.13)");
  });

  it("tells points in time as a clock does", () => {
    expect(clockTime(24_012.042)).toBe("6:40:12");
    expect(clockTime(2 * 86_400 + 59.6)).toBe("2 d 0:01:00");
    expect(clockTime(null)).toBe("not known");
  });

  it("tells pressure in bar, temperature in °C, and says when there is none", () => {
    expect(pressure(196_133)).toBe("1.961 bar");
    expect(temperature(293.15)).toBe("20.0 °C");
    expect(pressure(null)).toBe("no pressure");
    expect(temperature(null)).toBe("no temperature");
  });
});
