import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";

/** What a thermistor's data sheet says of it. */
export interface Thermistor {
  /** Steinhart–Hart's a, b, c; in place of the next two. */
  steinhartHart?: readonly number[];
  /** Resistance at 25 °C, Ω (10,000). */
  nominalOhm?: number;
  /** K (3950). */
  betaK?: number;
}

/** @returns resistance at a temperature, Ω; the Steinhart–Hart equation solved for it, or the beta formula */
export function thermistorOhm(temperatureK: number, thermistor: Thermistor = {}): number {
  const s = thermistor.steinhartHart;
  if (!s) return (thermistor.nominalOhm ?? 10000) * Math.exp((thermistor.betaK ?? 3950) * (1 / temperatureK - 1 / 298.15));
  const x = (s[0]! - 1 / temperatureK) / s[2]!;
  const y = Math.sqrt((s[1]! / (3 * s[2]!)) ** 3 + x * x / 4);
  return Math.exp(Math.cbrt(y - x / 2) - Math.cbrt(y + x / 2));
}

export interface NtcDividerOptions {
  /** Of the converter (12). */
  bits?: number;
  /** The thermistor's (10 kΩ, beta 3950). */
  ohmAt?: (temperatureK: number) => number;
  /** Resistor in series, Ω (10,000). */
  seriesOhm?: number | undefined;
  /** Whether the thermistor is at the supply. */
  isHighSide?: boolean | undefined;
  /** For one count of noise, as boards' converters have; without it there is none. */
  random?: Random;
}

/**
 * Thermistor and resistor as the converter of a board sees them.
 * @param wire  read when asked
 * @returns its pin's voltage as a fraction of the reference
 */
export function ntcDivider(plant: Plant, node: string, wire: () => "ok" | "open" | "short", options: NtcDividerOptions = {}): (nowMs: number) => number {
  const { bits = 12, ohmAt = thermistorOhm, seriesOhm = 10000, isHighSide = false, random } = options;
  const steps = 1 << bits;
  return (nowMs) => {
    plant.advanceTo(nowMs / 1000);
    const ohm = ohmAt(plant.temperatureK(node));
    const state = wire();
    const share = state === "open" ? 1 : state === "short" ? 0 : ohm / (ohm + seriesOhm);
    const fraction = isHighSide ? 1 - share : share;
    return Math.max(0, Math.min(steps - 1, Math.round(fraction * steps + (random?.gaussian() ?? 0)))) / steps;
  };
}
