import { Fault } from "#hal/types.ts";
import type { Hal, I2cBus, Sample, SensorOptions } from "#hal/types.ts";
import { PatientSensor } from "./patient-sensor.ts";

/** Pressure 16 times, temperature twice, forced. */
const measure = (2 << 5) | (5 << 2) | 1;
/** The data sheet's maximum of 43.2 ms and one for the timer. */
const measurementMs = 45;
const skipped = 0x80000;

/**
 * BMP280 barometer on I2C (Bosch BST-BMP280-DS001); the BME280's pressure half too. Options: `bus`, `address` (0x77).
 * Pipelined: `start` hands over the measurement forced a cycle ago. `raw` is the pressure's 20-bit count.
 */
export class Bmp280 extends PatientSensor<SensorOptions> {
  private bus: I2cBus | undefined;
  private readonly address: number;
  /** T1 … T3, P1 … P9. */
  private trim: number[] = [];
  private sinceMs = -1;
  private count = 0;
  private pressurePa = NaN;
  private temperatureK = NaN;

  constructor(
    options: SensorOptions,
    private readonly hal: Hal,
  ) {
    super(options);
    this.address = options.address || 0x77;
  }

  sample(): Sample {
    const isValid = !this.fault;
    return {
      pressurePa: isValid ? this.pressurePa : NaN, temperatureK: isValid ? this.temperatureK : NaN, fault: this.fault, raw: this.count,
    };
  }

  protected begin(nowMs: number): number {
    const isRunning = this.sinceMs >= 0;
    if (isRunning) {
      const waitMs = this.collect(nowMs);
      if (waitMs || !this.isSetUp) return waitMs;
    }
    if (!this.isSetUp) {
      this.bus = this.hal.i2c(this.options.bus || "I2C1");
      const id = this.read(0xd0, 1)[0]!;
      // A line that nobody drives is no part.
      if (!id || id === 255) return this.fail(Fault.Nack, nowMs);
      if (id !== 0x58 && id !== 0x60) return this.fail(Fault.Id, nowMs);
      const bytes = this.read(0x88, 24);
      const trim: number[] = [];
      for (let i = 0; i < 12; i++) {
        const word = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
        // T1 and P1 alone are without a sign.
        trim.push(!i || i === 3 ? word : (word << 16) >> 16);
      }
      if (!trim[0] || !trim[3] || (trim[0] === 0xffff && trim[3] === 0xffff)) return this.fail(Fault.Prom, nowMs);
      this.trim = trim;
      this.isSetUp = true;
    }
    this.bus!.writeTo(this.address, [0xf4, measure]);
    this.sinceMs = nowMs;
    return isRunning ? 0 : measurementMs;
  }

  protected collect(nowMs: number): number {
    const ageMs = nowMs - this.sinceMs;
    if (this.sinceMs < 0) return 0;
    if (ageMs >= 0 && ageMs < measurementMs - 1) return measurementMs - ageMs;
    this.sinceMs = -1;
    // Status, settings and both results in one read; they belong together.
    const bytes = this.read(0xf3, 10);
    if (bytes[0] === 255 && bytes[1] === 255) return this.fail(Fault.Nack, nowMs);
    if ((bytes[1]! & 0xfc) !== (measure & 0xfc)) return this.fail(Fault.Reset, nowMs);
    if (bytes[0]! & 8) return this.fail(Fault.Timeout, nowMs);
    if (ageMs > 5000 || ageMs < 0) return this.fail(Fault.Stale, nowMs);
    const pressureCount = (bytes[4]! << 12) | (bytes[5]! << 4) | (bytes[6]! >> 4);
    const temperatureCount = (bytes[7]! << 12) | (bytes[8]! << 4) | (bytes[9]! >> 4);
    this.count = pressureCount;
    if (pressureCount === skipped || temperatureCount === skipped) return this.fail(Fault.NotReady, nowMs);
    if (!pressureCount || !temperatureCount) return this.fail(Fault.ZeroRaw, nowMs);
    this.compensate(pressureCount, temperatureCount);
    // The data sheet's range and a margin.
    if (!(this.pressurePa > 25000 && this.pressurePa < 120000)) return this.fail(Fault.OutOfRange, nowMs);
    return this.succeed();
  }

  /** Source: the data sheet's appendix, double precision. */
  private compensate(adcP: number, adcT: number): void {
    const t = this.trim;
    const y = adcT / 131072 - t[0]! / 8192;
    const fine = (adcT / 16384 - t[0]! / 1024) * t[1]! + y * y * t[2]!;
    this.temperatureK = 273.15 + fine / 5120;
    let v1 = fine / 2 - 64000;
    const v2 = ((v1 * v1 * t[8]!) / 32768 + v1 * t[7]! * 2) / 4 + t[6]! * 65536;
    v1 = (1 + ((t[5]! * v1 * v1) / 524288 + t[4]! * v1) / 524288 / 32768) * t[3]!;
    const p = ((1048576 - adcP - v2 / 4096) * 6250) / v1;
    this.pressurePa = p + ((t[11]! * p * p) / 2147483648 + (p * t[10]!) / 32768 + t[9]!) / 16;
  }

  private read(register: number, length: number): Uint8Array {
    this.bus!.writeTo(this.address, register);
    return this.bus!.readFrom(this.address, length);
  }
}
