import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "#hal/simulated/crc32.ts";
import { FrameDecoder } from "#host/link/frame-decoder.ts";
import { frameText } from "#host/link/frame-encoder.ts";
import type { Packet } from "#host/link/packet-decoder.ts";
import { decodePacket } from "#host/link/packet-decoder.ts";
import { JsonLines, lineText } from "#host/link/json-lines.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { fuzzFrames } from "../soak/fuzz-frames.ts";
import { fuzzTelecommands } from "../soak/fuzz-telecommands.ts";
import { frameOfMeaning } from "../vectors/encode.ts";
import { readVectors, type TelecommandMeaning, type TelemetryMeaning } from "../vectors/vector.ts";

const telemetry = readVectors<TelemetryMeaning>("telemetry");
const telecommands = readVectors<TelecommandMeaning>("telecommands").filter(({ meaning }) => meaning.asked);
/** Of housekeeping. */
const longestPacketBytes = 96;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

function packetsOf(chunks: readonly Uint8Array[]): string[] {
  const decoder = new FrameDecoder();
  const packets: string[] = [];
  for (const chunk of chunks) {
    decoder.append(chunk);
    for (let output = decoder.next(); output; output = decoder.next()) if (output.kind === "frame") packets.push(latin1(output.packet));
  }
  decoder.finish();
  return packets;
}

/** A packet of any content whose length field is right. */
const anyPacket = fc.uint8Array({ minLength: 7, maxLength: 256 }).map((bytes) => {
  bytes[4] = (bytes.length - 7) >> 8;
  bytes[5] = bytes.length - 7;
  return bytes;
});

describe("round trips", () => {
  it("any packet comes out of its frame as it was put in", () => {
    fc.assert(fc.property(anyPacket, (packet) => {
      expect(packetsOf([Buffer.from(frameText(packet))])).toEqual([latin1(packet)]);
    }), { numRuns: 2000, seed: 11 });
  });

  it("any 32-bit float of a parameter comes through firmware's sender and host's decoder", () => {
    fc.assert(fc.property(fc.float(), fc.nat(16383), fc.nat(4_294_967_295_000), (value, sequence, timeMs) => {
      // Board time has sixteen bits of a second; the host gives it to the millisecond.
      const packet: Packet = { kind: "parameter", sequence, timeS: timeMs / 1000, parameter: "toleratedLossKgPerS", value };
      const decoder = new TelemetryDecoder();
      decoder.append(Buffer.from(frameOfMeaning(packet)));
      expect(decoder.next()).toEqual(packet);
    }), { numRuns: 2000, seed: 12 });
  });

  it("any text of an exception comes through, and is shown without its control characters", () => {
    fc.assert(fc.property(fc.string({ unit: fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code)), maxLength: 48 }), (text) => {
      const packet: Packet = { kind: "event", sequence: 1, timeS: 1, event: "exception", severity: "medium", sensor: 0, code: 0, alarm: 0, values: {}, text };
      const decoder = new TelemetryDecoder();
      decoder.append(Buffer.from(frameOfMeaning(packet)));
      expect(decoder.next()).toEqual(packet);
      expect(lineText(new JsonLines().linesFor(packet)[0]!)).not.toContain("\n");
    }), { numRuns: 500, seed: 13 });
  });
});

/*
 * Why CRC-32 finds them: a wrong character either is no base64, and the frame is refused, or changes up to six bits in a
 * row of the packet or its check. The CRC is linear: what an error does to it depends on the error alone, and two
 * errors hide each other exactly if they do the same. In the longest packet there is (96 bytes; an error in a shorter
 * one is one near this one's end) no two bursts of six bits do the same, and none does nothing, which the third test
 * shows by trying all of them; so every two wrong characters are found. The same holds for two wrong bytes of the packet
 * itself. What a character does that turns into a mark of the frame ("~", line feed, "=") is sampled by the second test.
 */
