import { SimulatedHal } from "./simulated-hal.ts";
import type { SimulatedHalOptions } from "./simulated-hal.ts";

/** An emulated part on SPI: one call is one time its chip select is low. */
export interface SpiPart {
  /** @returns as many bytes as came in */
  transfer(data: readonly number[], nowMs: number): Uint8Array;
}

/** An emulated part whose pulses a pin is watched for. */
export interface EdgeSource {
  /** Called at each rising edge with its time, s. */
  onRise: ((timeS: number) => void) | undefined;
}

export interface SimulatedPinsOptions extends SimulatedHalOptions {
  /** Parts on SPI by their chip select; nothing on one reads as what the open line shows. */
  spi?: Readonly<Record<string, SpiPart>>;
  /** What an SPI line that nobody drives reads as. */
  openLine?: 0 | 255;
  /** Voltages on pins as fractions of the reference, by pin. */
  analog?: Readonly<Record<string, (nowMs: number) => number>>;
  /** Levels of pins, by pin; a pin left out is pulled up. */
  digital?: Readonly<Record<string, (nowMs: number) => boolean>>;
  /** What gives pulses, by pin. */
  edges?: Readonly<Record<string, EdgeSource>>;
}

/** A board on the host whose pins and SPI are used too, as drivers of such parts want it. */
export class SimulatedHalWithPins extends SimulatedHal {
  private readonly watchers: Record<string, (timeS: number) => void> = {};

  constructor(private readonly pins: SimulatedPinsOptions) {
    super(pins);
  }

  spi(_bus: string): { send(data: number[], chipSelect: string): Uint8Array } {
    return {
      send: (data, chipSelect) =>
        this.pins.spi?.[chipSelect]?.transfer(data, this.nowMs()) ?? new Uint8Array(data.length).fill(this.pins.openLine ?? 0),
    };
  }

  analogRead(pin: string): number {
    return this.pins.analog?.[pin]?.(this.nowMs()) ?? NaN;
  }

  digitalRead(pin: string): boolean {
    return this.pins.digital?.[pin]?.(this.nowMs()) ?? true;
  }

  watch(pin: string, onRise: (timeS: number) => void): void {
    this.watchers[pin] = onRise;
    const source = this.pins.edges?.[pin];
    if (source) source.onRise = onRise;
  }

  /** A rising edge on a pin, now. */
  rise(pin: string): void {
    this.watchers[pin]?.(this.nowMs() / 1000);
  }
}
