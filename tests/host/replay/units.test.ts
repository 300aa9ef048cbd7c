import { describe, expect, it } from "vitest";
import { toSi, unitNames, unitOf, type Quantity } from "#host/replay/units.ts";

/** Water at 20 °C. */
const densityKgPerM3 = 998.2;

function si(quantity: Quantity, value: number, name?: string): number {
  return toSi(unitOf(quantity, name)!, value, densityKgPerM3);
}

describe("units of recordings", () => {
  it("reads one standard atmosphere in every absolute unit", () => {
    expect(si("pressure", 101_325, "Pa")).toBe(101_325);
    expect(si("pressure", 101.325, "kPa")).toBeCloseTo(101_325, 6);
    expect(si("pressure", 1.01325, "bar")).toBeCloseTo(101_325, 6);
    expect(si("pressure", 1013.25, "mbar")).toBeCloseTo(101_325, 6);
    // NIST SP 811: 1 atm is 14.695 948 775 psi.
    expect(si("pressure", 14.695948775, "psi")).toBeCloseTo(101_325, 3);
  });

  it("leaves gauge what it is: the monitor adds the pressure outside, as to a gauge sensor's reading", () => {
    expect(si("pressure", 0, "barg")).toBe(0);
    expect(si("pressure", 1, "barg")).toBe(100_000);
    expect(si("pressure", -0.273216, "barg")).toBeCloseTo(-27_321.6, 6);
    expect(si("pressure", 1, "psig")).toBeCloseTo(6_894.757, 3);
  });

  it("reads ice, body and boiling point in kelvin", () => {
    expect(si("temperature", 0, "degC")).toBeCloseTo(273.15, 10);
    expect(si("temperature", 98.6, "degF")).toBeCloseTo(310.15, 10);
    expect(si("temperature", 212, "degF")).toBeCloseTo(373.15, 10);
  });

  it("reads 60 L/min as a litre a second, and a mass flow through the density", () => {
    expect(si("flow", 60, "L/min")).toBeCloseTo(1e-3, 12);
    expect(si("flow", 0.9982, "kg/s")).toBeCloseTo(1e-3, 12);
  });

  it("takes SI where no unit is named, and knows no other name", () => {
    expect(si("pressure", 196_133)).toBe(196_133);
    expect(si("temperature", 293.15)).toBe(293.15);
    for (const name of ["furlong", "PA", "bara", "", "degC"]) expect(unitOf("pressure", name)).toBeUndefined();
    expect(unitNames("pressure")).toEqual(["Pa", "kPa", "bar", "mbar", "psi", "Pag", "kPag", "barg", "mbarg", "psig"]);
  });
});
