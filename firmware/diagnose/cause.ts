import { Cause } from "../telemetry/dictionary.ts";

/** Samples between two looks. */
const every = 8;
/** Time constant of the shortest of three smoothings, s; the others are two and three times as long. */
const smoothingS = 400;
/** Time before anything is counted, in which the smoothings settle, s. */
const settlingS = 3600;
/** Standard errors that the share must be away from one half, how far at most it can be, and the least of independent looks that bear an error. */
const certainty = 3;
const furthest = 1.5;
const leastIndependent = 16;

/**
 * Liquid or gas? Pressure falls with both. But as gas is lost the inventory, which believes in all of it, begins to
 * follow the temperature: by the share lost, times what the liquid's expansion moves. Both are smoothed so that a
 * steady loss cancels, and the one is regressed on the other: 1 is gas loss, 0 a leak. Without a thermal swing there is
 * no answer, and the cause stays undecided.
 * Source: with the gas share g lost, V − V_gas(1 + g) instead of V − V_gas, first order in g and in β(T − T₀).
 */
export class CauseTest {
  cause: Cause = Cause.Undecided;
  private readonly smoothed = new Float64Array(6);
  private readonly sums = new Float64Array(5);
  private turn = 0;
  /** Looks counted. */
  private looks = 0;
  private sinceS = 0;

  /** A new alarm: nothing is known. @param firstK temperature of the liquid then */
  constructor(private readonly firstK: number) {}

  /**
   * One sample while the alarm stands.
   * @param lostKg inventory lost since the onset; @param liquidK its temperature
   * @param sharePerK the liquid's expansion, in shares of the gas volume a kelvin; @param standingS since the alarm
   */
  update(lostKg: number, liquidK: number, sharePerK: number, elapsedS: number, standingS: number): void {
    this.sinceS += elapsedS;
    if (++this.turn < every) return;
    this.turn = 0;
    const smoothed = this.smoothed;
    const sums = this.sums;
    const expected = -lostKg * sharePerK * (liquidK - this.firstK);
    for (let index = 0; index < 3; index++) {
      const gain = this.sinceS / (this.sinceS + smoothingS * (index + 1));
      smoothed[index] = smoothed[index]! + (lostKg - smoothed[index]!) * gain;
      smoothed[index + 3] = smoothed[index + 3]! + (expected - smoothed[index + 3]!) * gain;
    }
    this.sinceS = 0;
    if (standingS < settlingS) return;
    const seen = smoothed[0]! - 2 * smoothed[1]! + smoothed[2]!;
    const shown = smoothed[3]! - 2 * smoothed[4]! + smoothed[5]!;
    sums[0] = sums[0]! + seen;
    sums[1] = sums[1]! + shown;
    sums[2] = sums[2]! + seen * seen;
    sums[3] = sums[3]! + shown * shown;
    sums[4] = sums[4]! + seen * shown;
    const count = ++this.looks;
    const variance = sums[3]! - sums[1]! * sums[1]! / count;
    const covariance = sums[4]! - sums[0]! * sums[1]! / count;
    const share = covariance / variance;
    const rest = Math.max(0, sums[2]! - sums[0]! * sums[0]! / count - share * covariance);
    // Neighbouring looks are alike for as long as the smoothings remember.
    const independent = (standingS - settlingS) / smoothingS - 1;
    const away = Math.abs(share - 0.5);
    // A share far beyond 0 … 1 is neither's doing, but that of what the inventory does not know of temperature.
    if (independent > leastIndependent && away < furthest && away > certainty * Math.sqrt(rest / variance / independent)) this.cause = share > 0.5 ? Cause.Gas : Cause.Liquid;
  }
}
