/** Terms that the learnt compensation weighs: seven of the temperature's history, one quadratic. */
export const termCount = 8;

/** Time constants of the smoothed temperatures, s: the thermometer's lag, walls, gas, far parts of the loop. */
const timeConstantsS = [6, 16, 43, 116, 313, 845, 2280];
/** A reading further from the middle one of the last three is a leap, K; and for each second since the last one. */
const leapK = 0.3;
const leapKPerS = 0.05;
/** Sample period beyond which samples are slow, s: what takes turns with them, or is averaged over many, would come late. */
export const slowPeriodS = 2;

/**
 * The temperature as the loop's slow parts feel it: exponential smoothings from seconds to half an hour. The terms are
 * differences between neighbours (bands of the temperature's history), the slowest one's distance from where it began,
 * and the square of that distance; a lag, a rate or a second thermal mass is a weighted sum of them.
 */
export class ThermalHistory {
  /** Smoothed temperatures, fastest first, K. */
  readonly smoothedK = new Float64Array(7);
  readonly terms = new Float64Array(termCount);
  /** Zero of the slow term, K. */
  referenceK = NaN;
  private sinceS = 0;
  private readonly elapsedS = new Float64Array(7);
  private turn = 3;
  /** The last two readings, K. */
  private lastK = NaN;
  private beforeK = NaN;

  /**
   * For a reading that leaps, the middle one of the last three counts: a single one would fade from the terms over
   * minutes. The three fast smoothings follow every sample, the four slow ones take turns unless samples are slow.
   * @param readingK valid; @param elapsedS since the last one, s
   */
  update(readingK: number, elapsedS: number): void {
    const lastK = this.lastK;
    const beforeK = this.beforeK;
    this.lastK = readingK;
    this.beforeK = lastK;
    const middleK = Math.max(Math.min(lastK, beforeK), Math.min(Math.max(lastK, beforeK), readingK));
    const temperatureK = Math.abs(readingK - middleK) > leapK + leapKPerS * elapsedS ? middleK : readingK;
    const smoothed = this.smoothedK;
    const terms = this.terms;
    if (!smoothed[0]) smoothed.fill(temperatureK);
    if (isNaN(this.referenceK)) this.referenceK = temperatureK;
    const first = smoothed[0]! + (temperatureK - smoothed[0]!) * elapsedS / (elapsedS + 6);
    const second = smoothed[1]! + (temperatureK - smoothed[1]!) * elapsedS / (elapsedS + 16);
    const third = smoothed[2]! + (temperatureK - smoothed[2]!) * elapsedS / (elapsedS + 43);
    smoothed[0] = first;
    smoothed[1] = second;
    smoothed[2] = third;
    terms[0] = first - second;
    terms[1] = second - third;
    this.sinceS += elapsedS;
    // Of a whole round of slow samples the last ones would know more than the first.
    let turns = elapsedS > slowPeriodS ? 4 : 1;
    while (turns--) {
      const turn = this.turn;
      this.turn = turn > 5 ? 3 : turn + 1;
      const slowElapsedS = this.sinceS - this.elapsedS[turn]!;
      this.elapsedS[turn] = this.sinceS;
      smoothed[turn] = smoothed[turn]! + (third - smoothed[turn]!) * slowElapsedS / (slowElapsedS + timeConstantsS[turn]!);
      terms[turn - 1] = smoothed[turn - 1]! - smoothed[turn]!;
      if (turn === 6) {
        terms[6] = smoothed[6]! - this.referenceK;
        terms[7] = (third - this.referenceK) * (third - this.referenceK);
      } else terms[turn] = smoothed[turn]! - smoothed[turn + 1]!;
    }
  }

  /** @returns how fast the temperature changes: the distance of its smoothings over 6 and 43 s, K */
  fastK(): number {
    return Math.abs(this.terms[0]! + this.terms[1]!);
  }

  /** @returns the same of those over 43 and 313 s, K */
  slowK(): number {
    return Math.abs(this.terms[2]! + this.terms[3]!);
  }
}
