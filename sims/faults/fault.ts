import type { LoopNode } from "../loop/coolant-loop.ts";

/** When a fault acts: from its onset until its end, or for good. Seconds of run time. */
interface Span {
  onsetS: number;
  endS?: number;
}

interface SensorSpan extends Span {
  /** The sensor's `id`. */
  sensor: string;
}

/** A hole; growing where `growthMPerS` is given, open for `openS` and shut for `shutS` in turn where those are. */
export interface HoleFault extends Span {
  kind: "hole";
  node: LoopNode;
  diameterM: number;
  growthMPerS?: number;
  openS?: number;
  shutS?: number;
}

/** Gas leaving the accumulator: share of its charge per second. */
export interface GasLossFault extends Span { kind: "gas-loss"; sharePerS: number }

/** Liquid put in or taken out by hand at an even rate between onset and end. */
export interface RefillFault { kind: "refill"; onsetS: number; endS: number; massKg: number }
export interface BleedFault { kind: "bleed"; onsetS: number; endS: number; massKg: number }

/** The pump stands still. */
export interface PumpTripFault extends Span { kind: "pump-trip" }

/** Outside air pressure swings about its mean: gauge sensors feel it, and holes. */
export interface WeatherFault extends Span { kind: "weather"; swingPa: number; periodS: number }

/** At the sensing element: a constant, or growing, or repeating error of the true value. Pa or K by the sensor. */
export interface SensorBiasFault extends SensorSpan { kind: "sensor-bias"; biasPa?: number; biasK?: number }
export interface SensorDriftFault extends SensorSpan { kind: "sensor-drift"; driftPaPerDay?: number; driftKPerDay?: number }
export interface SensorSpikesFault extends SensorSpan { kind: "sensor-spikes"; perHour: number; spikePa?: number; spikeK?: number }
export interface SensorQuantisationFault extends SensorSpan { kind: "sensor-quantisation"; stepPa?: number; stepK?: number }

/** In the part: its noise times a factor, its result frozen, its answers missing now and then. */
export interface SensorNoiseFault extends SensorSpan { kind: "sensor-noise"; factor: number }
export interface SensorStuckFault extends SensorSpan { kind: "sensor-stuck" }
export interface SensorDropoutFault extends SensorSpan { kind: "sensor-dropout"; share: number }

/** In the wiring. */
export interface SensorsSwappedFault extends SensorSpan { kind: "sensors-swapped"; other: string }
export interface WireCutFault extends SensorSpan { kind: "wire-cut" }
export interface WireShortFault extends SensorSpan { kind: "wire-short" }

/** The sensors' supply is gone between onset and end. */
export interface BrownOutFault { kind: "brown-out"; onsetS: number; endS: number }

/** Every channel at its end stop at once: the data path, not the loop. */
export interface DataPathFault extends Span { kind: "data-path" }

/** The monitor was told a number in wrong units: `key` of the loop file, times `factor`. Acts from the start. */
export interface WrongUnitsFault { kind: "wrong-units"; key: string; factor: number }

export type Fault =
  | HoleFault | GasLossFault | RefillFault | BleedFault | PumpTripFault | WeatherFault
  | SensorBiasFault | SensorDriftFault | SensorSpikesFault | SensorQuantisationFault
  | SensorNoiseFault | SensorStuckFault | SensorDropoutFault
  | SensorsSwappedFault | WireCutFault | WireShortFault | BrownOutFault | DataPathFault | WrongUnitsFault;

/** Every key that a fault of a kind may have, and those it must; beyond `kind`. */
export const faultKeys: Readonly<Record<Fault["kind"], { required: readonly string[]; optional: readonly string[] }>> = {
  "hole": { required: ["onsetS", "node", "diameterM"], optional: ["endS", "growthMPerS", "openS", "shutS"] },
  "gas-loss": { required: ["onsetS", "sharePerS"], optional: ["endS"] },
  "refill": { required: ["onsetS", "endS", "massKg"], optional: [] },
  "bleed": { required: ["onsetS", "endS", "massKg"], optional: [] },
  "pump-trip": { required: ["onsetS"], optional: ["endS"] },
  "weather": { required: ["onsetS", "swingPa", "periodS"], optional: ["endS"] },
  "sensor-bias": { required: ["onsetS", "sensor"], optional: ["endS", "biasPa", "biasK"] },
  "sensor-drift": { required: ["onsetS", "sensor"], optional: ["endS", "driftPaPerDay", "driftKPerDay"] },
  "sensor-spikes": { required: ["onsetS", "sensor", "perHour"], optional: ["endS", "spikePa", "spikeK"] },
  "sensor-quantisation": { required: ["onsetS", "sensor"], optional: ["endS", "stepPa", "stepK"] },
  "sensor-noise": { required: ["onsetS", "sensor", "factor"], optional: ["endS"] },
  "sensor-stuck": { required: ["onsetS", "sensor"], optional: ["endS"] },
  "sensor-dropout": { required: ["onsetS", "sensor", "share"], optional: ["endS"] },
  "sensors-swapped": { required: ["onsetS", "sensor", "other"], optional: ["endS"] },
  "wire-cut": { required: ["onsetS", "sensor"], optional: ["endS"] },
  "wire-short": { required: ["onsetS", "sensor"], optional: ["endS"] },
  "brown-out": { required: ["onsetS", "endS"], optional: [] },
  "data-path": { required: ["onsetS"], optional: ["endS"] },
  "wrong-units": { required: ["key", "factor"], optional: [] },
};
