import crc32 from "crc/crc32";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameDecoder, longestFrameBytes, type FrameOutput } from "#host/link/frame-decoder.ts";

/** A space packet of `data.length` bytes of data, its header as CCSDS 133.0-B-2 has it. */
function packetOf(sequence: number, data: Uint8Array): Uint8Array {
  const header = [0x08, 0x50, 0xc0 | (sequence >> 8), sequence & 255, (data.length - 1) >> 8, (data.length - 1) & 255];
  return Uint8Array.from([...header, ...data]);
}

/** A frame by other people's CRC and base64. */
function frameOf(packet: Uint8Array): Buffer {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(Buffer.from(packet)));
  return Buffer.from(`~${Buffer.concat([packet, crc]).toString("base64")}\n`);
}

function decodeAll(chunks: readonly Uint8Array[]): { outputs: FrameOutput[]; decoder: FrameDecoder } {
  const decoder = new FrameDecoder();
  const outputs: FrameOutput[] = [];
  for (const chunk of chunks) {
    decoder.append(chunk);
    for (let output = decoder.next(); output; output = decoder.next()) outputs.push(output);
  }
  const rest = decoder.finish();
  if (rest) outputs.push(rest);
  return { outputs, decoder };
}

function packetsOf(chunks: readonly Uint8Array[]): string[] {
  return decodeAll(chunks).outputs.filter((output) => output.kind === "frame").map((output) => Buffer.from(output.packet).toString("hex"));
}

const hex = (packet: Uint8Array): string => Buffer.from(packet).toString("hex");
// Lengths that leave 0, 1 and 2 padding characters, and one like housekeeping's.
const packets = [8, 9, 10, 86].map((length, index) => packetOf(index, Uint8Array.from({ length }, (_, byte) => (byte * 73 + 11 * index) & 255)));
const frames = packets.map(frameOf);

