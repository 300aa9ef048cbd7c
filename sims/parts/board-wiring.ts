import type { SimulatedI2c, SimulatedOneWire } from "#hal/simulated/bus.ts";
import type { EdgeSource, SpiPart } from "#hal/simulated/simulated-pins.ts";

/** What the emulated parts hang on, by the names and pins that sensors give. */
export interface BoardWiring {
  i2c: Record<string, SimulatedI2c>;
  oneWire: Record<string, SimulatedOneWire>;
  /** By chip select. */
  spi: Record<string, SpiPart>;
  /** Voltages as fractions of the reference. */
  analog: Record<string, (nowMs: number) => number>;
  digital: Record<string, (nowMs: number) => boolean>;
  edges: Record<string, EdgeSource>;
}

/** @returns a board to which nothing is wired yet */
export function bareBoard(): BoardWiring {
  return { i2c: {}, oneWire: {}, spi: {}, analog: {}, digital: {}, edges: {} };
}
