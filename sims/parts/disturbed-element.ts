import type { Plant } from "#hal/simulated/plant.ts";
import type { Random } from "#hal/simulated/random.ts";
import type { SensingElement } from "../faults/sensing-element.ts";

/**
 * Between a sensing element and an emulated part that has no noise of its own: noise, a frozen reading, an end stop.
 * The part takes it for the plant, and adds its converter's steps.
 */
export class DisturbedElement implements Plant {
  /** Noise in its usual one. */
  noiseFactor = 1;
  /** Added to what the element feels, Pa and K. */
  offsetPa = 0;
  offsetK = 0;
  private stuckPa = NaN;
  private stuckK = NaN;

  /** @param noisePa, noiseK standard deviation of one conversion */
  constructor(private readonly element: SensingElement, private readonly noisePa: number, private readonly noiseK: number, private readonly random: Random) {}

  advanceTo(timeS: number): void {
    this.element.advanceTo(timeS);
  }

  /** Freezes the reading at its present value, or lets it go. */
  setStuck(isStuck: boolean): void {
    this.stuckPa = isStuck ? this.element.pressurePa("") : NaN;
    this.stuckK = isStuck ? this.element.temperatureK("") : NaN;
  }

  pressurePa(node: string): number {
    if (!Number.isNaN(this.stuckPa)) return this.stuckPa;
    return this.element.pressurePa(node) + this.offsetPa + this.noise(this.noisePa);
  }

  temperatureK(node: string): number {
    if (!Number.isNaN(this.stuckK)) return this.stuckK;
    return this.element.temperatureK(node) + this.offsetK + this.noise(this.noiseK);
  }

  private noise(usual: number): number {
    return usual > 0 && this.noiseFactor > 0 ? usual * this.noiseFactor * this.random.gaussian() : 0;
  }
}
