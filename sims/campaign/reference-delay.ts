import type { Configuration } from "#firmware/configuration.ts";

/** Seconds in a Julian year. */
export const yearS = 31557600;

/** Noise of one reading with its rounding, in its own unit. Source: a uniform error of one step has a variance of step²/12. */
export function readingSigma({ noisePa, noiseK, resolutionPa, resolutionK }: { noisePa?: number; noiseK?: number; resolutionPa?: number; resolutionK?: number }): number {
  return Math.hypot(noisePa ?? noiseK ?? 0, (resolutionPa ?? resolutionK ?? 0) / Math.sqrt(12));
}

/**
 * Standard deviation of the inventory that one sample of pressure and temperature gives, kg, at the reference state.
 * @param noisePa, noiseK white noise of one sample, its rounding included
 * Source: σ_m = ρ·√[(C·σ_p)² + (V_liquid·β·σ_T)²] with the gas's compliance C = V_gas/(n·p); without gas, that of hoses
 * and liquid.
 */
export function inventorySigmaKg(configuration: Configuration, noisePa: number, noiseK: number): number {
  const { coolant, accumulator, liquidVolumeM3, complianceM3PerPa } = configuration.loop!;
  const yieldM3PerPa = accumulator ? accumulator.gasVolumeM3 / (accumulator.polytropicIndex * accumulator.gasPressurePa)
    : complianceM3PerPa + liquidVolumeM3 / coolant.bulkModulusPa;
  return coolant.densityKgPerM3 * Math.hypot(yieldM3PerPa * noisePa, liquidVolumeM3 * coolant.thermalExpansionPerK * noiseK);
}

export interface ReferenceInput {
  sigmaKg: number;
  lossKgPerS: number;
  samplePeriodS: number;
  falseAlarmsPerYear: number;
  /** Of AR(1) noise; 0 for white. */
  autocorrelation: number;
}

/**
 * Reference delay of a leak, s: a ramp in noise that is known, perfectly compensated. A yardstick, neither bound nor promise.
 * Source: (6·ln γ·(1 + φ)/(1 − φ)/s²)^⅓ samples, with s the loss per sample over one sample's σ and γ the mean number
 * of samples between false alarms.
 */
export function referenceDelayS({ sigmaKg, lossKgPerS, samplePeriodS, falseAlarmsPerYear, autocorrelation }: ReferenceInput): number {
  const samplesBetween = yearS / samplePeriodS / falseAlarmsPerYear;
  const lossPerSample = lossKgPerS * samplePeriodS / sigmaKg;
  const memory = (1 + autocorrelation) / (1 - autocorrelation);
  return samplePeriodS * Math.cbrt(6 * Math.log(samplesBetween) * memory / (lossPerSample * lossPerSample));
}
