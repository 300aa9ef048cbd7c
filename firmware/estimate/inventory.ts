import type { Loop } from "../configuration.ts";

/** Share of the largest flow seen, or the usual one, below which the pump stands. */
export const standingShare = 0.3;
/** Samples that a pump takes to come up or run down. */
const switchingSamples = 12;
/** Share of the pressure at rest over that outside, or the vapour's, below which none is left, and from which on there is enough for a burst; and share of the least that a loop can have, below which a reading is not one's. */
const leftShare = 0.1;
const heldShare = 0.3;
const deadShare = 0.5;
/** Samples over which a jump of the pressure is told from its trend. */
const trendSamples = 16;

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
  /** What the pump adds from suction to discharge now, Pa; 0 where it stands still or there is none. */
  risePa: number;
  /** Samples until the loop has settled after the pump was switched. */
  settling = 0;
  private mostM3PerS = 0;
  private trendPa = 0;
  /** Volume of the gas cushion in the reference state, and at the accumulator's stop, m³; 0 where there is none. */
  readonly gasM3: number;
  readonly stopM3: number;
  private readonly volumeM3: number;
  private readonly gasAtReference: number;
  readonly gasExponent: number;
  /** What parameters may change: the pressure outside, and that below which the pump cavitates, Pa. */
  externalPa!: number;
  minimumPa!: number;
  /** Pressure at rest, as far as the loop file tells it, Pa. */
  restPa!: number;
  /** What the pump adds from suction to discharge while it runs, Pa; 0 where none is stated. */
  readonly pumpPa: number;
  /** Liquid in the reference state, m³. */
  readonly liquidM3: number;
  /** Pressures between which none is left to drive anything out, and from which on there is enough of it for a burst, Pa. */
  drainedPa!: number;
  deadPa!: number;
  heldPa!: number;
  /** Jump of the only pressure from which on it is the pump's, Pa; 0 at the suction, where none shows. */
  readonly jumpPa: number;
  /** What the liquid expands by, m³/K. */
  readonly expansionM3PerK: number;

  constructor(readonly loop: Loop) {
    const accumulator = loop.accumulator;
    this.liquidM3 = loop.liquidVolumeM3;
    this.expansionM3PerK = loop.coolant.thermalExpansionPerK * this.liquidM3;
    this.risePa = this.pumpPa = loop.pumpRisePa || 0;
    this.gasM3 = accumulator ? accumulator.gasVolumeM3 : 0;
    this.stopM3 = accumulator && accumulator.maximumGasVolumeM3 || 0;
    this.volumeM3 = this.liquidM3 + this.gasM3;
    this.gasExponent = accumulator ? 1 / accumulator.polytropicIndex : 1;
    this.jumpPa = (loop.sensorAbovePa || 0) / 3;
    this.limit();
    this.gasAtReference = accumulator ? accumulator.gasPressurePa : this.externalPa;
  }

  /** Takes over the pressures that a parameter may have changed. */
  limit(): void {
    const loop = this.loop;
    const vapourPa = loop.coolant.vapourPressurePa;
    const externalPa = this.externalPa = loop.externalPressurePa;
    const leastPa = Math.max(vapourPa, externalPa);
    this.minimumPa = loop.minimumPressurePa;
    this.restPa = loop.accumulator ? loop.accumulator.gasPressurePa : this.minimumPa;
    this.drainedPa = leastPa + leftShare * (this.restPa - leastPa);
    this.heldPa = leastPa + heldShare * (this.restPa - leastPa);
    this.deadPa = deadShare * Math.max(vapourPa, externalPa - this.pumpPa);
  }

  /**
   * Follows the pump, as far as a flow meter, a second pressure at another node, or a jump of the only one tells, in
   * that order. Before any of them has told anything it runs, unless the suction would then be below its minimum.
   * @param measuredPa of the first sensor's node; @param flowM3PerS NaN where nobody measures it
   * @param apartPa how far the pressures of two nodes lie apart; NaN where there is one
   * @returns pressure at the pump's suction, where the gas cushion is
   */
  suctionPa(measuredPa: number, flowM3PerS: number, apartPa: number): number {
    const loop = this.loop;
    const abovePa = loop.sensorAbovePa || 0;
    let isRunning = this.risePa > 0;
    if (flowM3PerS >= 0) {
      this.mostM3PerS = Math.max(this.mostM3PerS, flowM3PerS);
      isRunning = flowM3PerS >= standingShare * this.mostM3PerS;
    } else if (apartPa >= 0) isRunning = apartPa > this.pumpPa / 4;
    else if (abovePa && !(Math.abs(measuredPa - this.trendPa) <= this.jumpPa)) isRunning = measuredPa > (this.trendPa || this.minimumPa + abovePa);
    this.trendPa = this.trendPa ? this.trendPa + (measuredPa - this.trendPa) / trendSamples : measuredPa;
    if (this.settling) this.settling--;
    const risePa = isRunning ? this.pumpPa : 0;
    if (risePa !== this.risePa) this.settling = switchingSamples;
    this.risePa = risePa;
    return measuredPa - (risePa ? abovePa : 0);
  }

  /**
   * @param pressurePa absolute, above zero; @param liquidK and @param gasK temperatures, K
   * @returns kg of liquid in the loop
   */
  massKg(pressurePa: number, liquidK: number, gasK: number): number {
    const loop = this.loop;
    const accumulator = loop.accumulator;
    const coolant = loop.coolant;
    const abovePa = pressurePa - this.gasAtReference;
    if (accumulator) {
      let ratio = this.gasAtReference / pressurePa * gasK / accumulator.gasTemperatureK;
      if (this.gasExponent !== 1) ratio = Math.pow(ratio, this.gasExponent);
      this.cushionM3 = this.gasM3 * ratio;
      this.atStop = this.stopM3 > 0 && this.cushionM3 >= this.stopM3;
      if (this.atStop) this.cushionM3 = this.stopM3;
    }
    this.liquidKgPerM3 = coolant.densityKgPerM3 / (1 + this.expansionM3PerK / this.liquidM3 * (liquidK - coolant.referenceTemperatureK)) * (1 + abovePa / coolant.bulkModulusPa);
    return this.liquidKgPerM3 * (this.volumeM3 + loop.complianceM3PerPa * abovePa - this.cushionM3);
  }

  /** @returns m³ of room that a rise of 1 Pa makes for liquid: gas, walls and liquid together (after `massKg`) */
  totalM3PerPa(pressurePa: number): number {
    const loop = this.loop;
    const gas = this.atStop ? 0 : this.gasExponent * this.cushionM3 / pressurePa;
    return gas + loop.complianceM3PerPa + (this.volumeM3 - this.cushionM3) / loop.coolant.bulkModulusPa;
  }
}