describe("damage on the line", () => {
  it("every single-bit error in every telemetry vector is found", () => {
    for (const { bytes, name } of telemetry) {
      const whole = packetsOf([bytes])[0]!;
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const damaged = Buffer.from(bytes);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        // The line feed may become a carriage return's neighbour, but no other packet comes out.
        expect(packetsOf([damaged]).filter((packet) => packet !== whole), `bit ${bit} of ${name}`).toEqual([]);
      }
    }
  });

  it("two-byte errors at every distance in telemetry and telecommands are found", () => {
    const frames = [telemetry.find(({ name }) => name === "housekeeping-nominal")!.bytes, telemetry.find(({ name }) => name === "verification-completed")!.bytes, ...telecommands.slice(0, 8).map(({ bytes }) => bytes)];
    for (const [index, frame] of frames.entries()) {
      const whole = packetsOf([frame])[0];
      let state = 1 + index;
      const next = (limit: number): number => {
        // Numerical Recipes' linear congruence; its upper bits are good enough to pick places.
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return (state >>> 8) % limit;
      };
      for (let distance = 1; distance < frame.length; distance++) {
        for (let trial = 0; trial < 40; trial++) {
          const damaged = Buffer.from(frame);
          const place = next(frame.length - distance);
          damaged[place]! ^= 1 + next(255);
          damaged[place + distance]! ^= 1 + next(255);
          expect(packetsOf([damaged]).filter((packet) => packet !== whole)).toEqual([]);
        }
      }
    }
  });

  it("no two bursts of six bits, and no two wrong bytes, of the longest packet and its check do the same to its CRC", () => {
    const length = longestPacketBytes;
    const zero = crc32(new Uint8Array(length));
    /** What a burst does: the CRC's change, and the change of the check that is sent beside it. */
    const effectOf = (pattern: number, bit: number, width: number): number => {
      const bytes = new Uint8Array(length + 4);
      for (let index = 0; index < width; index++) {
        const place = bit + index;
        if (pattern & (1 << index) && place < 8 * bytes.length) bytes[place >> 3]! |= 0x80 >> (place & 7);
      }
      return (crc32(bytes.subarray(0, length)) ^ zero ^ new DataView(bytes.buffer).getUint32(length)) >>> 0;
    };
    const bits = 8 * (length + 4);
    // A burst begins with a wrong bit, so that none is counted twice.
    const bursts = new Set<number>([0]);
    let count = 1;
    for (let bit = 0; bit < bits; bit++) {
      for (let pattern = 1; pattern < 64; pattern += 2) {
        if (bit + 32 - Math.clz32(pattern) > bits) continue;
        bursts.add(effectOf(pattern, bit, 6));
        count++;
      }
    }
    expect(bursts.size).toBe(count);
    const bytes = new Set<number>([0]);
    for (let byte = 0; byte < length + 4; byte++) for (let pattern = 1; pattern < 256; pattern++) bytes.add(effectOf(pattern, 8 * byte, 8));
    expect(bytes.size).toBe(1 + 255 * (length + 4));
  });

  it("no telemetry vector is longer than that packet", () => {
    expect(Math.max(...telemetry.map(({ bytes }) => packetsOf([bytes])[0]!.length))).toBe(longestPacketBytes);
  });
});

describe("hostile streams", () => {
  const piece = fc.oneof(
    fc.constantFrom(...telemetry.map(({ bytes }) => bytes)), fc.uint8Array({ maxLength: 200 }), fc.constantFrom("~", "\n", "~~", "~AAAA", "=\n", "\r\n>").map((text) => Buffer.from(text)),
    fc.tuple(fc.constantFrom(...telemetry.map(({ bytes }) => bytes)), fc.nat(), fc.nat()).map(([bytes, from, to]) => bytes.subarray(from % bytes.length, to % bytes.length)),
  );
  const known = new Set(telemetry.flatMap(({ bytes }) => packetsOf([bytes])));

  it("of random bytes, truncated and spliced frames give no packet that was not sent", () => {
    fc.assert(fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => {
      for (const packet of packetsOf(pieces)) expect(known.has(packet)).toBe(true);
    }), { numRuns: 3000, seed: 14 });
  });

  it("give a line of JSON or none for every packet, whatever is in it", () => {
    fc.assert(fc.property(anyPacket, fc.boolean(), (bytes, isOurs) => {
      if (isOurs) bytes.set([8, 0x50], 0);
      const packet = decodePacket(bytes);
      for (const line of new JsonLines({ everyS: 1e-3 }).linesFor(packet)) expect(JSON.parse(lineText(line))).toHaveProperty("type");
    }), { numRuns: 5000, seed: 15 });
  });
});

describe("a thousandth of the soak", () => {
  it("10,000 fuzzed frames: nothing throws, nothing is believed that was not sent, no whole frame is lost", () => {
    const tally = fuzzFrames(10_000, 2);
    expect(tally.failures).toEqual([]);
    expect(tally.believed).toBeGreaterThan(2000);
  }, 60_000);

  it("1,000 mutated telecommands: nothing throws, nothing changes without a report that it was carried out", () => {
    const tally = fuzzTelecommands(1000, 2);
    expect(tally.failures).toEqual([]);
    expect(tally.reports["completed"]).toBeGreaterThan(50);
    expect(tally.effects).toBeGreaterThan(5);
  }, 60_000);
});
