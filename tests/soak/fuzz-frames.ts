import { Random } from "#hal/simulated/random.ts";
import { frameText } from "#host/link/frame-encoder.ts";
import { JsonLines, lineText } from "#host/link/json-lines.ts";
import { FrameDecoder } from "#host/link/frame-decoder.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { readVectors, type TelemetryMeaning } from "#tests/vectors/vector.ts";
import { below, mutantOf } from "./mutation.ts";

export interface FrameTally {
  frames: number;
  /** Packets that came out as they had been meant. */
  believed: number;
  /** Packets that came out as they had been resealed. */
  resealed: number;
  discarded: number;
  /** What must not be, in words, the first few; empty where all is well. */
  failures: string[];
}

const mostFailures = 10;

/**
 * Feeds fuzzed frames to the host's decoders: nothing throws, no packet comes out that was not put in, and every whole
 * frame after a damaged one comes out.
 */
export function fuzzFrames(count: number, seed: number, progress?: (done: number) => void): FrameTally {
  const random = new Random(seed);
  const packets = readVectors<TelemetryMeaning>("telemetry").map(({ bytes }) => Uint8Array.from(Buffer.from(bytes.toString("latin1").slice(1), "base64").subarray(0, -4)));
  const frames = packets.map(frameText);
  const known = new Set(packets.map(hexOf));
  const tally: FrameTally = { frames: 0, believed: 0, resealed: 0, discarded: 0, failures: [] };
  const fail = (what: string): void => {
    if (tally.failures.length < mostFailures) tally.failures.push(what);
  };
  const decoder = new FrameDecoder();
  const telemetry = new TelemetryDecoder();
  const lines = new JsonLines({ everyS: 60 });
  for (let index = 0; index < count; index++) {
    const base = below(random, packets.length);
    const { text, resealed } = mutantOf(packets[base]!, frames[below(random, frames.length)]!, random);
    const whole = below(random, packets.length);
    const isWholeNext = (index & 7) === 7;
    const bytes = Buffer.from(isWholeNext ? text + frames[whole]! : text, "latin1");
    tally.frames++;
    try {
      decoder.append(bytes);
      let last = "";
      for (let output = decoder.next(); output; output = decoder.next()) {
        if (output.kind === "discarded") {
          tally.discarded++;
          continue;
        }
        last = hexOf(output.packet);
        if (known.has(last)) tally.believed++;
        else if (resealed && last === hexOf(resealed)) tally.resealed++;
        else fail(`frame ${index}: believed ${last} out of ${JSON.stringify(text)}`);
      }
      if (isWholeNext && last !== hexOf(packets[whole]!)) fail(`frame ${index}: the whole frame after ${JSON.stringify(text)} was lost`);
      telemetry.append(bytes);
      for (let output = telemetry.next(); output; output = telemetry.next()) {
        if (output.kind === "discarded") continue;
        // Text is what takes longest, and has been fuzzed with any packet elsewhere.
        for (const line of lines.linesFor(output)) if ((index & 15) === 0) lineText(line);
      }
    } catch (error) {
      fail(`frame ${index}: ${String(error)} thrown by ${JSON.stringify(text)}`);
    }
    progress?.(index + 1);
  }
  return tally;
}

function hexOf(packet: Uint8Array): string {
  return Buffer.from(packet.buffer, packet.byteOffset, packet.length).toString("latin1");
}
