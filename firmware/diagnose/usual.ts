/** Time over which it is learnt where a reading usually is, s; and how many times its mean distance from there is far below. */
const usualS = 86400;
const farTimes = 4;

/** Where a reading usually is, and for how long it has been far below. */
export class Usual {
  /** Mean of the last day for which it was followed, or as much of it as there was; NaN before the first reading. */
  value = NaN;
  /** Mean distance from that. */
  private spread = 0;
  private followedS = 0;
  /** Samples in a row for which it has been far below, and below a limit. */
  low = 0;

  /** One sample; NaN where there is none. @param limit above which nothing is low; @param isFollowed whether it may be learnt of */
  take(reading: number, limit: number, elapsedS: number, isFollowed: boolean): void {
    const fallen = this.value - reading;
    this.low = reading < limit && fallen > farTimes * this.spread ? this.low + 1 : 0;
    if (isNaN(this.value)) this.value = reading;
    else if (isFollowed && !isNaN(fallen)) {
      this.followedS = Math.min(usualS, this.followedS + elapsedS);
      const gain = Math.min(1, elapsedS / this.followedS);
      this.value -= fallen * gain;
      this.spread += (Math.abs(fallen) - this.spread) * gain;
    }
  }
}
