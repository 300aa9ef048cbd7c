import type { SensorConfiguration } from "#firmware/configuration.ts";

export type Quantity = SensorConfiguration["quantity"];

/** A unit that a recording may be in: SI value = value × factor + offset, then what the marks ask for. */
export interface Unit {
  name: string;
  factor: number;
  offset: number;
  /** Relative to the pressure outside, which the monitor adds, as to a gauge sensor's reading. */
  gauge: boolean;
  /** A mass flow, to be divided by the density. */
  mass: boolean;
}

const absolute = (name: string, factor: number): Unit => ({ name, factor, offset: 0, gauge: false, mass: false });

/** NIST SP 811, appendix B: 1 psi = 6894.757 293 168 Pa (lbf/in², both exact). */
const pressures = [
  absolute("Pa", 1), absolute("kPa", 1_000), absolute("bar", 100_000), absolute("mbar", 100), absolute("psi", 6_894.757293168),
];

const units: Record<Quantity, Unit[]> = {
  pressure: [...pressures, ...pressures.map((unit) => ({ ...unit, name: `${unit.name}g`, gauge: true }))],
  temperature: [
    absolute("K", 1),
    { ...absolute("degC", 1), offset: 273.15 },
    { ...absolute("degF", 5 / 9), offset: 273.15 - (32 * 5) / 9 },
  ],
  flow: [absolute("m3/s", 1), absolute("L/min", 1e-3 / 60), { ...absolute("kg/s", 1), mass: true }],
  level: [absolute("m", 1), absolute("percent", 0.01)],
};

export const quantities = Object.keys(units) as Quantity[];

/** @returns the unit of that exact name; the quantity's SI unit for an absent name; undefined for any other */
export function unitOf(quantity: Quantity, name: string | undefined): Unit | undefined {
  return name === undefined ? units[quantity][0] : units[quantity].find((unit) => unit.name === name);
}

/** @returns names of every unit of a quantity, in the order in which they should be offered */
export function unitNames(quantity: Quantity): string[] {
  return units[quantity].map((unit) => unit.name);
}

/**
 * @param densityKgPerM3 of the coolant; NaN where it is not known
 * @returns Pa (absolute or gauge, as the unit is), K, m³/s, m (or the filled part, 0 … 1, where the recording is in per cent)
 */
export function toSi(unit: Unit, value: number, densityKgPerM3: number): number {
  const si = value * unit.factor + unit.offset;
  return unit.mass ? si / densityKgPerM3 : si;
}
