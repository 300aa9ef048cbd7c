import { Event, Service, telemetryHeaderBytes } from "#firmware/telemetry/dictionary.ts";
import { FrameDecoder, type Discarded } from "./frame-decoder.ts";
import { newLinkCounters, type LinkCounters } from "./link-counters.ts";
import { decodePacket, type Packet } from "./packet-decoder.ts";

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

  append(bytes: Uint8Array): void {
    this.frames.append(bytes);
  }

  /** @returns the next packet or discarded bytes; undefined where more bytes are needed */
  next(): TelemetryOutput | undefined {
    const output = this.frames.next();
    if (output === undefined || output.kind === "discarded") return output;
    const bytes = output.packet;
    const sequence = ((bytes[2]! & 63) << 8) | bytes[3]!;
    if (sequence !== this.expected && this.expected >= 0) {
      if (this.last && isSame(bytes, this.last)) {
        this.counters.duplicate++;
        return { kind: "discarded", reason: "duplicate", bytes, offset: output.offset };
      }
      this.countGap(sequence, isBoot(bytes));
    }
    this.last = bytes;
    this.expected = (sequence + 1) & sequenceMask;
    const packet = decodePacket(bytes);
    if (packet.kind === "unknown") this.counters.unknown++;
    return packet;
  }

  /** No more bytes will come, or not from this connection. */
  finish(): Discarded | undefined {
    return this.frames.finish();
  }

  private countGap(sequence: number, boot: boolean): void {
    const missing = (sequence - this.expected) & sequenceMask;
    if (!boot && missing < longestGap) this.counters.gap += missing;
    else {
      this.counters.restarts++;
      this.counters.gap += sequence;
    }
  }
}

function isBoot(packet: Uint8Array): boolean {
  return packet[7] === Service.Event && packet[telemetryHeaderBytes] === Event.Boot;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
