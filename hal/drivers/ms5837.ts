import { Fault } from "#hal/types.ts";
import type { Hal, I2cBus, Sample, Sensor, SensorOptions } from "#hal/types.ts";
import { pausedUntil, retryEveryMs } from "./patient-sensor.ts";

/**
 * Numbers of one model, in this order. Second-order terms are multiples of dT²/2³⁷ (temperature), t²/16 (offset) and
 * t²/32 (sensitivity) with t = TEMP − 2000; below −15 °C, of (TEMP + 1500)²/2.
 */
export const enum Model {
  OffsetScale, OffsetSlope, SensitivityScale, SensitivitySlope, PressureDivisor, PressureUnitPa,
  ColdTemperature, ColdOffset, ColdSensitivity, VeryColdOffset, VeryColdSensitivity, HotTemperature, HotOffset,
  /** Pressure above which the part gives no measurement, Pa. */
  MaximumPa,
  /** Bounds of C1; another model's C1 lies outside. */
  LeastC1, GreatestC1,
  /** Type code of the model that this one is mistaken for; 0: none. */
  RefusedType,
  /** 7: CRC in the first word; 8: in the last. */
  Words,
  /** Highest oversampling is 256 · 2 to this. */
  FinestStep,
}

/** MS5837-30BA, 0 … 30 bar. Source: TE Connectivity MS5837-30BA data sheet, rev C2, pages 11 and 12. */
export const ms5837With30Bar = [
  65536, 128, 32768, 256, 8192, 10, 48, 24, 20, 14, 8, 2, 1, 3200000, 26000, 37000, 0x15, 7, 5,
];

/** MS5837-02BA, 0.3 … 1.2 bar. Source: TE Connectivity MS5837-02BA data sheet, rev A8, pages 7 and 8. */
export const ms5837With2Bar = [
  131072, 64, 65536, 128, 32768, 1, 44, 62, 63, 0, 0, 0, 0, 210000, 37001, 49000, 0x1a, 7, 5,
];

/** MS5611-01BA, to 1.2 bar. Source: TE Connectivity MS5611-01BA03 data sheet, pages 8 and 9. */
export const ms5611 = [
  65536, 128, 32768, 256, 32768, 1, 64, 40, 40, 14, 11, 0, 0, 130000, 1, 65534, 0, 8, 4,
];

/** MS5803-14BA, 0 … 14 bar. Source: TE Connectivity MS5803-14BA data sheet, pages 7 and 8. */
export const ms5803With14Bar = [
  65536, 128, 32768, 256, 32768, 10, 48, 24, 20, 14, 8, 7, 1, 1500000, 1, 65534, 0, 8, 4,
];

const enum Stage { Idle, Reset, Pressure, Temperature }

/** Failures in a row after which a part is taken for absent and started anew. */
const patience = 3;
/** Time to load the PROM after a reset, ms; the data sheets give none, public drivers wait 3 to 10. */
const resetMs = 10;

const notReady: Sample = { pressurePa: NaN, temperatureK: NaN, fault: Fault.NotReady, raw: 0 };

/**
 * Pressure and temperature sensors of the MS58xx family on I2C. The part has commands, not registers; a reading is two
 * conversions, and asking early gives 0 and spoils the conversion. Options: `bus`, `address` (0x76), `oversampling`
 * (256 … 8192, the finest by default). `raw` is the pressure's count.
 */
export class Ms5837 implements Sensor {
  private bus: I2cBus | undefined;
  private readonly address: number;
  /** Command of the pressure conversion; 16 more is the temperature's. */
  private conversion = 0;
  private waitMs = 0;
  private stage = Stage.Idle;
  /** When the running conversion is certainly done. */
  private dueMs = 0;
  /** When an absent part is looked for again; 0: it is not absent. */
  private retryMs = 0;
  private failures = 0;
  /** What `compensate` needs of the PROM and the model; undefined until the PROM has passed every check. */
  private terms: number[] | undefined;
  private pressureCount = 0;
  private last: Sample = notReady;

  constructor(
    private readonly options: SensorOptions,
    private readonly hal: Hal,
    private readonly model: number[],
  ) {
    this.address = options.address || 0x76;
    this.configure(options);
  }

