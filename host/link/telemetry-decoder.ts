import { FrameDecoder, type Discarded } from "./frame-decoder.ts";
import { newLinkCounters, type LinkCounters } from "./link-counters.ts";
import { decodePacket, type Packet } from "./packet-decoder.ts";
import { ownLayout, type PacketLayout } from "./packet-layout.ts";

export type TelemetryOutput = Packet | Discarded;

const sequenceMask = 16383;
/** A step back, or forward by more than this, is a restart and no gap. */
const longestGap = 8192;

/** A stream of bytes to packets: frames, the packets in them, and what their sequence counts tell. A pull parser too. */
export class TelemetryDecoder {
  readonly counters: LinkCounters = newLinkCounters();
  private readonly frames = new FrameDecoder(this.counters);
  private last: Uint8Array | undefined;
  private expected = -1;
  private lastS = -Infinity;

  /** @param layout  of the dictionary that the board speaks */
  constructor(private readonly layout: PacketLayout = ownLayout) {}

  append(bytes: Uint8Array): void {
    this.frames.append(bytes);
  }

  /** @returns the next packet or discarded bytes; undefined where more bytes are needed */
  next(): TelemetryOutput | undefined {
    const output = this.frames.next();
    if (output === undefined || output.kind === "discarded") return output;
    const bytes = output.packet;
    const sequence = ((bytes[2]! & 63) << 8) | bytes[3]!;
    const isExpected = sequence === this.expected || this.last === undefined;
    if (!isExpected && isSame(bytes, this.last!)) {
      this.counters.duplicate++;
      return { kind: "discarded", reason: "duplicate", bytes, offset: output.offset };
    }
    const packet = decodePacket(bytes, this.layout);
    // A board's time goes back only when it starts anew, its first packets perhaps lost.
    if (!isExpected) this.countGap(sequence, isBoot(packet) || packet.timeS < this.lastS);
    this.last = bytes;
    this.lastS = packet.timeS;
    this.expected = (sequence + 1) & sequenceMask;
    if (packet.kind === "unknown") this.counters.unknown++;
    return packet;
  }

  /** No more bytes will come, or not from this connection. */
  finish(): Discarded | undefined {
    return this.frames.finish();
  }

  private countGap(sequence: number, isRestart: boolean): void {
    const missing = (sequence - this.expected) & sequenceMask;
    if (!isRestart && missing < longestGap) this.counters.gap += missing;
    else {
      this.counters.restarts++;
      this.counters.gap += sequence;
    }
  }
}

function isBoot(packet: Packet): boolean {
  return packet.kind === "event" && packet.event === "boot";
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
