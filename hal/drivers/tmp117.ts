import { Fault } from "#hal/types.ts";
import type { Hal, I2cBus, Sample, SensorOptions } from "#hal/types.ts";
import { PatientSensor } from "./patient-sensor.ts";

/** One-shot, 8 averages. */
const oneShot = 0x0e20;
/** Eight conversions of 17.5 ms at most, and two for the timer. */
const conversionMs = 142;

/**
 * TMP117 temperature sensor on I2C (TI SNOSD82D). Options: `bus`, `address` (0x48). Nothing on its line is protected,
 * so identity and settings are read with every sample. Pipelined as the DS18B20: `start` hands over the conversion
 * begun a cycle ago. `raw` is in 1/128 °C.
 */
export class Tmp117 extends PatientSensor<SensorOptions> {
  private bus: I2cBus | undefined;
  private readonly address: number;
  private sinceMs = -1;
  private count = 0;

  constructor(
    options: SensorOptions,
    private readonly hal: Hal,
  ) {
    super(options);
    this.address = options.address || 0x48;
  }

  sample(): Sample {
    return { temperatureK: this.fault ? NaN : 273.15 + this.count / 128, fault: this.fault, raw: this.count };
  }

  protected begin(nowMs: number): number {
    const isRunning = this.sinceMs >= 0;
    if (isRunning) {
      const waitMs = this.collect(nowMs);
      if (waitMs) return waitMs;
      // What went wrong with the last is told before the next is begun.
      if (!this.isSetUp) return 0;
    }
    if (!this.isSetUp) {
      this.bus = this.hal.i2c(this.options.bus || "I2C1");
      const id = this.word(15);
      // A line that nobody drives is no part.
      if (!id || id === 0xffff) return this.fail(Fault.Nack, nowMs);
      if ((id & 0xfff) !== 0x117) return this.fail(Fault.Id, nowMs);
      // An offset in its memory that nobody asked for.
      if (this.word(7) !== 0) return this.fail(Fault.Prom, nowMs);
      this.isSetUp = true;
    }
    this.bus!.writeTo(this.address, [1, oneShot >> 8, oneShot & 255]);
    this.sinceMs = nowMs;
    return isRunning ? 0 : conversionMs;
  }

  protected collect(nowMs: number): number {
    const ageMs = nowMs - this.sinceMs;
    if (this.sinceMs < 0) return 0;
    if (ageMs >= 0 && ageMs < conversionMs - 1) return conversionMs - ageMs;
    this.sinceMs = -1;
    const settings = this.word(1);
    const count = (this.word(0) << 16) >> 16;
    if ((this.word(15) & 0xfff) !== 0x117) return this.fail(Fault.Nack, nowMs);
    // Back in its power-on state, or not done: no conversion of ours.
    if ((settings & 0x3e0) === 0x220 && !(settings & 0xc00)) return this.fail(Fault.Reset, nowMs);
    if (count === -32768) return this.fail(Fault.NotReady, nowMs);
    if (!(settings & 0x2000)) return this.fail(Fault.Stale, nowMs);
    if (ageMs > 5000 || ageMs < 0) return this.fail(Fault.Stale, nowMs);
    this.count = count;
    return this.succeed();
  }

  /** @returns a register, 16 bits, unsigned */
  private word(register: number): number {
    this.bus!.writeTo(this.address, register);
    const bytes = this.bus!.readFrom(this.address, 2);
    return (bytes[0]! << 8) | bytes[1]!;
  }
}
