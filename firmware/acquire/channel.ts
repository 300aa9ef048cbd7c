import { Fault } from "#hal/types.ts";
import { standardAtmospherePa, type SensorConfiguration } from "../configuration.ts";

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
/** A change from one reading to the next that no plant can make, Pa and K. */
const greatestStepPa = 1000000;
const greatestStepK = 20;
/** Good readings in a row after which a sensor that was faulty is believed again. */
const goodReadings = 3;
/**
 * Readings after a leap that no plant can make, after which it is believed where it leapt to: of a thermometer so many,
 * of a pressure, which may burst, a few that are not the same.
 */
const leaptReadings = 600;
const burstReadings = 3;
/** Good readings in a row after which a fault that comes is not the last one coming again. */
export const calmReadings = 60;
/** Cycles without a reading that are a drop-out; one that was away for longer is faulty. */
const latestCycles = 5;

/** What is known of one sensor: its last reading, its fault, and what the vote has learnt of it. */
export class Channel {
  fault: Fault = Fault.None;
  readonly isPressure: boolean;
  /** Added to each reading, Pa: a gauge sensor's outside pressure. */
  outsidePa = 0;
  /** Last reading, absolute, SI; NaN before the first. */
  reading = NaN;
  /** What was compared last for stuck-at, how often it was the same, and the most that it was while the sensor was well. */
  last = NaN;
  run = 0;
  longest = 0;
  /** Identical readings below which it cannot be stuck. */
  readonly leastStuck: number;
  readonly greatestStep: number;
  /** Cycles without a reading, and good readings that are still needed. */
  private missed = 0;
  private needed = 0;
  /** Readings since it leapt, as thermometers count them. */
  private leapt = 0;
  /** Good readings until it is calm; twice `calmReadings` and down where it comes and goes, and then not yet told that it is well. */
  calm = 0;
  /** For the vote: at another node than the first sensor; readings learnt from; offset to the vote and its mean deviation, SI. */
  isSpare = false;
  taken = 0;
  offset = 0;
  /** Its distance from what was agreed on when a dispute began, SI. */
  parted = 0;
  spread = 0;
  strikes = 0;

  constructor(readonly index: number, readonly sensor: SensorConfiguration) {
    this.isPressure = sensor.quantity === "pressure";
    this.leastStuck = this.isPressure ? leastStuckPressures : leastStuckTemperatures;
    this.greatestStep = this.isPressure ? greatestStepPa : greatestStepK;
    if (sensor.reference === "gauge") this.outsidePa = sensor.externalPressurePa || standardAtmospherePa;
  }

  /**
   * The long way, for a reading that is not plainly good. Out of physical range it is none. After a jump that no plant can
   * make, after one that never moved and after a long absence, a sensor is believed again when several good readings have
   * followed; after a short drop-out, at once.
   * @param isKnown whether the runs seen before tell what is normal
   * @returns whether the fault changed, or has been away for long enough to be told
   */
  inspect(value: number, fault: number, raw: number, isKnown: boolean): boolean {
    const before = this.fault;
    const isPressure = this.isPressure;
    const run = this.run;
    if (!fault && !(value >= (isPressure ? 0 : lowestK) && value < (isPressure ? highestPressurePa : highestK))) fault = isNaN(value) ? Fault.Absent : Fault.OutOfRange;
    if (fault) {
      if (++this.missed > latestCycles) {
        this.needed = goodReadings;
        if (fault === Fault.NotReady) fault = Fault.Stale;
      }
    } else {
      this.missed = 0;
      const isUnknownK = !isKnown && !isPressure;
      const most = isUnknownK ? Infinity : Math.max(isKnown ? this.leastStuck : leastStuckUnknown, stuckFactor * this.longest);
      if (run > this.longest && (isUnknownK || (run <= most && raw !== this.last))) this.longest = run;
      const isLeap = Math.abs(value - this.reading) >= this.greatestStep;
      if (isLeap) {
        fault = Fault.Rate;
        this.leapt += isPressure ? (raw !== this.last ? leaptReadings / burstReadings : 0) : 1;
      }
      if (raw !== this.last) this.run = 0;
      else if (run > most) fault = Fault.Stuck;
      // It may come back from there.
      if (!isLeap || this.leapt > leaptReadings) {
        this.reading = value;
        this.leapt = 0;
      }
      this.last = raw;
      // One that the others contradict is believed again when the vote says so.
      if (fault) this.needed = goodReadings;
      else if (before >= Fault.Disagree || (this.needed && --this.needed)) fault = before;
    }
    this.fault = fault;
    if (!fault) {
      if (this.calm && --this.calm === calmReadings) return true;
    } else if (!before) this.calm = this.calm ? 2 * calmReadings : calmReadings;
    return fault !== before;
  }
}
