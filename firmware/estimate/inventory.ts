import type { Loop } from "../configuration.ts";

/**
 * Mass of liquid from pressure and temperature: what a rigid loop holds beside its gas cushion.
 * The loop's volume is that of the reference state; walls and hoses stretch with `complianceM3PerPa`.
 * Sources: ideal gas, polytropic (p·Vⁿ ∝ T); liquid ρ = ρ₀/(1 + β(T − T₀))·(1 + (p − p₀)/K).
 */
export class Inventory {
  /** Volume of the gas cushion at the last call of `massKg`, m³. */
  cushionM3 = 0;
  /** Whether the accumulator was at its stop at the last call. */
  atStop = false;
  /** Density of the liquid at the last call, kg/m³. */
  liquidKgPerM3 = 0;
  private readonly volumeM3: number;
  private readonly gasAtReference: number;
  readonly gasExponent: number;

  constructor(readonly loop: Loop) {
    const accumulator = loop.accumulator;
    this.volumeM3 = loop.liquidVolumeM3 + (accumulator ? accumulator.gasVolumeM3 : 0);
    this.gasExponent = accumulator ? 1 / accumulator.polytropicIndex : 1;
    this.gasAtReference = accumulator ? accumulator.gasPressurePa : loop.externalPressurePa;
  }

  /**
   * @param pressurePa absolute, above zero; @param liquidK and @param gasK temperatures, K
   * @returns kg of liquid in the loop
   */
  massKg(pressurePa: number, liquidK: number, gasK: number): number {
    const loop = this.loop;
    const accumulator = loop.accumulator;
    const abovePa = pressurePa - this.gasAtReference;
    if (accumulator) {
      let ratio = this.gasAtReference / pressurePa * gasK / accumulator.temperatureK;
      if (this.gasExponent !== 1) ratio = Math.pow(ratio, this.gasExponent);
      this.cushionM3 = accumulator.gasVolumeM3 * ratio;
      const stopM3 = accumulator.maximumGasVolumeM3;
      this.atStop = stopM3 !== undefined && this.cushionM3 >= stopM3;
      if (this.atStop) this.cushionM3 = stopM3!;
    }
    this.liquidKgPerM3 = loop.coolant.densityKgPerM3 / (1 + loop.coolant.thermalExpansionPerK * (liquidK - loop.coolant.referenceTemperatureK)) * (1 + abovePa / loop.coolant.bulkModulusPa);
    return this.liquidKgPerM3 * (this.volumeM3 + loop.complianceM3PerPa * abovePa - this.cushionM3);
  }

  /** @returns m³ of room that a rise of 1 Pa makes for liquid: gas, walls and liquid together (after `massKg`) */
  complianceM3PerPa(pressurePa: number): number {
    const loop = this.loop;
    const accumulator = loop.accumulator;
    const stopM3 = accumulator ? accumulator.maximumGasVolumeM3 : 0;
    const gas = stopM3 && this.cushionM3 >= stopM3 ? 0 : this.gasExponent * this.cushionM3 / pressurePa;
    return gas + loop.complianceM3PerPa + (this.volumeM3 - this.cushionM3) / loop.coolant.bulkModulusPa;
  }
}
