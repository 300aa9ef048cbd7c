import { standardAtmospherePa, type Configuration, type SensorConfiguration } from "#firmware/configuration.ts";
import { InputError } from "#sims/input-error.ts";
import { CoolantLoop } from "#sims/loop/coolant-loop.ts";
import { VolumeClosure } from "#sims/loop/volume-closure.ts";
import type { Truth } from "#sims/world.ts";
import { readRunTime } from "#host/replay/times.ts";
import { clockTime } from "#host/report/people-units.ts";

/** A hole that is laid into a recording. */
export interface InjectedHole {
  diameterM: number;
  /** Board time, s. */
  onsetS: number;
}

/** What was laid in, in the form of a simulation's truth. */
export type InjectedTruth = Truth & { injected: true };

/** How many of them a metre has. */
const perMetre: Readonly<Record<string, number>> = { um: 1e6, µm: 1e6, mm: 1e3, m: 1 };
const holeForm = /^hole=(\d+\.?\d*|\.\d+)\s*(um|µm|mm|m)@(.*)$/;
/** A larger hole is a broken pipe, which the flow through an orifice does not describe, m. */
const largestHoleM = 0.05;

/** Readings whose median is what the loss is worked out from: the recorded noise must not move the loss. */
const medianOf = 31;
/** Longest step of the loop's integration, s, and the most of them between two rows. */
const longestStepS = 1;
const mostSteps = 2000;
/** A longer gap is taken as this one: nothing of the loop is left, s. */
const longestGapS = 3e8;

/** @returns the hole that `hole=0.5mm@5h` means; @throws InputError for any other text */
export function parseInjection(text: string): InjectedHole {
  const match = holeForm.exec(text);
  const diameterM = match ? Number(match[1]) / perMetre[match[2]!]! : NaN;
  const onsetS = readRunTime(match?.[3] ?? "");
  if (onsetS === undefined || !(diameterM > 0 && diameterM <= largestHoleM)) {
    const why = onsetS !== undefined ? `holes of up to ${largestHoleM * 1000} mm can be laid in; ` : "";
    throw new InputError(`--inject ${text}: ${why}right would be hole=DIAMETER@TIME, a time of the run, as in hole=0.5mm@5h or hole=80um@18000`);
  }
  return { diameterM, onsetS };
}

/**
 * @param commissionedS when commissioning ended, board time, s; undefined where it did not
 * @param refusal why nothing was watched after it; undefined where the loop was watched
 * @returns for each hole that was open before, why it is not found, in a sentence
 */
export function holesInCommissioning(holes: readonly InjectedHole[], commissionedS: number | undefined, refusal?: string): string[] {
  const ended = commissionedS === undefined ? "which did not end; right would be a time after its end, in a longer recording"
    : refusal !== undefined ? `which was refused (${refusal}) at ${clockTime(commissionedS)}, so that nothing was watched; right would be a later time`
      : `which ended at ${clockTime(commissionedS)} and took what it saw for normal; right would be a later time`;
  return holes.filter(({ onsetS }) => !(onsetS >= (commissionedS ?? Infinity)))
    .map(({ onsetS }) => `--inject: the hole at ${clockTime(onsetS)} opened in commissioning, ${ended}`);
}

/**
 * A loss through holes, laid into the pressures of a recording. The liquid that the recorded pressure and temperature
 * stand for, less what has been lost, is put into the simulator's loop (sims/loop: ISO 5167-1 orifice, ideal gas,
 * compressible liquid); the pressure at which that loop closes its volume lies below the recorded one by what every
 * reading is lowered. Noise, temperature and everything else stay as recorded.
 */
export class Injection {
  private readonly closure: VolumeClosure;
  private readonly loop: CoolantLoop;
  private readonly openedS: number;
  private readonly pressures: number[] = [];
  private readonly temperatures: number[] = [];
  /** Sensors that stand for the loop's pressure, and all that feel it; thermometers. Indices. */
  private readonly leading: readonly number[];
  private readonly feeling: readonly number[];
  private readonly thermometers: readonly number[];
  private nowS = NaN;
  private initialKg = NaN;
  private dropPa = 0;

  /**
   * @param configuration of the run
   * @param stepsPa each sensor's smallest step in the recording, Pa; 0 where it has none
   * @throws InputError where there is no loop description, no pressure of the loop, or none by which anything would leave it
   */
  constructor(private readonly configuration: Configuration, private readonly holes: readonly InjectedHole[], private readonly stepsPa: readonly number[]) {
    const { sensors, loop } = configuration;
    if (loop === undefined) throw new InputError("--inject: how a loss moves the pressure depends on the loop; add --loop FILE");
    const indices = sensors.map((_, index) => index);
    if (loop.accumulator && loop.externalPressurePa > loop.accumulator.gasPressurePa) {
      throw new InputError(`--inject: the loop file's externalPressurePa of ${loop.externalPressurePa} is above the loop's own ${loop.accumulator.gasPressurePa} Pa: nothing leaks out of such a loop, what is outside comes in; right would be a loop file with less outside`);
    }
    this.feeling = indices.filter((index) => sensors[index]!.quantity === "pressure" && sensors[index]!.node !== "ambient");
    if (this.feeling.length === 0) throw new InputError("--inject: the recording has only the pressure outside the loop; map one of the loop");
    const { node } = sensors[this.feeling[0]!]!;
    this.leading = this.feeling.filter((index) => sensors[index]!.node === node);
    this.thermometers = indices.filter((index) => sensors[index]!.quantity === "temperature");
    this.openedS = holes.reduce((first, { onsetS }) => Math.min(first, onsetS), Infinity);
    // Where the loop was filled is a constant in a sum of which only differences count.
    const referencePressurePa = loop.accumulator?.gasPressurePa ?? loop.externalPressurePa;
    this.closure = new VolumeClosure(loop, referencePressurePa);
    this.loop = new CoolantLoop({ loop, referencePressurePa, holeNodes: holes.map(() => "suction") });
  }

