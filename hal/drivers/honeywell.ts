import type { TransmitterOptions } from "./pins.ts";
import { Fault } from "#hal/types.ts";
import type { Hal, I2cBus, Sample } from "#hal/types.ts";
import { PatientSensor } from "./patient-sensor.ts";

/** Counts at the ends of the span, by the order code's transfer function. */
const spans: Record<string, number[]> = {
  A: [1638.4, 14745.6], B: [819.2, 15564.8], C: [819.2, 13926.4], F: [655.36, 15400.96],
};

export interface HoneywellOptions extends TransmitterOptions {
  /** Letter of the order code (A: 10 … 90 %); nothing on the bus tells it. */
  transferFunction?: string;
}

/**
 * Honeywell HSC, SSC and ABP pressure sensors on I2C. A read gives the latest output and status; there is nothing to
 * begin. Options: `bus`, `address` (0x28), range and transfer function from the order code. `raw` is the count.
 * Source: Honeywell's I2C communications note, as in Linux hsc030pa.
 */
export class Honeywell extends PatientSensor<HoneywellOptions> {
  private bus: I2cBus | undefined;
  private count = 0;
  private temperatureCount = 0;
  private stale = 0;

  constructor(
    options: HoneywellOptions,
    private readonly hal: Hal,
  ) {
    super(options);
  }

  sample(): Sample {
    const options = this.options;
    const span = spans[options.transferFunction || "A"]!;
    const isValid = !this.fault;
    return {
      pressurePa: isValid ? options.lowPa + ((this.count - span[0]!) * (options.highPa - options.lowPa)) / (span[1]! - span[0]!) : NaN,
      temperatureK: isValid ? 223.15 + (this.temperatureCount * 200) / 2047 : NaN,
      fault: this.fault,
      raw: this.count,
    };
  }

  protected begin(nowMs: number): number {
    return this.collect(nowMs);
  }

  protected collect(nowMs: number): number {
    if (!this.isSetUp) this.bus = this.hal.i2c(this.options.bus || "I2C1");
    const bytes = this.bus!.readFrom(this.options.address || 0x28, 4);
    const status = bytes[0]! >> 6;
    // All ones are an absent part on a software bus as well.
    if (bytes[0] === 255 && bytes[1] === 255 && bytes[2] === 255) return this.fail(Fault.Nack, nowMs);
    this.isSetUp = true;
    if (status === 3) return this.fail(Fault.StatusBits, nowMs);
    // Command mode: not the part it should be, or badly programmed.
    if (status === 1) return this.fail(Fault.Id, nowMs);
    if (status === 2) {
      // Read already since its last update, every millisecond: looked at again once.
      if (!this.stale++) return 2;
      this.stale = 0;
      return this.fail(Fault.Stale, nowMs);
    }
    this.stale = 0;
    const count = ((bytes[0]! & 63) << 8) | bytes[1]!;
    this.count = count;
    this.temperatureCount = (bytes[2]! << 3) | (bytes[3]! >> 5);
    const span = spans[this.options.transferFunction || "A"]!;
    if (!count || count === 16383) return this.fail(count ? Fault.Short : Fault.OpenWire, nowMs);
    if (count < 0.95 * span[0]! || count > span[1]! + 0.05 * span[0]!) return this.fail(Fault.Saturated, nowMs);
    return this.succeed();
  }
}
