import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";

/**
 * Thermistor (beta formula) below a resistor, as the converter of a board sees it.
 * @param wire  read when asked; @param bits of the converter; @param random for one
 *   count of noise, as boards' converters have; without it there is none
 * @returns its pin's voltage as a fraction of the reference
 */
export function ntcDivider(
  plant: Plant,
  node: string,
  wire: () => "ok" | "open" | "short",
  bits = 12,
  betaK = 3950,
  random?: Random,
): (nowMs: number) => number {
  return (nowMs) => {
    plant.advanceTo(nowMs / 1000);
    const ohm = 10000 * Math.exp(betaK * (1 / plant.temperatureK(node) - 1 / 298.15));
    const state = wire();
    const fraction = state === "open" ? 1 : state === "short" ? 0 : ohm / (ohm + 10000);
    const steps = 1 << bits;
    return Math.max(0, Math.min(steps - 1, Math.round(fraction * steps + (random?.gaussian() ?? 0)))) / steps;
  };
}
