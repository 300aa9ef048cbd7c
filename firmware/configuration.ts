import type { SensorOptions } from "#hal/types.ts";

/** Outside pressure where none is named, Pa. Source: standard atmosphere, ISO 2533. */
export const standardAtmospherePa = 101325;

/** Numbers of a coolant at its reference state. */
export interface Coolant {
  densityKgPerM3: number;
  /** Volumetric, 1/K */
  thermalExpansionPerK: number;
  bulkModulusPa: number;
  vapourPressurePa: number;
  referenceTemperatureK: number;
}

/** Gas cushion at the reference state. */
export interface Accumulator {
  gasVolumeM3: number;
  gasPressurePa: number;
  gasTemperatureK: number;
  polytropicIndex: number;
  /** Its stop, m³; absent: none. */
  maximumGasVolumeM3?: number;
}

export interface SensorConfiguration extends SensorOptions {
  quantity: "pressure" | "temperature" | "flow" | "level";
  node?: "suction" | "middle" | "discharge" | "ambient";
  reference?: "absolute" | "gauge";
  externalPressurePa?: number;
  noisePa?: number;
  resolutionPa?: number;
  driftPaPerDay?: number;
  noiseK?: number;
  resolutionK?: number;
  driftKPerDay?: number;
  /** Options of single parts; their drivers say what they mean. */
  lowPa?: number;
  highPa?: number;
  transferFunction?: string;
  channel?: number;
  shuntOhm?: number;
  supplyChannel?: number;
  chipSelect?: string;
  referenceOhm?: number;
  zeroOhm?: number;
  wires?: number;
  seriesOhm?: number;
  isHighSide?: boolean;
  nominalOhm?: number;
  betaK?: number;
  steinhartHart?: number[];
  pulsesPerM3?: number;
  highestM3PerS?: number;
  debounceSamples?: number;
  isSupervised?: boolean;
}

/** The loop as the monitor knows it; absent where a recording comes without a loop file. */
export interface Loop {
  coolant: Coolant;
  liquidVolumeM3: number;
  accumulator?: Accumulator;
  complianceM3PerPa: number;
  /** Relative standard deviation of the whole compliance: gas, hoses and walls. */
  complianceSigmaShare: number;
  externalPressurePa: number;
  minimumPressurePa: number;
  dischargeCoefficient: number;
  dischargeCoefficientSigma: number;
  toleratedLossKgPerS: number;
  /** From suction to discharge; 0 without a pump. */
  pumpRisePa: number;
  /** By how much the first pressure sensor is above the suction while the pump runs. */
  sensorAbovePa: number;
}

/**
 * `pinhole.json` in the board's storage: the loop file with its coolant and every default written out. The host makes
 * it; the board believes it.
 */
export interface Configuration {
  name: string;
  loop?: Loop;
  samplePeriodS: number;
  falseAlarmsPerYear: number;
  /** Seconds of commissioning asked for; absent: the monitor decides when it has seen enough. */
  commissioningS?: number;
  /** Seconds between housekeeping packets; absent: every cycle. */
  housekeepingPeriodS?: number;
  /** Asked for wherever the interpreter's console comes back, at most 20 characters; absent: it is not locked. */
  consolePassword?: string;
  sensors: SensorConfiguration[];
}