  /** @param options `oversampling`: 256, 512 … 8192; rounded up, limited to what the model has */
  configure(options: { oversampling?: number }): void {
    const finest = this.model[Model.FinestStep]!;
    let step = 0;
    while (step < finest && 256 << step < (options.oversampling || 8192)) step++;
    this.conversion = 0x40 + 2 * step;
    // The data sheets' maximum conversion times, rounded up, and one for the timer.
    this.waitMs = [2, 3, 4, 6, 11, 20][step]!;
  }

  start(nowMs: number): number {
    if (this.retryMs && (this.retryMs = pausedUntil(this.retryMs, nowMs))) return 0;
    // A conversion begun while another runs would spoil both.
    if (this.stage) {
      const remainingMs = this.dueMs - nowMs;
      if (remainingMs > 0 && remainingMs <= this.waitMs) return remainingMs;
    }
    this.last = notReady;
    try {
      if (!this.terms) return this.reset(nowMs);
      this.bus!.writeTo(this.address, this.conversion);
    } catch {
      return this.fail(Fault.Nack, nowMs);
    }
    this.stage = Stage.Pressure;
    this.dueMs = nowMs + this.waitMs;
    return this.waitMs;
  }

  poll(nowMs: number): number {
    const stage = this.stage;
    if (!stage) return 0;
    const remainingMs = this.dueMs - nowMs;
    // Timers may come up to one millisecond early; that one is not part of the conversion.
    if (remainingMs > 1) return remainingMs;
    try {
      if (stage === Stage.Reset) return this.begin(nowMs);
      const bus = this.bus!;
      const address = this.address;
      bus.writeTo(address, 0);
      const bytes = bus.readFrom(address, 3);
      const count = bytes[0]! * 65536 + bytes[1]! * 256 + bytes[2]!;
      if (((count + 1) & 0xffffff) < 2) return this.fail(count ? Fault.Saturated : Fault.ZeroRaw, nowMs);
      if (stage === Stage.Temperature) {
        this.stage = Stage.Idle;
        this.compensate(count);
        return 0;
      }
      this.pressureCount = count;
      bus.writeTo(address, this.conversion + 16);
    } catch {
      return this.fail(Fault.Nack, nowMs);
    }
    this.stage = Stage.Temperature;
    this.dueMs = nowMs + this.waitMs;
    return this.waitMs;
  }

  sample(): Sample {
    return this.last;
  }

  close(): void {
    this.stage = Stage.Idle;
    this.last = this.invalid(Fault.Absent);
    this.retryMs = Infinity;
  }

  private invalid(fault: Fault): Sample {
    return { pressurePa: NaN, temperatureK: NaN, fault, raw: this.pressureCount };
  }

  /** The first step of the start-up. */
  private reset(nowMs: number): number {
    // Asking for the bus anew sets a jammed controller up again.
    this.bus = this.hal.i2c(this.options.bus || "I2C1");
    this.bus.writeTo(this.address, 0x1e);
    this.stage = Stage.Reset;
    this.dueMs = nowMs + resetMs;
    return resetMs;
  }

  /** The second: the first conversion, where the PROM is sound. */
  private begin(nowMs: number): number {
    const fault = this.readProm();
    if (fault) return this.fail(fault, nowMs);
    this.stage = Stage.Idle;
    return this.start(nowMs);
  }

  /** Notes a failure; the third in a row starts the part anew, and one that does not answer is then left alone. */
  private fail(fault: Fault, nowMs: number): number {
    this.failures++;
    this.stage = Stage.Idle;
    const isStarting = !this.terms;
    if (this.failures >= patience) {
      this.terms = undefined;
      // Zeros come from a part that has lost its power for a moment: started again at once, but not for ever.
      if (isStarting || fault === Fault.Nack || this.failures >= 2 * patience) this.retryMs = nowMs + retryEveryMs;
    }
    this.last = this.invalid(fault === Fault.Nack && !this.terms ? Fault.Absent : fault);
    return 0;
  }

