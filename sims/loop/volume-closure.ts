import type { Coolant, Loop } from "#firmware/configuration.ts";

/** Newton stops once a step was this small relative to the pressure: the error left is its square. */
const newtonTolerance = 1e-6;
const newtonLimit = 60;

/**
 * The volume of a loop as a sum:
 *
 *     m·(1 + β(T − T₀)) / (ρ₀(1 + (p̄ − p₀)/K)) + V_gas(p, T_gas) + B/p = V + C_h(p̄ − p₀),
 *
 * with V_gas = V₀·(p₀·T_gas/(T₀·p))^(1/n) up to the accumulator's stop, p̄ the mean pressure (suction plus half of the
 * pump's rise) and B/p the volume of air drawn in through a hole.
 */
export class VolumeClosure {
  readonly coolant: Coolant;
  /** Rigid volume, m³, and what hoses and walls give way. */
  readonly volumeM3: number;
  readonly complianceM3PerPa: number;
  readonly accumulatorVolumeM3: number;
  readonly accumulatorTemperatureK: number;
  readonly stopVolumeM3: number;
  /** 1/n. */
  readonly exponent: number;
  /** Of the liquid at the reference pressure, now. */
  liquidM3PerKg = 0;
  /** Pressure at which the gas reaches its stop, now; infinite where there is no gas. */
  stopPressurePa = 0;
  /** What suction pressure plus this is above the reference, Pa. */
  offsetPa = 0;
  private gasCoefficient = 0;

  /** @param referencePressurePa pressure at which the loop was filled, Pa */
  constructor(loop: Loop, readonly referencePressurePa: number) {
    const gas = loop.accumulator;
    this.coolant = loop.coolant;
    this.complianceM3PerPa = loop.complianceM3PerPa;
    this.accumulatorVolumeM3 = gas ? gas.gasVolumeM3 : 0;
    this.accumulatorTemperatureK = gas ? gas.gasTemperatureK : loop.coolant.referenceTemperatureK;
    this.exponent = gas ? 1 / gas.polytropicIndex : 1;
    this.stopVolumeM3 = gas ? gas.maximumGasVolumeM3 ?? Infinity : 0;
    this.volumeM3 = loop.liquidVolumeM3 + this.accumulatorVolumeM3;
  }

  /** Works out the coefficients for these temperatures and this rise of the pump. */
  set(temperatureK: number, gasTemperatureK: number, risePa: number, gasShare: number): void {
    const coolant = this.coolant;
    this.offsetPa = 0.5 * risePa - this.referencePressurePa;
    this.liquidM3PerKg =
      (1 + coolant.thermalExpansionPerK * (temperatureK - coolant.referenceTemperatureK)) / coolant.densityKgPerM3;
    if (this.accumulatorVolumeM3 === 0) {
      this.stopPressurePa = Infinity;
      return;
    }
    const warmedPa = this.referencePressurePa * gasTemperatureK / this.accumulatorTemperatureK;
    const amountM3 = gasShare * this.accumulatorVolumeM3;
    if (this.exponent === 1) {
      this.gasCoefficient = amountM3 * warmedPa;
      this.stopPressurePa = this.gasCoefficient / this.stopVolumeM3;
    } else {
      this.gasCoefficient = amountM3 * Math.pow(warmedPa, this.exponent);
      this.stopPressurePa = Math.pow(this.gasCoefficient / this.stopVolumeM3, 1 / this.exponent);
    }
  }

  /** @returns volume of the liquid at a suction pressure over that at the reference pressure */
  compression(pressurePa: number): number {
    const bulkModulusPa = this.coolant.bulkModulusPa;
    return bulkModulusPa / (bulkModulusPa + pressurePa + this.offsetPa);
  }

  /** Volume of the accumulator's gas without its stop, m³. */
  gasAt(pressurePa: number): number {
    return this.exponent === 1
      ? this.gasCoefficient / pressurePa
      : this.gasCoefficient * Math.pow(pressurePa, -this.exponent);
  }

  /** @returns gas in the accumulator at a pressure, m³ */
  gasVolumeM3(pressurePa: number): number {
    return this.accumulatorVolumeM3 > 0 ? Math.min(this.stopVolumeM3, this.gasAt(pressurePa)) : 0;
  }

  /** @returns rigid volume and what hoses and walls give way at a pressure, m³ */
  containerM3(pressurePa: number): number {
    return this.volumeM3 + this.complianceM3PerPa * (pressurePa + this.offsetPa);
  }

  /**
   * Pressure that closes the volume while the gas is off its stop, by Newton's method from a near guess.
   * @param airJ pressure times volume of air drawn in, J
   * @returns suction pressure, Pa, not below the vapour pressure; NaN where the gas is at its stop or the guess was far
   */
  cushionedPressurePa(massKg: number, guessPa: number, airJ: number): number {
    const bulkModulusPa = this.coolant.bulkModulusPa;
    const liquidM3 = massKg * this.liquidM3PerKg;
    const offsetPa = this.offsetPa;
    const complianceM3PerPa = this.complianceM3PerPa;
    const exponent = this.exponent;
    let pressurePa = guessPa;
    if (guessPa > this.stopPressurePa) {
      for (let turn = 0; turn < newtonLimit; turn++) {
        const compression = bulkModulusPa / (bulkModulusPa + pressurePa + offsetPa);
        const liquid = liquidM3 * compression;
        const gas = exponent === 1 ? this.gasCoefficient / pressurePa : this.gasAt(pressurePa);
        const air = airJ / pressurePa;
        const residual = liquid + gas + air - this.volumeM3 - complianceM3PerPa * (pressurePa + offsetPa);
        const slope = liquid * compression / bulkModulusPa + (exponent * gas + air) / pressurePa + complianceM3PerPa;
        const change = residual / slope;
        pressurePa += change > -0.8 * pressurePa ? change : -0.8 * pressurePa;
        if (change < newtonTolerance * pressurePa && change > -newtonTolerance * pressurePa) {
          if (pressurePa > this.stopPressurePa) {
            return pressurePa > this.coolant.vapourPressurePa ? pressurePa : this.coolant.vapourPressurePa;
          }
          break;
        }
        if (pressurePa < 0.5 * this.stopPressurePa) break;
      }
    }
    return NaN;
  }

  /** Liquid that closes the volume at a pressure, kg. */
  massAt(pressurePa: number, airJ: number): number {
    return (this.containerM3(pressurePa) - this.gasVolumeM3(pressurePa) - airJ / pressurePa) / (this.liquidM3PerKg * this.compression(pressurePa));
  }
}
