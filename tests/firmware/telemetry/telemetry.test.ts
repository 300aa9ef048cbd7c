import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Hk, StateByte } from "#firmware/telemetry/dictionary.ts";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";

function open(startMs = 0): { telemetry: Telemetry; clock: VirtualClock; lines: string[] } {
  const clock = new VirtualClock(startMs);
  const lines: string[] = [];
  return { clock, lines, telemetry: new Telemetry(new SimulatedHal({ clock, write: (text) => lines.push(text) })) };
}

/** Bytes of a frame, check sequence and all. */
function bytesOf(line: string): Buffer {
  expect(line).toMatch(/^~[A-Za-z0-9+/]+={0,2}\n$/);
  return Buffer.from(line.slice(1, -1), "base64");
}

function packetOf(line: string): Buffer {
  return bytesOf(line).subarray(0, -4);
}

describe("a frame", () => {
  it("is a tilde, base64 and a line feed, and ends with the packet's CRC-32, big-endian", () => {
    const { telemetry, lines } = open();
    telemetry.send(5, 1, [7, 0, 1, 0], [0.5, -2]);
    telemetry.sendHousekeeping();
    for (const line of lines) {
      const bytes = bytesOf(line);
      expect(bytes.readUInt32BE(bytes.length - 4)).toBe(crc32(bytes.subarray(0, -4)));
    }
  });
});

describe("the primary header (CCSDS 133.0-B-2, 4.1.3)", () => {
  const { telemetry, lines } = open();
  telemetry.send(5, 4, [1, 2, 3, 4], [1]);
  const packet = packetOf(lines[0]!);

  it("has version 000, type telemetry 0, secondary header 1 and the process identifier 0x050", () => {
    expect(packet[0]! >> 5).toBe(0);
    expect((packet[0]! >> 4) & 1).toBe(0);
    expect((packet[0]! >> 3) & 1).toBe(1);
    expect(packet.readUInt16BE(0) & 2047).toBe(0x050);
  });

  it("has sequence flags 11, unsegmented, and begins to count at 0", () => {
    expect(packet[2]! >> 6).toBe(3);
    expect(packet.readUInt16BE(2) & 16383).toBe(0);
  });

  it("gives as data length the octets behind it less one", () => {
    expect(packet.readUInt16BE(4)).toBe(packet.length - 6 - 1);
    expect(packet.length).toBe(6 + 13 + 4 + 4);
  });

  it("counts packets of every kind, from 16,383 on to 0", () => {
    const { telemetry: counting, lines: sent } = open();
    for (let index = 0; index < 16386; index++) {
      if (index % 3 === 0) counting.send(5, 1, [0, 0, 0, 0], []);
      else counting.sendHousekeeping();
    }
    const counts = sent.map((line) => packetOf(line).readUInt16BE(2));
    expect(counts.findIndex((count, index) => count !== (0xc000 | (index % 16384)))).toBe(-1);
    expect(counts.slice(16382)).toEqual([0xfffe, 0xffff, 0xc000, 0xc001]);
    expect(counting.sent).toBe(16386);
  });
});

describe("the secondary header (ECSS-E-ST-70-41C, 7.4.3.1)", () => {
  it("has PUS version 2, time status 0, service, message subtype, counter and destination 0", () => {
    const { telemetry, lines } = open();
    telemetry.send(5, 3, [0, 0, 0, 0], []);
    telemetry.sendHousekeeping();
    expect([...packetOf(lines[0]!).subarray(6, 13)]).toEqual([0x20, 5, 3, 0, 0, 0, 0]);
    expect([...packetOf(lines[1]!).subarray(6, 13)]).toEqual([0x20, 3, 25, 0, 0, 0, 0]);
  });

  it.each([
    [0, [0, 0, 0, 0, 0, 0]],
    [1500, [0, 0, 0, 1, 0x80, 0]],
    [0x01020304 * 1000 + 250, [1, 2, 3, 4, 0x40, 0]],
    [4294967295 * 1000 + 999.984741, [255, 255, 255, 255, 0xff, 0xff]],
  ])("gives the time of %s ms as CUC, four octets of seconds and two of their fraction", (nowMs, octets) => {
    const { telemetry, lines } = open(nowMs);
    telemetry.send(17, 2, [], []);
    expect([...packetOf(lines[0]!).subarray(13, 19)]).toEqual(octets);
    expect(packetOf(lines[0]!)).toHaveLength(19);
  });
});

describe("a packet's data", () => {
  it("is its bytes, then its floats, IEEE 754 single, little-endian", () => {
    const { telemetry, lines } = open();
    telemetry.send(5, 1, [7, 8, 9, 10], [1, -2.5, NaN, Infinity]);
    const data = packetOf(lines[0]!).subarray(19);
    expect([...data.subarray(0, 4)]).toEqual([7, 8, 9, 10]);
    expect([...data.subarray(4, 12)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]);
    expect(data.readFloatLE(12)).toBeNaN();
    expect(data.readFloatLE(16)).toBe(Infinity);
  });

  it("of housekeeping is the state bytes and the floats as they stand when it is sent", () => {
    const { telemetry, lines, clock } = open();
    telemetry.state[StateByte.Mode] = 3;
    telemetry.housekeeping[Hk.PressurePa] = 196133;
    telemetry.sendHousekeeping();
    telemetry.state[StateByte.Mode] = 4;
    telemetry.housekeeping[Hk.PressurePa] = 150000;
    clock.advanceTo(2000);
    telemetry.sendHousekeeping();
    const packets = lines.map(packetOf);
    expect(packets.map((packet) => packet[19 + StateByte.Mode])).toEqual([3, 4]);
    expect(packets.map((packet) => packet.readFloatLE(19 + StateByte.Count + 4 * Hk.PressurePa))).toEqual([196133, 150000]);
    expect(packets.map((packet) => packet.readUInt32BE(13))).toEqual([0, 2]);
    for (const packet of packets) expect(packet).toHaveLength(19 + StateByte.Count + 4 * Hk.Count);
  });
});
