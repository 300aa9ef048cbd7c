/** Board time to a recording's time: a board that starts anew counts from zero again, a recording's time goes on. */
export class RunTime {
  private lastS = 0;
  /** The recording's time at which the board last began to count, s. */
  startedAtS = 0;
  private boots: number | undefined;
  private isCountDue = false;

  /**
   * Takes what comes next.
   * @param boardS board time, s; @param boots the board's count of its starts, where the packet has it; NaN where it is not known
   * @returns its time in the recording, s, and whether the board has started anew since the one before
   */
  of(boardS: number, boots = NaN): { timeS: number; isRestart: boolean } {
    let isRestart = boardS + this.startedAtS < this.lastS - 1;
    if (isRestart) {
      this.startedAtS = this.lastS;
      this.isCountDue = true;
    }
    if (!Number.isNaN(boots)) {
      // The new time may be past the old one where nothing was received for long enough.
      if (this.boots !== undefined && this.boots !== boots && !this.isCountDue) isRestart = true;
      this.boots = boots;
      this.isCountDue = false;
    }
    this.lastS = boardS + this.startedAtS;
    return { timeS: this.lastS, isRestart };
  }
}
