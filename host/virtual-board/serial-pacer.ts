import type { VirtualClock } from "#hal/simulated/clock.ts";

/** Start bit, eight data bits, stop bit. */
const bitsPerByte = 10;
/** What a board holds of unsent data, ms of line time. */
const mostUnsentMs = 2000;

/**
 * Brings text onto the line no faster than the line's baud rate, in the board's own time: each piece arrives when its
 * last bit has been sent.
 */
export class SerialPacer {
  /** Bytes that found the board's buffer full. */
  dropped = 0;
  private freeAtMs = 0;

  constructor(private readonly clock: VirtualClock, private readonly baud: number, private readonly deliver: (text: string) => void) {}

  /** @param mayDrop  absent: what the buffer cannot hold is lost and counted; false: the writer waits, as the interpreter does with what it prints */
  write(text: string, mayDrop = true): void {
    const nowMs = this.clock.nowMs();
    const begunMs = Math.max(nowMs, this.freeAtMs);
    const endMs = begunMs + (text.length * bitsPerByte * 1000) / this.baud;
    if (mayDrop && begunMs - nowMs > mostUnsentMs) {
      this.dropped += text.length;
      return;
    }
    this.freeAtMs = endMs;
    this.clock.after(endMs - nowMs, () => this.deliver(text));
  }
}
