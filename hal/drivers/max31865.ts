import type { HalWithPins, SpiBus } from "./pins.ts";
import { Fault } from "#hal/types.ts";
import type { Sample, SensorOptions } from "#hal/types.ts";
import { PatientSensor } from "./patient-sensor.ts";

/** Bias on, 50 Hz filter. */
const biased = 0x81;
const settledMs = 11;
/** 66 ms with the 50 Hz filter, and one for the timer. */
const conversionMs = 68;
/** Every so many samples a fault-detection cycle looks at the wires: open ones can look valid without it. */
const detectEvery = 10;

const enum Stage { Idle, Settling, Converting, Detecting }

export interface Max31865Options extends SensorOptions {
  /** Pin of its chip select. */
  chipSelect: string;
  /** Reference resistor, Ω (430: most breakouts; 400 in the data sheet; ten times that for a PT1000). */
  referenceOhm?: number;
  /** Resistance at 0 °C, Ω (100). */
  zeroOhm?: number;
  /** 2, 3 or 4 (4). */
  wires?: number;
}

/**
 * MAX31865 with a PT100 or PT1000 on SPI. Options: `bus` (SPI1), `chipSelect`, resistances. Spread over two cycles: the
 * bias settles, then a conversion runs; `start` hands over what was begun a cycle ago. SPI shows no absence: settings
 * and thresholds are read back each time. `raw` is the 15-bit ratio.
 * Source: Maxim MAX31865 data sheet; Callendar–Van Dusen, IEC 60751.
 */
export class Max31865 extends PatientSensor<Max31865Options> {
  private bus: SpiBus | undefined;
  private stage: Stage = Stage.Idle;
  private sinceMs = 0;
  private samples = 0;
  private count = 0;
  private temperatureK = NaN;
  private settings = 0;

  constructor(
    options: Max31865Options,
    private readonly hal: HalWithPins,
  ) {
    super(options);
  }

  sample(): Sample {
    return { temperatureK: this.fault ? NaN : this.temperatureK, fault: this.fault, raw: this.count };
  }

  protected begin(nowMs: number): number {
    if (this.stage >= Stage.Converting) {
      const waitMs = this.collect(nowMs);
      if (waitMs) return waitMs;
      if (this.isSetUp && this.stage === Stage.Idle) this.convert(nowMs);
      return 0;
    }
    if (!this.isSetUp) {
      this.bus = this.hal.spi(this.options.bus || "SPI1");
      this.settings = biased | (this.options.wires === 3 ? 0x10 : 0);
      // Thresholds a little inside full scale and zero, or the part calls neither an open nor a shorted wire a fault.
      this.send([0x80, this.settings | 2]);
      this.send([0x83, 0xe6, 0x66, 0x0a, 0x3c]);
      const back = this.send([3, 0, 0, 0, 0]);
      if (back[1] !== 0xe6 || back[2] !== 0x66 || back[3] !== 0x0a || back[4] !== 0x3c) return this.fail(Fault.Absent, nowMs);
      this.isSetUp = true;
      this.stage = Stage.Settling;
      this.sinceMs = nowMs;
      return settledMs;
    }
    this.convert(nowMs);
    return conversionMs;
  }

  protected collect(nowMs: number): number {
    const ageMs = nowMs - this.sinceMs;
    if (this.stage === Stage.Settling) {
      if (ageMs < settledMs - 1) return settledMs - ageMs;
      this.convert(nowMs);
      return conversionMs;
    }
    if (this.stage === Stage.Detecting) {
      if (ageMs < 1) return 1;
      this.stage = Stage.Idle;
      const status = this.send([7, 0])[1]!;
      // The next conversion is due already.
      this.convert(nowMs);
      return status & 0xfc ? this.refuse(status, nowMs) : this.succeed();
    }
    if (this.stage !== Stage.Converting) return 0;
    if (ageMs >= 0 && ageMs < conversionMs - 1) return conversionMs - ageMs;
    this.stage = Stage.Idle;
    const bytes = this.send([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    // Everything back as it was written, or the supply was away and the bias is off.
    if (bytes[1] === 255 && bytes[4] === 255) return this.vanish(Fault.Absent, nowMs);
    if (bytes[4] !== 0xe6) return this.vanish(bytes[4] === 255 ? Fault.Reset : Fault.Absent, nowMs);
    if ((bytes[1]! & 0xd1) !== this.settings) return this.vanish(Fault.Reset, nowMs);
    if (ageMs > 5000 || ageMs < 0) return this.fail(Fault.Stale, nowMs);
    const word = (bytes[2]! << 8) | bytes[3]!;
    this.count = word >> 1;
    const faults = bytes[8]!;
    if (word & 1 || faults) return this.refuse(faults, nowMs);
    if (!this.count) return this.fail(Fault.ZeroRaw, nowMs);
    this.convertToTemperature((this.count / 32768) * (this.options.referenceOhm || 430));
    if (++this.samples % detectEvery) return this.succeed();
    // Takes 0.6 ms, and no conversion meanwhile.
    this.send([0x80, this.settings | 4]);
    this.stage = Stage.Detecting;
    this.sinceMs = nowMs;
    return 1;
  }

  /** Bits: 7 too high, 6 too low, 5 … 3 wires, 2 voltage outside the supply. */
  private refuse(status: number, nowMs: number): number {
    this.send([0x80, this.settings | 2]);
    if (status & 0x04) return this.fail(Fault.StatusBits, nowMs);
    if (status & 0x40) return this.fail(Fault.Short, nowMs);
    return this.fail(status & 0xb8 ? Fault.OpenWire : Fault.StatusBits, nowMs);
  }

  private send(bytes: number[]): Uint8Array {
    return this.bus!.send(bytes, this.options.chipSelect);
  }

  private convert(nowMs: number): void {
    this.send([0x80, this.settings | 0x20]);
    this.stage = Stage.Converting;
    this.sinceMs = nowMs;
  }

  private vanish(fault: Fault, nowMs: number): number {
    this.isSetUp = false;
    return this.fail(fault, nowMs);
  }

  private convertToTemperature(ohm: number): void {
    const ratio = ohm / (this.options.zeroOhm || 100);
    const a = 3.9083e-3;
    const b = -5.775e-7;
    let celsius = (-a + Math.sqrt(a * a - 4 * b * (1 - ratio))) / (2 * b);
    if (ratio < 1) {
      // Two Newton steps put the third term in, which counts below zero only.
      const c = -4.183e-12;
      for (let step = 0; step < 2; step++) {
        const t = celsius;
        const value = 1 + a * t + b * t * t + c * (t - 100) * t * t * t - ratio;
        celsius -= value / (a + 2 * b * t + c * (4 * t - 300) * t * t);
      }
    }
    this.temperatureK = 273.15 + celsius;
  }
}
