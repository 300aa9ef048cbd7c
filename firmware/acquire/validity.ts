import { Fault } from "#hal/types.ts";
import type { SensorConfiguration } from "../configuration.ts";

/** Physical bounds of any reading: absolute pressure, Pa; temperature, K. */
const highestPressurePa = 1e8;
const lowestK = 150;
const highestK = 600;
/** Identical pressures in a row that make a sensor stuck, at least; and how many times the longest run seen while it was well. */
const leastStuck = 60;
const stuckFactor = 8;

/**
 * Validity of all readings and the mean of each quantity's valid ones. A reading out of physical range is invalid; a
 * pressure that never moves is stuck. Quantised sensors repeat themselves for long, so the run that counts as stuck
 * grows with the longest run that ended.
 */
export class Validity {
  /** Fault of each sensor's last reading. */
  readonly faults: Uint8Array;
  /** Means of the valid readings, SI; NaN where none is valid. */
  pressurePa = NaN;
  temperatureK = NaN;
  readonly isPressure: boolean[] = [];
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
    for (let index = 0; index < count; index++) this.isPressure.push(sensors[index]!.quantity === "pressure");
  }

  /**
   * @param values readings, SI; @param faults what the drivers say of them
   * @returns whether any sensor's fault is another than before
   */
  vote(values: Float64Array, faults: Uint8Array): boolean {
    const isPressure = this.isPressure;
    const last = this.last;
    const runs = this.runs;
    let changed = false;
    let pressures = 0;
    let temperatures = 0;
    let pressureSum = 0;
    let temperatureSum = 0;
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      if (isPressure[index]) {
        if (faults[index] || value === last[index] || !(value >= 0 && value < highestPressurePa) || runs[index] || this.faults[index]) {
          if (this.inspect(index, value, faults[index]!)) changed = true;
          if (this.faults[index]) continue;
        }
        last[index] = value;
        pressureSum += value;
        pressures++;
      } else {
        if (faults[index] || !(value > lowestK && value < highestK) || this.faults[index]) {
          if (this.inspect(index, value, faults[index]!)) changed = true;
          if (this.faults[index]) continue;
        }
        temperatureSum += value;
        temperatures++;
      }
    }
    this.pressurePa = pressures ? pressureSum / pressures : NaN;
    this.temperatureK = temperatures ? temperatureSum / temperatures : NaN;
    return changed;
  }

  /** The long way, for a reading that is not plainly good. @returns whether the sensor's fault changed */
  private inspect(index: number, value: number, fault: number): boolean {
    const before = this.faults[index]!;
    const pressure = this.isPressure[index];
    if (!fault && !(pressure ? value >= 0 && value < highestPressurePa : value > lowestK && value < highestK)) fault = isNaN(value) ? Fault.Absent : Fault.OutOfRange;
    if (!fault && pressure) {
      const run = this.runs[index]!;
      const most = Math.max(leastStuck, stuckFactor * this.longest[index]!);
      if (value === this.last[index]) {
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