  /** Reads and checks the PROM. @returns None, and `terms` are set; else what is wrong with it */
  private readProm(): Fault {
    const bus = this.bus!;
    const address = this.address;
    const model = this.model;
    const count = model[Model.Words]!;
    let id = 0;
    try {
      // Chip identity of Bosch barometers, which share the address and can pass a 4-bit CRC; no command of this part.
      bus.writeTo(address, 0xd0);
      id = bus.readFrom(address, 1)[0]!;
    } catch {
      // A part that refuses it is none of theirs.
    }
    if (id === 0x58 || id === 0x60) return Fault.Id;
    // CRC-4 (x⁴ + x + 1) by nibbles: the data sheet's bit loop costs the interpreter a second.
    const next = [0, 3, 6, 5, 12, 15, 10, 9, 11, 8, 13, 14, 7, 4, 1, 2];
    const words: number[] = [];
    let remainder = 0;
    let expected = 0;
    let isSame = true;
    let fault: Fault = Fault.None;
    for (let i = 0; i < 8; i++) {
      let word = 0;
      if (i < count) {
        bus.writeTo(address, 0xa0 + 2 * i);
        const bytes = bus.readFrom(address, 2);
        word = bytes[0]! * 256 + bytes[1]!;
        words.push(word);
        if (word !== words[0]) isSame = false;
        if (i > 0 && i < 7 && (!word || word === 0xffff)) fault = Fault.Prom;
        if (!i && count === 7) {
          expected = word >> 12;
          word &= 0xfff;
        }
        if (i === 7) {
          expected = word & 15;
          word &= 0xff00;
        }
      }
      remainder = next[next[remainder]! ^ (word >> 12)]! ^ ((word >> 8) & 15);
      remainder = next[next[remainder]! ^ ((word >> 4) & 15)]! ^ (word & 15);
    }
    // Nobody drives a line on which every word is the same. Zeros pass the CRC.
    if (isSame && words[0]) return Fault.Absent;
    if (fault) return fault;
    if (remainder !== next[expected]) return Fault.Crc;
    const c1 = words[1]!;
    const type = (words[0]! >> 5) & 127;
    if (c1 < model[Model.LeastC1]! || c1 > model[Model.GreatestC1]! || (type && type === model[Model.RefusedType])) return Fault.Id;
    // Everything but the last factor is a power of two, so that nothing is rounded otherwise than in the data sheet's order.
    const offsetUnit = model[Model.PressureDivisor]!;
    const sensitivityUnit = offsetUnit * 2097152;
    this.terms = [
      words[5]! * 256, words[6]! / 8388608,
      (words[2]! * model[Model.OffsetScale]!) / offsetUnit, words[4]! / model[Model.OffsetSlope]! / offsetUnit,
      (c1 * model[Model.SensitivityScale]!) / sensitivityUnit, words[3]! / model[Model.SensitivitySlope]! / sensitivityUnit,
      model[Model.ColdOffset]! / 16 / offsetUnit, model[Model.ColdSensitivity]! / 32 / sensitivityUnit, model[Model.ColdTemperature]! / 137438953472,
      model[Model.HotOffset]! / 16 / offsetUnit, model[Model.HotTemperature]! / 137438953472,
      model[Model.PressureUnitPa]!, model[Model.MaximumPa]!,
    ];
    return Fault.None;
  }

  /**
   * Second-order compensation, unrounded. Source: data sheets as given beside the models.
   * @param count  of the temperature conversion
   */
  private compensate(count: number): void {
    const terms = this.terms!;
    const difference = count - terms[0]!;
    const t = difference * terms[1]!;
    const square = t * t;
    let offset = terms[2]! + difference * terms[3]!;
    let sensitivity = terms[4]! + difference * terms[5]!;
    let correction = difference * difference;
    if (t < 0) {
      offset -= square * terms[6]!;
      sensitivity -= square * terms[7]!;
      correction *= terms[8]!;
      if (t < -3500) {
        const colder = ((t + 3500) * (t + 3500)) / 2 / this.model[Model.PressureDivisor]!;
        offset -= colder * this.model[Model.VeryColdOffset]!;
        sensitivity -= (colder * this.model[Model.VeryColdSensitivity]!) / 2097152;
      }
    } else {
      offset -= square * terms[9]!;
      correction *= terms[10]!;
    }
    const temperatureK = 293.15 + (t - correction) / 100;
    const pressurePa = (this.pressureCount * sensitivity - offset) * terms[11]!;
    this.failures = 0;
    // The conversions carry no CRC; what no part can show is a broken transfer.
    if (pressurePa > -20000 && pressurePa < terms[12]! && temperatureK > 223 && temperatureK < 378) this.last = { pressurePa, temperatureK, fault: Fault.None, raw: this.pressureCount };
    else this.last = this.invalid(Fault.OutOfRange);
  }
}
