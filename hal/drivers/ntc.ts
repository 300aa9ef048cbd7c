import type { HalWithPins } from "./pins.ts";
import { Fault } from "#hal/types.ts";
import type { Sample, SensorOptions } from "#hal/types.ts";
import { PatientSensor } from "./patient-sensor.ts";

const readings = 8;

export interface NtcOptions extends SensorOptions {
  /** Resistor in series, Ω (10,000). */
  seriesOhm?: number;
  /** Whether the thermistor is at the supply and the resistor at ground; the other way round by default. */
  isHighSide?: boolean;
  /** Steinhart–Hart's a, b, c; in place of the next two. */
  steinhartHart?: number[];
  /** Resistance at 25 °C, Ω (10,000). */
  nominalOhm?: number;
  /** K (3950). */
  betaK?: number;
}

/**
 * NTC thermistor in a divider from the converter's own reference, which cancels. Options: `pin` and the divider's
 * values; name the side the thermistor is on, makers differ. `raw` is the mean reading in 1/65536 of the reference.
 */
export class Ntc extends PatientSensor<NtcOptions> {
  private fraction = NaN;
  private temperatureK = NaN;

  constructor(
    options: NtcOptions,
    private readonly hal: HalWithPins,
  ) {
    super(options);
  }

  sample(): Sample {
    return { temperatureK: this.fault ? NaN : this.temperatureK, fault: this.fault, raw: Math.round(this.fraction * 65536) };
  }

  protected begin(nowMs: number): number {
    return this.collect(nowMs);
  }

  protected collect(nowMs: number): number {
    const options = this.options;
    let sum = 0;
    for (let i = 0; i < readings; i++) sum += this.hal.analogRead(options.pin || "");
    const fraction = sum / readings;
    this.fraction = fraction;
    this.isSetUp = true;
    // Before the logarithm; a pin without a converter gives NaN.
    if (isNaN(fraction)) return this.fail(Fault.Absent, nowMs);
    if (fraction < 0.02) return this.fail(options.isHighSide ? Fault.OpenWire : Fault.Short, nowMs);
    if (fraction > 0.98) return this.fail(options.isHighSide ? Fault.Short : Fault.OpenWire, nowMs);
    const ratio = options.isHighSide ? (1 - fraction) / fraction : fraction / (1 - fraction);
    const ohm = (options.seriesOhm || 10000) * ratio;
    const s = options.steinhartHart;
    if (s) {
      const logarithm = Math.log(ohm);
      this.temperatureK = 1 / (s[0]! + s[1]! * logarithm + s[2]! * logarithm * logarithm * logarithm);
    } else {
      this.temperatureK = 1 / (1 / 298.15 + Math.log(ohm / (options.nominalOhm || 10000)) / (options.betaK || 3950));
    }
    return this.succeed();
  }
}
