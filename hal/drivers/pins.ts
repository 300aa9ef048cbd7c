import type { Hal, SensorOptions } from "#hal/types.ts";

/** SPI controller, in the shape of the interpreter's own. It cannot fail: an absent part reads as all ones or zeros. */
export interface SpiBus {
  /** @param chipSelect pin held low meanwhile; @returns as many bytes as were sent, the first of them while the first was */
  send(data: number[], chipSelect: string): Uint8Array;
}

/** A board whose pins and SPI are used too. */
export interface HalWithPins extends Hal {
  spi(bus: string): SpiBus;
  /** @returns the voltage on a pin as a fraction of the converter's reference, 0 … 1; NaN on a pin without a converter */
  analogRead(pin: string): number;
  /** @returns whether a pin is high; it is pulled up */
  digitalRead(pin: string): boolean;
  /** Calls back at every rising edge with its time, s; the times of two edges differ by what really passed between them. */
  watch(pin: string, onRise: (timeS: number) => void): void;
}

/** A transmitter whose output is proportional to a pressure. */
export interface TransmitterOptions extends SensorOptions {
  /** Absolute or gauge pressure, as the transmitter means it, at the low and the high end of its span, Pa. */
  lowPa: number;
  highPa: number;
}
