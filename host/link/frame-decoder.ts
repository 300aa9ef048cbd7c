import { crc32 } from "#hal/simulated/crc32.ts";
import { newLinkCounters, type DiscardReason, type LinkCounters } from "./link-counters.ts";

/** A packet out of a frame whose CRC was right. */
export interface FramedPacket {
  readonly kind: "frame";
  readonly packet: Uint8Array;
  /** Of the frame's first byte in the stream. */
  readonly offset: number;
}

/** Bytes that are no frame. */
export interface Discarded {
  readonly kind: "discarded";
  readonly reason: DiscardReason;
  readonly bytes: Uint8Array;
  readonly offset: number;
}

export type FrameOutput = FramedPacket | Discarded;

/** Longest frame, its marks included; the longest of the dictionary, housekeeping, has 138 bytes, a tenth of it. */
export const longestFrameBytes = 1400;
/** Most bytes kept while nobody asks for frames. */
const mostWaitingBytes = 8 * 1024 * 1024;
/** Primary header, one byte of data, CRC. */
const shortestBytes = 11;
const slabBytes = 16384;

const start = 0x7e;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const padding = 0x3d;

/** Six bits of each of four characters, in their places; negative for what is no base64. */
const sextets = [18, 12, 6, 0].map((shift) => {
  const table = new Int32Array(256).fill(-1);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let value = 0; value < 64; value++) table[alphabet.charCodeAt(value)] = value << shift;
  return table;
}) as [Int32Array, Int32Array, Int32Array, Int32Array];

/**
 * Takes frames out of a stream of bytes: "~", base64 of a packet and its CRC-32, a line feed. A pull parser: append
 * bytes, then ask for the next output until there is none. "~" is in no frame but at its beginning, so whatever was
 * lost or changed, decoding goes on at the next one: a lost byte costs the frame that it was in and no other.
 */
export class FrameDecoder {
  private buffer = new Uint8Array(8192);
  /** First byte not handed on, end of what there is, and up to where it was searched for a frame's end. */
  private from = 0;
  private to = 0;
  private searched = 0;
  /** Stream offset of the buffer's first byte. */
  private base = 0;
  private slab = new Uint8Array(slabBytes);
  private slabUsed = 0;
  private isLost = false;
  private dropped = 0;
  /** What the last call of `decode` found, where it found something. */
  private packet = this.slab;
  /** Why that call failed. */
  private failure: DiscardReason = "encoding";

  constructor(readonly counters: LinkCounters = newLinkCounters()) {}

  /** Adds received bytes; they are copied. */
  append(bytes: Uint8Array): void {
    this.counters.bytes += bytes.length;
    const waiting = this.to - this.from;
    if (waiting + bytes.length > mostWaitingBytes) {
      // The newest are worth more than the oldest.
      const excess = Math.min(waiting, waiting + bytes.length - mostWaitingBytes);
      this.from += excess;
      this.searched = Math.max(this.searched, this.from);
      this.dropped += excess;
      this.counters.overrun += excess;
    }
    if (this.to + bytes.length > this.buffer.length) this.makeRoom(bytes.length);
    this.buffer.set(bytes, this.to);
    this.to += bytes.length;
  }

  /** @returns the next packet or piece of discarded bytes, in the order of the stream; undefined where more bytes are needed */
  next(): FrameOutput | undefined {
    if (this.dropped > 0) {
      const length = this.dropped;
      this.dropped = 0;
      this.isLost = true;
      return { kind: "discarded", reason: "overrun", bytes: new Uint8Array(0), offset: this.base + this.from - length };
    }
    const buffer = this.buffer;
    if (this.from === this.to) return undefined;
    if (buffer[this.from] !== start) {
      const found = buffer.indexOf(start, this.from + 1);
      const end = found < 0 || found > this.to ? this.to : found;
      return this.discard(end, "stray");
    }
    if (this.searched <= this.from) this.searched = this.from + 1;
    const found = buffer.indexOf(lineFeed, this.searched);
    const hasEnd = found >= 0 && found < this.to;
    let end = hasEnd ? found : this.to;
    if (hasEnd && end - this.from < longestFrameBytes) {
      // A frame, unless another one begins in it.
      if (this.decode(this.from + 1, end)) return this.accept(end);
    }
    const another = buffer.indexOf(start, hasEnd ? this.from + 1 : this.searched);
    if (another >= 0 && another < end) {
      end = another;
      if (end - this.from < longestFrameBytes && this.decode(this.from + 1, end)) return this.accept(end - 1);
      return this.discard(end, end - this.from < longestFrameBytes ? this.failure : "tooLong");
    }
    if (hasEnd) return this.discard(end + 1, end - this.from < longestFrameBytes ? this.failure : "tooLong");
    this.searched = this.to;
    return this.to - this.from >= longestFrameBytes ? this.discard(this.to, "tooLong") : undefined;
  }

