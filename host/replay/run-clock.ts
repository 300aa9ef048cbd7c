/** Rounds to a microsecond, so that differences of printed times are the same as of those they were printed from. */
export function toMicrosecond(timeS: number): number {
  return Math.round(timeS * 1e6) / 1e6;
}

/** Time of a run over a recording's rows: it never goes back, and goes on from where it was after a clock that was set. */
export class RunClock {
  /** Of the last row that was taken, board time, s. */
  runS: number;
  private rowS: number;
  /** Where the rows stood before one that lies earlier; NaN after any other. */
  private leftS = NaN;

  constructor(startS: number) {
    this.runS = this.rowS = startS;
  }

  /** @returns seconds since the row before; zero or negative for a row to be left out */
  take(rowS: number): number {
    // Where the row after an earlier one lies beyond both, that one was out of order and no clock was set.
    const elapsedS = toMicrosecond(rowS - (rowS > this.leftS ? this.leftS : this.rowS));
    if (elapsedS < 0) this.leftS = this.rowS;
    else if (elapsedS > 0) {
      this.leftS = NaN;
      this.runS = toMicrosecond(this.runS + elapsedS);
    }
    this.rowS = rowS;
    return elapsedS;
  }
}