  /**
   * Lowers the pressures of a row.
   * @param timeS board time of the row, s, later than before
   * @param values readings of the row by sensor, SI, of gauge sensors in gauge; changed in place
   */
  lower(timeS: number, values: Float64Array): void {
    const { sensors, loop } = this.configuration;
    keepPositive(this.pressures, this.leading.map((index) => values[index]! + outsideOf(sensors[index]!)));
    keepPositive(this.temperatures, this.thermometers.map((index) => values[index]!));
    const fromS = this.nowS;
    this.nowS = timeS;
    if (this.pressures.length === 0 || Number.isNaN(fromS) || timeS <= this.openedS) return;
    this.advance(fromS, timeS, median(this.pressures), this.temperatures.length > 0 ? median(this.temperatures) : loop!.coolant.referenceTemperatureK);
    for (const index of this.feeling) {
      const stepPa = this.stepsPa[index]!;
      // A sensor that counts in steps would have shown the lower pressure in those.
      values[index] = values[index]! - (stepPa > 0 ? stepPa * Math.round(this.dropPa / stepPa) : this.dropPa);
    }
  }

  truth(): InjectedTruth {
    const { loop } = this;
    const known = (timeS: number): number | null => (Number.isNaN(timeS) ? null : timeS);
    return {
      // What leaves at a node of higher pressure the recording cannot tell: the holes are where the sensor is.
      holes: this.holes.map(({ onsetS, diameterM }) => ({ onsetS, diameterM, node: "suction", endS: null })),
      minimumPressureAtS: known(loop.minimumPressureAtS), stopReachedAtS: known(loop.stopReachedAtS),
      vapourPressureAtS: known(loop.vapourPressureAtS), emptyAtS: known(loop.emptyAtS), faults: [],
      initialMassKg: Number.isNaN(this.initialKg) ? loop.initialMassKg : this.initialKg, massKg: loop.massKg, lostKg: loop.lostKg, addedKg: 0, injected: true,
    };
  }

  /** Lets the loop lose liquid between two rows. */
  private advance(fromS: number, toS: number, recordedPa: number, temperatureK: number): void {
    const { loop, closure } = this;
    closure.set(temperatureK, temperatureK, 0, 1);
    const recordedKg = closure.massAt(recordedPa, 0);
    if (Number.isNaN(this.initialKg)) {
      this.initialKg = recordedKg;
      loop.pressurePa = recordedPa;
    }
    loop.massKg = Math.max(0, recordedKg - loop.lostKg);
    loop.settle(temperatureK, temperatureK, 0);
    loop.timeS = Math.max(fromS, this.openedS, toS - longestGapS);
    const stepS = Math.max(longestStepS, (toS - loop.timeS) / mostSteps);
    // Each hole opens at its own time, also between two rows.
    const corners = this.holes.map(({ onsetS }) => onsetS).filter((onsetS) => onsetS > loop.timeS && onsetS < toS).sort((a, b) => a - b);
    for (const cornerS of [...corners, toS]) {
      const beginS = loop.timeS;
      this.holes.forEach((hole, index) => loop.setHole(index, hole.onsetS <= beginS ? hole.diameterM : 0));
      const steps = Math.ceil((cornerS - beginS) / stepS);
      for (let step = 0; step < steps; step++) loop.step((cornerS - beginS) / steps, temperatureK, temperatureK, 0);
      loop.timeS = cornerS;
    }
    this.dropPa = recordedPa - loop.pressurePa;
  }
}

/**
 * @param readings of one channel
 * @returns the smallest step of which all differences are multiples; 0 where there is none
 */
export function stepOf(readings: readonly number[]): number {
  const distinct = [...new Set(readings.filter((value) => Number.isFinite(value)))].sort((a, b) => a - b);
  const gaps = distinct.slice(1).map((value, index) => value - distinct[index]!);
  const step = gaps.reduce((least, gap) => Math.min(least, gap), Infinity);
  const size = Math.max(Math.abs(distinct[0] ?? 0), Math.abs(distinct[distinct.length - 1] ?? 0));
  const isStep = step > 1e-9 * size && gaps.every((gap) => Math.abs(gap / step - Math.round(gap / step)) < 0.02);
  return gaps.length > 0 && isStep ? step : 0;
}

/** @returns what the monitor adds to a sensor's reading, Pa */
export function outsideOf(sensor: SensorConfiguration): number {
  return sensor.reference === "gauge" ? sensor.externalPressurePa || standardAtmospherePa : 0;
}

/** @returns the median of numbers, of which there is at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Keeps the first of these that is a reading, with the latest before it. */
function keepPositive(latest: number[], values: readonly number[]): void {
  const value = values.find((one) => one > 0);
  if (value === undefined) return;
  latest.push(value);
  if (latest.length > medianOf) latest.shift();
}