  /** No more bytes will come, or not from this connection: hands on what is left. Only after `next` gave nothing. */
  finish(): Discarded | undefined {
    return this.from === this.to ? undefined : this.discard(this.to, "truncated");
  }

  private accept(last: number): FramedPacket {
    this.slabUsed += this.packet.length;
    const output: FramedPacket = { kind: "frame", packet: this.packet, offset: this.base + this.from };
    this.from = last + 1;
    this.counters.frames++;
    if (this.isLost) {
      this.counters.resynchronised++;
      this.isLost = false;
    }
    return output;
  }

  private discard(end: number, reason: DiscardReason): Discarded {
    const bytes = this.buffer.slice(this.from, end);
    const output: Discarded = { kind: "discarded", reason, bytes, offset: this.base + this.from };
    this.counters[reason] += reason === "stray" ? bytes.length : 1;
    this.isLost = true;
    this.from = end;
    return output;
  }

  /**
   * Decodes and checks a frame's characters into the slab.
   * @returns whether a packet is there; else `failure` says why not
   */
  private decode(first: number, end: number): boolean {
    const buffer = this.buffer;
    if (end > first && buffer[end - 1] === carriageReturn) end--;
    const characters = end - first;
    this.failure = "encoding";
    if (characters < 15) {
      this.failure = "tooShort";
      return false;
    }
    if (characters % 4 !== 0) return false;
    if (slabBytes - this.slabUsed < characters) {
      this.slab = new Uint8Array(slabBytes);
      this.slabUsed = 0;
    }
    const slab = this.slab;
    const [s0, s1, s2, s3] = sextets;
    const pads = buffer[end - 1] === padding ? (buffer[end - 2] === padding ? 2 : 1) : 0;
    const whole = pads > 0 ? end - 4 : end;
    let to = this.slabUsed;
    let bad = 0;
    let at = first;
    for (; at < whole; at += 4) {
      const bits = s0[buffer[at]!]! | s1[buffer[at + 1]!]! | s2[buffer[at + 2]!]! | s3[buffer[at + 3]!]!;
      bad |= bits;
      slab[to] = bits >> 16;
      slab[to + 1] = bits >> 8;
      slab[to + 2] = bits;
      to += 3;
    }
    if (pads > 0) {
      const bits = s0[buffer[at]!]! | s1[buffer[at + 1]!]! | (pads === 1 ? s2[buffer[at + 2]!]! : 0);
      // Bits that no byte takes must be zero, or a changed character would go unseen.
      bad |= bits & (pads === 1 ? 0xff : 0xffff) ? -1 : bits;
      slab[to++] = bits >> 16;
      if (pads === 1) slab[to++] = bits >> 8;
    }
    if (bad < 0) return false;
    const begin = this.slabUsed;
    const length = to - begin;
    if (length < shortestBytes) {
      this.failure = "tooShort";
      return false;
    }
    const sent = ((slab[to - 4]! << 24) | (slab[to - 3]! << 16) | (slab[to - 2]! << 8) | slab[to - 1]!) >>> 0;
    const packet = slab.subarray(begin, to - 4);
    if (crc32(packet) !== sent) {
      this.failure = "crc";
      return false;
    }
    if (length !== 11 + slab[begin + 4]! * 256 + slab[begin + 5]!) {
      this.failure = "length";
      return false;
    }
    this.packet = packet;
    return true;
  }

  private makeRoom(more: number): void {
    const waiting = this.to - this.from;
    let size = this.buffer.length;
    while (size < 2 * (waiting + more)) size *= 2;
    const old = this.buffer;
    if (size !== old.length) {
      this.buffer = new Uint8Array(size);
      this.buffer.set(old.subarray(this.from, this.to));
    } else old.copyWithin(0, this.from, this.to);
    this.base += this.from;
    this.searched = Math.max(0, this.searched - this.from);
    this.to = waiting;
    this.from = 0;
  }
}
