import type { HalWithPins } from "./pins.ts";
import { Fault } from "#hal/types.ts";
import type { Sample, SensorOptions } from "#hal/types.ts";
import { PatientSensor } from "./patient-sensor.ts";

export interface PulseFlowOptions extends SensorOptions {
  /** Pulses per m³ (450,000: YF-S201, 7.5 Hz per L/min). */
  pulsesPerM3?: number;
  /** Above this flow something else than flow makes the pulses, m³/s (1e-3). */
  highestM3PerS?: number;
}

/** Without a pulse for this long the flow is below what the meter can show, ms. */
const silenceMs = 3000;

/**
 * Flow meter that gives pulses, such as a YF-S201. Options: `pin`, `pulsesPerM3`. The mean interval of the pulses since
 * the last sample; no pulse is a flow of 0, which for such a meter means less than about 1 L/min. `raw` counts pulses.
 */
export class PulseFlow extends PatientSensor<PulseFlowOptions> {
  private isWatching = false;
  private pulses = 0;
  /** When pulses were last counted, by the board's clock: that of the edges may have another beginning. */
  private countedMs = -silenceMs;
  private firstS = NaN;
  private lastS = NaN;
  private counted = 0;
  private flowM3PerS = 0;

  constructor(
    options: PulseFlowOptions,
    private readonly hal: HalWithPins,
  ) {
    super(options);
  }

  sample(): Sample {
    return { flowOrLevel: this.fault ? NaN : this.flowM3PerS, fault: this.fault, raw: this.pulses };
  }

  protected begin(nowMs: number): number {
    this.isSetUp = true;
    if (!this.isWatching) {
      this.isWatching = true;
      // Successive times: the interpreter's own difference is the width of the low, not the period.
      this.hal.watch(this.options.pin || "", (timeS) => {
        this.pulses++;
        this.lastS = timeS;
      });
      return 1;
    }
    return this.collect(nowMs);
  }

  protected collect(nowMs: number): number {
    const count = this.pulses - this.counted;
    const scale = this.options.pulsesPerM3 || 450000;
    if (count) {
      // From the last pulse of before to the last of now; the very first pulse only begins an interval.
      if (!isNaN(this.firstS)) this.flowM3PerS = count / ((this.lastS - this.firstS) * scale);
      this.firstS = this.lastS;
      this.counted = this.pulses;
      this.countedMs = nowMs;
    } else if (!(nowMs - this.countedMs >= 0 && nowMs - this.countedMs < silenceMs)) {
      this.flowM3PerS = 0;
      this.firstS = NaN;
    }
    if (!(this.flowM3PerS >= 0 && this.flowM3PerS < (this.options.highestM3PerS || 1e-3))) return this.fail(Fault.OutOfRange, nowMs);
    return this.succeed();
  }
}
