import { expect, it } from "vitest";
import { decodeOurs, housekeepingFrames, packetOf } from "#host/bench/decode.ts";
import { decodeStock, stockStream, type StockHousekeeping } from "#host/bench/stock-pipeline.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";

it.each(["CRC-32", "CRC-16"] as const)("the pipeline of packages with %s gives the same fields as ours", async (check) => {
  const frames = housekeepingFrames().slice(0, 300);
  const ours: HousekeepingPacket[] = [];
  decodeOurs([Buffer.from(frames.join(""), "latin1")], (packet) => ours.push(packet));
  const stock: StockHousekeeping[] = [];
  await decodeStock([stockStream(frames.map(packetOf), check)], check, (packet) => stock.push(packet));
  expect(stock.length).toBeGreaterThan(50);
  expect(stock).toEqual(ours.map(({ sequence, timeS, state, values }) => ({ sequence, timeS, state, values })));
});
