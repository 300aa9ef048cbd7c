import type { LinkCounters } from "./link-counters.ts";

/** Received bytes without a single frame after which something is said, and how much of them must be unprintable to blame the baud rate. */
const strangeBytes = 2000;
const garbledShare = 0.2;

/** Says once of a line that it brings something, and no telemetry. */
export class StrangeTalk {
  private garbled = 0;
  private isOver = false;

  /**
   * @param bytes received now
   * @param counters with those bytes in them
   * @returns what may be wrong, in a sentence; undefined where nothing is, or it was said
   */
  take(bytes: Uint8Array, counters: LinkCounters): string | undefined {
    if (counters.frames > 0) this.isOver = true;
    if (this.isOver) return undefined;
    for (const byte of bytes) if (byte > 126 || (byte < 32 && byte !== 10 && byte !== 13 && byte !== 9)) this.garbled++;
    if (counters.bytes < strangeBytes) return undefined;
    this.isOver = true;
    const why = this.garbled > garbledShare * counters.bytes ? "the baud rate is wrong, or something else talks on this port" : "another program's output, or a console";
    return `${counters.bytes} bytes and no telemetry among them: ${why}`;
  }
}
