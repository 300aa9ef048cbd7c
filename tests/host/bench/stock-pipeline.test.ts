import { expect, it } from "vitest";
import { decodeStock, stockStream, type StockHousekeeping } from "#host/bench/stock-pipeline.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { Simulation } from "#sims/simulation.ts";

it.each(["CRC-32", "CRC-16"] as const)("the pipeline of packages with %s gives the same fields as ours", async (check) => {
  const frames: string[] = [];
  const simulation = new Simulation({ scenario: "ms-22", seed: 1, onLine: (text) => { if (text.startsWith("~CF")) frames.push(text); } });
  simulation.runUntil(300);
  const decoder = new TelemetryDecoder();
  decoder.append(Buffer.from(frames.join(""), "latin1"));
  const ours: HousekeepingPacket[] = [];
  for (let output = decoder.next(); output; output = decoder.next()) if (output.kind === "housekeeping") ours.push(output);
  const packets = frames.map((frame) => new Uint8Array(Buffer.from(frame.slice(1), "base64").subarray(0, -4)));
  const isHousekeeping = new Set(ours.map(({ sequence }) => sequence));
  const stream = stockStream(packets.filter((packet) => isHousekeeping.has(((packet[2]! & 63) << 8) + packet[3]!)), check);
  const stock: StockHousekeeping[] = [];
  await decodeStock([stream], check, (packet) => stock.push(packet));
  expect(stock.length).toBeGreaterThan(50);
  expect(stock).toEqual(ours.map(({ sequence, timeS, state, values }) => ({ sequence, timeS, state, values })));
});
