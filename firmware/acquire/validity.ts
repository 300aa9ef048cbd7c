import { Fault } from "#hal/types.ts";
import type { SensorConfiguration } from "../configuration.ts";

/** Physical bounds of any reading: absolute pressure, Pa; temperature, K. */
const highestPressurePa = 1e8;
const lowestK = 150;
const highestK = 600;
/**
 * Identical readings in a row that make a sensor stuck: at least so many, and so many times the longest run seen while
 * it was well. A pressure sensor of 24 bits never repeats itself; a thermometer may for minutes. Before anything is
 * known of a sensor, as in commissioning, only a much longer run of a pressure counts, and none of a temperature.
 */
const leastStuckPressures = 20;
const leastStuckTemperatures = 300;
const leastStuckUnknown = 1200;
const stuckFactor = 8;

/**
 * Validity of all readings and the mean of each quantity's valid ones. A reading out of physical range is invalid; one
 * that never moves is stuck.
 */
export class Validity {
  /** Fault of each sensor's last reading. */
  readonly faults: Uint8Array;
  /** Means of the valid readings, SI; NaN where none is valid. */
  pressurePa = NaN;
  temperatureK = NaN;
  hasTemperature = false;
  readonly isPressure: boolean[] = [];
  /** Flow and level: read, but not judged here. */
  private readonly isOther: boolean[] = [];
  /** Set while the monitor watches: then the runs seen before tell what is normal. */
  known = false;
  private readonly last: Float64Array;
  private readonly runs: Uint32Array;
  private readonly longest: Uint32Array;

  constructor(sensors: SensorConfiguration[]) {
    const count = sensors.length;
    this.faults = new Uint8Array(count);
    this.last = new Float64Array(count);
    this.runs = new Uint32Array(count);
    this.longest = new Uint32Array(count);
    this.last.fill(NaN);
    for (let index = 0; index < count; index++) {
      this.isPressure.push(sensors[index]!.quantity === "pressure");
      if (sensors[index]!.quantity === "temperature") this.hasTemperature = true;
      this.isOther.push(!this.isPressure[index] && sensors[index]!.quantity !== "temperature");
    }
  }

  /**
   * @param values readings, SI; @param faults what the drivers say of them; @param raws what is compared for stuck-at:
   * raw counts, or the readings themselves
   * @returns whether any sensor's fault is another than before
   */
  vote(values: Float64Array, faults: Uint8Array, raws: Float64Array): boolean {
    const isPressure = this.isPressure;
    const last = this.last;
    const runs = this.runs;
    let changed = false;
    let pressures = 0;
    let temperatures = 0;
    let pressureSum = 0;
    let temperatureSum = 0;
    for (let index = 0; index < values.length; index++) {
      if (this.isOther[index]) continue;
      const value = values[index]!;
      const pressure = isPressure[index];
      if (faults[index] || raws[index] === last[index] || runs[index] || this.faults[index] || !(pressure ? value >= 0 && value < highestPressurePa : value > lowestK && value < highestK)) {
        if (this.inspect(index, value, faults[index]!, raws[index]!)) changed = true;
        if (this.faults[index]) continue;
      }
      last[index] = raws[index]!;
      if (pressure) {
        pressureSum += value;
        pressures++;
      } else {
        temperatureSum += value;
        temperatures++;
      }
    }
    this.pressurePa = pressures ? pressureSum / pressures : NaN;
    this.temperatureK = temperatures ? temperatureSum / temperatures : NaN;
    return changed;
  }

  /** The long way, for a reading that is not plainly good. @returns whether the sensor's fault changed */
  private inspect(index: number, value: number, fault: number, raw: number): boolean {
    const before = this.faults[index]!;
    const pressure = this.isPressure[index];
    if (!fault && !(pressure ? value >= 0 && value < highestPressurePa : value > lowestK && value < highestK)) fault = isNaN(value) ? Fault.Absent : Fault.OutOfRange;
    if (!fault) {
      const run = this.runs[index]!;
      if (!this.known && !pressure && run > this.longest[index]!) this.longest[index] = run;
      const least = !this.known ? leastStuckUnknown : pressure ? leastStuckPressures : leastStuckTemperatures;
      const most = this.known || pressure ? Math.max(least, stuckFactor * this.longest[index]!) : Infinity;
      if (raw === this.last[index]) {
        this.runs[index] = run + 1;
        if (run >= most) fault = Fault.Stuck;
      } else {
        if (run < most && run > this.longest[index]!) this.longest[index] = run;
        this.runs[index] = 0;
      }
    }
    this.faults[index] = fault;
    return fault !== before;
  }
}
