import type { LinkCounters } from "./link-counters.ts";

/** A board tells its housekeeping once a second, if nobody has told it otherwise, ms. */
const silenceMs = 15_000;
/** Received bytes without a single frame after which something is said, and how much of them must be unprintable to blame the baud rate. */
const strangeBytes = 2000;
const garbledShare = 0.2;

/** Says once of a line that has been opened that it brings nothing, or something that is no telemetry. */
export class LineDoubts {
  private garbled = 0;
  private isOver = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param say gets a sentence on what may be wrong */
  constructor(private readonly say: (text: string) => void) {}

  /** The line is open. */
  opened(): void {
    this.timer = setTimeout(() => this.say(`open, but nothing has come for ${silenceMs / 1000} s; is this the board's port, and is pinhole on the board?`), silenceMs);
    this.timer.unref();
  }

  /** @param bytes received now; @param counters with those bytes in them */
  take(bytes: Uint8Array, counters: LinkCounters): void {
    clearTimeout(this.timer);
    if (counters.frames > 0) this.isOver = true;
    if (this.isOver) return;
    for (const byte of bytes) if (byte > 126 || (byte < 32 && byte !== 10 && byte !== 13 && byte !== 9)) this.garbled++;
    if (counters.bytes < strangeBytes) return;
    this.isOver = true;
    const why = this.garbled > garbledShare * counters.bytes ? "the baud rate is wrong, or something else talks on this port" : "another program's output, or a console";
    this.say(`${counters.bytes} bytes and no telemetry among them: ${why}`);
  }
}
