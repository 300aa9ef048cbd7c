import type { HalWithPins } from "./pins.ts";
import { Fault } from "#hal/types.ts";
import type { Sample, SensorOptions } from "#hal/types.ts";
import { PatientSensor } from "./patient-sensor.ts";

export interface LevelSwitchOptions extends SensorOptions {
  /** Samples in a row that must agree before a change is believed (1): liquid sloshes. */
  debounceSamples?: number;
  /** Whether the resistors described at the driver are there, and the pin can convert. */
  isSupervised?: boolean;
}

/**
 * Float switch between a pulled-up pin and ground, closed while there is enough liquid: a cut wire then reads as low
 * level. Where the pin can convert, a divider of 10 kΩ at the supply, 10 kΩ in series with the switch's lead and 30 kΩ
 * across its contacts tells open, closed, cut and shorted apart: option `isSupervised`. `raw` is the last reading.
 */
export class LevelSwitch extends PatientSensor<LevelSwitchOptions> {
  private level = NaN;
  private pending = NaN;
  private agreeing = 0;
  private reading = 0;

  constructor(
    options: LevelSwitchOptions,
    private readonly hal: HalWithPins,
  ) {
    super(options);
  }

  sample(): Sample {
    return { flowOrLevel: this.fault ? NaN : this.level, fault: this.fault, raw: this.reading };
  }

  protected begin(nowMs: number): number {
    return this.collect(nowMs);
  }

  protected collect(nowMs: number): number {
    const pin = this.options.pin || "";
    let isClosed: boolean;
    this.isSetUp = true;
    if (this.options.isSupervised) {
      // Fractions of the supply: closed 10/20, open 40/50, cut 1, shorted 0; the limits lie midway.
      const fraction = this.hal.analogRead(pin);
      this.reading = Math.round(fraction * 65536);
      if (isNaN(fraction)) return this.fail(Fault.Absent, nowMs);
      if (fraction < 0.25) return this.fail(Fault.Short, nowMs);
      if (fraction > 0.9) return this.fail(Fault.OpenWire, nowMs);
      isClosed = fraction < 0.65;
    } else {
      isClosed = !this.hal.digitalRead(pin);
      this.reading = isClosed ? 1 : 0;
    }
    const level = isClosed ? 1 : 0;
    this.agreeing = level === this.pending ? this.agreeing + 1 : 0;
    this.pending = level;
    if (isNaN(this.level) || this.agreeing >= (this.options.debounceSamples || 1)) this.level = level;
    return this.succeed();
  }
}