describe("the frame decoder", () => {
  it("takes the packets out of frames made by other people's CRC and base64", () => {
    expect(packetsOf([Buffer.concat(frames)])).toEqual(packets.map(hex));
  });

  it("takes a frame made by Python's binascii and base64", () => {
    expect(packetsOf([Buffer.from("~CFDAAAAAKpCjuOM=\n")])).toEqual(["0850c00000002a"]);
  });

  it("hands on a console's text between frames as stray bytes, and says that it resynchronised", () => {
    const text = Buffer.from(">\r\nUncaught Error: I2C Write Error 0\r\n");
    const { outputs, decoder } = decodeAll([Buffer.concat([frames[0]!, text, frames[1]!])]);
    expect(outputs.map((output) => output.kind)).toEqual(["frame", "discarded", "frame"]);
    expect(outputs[1]).toMatchObject({ reason: "stray", offset: frames[0]!.length });
    expect(decoder.counters).toMatchObject({ frames: 2, stray: text.length, resynchronised: 1, crc: 0 });
  });

  it("takes a frame whose line feed a terminal turned into carriage return and line feed", () => {
    expect(packetsOf([Buffer.from(frames[0]!.toString().replace("\n", "\r\n"))])).toEqual([hex(packets[0]!)]);
  });

  it("rejects every single-bit error in every frame, and loses no frame after it", () => {
    for (const [index, frame] of frames.entries()) {
      for (let bit = 0; bit < 8 * frame.length; bit++) {
        const damaged = Buffer.from(frame);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        const found = packetsOf([Buffer.concat([frames[1]!, damaged, frames[2]!, frames[3]!])]);
        expect(found, `bit ${bit} of frame ${index}`).toEqual([packets[1]!, packets[2]!, packets[3]!].map(hex));
      }
    }
  });

  it("rejects every pair of wrong characters that fast-check tries", () => {
    const frame = frames[3]!;
    fc.assert(fc.property(fc.nat(frame.length - 1), fc.nat(frame.length - 1), fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 255 }), (first, second, a, b) => {
      fc.pre(first !== second);
      const damaged = Buffer.from(frame);
      damaged[first]! ^= a;
      damaged[second]! ^= b;
      const found = packetsOf([Buffer.concat([damaged, frames[1]!])]);
      expect(found).toEqual([hex(packets[1]!)]);
    }), { numRuns: 5000, seed: 1 });
  });

  it("loses at most one frame to a lost byte, wherever it was", () => {
    const stream = Buffer.concat([...frames, ...frames]);
    for (let lost = 0; lost < stream.length; lost++) {
      const found = packetsOf([stream.subarray(0, lost), stream.subarray(lost + 1)]);
      expect(found.length, `byte ${lost} lost`).toBeGreaterThanOrEqual(2 * frames.length - 1);
    }
  });

  it("loses at most one frame to an inserted byte, wherever and whichever it was", () => {
    const stream = Buffer.concat([...frames, ...frames]);
    for (let place = 0; place <= stream.length; place++) {
      for (const byte of [0, 10, 13, 65, 61, 126, 255]) {
        const found = packetsOf([Buffer.concat([stream.subarray(0, place), Buffer.from([byte]), stream.subarray(place)])]);
        expect(found.length, `byte ${byte} at ${place}`).toBeGreaterThanOrEqual(2 * frames.length - 1);
      }
    }
  });

  it("finds the same whatever pieces the bytes come in", () => {
    const piece = fc.oneof(fc.constantFrom(...frames), fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom("~", "\n", "~~", "~AAAA", "\r\n>").map((text) => Buffer.from(text)));
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }), (pieces, sizes) => {
      const stream = Buffer.concat(pieces);
      const chunks: Buffer[] = [];
      for (let from = 0, index = 0; from < stream.length; index++) {
        const size = sizes[index % sizes.length]!;
        chunks.push(stream.subarray(from, from + size));
        from += size;
      }
      expect(packetsOf(chunks)).toEqual(packetsOf([stream]));
    }), { numRuns: 2000, seed: 2 });
  });

  it("accounts for every byte of any stream, in order, and believes nothing that was not sent", () => {
    const sent = new Set(packets.map(hex));
    fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...frames), fc.constantFrom(...frames.map((frame) => frame.subarray(0, 9)))), { maxLength: 20 }), (pieces) => {
      const stream = Buffer.concat(pieces);
      const { outputs } = decodeAll(pieces);
      let at = 0;
      for (const output of outputs) {
        expect(output.offset).toBeGreaterThanOrEqual(at);
        if (output.kind === "frame") {
          expect(sent.has(hex(output.packet))).toBe(true);
          at = output.offset + 1;
        } else {
          expect(stream.subarray(output.offset, output.offset + output.bytes.length).equals(output.bytes)).toBe(true);
          at = output.offset + output.bytes.length;
        }
      }
    }), { numRuns: 2000, seed: 3 });
  });

  it("gives up a frame that does not end, and goes on", () => {
    const endless = Buffer.concat([Buffer.from("~"), Buffer.alloc(5 * longestFrameBytes, 65)]);
    const { outputs, decoder } = decodeAll([endless, frames[0]!]);
    expect(outputs.filter((output) => output.kind === "frame").length).toBe(1);
    expect(decoder.counters.tooLong).toBe(1);
  });

  it("refuses padding bits that no byte takes", () => {
    // Two padding characters leave four bits unused: the next character of the alphabet decodes to the same bytes.
    const frame = frames.find((one) => one.toString().endsWith("==\n"))!.toString();
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const place = frame.length - 4;
    const other = frame.slice(0, place) + alphabet[alphabet.indexOf(frame[place]!) + 1]! + frame.slice(place + 1);
    expect(Buffer.from(other.slice(1), "base64").equals(Buffer.from(frame.slice(1), "base64"))).toBe(true);
    expect(decodeAll([Buffer.from(other)]).decoder.counters).toMatchObject({ frames: 0, encoding: 1 });
  });

  it("names a frame cut off by the end of the data", () => {
    const { outputs } = decodeAll([frames[3]!.subarray(0, 50)]);
    expect(outputs).toMatchObject([{ kind: "discarded", reason: "truncated", offset: 0 }]);
  });

  it("drops the oldest and counts it when nobody takes what comes", () => {
    const decoder = new FrameDecoder();
    const megabyte = Buffer.alloc(1 << 20, 65);
    for (let count = 0; count < 12; count++) decoder.append(megabyte);
    decoder.append(frames[0]!);
    const outputs: FrameOutput[] = [];
    for (let output = decoder.next(); output; output = decoder.next()) outputs.push(output);
    expect(outputs[0]).toMatchObject({ reason: "overrun" });
    expect(decoder.counters.overrun).toBe((4 << 20) + frames[0]!.length);
    expect(outputs.at(-1)!.kind).toBe("frame");
  });
});
