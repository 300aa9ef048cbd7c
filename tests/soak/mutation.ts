import type { Random } from "#hal/simulated/random.ts";
import { frameText } from "#host/link/frame-encoder.ts";

export interface Mutant {
  /** What goes onto the line, one byte a character. */
  text: string;
  /** A packet that was put into a frame with a right check although nobody meant it; else undefined. */
  resealed: Uint8Array | undefined;
}

/** @returns a whole number from 0 up to and without a limit */
export function below(random: Random, limit: number): number {
  return (random.int32() >>> 0) % limit;
}

function randomText(random: Random, length: number): string {
  let text = "";
  for (let index = 0; index < length; index++) text += String.fromCharCode(random.int32() & 255);
  return text;
}

/** Somebody's noise likes the marks and letters of frames. */
const marks = ["~", "\n", "=", "\r", "A", "/", "~\n", "\0"];

type Damage = (text: string, other: string, random: Random) => string;

/** From nothing at all to noise that has nothing of a frame. */
const damages: readonly Damage[] = [
  (text) => text,
  (text, _, random) => flipBit(text, random),
  (text, _, random) => flipBit(flipBit(text, random), random),
  (text, _, random) => setByte(setByte(text, random), random),
  (text, _, random) => text.slice(0, below(random, text.length)),
  (text, _, random) => text.slice(below(random, text.length)),
  (text, _, random) => cut(text, random, ""),
  (text, _, random) => cut(text, random, marks[below(random, marks.length)]!),
  (text, _, random) => insert(text, random, marks[below(random, marks.length)]!),
  (text, _, random) => insert(text, random, randomText(random, 1 + below(random, 4))),
  (text, other, random) => {
    const place = below(random, text.length);
    return text.slice(0, place) + other.slice(place);
  },
  (text, other, random) => text.slice(0, below(random, text.length)) + other.slice(below(random, other.length)),
  (text, other, random) => insert(text, random, other),
  (text, other, random) => {
    const begin = below(random, text.length);
    return text.slice(0, begin) + text.slice(begin, begin + below(random, 20)) + text.slice(begin) + other.slice(0, below(random, 3));
  },
  (_, __, random) => randomText(random, below(random, 200)),
  (_, __, random) => `~${Buffer.from(randomText(random, below(random, 90)), "latin1").toString("base64")}\n`,
  (text) => text.replace(/=+\n$/, "\n"),
  (text) => text.toLowerCase(),
];

function flipBit(text: string, random: Random): string {
  const place = below(random, text.length);
  return text.slice(0, place) + String.fromCharCode(text.charCodeAt(place) ^ (1 << below(random, 8))) + text.slice(place + 1);
}

function setByte(text: string, random: Random): string {
  const place = below(random, text.length);
  return text.slice(0, place) + String.fromCharCode(random.int32() & 255) + text.slice(place + 1);
}

function cut(text: string, random: Random, replacement: string): string {
  const place = below(random, text.length);
  return text.slice(0, place) + replacement + text.slice(place + 1);
}

function insert(text: string, random: Random, what: string): string {
  const place = below(random, text.length + 1);
  return text.slice(0, place) + what + text.slice(place);
}

/** @returns a packet with some bytes changed, cut or added, its length field often put right */
function reseal(packet: Uint8Array, random: Random): Uint8Array {
  let changed = Uint8Array.from(packet);
  const length = Math.max(1, packet.length + below(random, 3) * (below(random, 9) - 4));
  if (length !== packet.length) {
    changed = new Uint8Array(length);
    changed.set(packet.subarray(0, length));
  }
  for (let count = below(random, 4); count > 0; count--) changed[below(random, length)] = random.int32();
  if (length > 6 && below(random, 4) > 0) {
    changed[4] = (length - 7) >> 8;
    changed[5] = length - 7;
  }
  return changed;
}

/** Share of mutants that are resealed: one in so many. */
const resealedIn = 8;

/** @returns a packet's frame, damaged or resealed, or, seldom, as it is; @param other another frame, to be spliced */
export function mutantOf(packet: Uint8Array, other: string, random: Random): Mutant {
  if (below(random, resealedIn) === 0) {
    const resealed = reseal(packet, random);
    return { text: frameText(resealed), resealed };
  }
  return { text: damages[below(random, damages.length)]!(frameText(packet), other, random), resealed: undefined };
}
