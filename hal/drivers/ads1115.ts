import type { TransmitterOptions } from "./pins.ts";
import { Fault } from "#hal/types.ts";
import type { Hal, I2cBus, Sample } from "#hal/types.ts";
import { PatientSensor, retryEveryMs } from "./patient-sensor.ts";

/** Single conversion against ground, ± 4.096 V, 128 a second, comparator off; the channel goes into bits 14 … 12. */
const singleConversion = 0xc383;
const voltPerCount = 125e-6;
/** 1/128 s, ten per cent slow, and one for the timer. */
const conversionMs = 10;

/** One converter, shared by the sensors on its channels: it converts one channel at a time. */
interface Converter {
  bus: string;
  address: number;
  owner: object | undefined;
  sinceMs: number;
  /** The sensor that it has not answered yet, and since when. */
  asker: object | undefined;
  askedMs: number;
}

let board: Hal | undefined;
let converters: Converter[] = [];

/** @returns the converter at that place of a board, the same for every sensor on it */
function converterAt(hal: Hal, bus: string, address: number): Converter {
  if (hal !== board) {
    board = hal;
    converters = [];
  }
  const known = converters.find((converter) => converter.bus === bus && converter.address === address);
  if (known) return known;
  const converter: Converter = { bus, address, owner: undefined, sinceMs: 0, asker: undefined, askedMs: 0 };
  converters.push(converter);
  return converter;
}

export interface Ads1115Options extends TransmitterOptions {
  /** Input, 0 … 3, against ground. */
  channel: number;
  /** 4–20 mA: the shunt, Ω (100). */
  shuntOhm?: number;
  /** Ratiometric: the input that the transmitter's supply is divided down to, as the signal is. */
  supplyChannel?: number;
}

/**
 * Pressure transmitter on an ADS1115 (TI SBAS444D): 4–20 mA over a shunt, or ratiometric 0.5 … 4.5 V of 5 V where a
 * `supplyChannel` is given. Options: `bus`, `address` (0x48). Current limits are NAMUR NE 43's. A result is believed
 * only where the configuration reads back as written: an early read would give another channel's. `raw` is the count.
 */
export class Ads1115Transmitter extends PatientSensor<Ads1115Options> {
  private readonly converter: Converter;
  private bus: I2cBus | undefined;
  private channel = 0;
  private count = 0;
  private supplyCount = 0;
  private suspicions = 0;
  private pressurePa = NaN;

  constructor(
    options: Ads1115Options,
    private readonly hal: Hal,
  ) {
    super(options);
    this.converter = converterAt(hal, options.bus || "I2C1", options.address || 0x48);
  }

  sample(): Sample {
    return { pressurePa: this.fault ? NaN : this.pressurePa, fault: this.fault, raw: this.count };
  }

  protected begin(nowMs: number): number {
    const converter = this.converter;
    // Another sensor's conversion is not to be disturbed, but one that nobody came for is.
    const elapsedMs = nowMs - converter.sinceMs;
    if (converter.owner && converter.owner !== this && elapsedMs >= 0 && elapsedMs < 500) return conversionMs;
    const askedMs = nowMs - converter.askedMs;
    // One that has gone is looked for once a minute, by one of its sensors.
    if (converter.asker && converter.asker !== this && askedMs >= 0 && askedMs < retryEveryMs) return this.fail(Fault.Nack, nowMs);
    if (!this.isSetUp) this.bus = this.hal.i2c(converter.bus);
    converter.asker = this;
    converter.askedMs = nowMs;
    const supply = this.options.supplyChannel;
    // Each time: a supply that sags would be a pressure that falls.
    this.channel = supply === undefined ? this.options.channel : supply;
    this.convert(nowMs);
    return conversionMs;
  }

  protected collect(nowMs: number): number {
    const converter = this.converter;
    const address = converter.address;
    if (converter.owner !== this) return this.begin(nowMs);
    const elapsedMs = nowMs - converter.sinceMs;
    if (elapsedMs < conversionMs - 1) return conversionMs - elapsedMs;
    converter.owner = undefined;
    this.bus!.writeTo(address, 1);
    const settings = this.bus!.readFrom(address, 2);
    const word = (settings[0]! << 8) | settings[1]!;
    const written = singleConversion | ((4 + this.channel) << 12);
    if (word === 0xffff) return this.fail(Fault.Nack, nowMs);
    converter.asker = undefined;
    // Bit 15: done. The rest is what was written, or the part has been reset meanwhile.
    if ((word & 0x7fff) !== (written & 0x7fff)) return this.fail(Fault.Reset, nowMs);
    if (!(word & 0x8000)) return this.fail(Fault.Timeout, nowMs);
    this.bus!.writeTo(address, 0);
    const bytes = this.bus!.readFrom(address, 2);
    const count = ((bytes[0]! << 24) >> 16) | bytes[1]!;
    this.isSetUp = true;
    if (this.channel !== this.options.channel) {
      this.supplyCount = count;
      this.channel = this.options.channel;
      this.convert(nowMs);
      return conversionMs;
    }
    this.count = count;
    if (count === 0x7fff) return this.fail(Fault.Saturated, nowMs);
    return this.options.supplyChannel === undefined ? this.fromCurrent(count, nowMs) : this.fromRatio(count / this.supplyCount, nowMs);
  }

  private convert(nowMs: number): void {
    const word = singleConversion | ((4 + this.channel) << 12);
    this.bus!.writeTo(this.converter.address, [1, word >> 8, word & 255]);
    this.converter.owner = this;
    this.converter.sinceMs = nowMs;
  }

  /** Source: NAMUR NE 43: 3.8 … 20.5 mA measures, to 3.6 and from 21 mA is failure, between them may be either. */
  private fromCurrent(count: number, nowMs: number): number {
    const milliAmpere = (count * voltPerCount * 1000) / (this.options.shuntOhm || 100);
    if (milliAmpere <= 3.6) return this.fail(Fault.OpenWire, nowMs);
    if (milliAmpere >= 21) return this.fail(Fault.Short, nowMs);
    this.suspicions = milliAmpere < 3.8 || milliAmpere > 20.5 ? this.suspicions + 1 : 0;
    if (this.suspicions > 2) return this.fail(milliAmpere < 3.8 ? Fault.OpenWire : Fault.Short, nowMs);
    return this.scale((milliAmpere - 4) / 16);
  }

  /** Limits: Allegro's sensor interface tutorial: below 4 and above 96 % is a broken wire, to 10 and from 90 % beyond the range. */
  private fromRatio(ratio: number, nowMs: number): number {
    // A supply below 2 V at the pin is none.
    if (this.supplyCount < 2 / voltPerCount) return this.fail(Fault.StatusBits, nowMs);
    if (ratio < 0.04) return this.fail(Fault.OpenWire, nowMs);
    if (ratio > 0.96) return this.fail(Fault.Short, nowMs);
    if (ratio < 0.09 || ratio > 0.91) return this.fail(Fault.OutOfRange, nowMs);
    return this.scale((ratio - 0.1) / 0.8);
  }

  private scale(fraction: number): number {
    this.pressurePa = this.options.lowPa + fraction * (this.options.highPa - this.options.lowPa);
    return this.succeed();
  }
}
