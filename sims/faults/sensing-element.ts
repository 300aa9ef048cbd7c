import type { Plant } from "#hal/simulated/plant.ts";
import type { Random } from "#hal/simulated/random.ts";
import type { CoolantLoop, LoopNode } from "../loop/coolant-loop.ts";

/** What the sensing elements see of the world. */
export interface SensedWorld {
  readonly loop: CoolantLoop;
  /** Outside air now, Pa. */
  readonly outsidePa: number;
  /** What the pump moves now, m³/s. */
  readonly flowM3PerS: number;
  advanceTo(timeS: number): void;
}

/** Share of the filling at which a level switch sits. */
const switchShare = 0.95;

/**
 * The sensing element of one part: where its pipe wall and pocket put it, what it feels there, and what is wrong with
 * it. The emulated part takes it for the plant.
 */
export class SensingElement implements Plant {
  /** Where it really sits; two swapped sensors have each other's. */
  node: LoopNode | "ambient";
  biasPa = 0;
  biasK = 0;
  /** Steps that the element rounds to; 0: none. Its noise then lies before the rounding. */
  stepPa = 0;
  stepK = 0;
  noiseBeforeStep = 0;
  /** Error of this second only. */
  spikePa = 0;
  spikeK = 0;

  private lagged: number;

  /**
   * @param lagS    time constant with which the element follows the liquid's temperature
   * @param isGauge whether it measures against the outside air
   */
  constructor(
    private readonly world: SensedWorld,
    node: LoopNode | "ambient",
    private readonly lagS: number,
    private readonly isGauge: boolean,
    readonly random: Random,
  ) {
    this.node = node;
    this.lagged = world.loop.temperatureK;
  }

  /** Lets one second pass at the element. */
  follow(): void {
    const liquidK = this.world.loop.temperatureK;
    if (this.lagS <= 0) this.lagged = liquidK;
    else this.lagged += (liquidK - this.lagged) / (this.lagS + 0.5);
  }

  advanceTo(timeS: number): void {
    this.world.advanceTo(timeS);
  }

  pressurePa(_node: string): number {
    const loop = this.world.loop;
    let pressurePa = this.node === "suction" ? loop.pressurePa : this.node === "ambient" ? this.world.outsidePa : loop.nodePressurePa(this.node);
    if (this.isGauge) pressurePa -= this.world.outsidePa;
    pressurePa += this.biasPa + this.spikePa;
    return this.stepPa > 0 ? this.rounded(pressurePa, this.stepPa) : pressurePa;
  }

  temperatureK(_node: string): number {
    const temperatureK = this.lagged + this.biasK + this.spikeK;
    return this.stepK > 0 ? this.rounded(temperatureK, this.stepK) : temperatureK;
  }

  flowM3PerS(): number {
    return this.world.flowM3PerS;
  }

  /** Whether a level switch has liquid at it: it sits where a twentieth of the filling is gone. */
  isLiquidAbove(): boolean {
    return this.world.loop.massKg > switchShare * this.world.loop.initialMassKg;
  }

  private rounded(value: number, step: number): number {
    return Math.round((value + this.noiseBeforeStep * this.random.gaussian()) / step) * step;
  }
}
