/** One reading of the loop, as the monitor uses it: absolute pressure, Pa; temperature, K. */
export interface LoopReading { timeS: number; pressurePa: number; temperatureK: number }

/** Time averaged into one mean, s. */
const meanS = 60;
/** Means kept: a record of more than half a year goes on in the newest. */
const mostMeans = 262_144;

/** Means of a minute of what a loop's pressure and temperature did, for what needs hours and not seconds. */
export class QuietRecord {
  readonly means: LoopReading[] = [];
  private slot = NaN;
  private count = 0;
  private timeSum = 0;
  private pressureSum = 0;
  private temperatureSum = 0;

  /** @param reading one that is not a number is left out */
  add({ timeS, pressurePa, temperatureK }: LoopReading): void {
    if (!Number.isFinite(pressurePa) || !Number.isFinite(temperatureK)) return;
    const slot = Math.floor(timeS / meanS);
    if (slot !== this.slot) this.close();
    this.slot = slot;
    this.count++;
    this.timeSum += timeS;
    this.pressureSum += pressurePa;
    this.temperatureSum += temperatureK;
  }

  /** Ends the mean in work. */
  close(): void {
    const { count } = this;
    if (count > 0) this.means.push({ timeS: this.timeSum / count, pressurePa: this.pressureSum / count, temperatureK: this.temperatureSum / count });
    if (this.means.length > mostMeans) this.means.shift();
    this.count = 0;
    this.timeSum = 0;
    this.pressureSum = 0;
    this.temperatureSum = 0;
  }
}
