import { isDeepStrictEqual } from "node:util";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { Simulation } from "#sims/simulation.ts";
import { cpuOfS, cpuS, median, medianOf } from "./measure.ts";
import { decodeStock, stockStream, type StockCheck, type StockHousekeeping } from "./stock-pipeline.ts";
import { digits, figureColumns, limitText, type Table } from "./table.ts";

/** What a serial port hands over at once at most. */
const chunkBytes = 65536;
const pairs = 6;
/** The packets go through so many times in one run, so that the machine is warm for most of it. */
const rounds = 8;
/** The stream of the memory benchmark. */
const streamedBytes = 300e6;
const megabyte = 1e6;

/** Housekeeping of `ms-22`: quiet orbits, the hole, the drain. @returns its frames as they come over the line */
export function housekeepingFrames(): string[] {
  const frames: string[] = [];
  const simulation = new Simulation({
    scenario: "ms-22", seed: 1,
    onLine: (text, nowS) => {
      if (nowS > 20000 && text.startsWith("~CF")) frames.push(text);
    },
  });
  simulation.runUntil();
  const housekeepingLength = median(frames.map((frame) => frame.length));
  return frames.filter((frame) => frame.length === housekeepingLength && Buffer.from(frame.slice(1), "base64")[7] === 3);
}

/** @returns the packet in a frame, its check taken off */
export function packetOf(frame: string): Uint8Array {
  return new Uint8Array(Buffer.from(frame.slice(1), "base64").subarray(0, -4));
}

function chunksOf(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) chunks.push(bytes.subarray(from, from + chunkBytes));
  return chunks;
}

/** @param take gets each housekeeping packet */
export function decodeOurs(chunks: readonly Buffer[], take: (packet: HousekeepingPacket) => void): void {
  const decoder = new TelemetryDecoder();
  for (const chunk of chunks) {
    decoder.append(chunk);
    for (let output = decoder.next(); output; output = decoder.next()) if (output.kind === "housekeeping") take(output);
  }
}

function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.concat(new Array<Buffer>(times).fill(bytes));
}

/** @throws where the two pipelines do not give the same numbers in every field of every packet */
async function compare(ours: readonly Buffer[], stock: readonly Buffer[], check: StockCheck, count: number): Promise<void> {
  const own: HousekeepingPacket[] = [];
  decodeOurs(ours, (packet) => own.push(packet));
  const others: StockHousekeeping[] = [];
  await decodeStock(stock, check, (packet) => others.push(packet));
  const isSame = own.length === count && others.length === count && own.every((packet, index) => {
    const other = others[index]!;
    return packet.sequence === other.sequence && packet.timeS === other.timeS && isDeepStrictEqual({ ...packet.state }, other.state) && isDeepStrictEqual({ ...packet.values }, other.values);
  });
  if (!isSame) throw new Error(`the two pipelines do not agree: ${own.length} and ${others.length} of ${count} packets`);
}

/** Decoding beside what one would put together from packages, on the same packets. */
export async function decode(): Promise<Table[]> {
  const frames = housekeepingFrames();
  const packets = frames.map(packetOf);
  const packetBytes = packets.reduce((sum, packet) => sum + packet.length, 0);
  const line = Buffer.from(frames.join(""), "latin1");
  const ours = chunksOf(repeated(line, rounds));
  const rows: string[][] = [];
  const toCompare: [Buffer, StockCheck][] = [];
  let sum = 0;
  for (const check of ["CRC-32", "CRC-16"] satisfies StockCheck[]) {
    const once = stockStream(packets, check);
    toCompare.push([once, check]);
    const stock = chunksOf(repeated(once, rounds));
    const times: number[] = [];
    const ratios: number[] = [];
    const stockTimes: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const ownTimeS = cpuS(() => decodeOurs(ours, (packet) => (sum += packet.values.pressurePa)));
      const stockTimeS = await cpuOfS(async () => decodeStock(stock, check, (packet) => (sum -= packet.values.pressurePa)));
      if (pair === 0) continue;
      times.push(ownTimeS);
      stockTimes.push(stockTimeS);
      ratios.push(stockTimeS / ownTimeS);
    }
    const ownS = median(times);
    const stockS = median(stockTimes);
    const ratio = median(ratios);
    rows.push(
      [`pinhole, beside ${check}`, `${digits(rounds * packets.length / ownS)} frames/s, ${digits(rounds * packetBytes / ownS / megabyte)} MB/s of packets`, ""],
      [`delimiter parser + cobs + crc (${check}) + DataView`, `${digits(rounds * packets.length / stockS)} frames/s, ${digits(rounds * packetBytes / stockS / megabyte)} MB/s of packets`, ""],
      [`ratio, ${check}`, `${digits(ratio)} ×`, limitText(ratio, 2, "≥ 2 ×")],
    );
  }
  const perByte = [1, 4, 16].map((factor) => {
    const chunks = chunksOf(repeated(line, factor));
    return medianOf(5, () => cpuS(() => {
      for (let run = 0; run < 16 / factor; run++) decodeOurs(chunks, (packet) => (sum += packet.values.pressurePa));
    }));
  });
  if (!(sum !== 0)) throw new Error("nothing was decoded");
  // Only now: packets that are kept teach the engine to allocate all later ones for a long life, slowly.
  for (const [once, check] of toCompare) await compare(chunksOf(line), chunksOf(once), check, packets.length);
  rows.push([
    "time a byte at 1 ×, 4 ×, 16 × the length", perByte.map((timeS) => digits(timeS / perByte[0]!)).join(", "),
    limitText(Math.max(perByte[1]!, perByte[2]!) / perByte[0]!, 1.25, "linear (within 25 %)", false),
  ]);
  return [{
    title: "Decoding: framing, check, every field to an object",
    columns: figureColumns,
    rows,
    notes: [
      `${packets.length.toLocaleString("en-GB")} housekeeping packets of ${packets[0]!.length} bytes (ms-22: quiet orbits, hole, drain), in chunks of ${chunkBytes / 1024} KiB, CPU time; median of ${pairs - 1} pairs run in turn. Both give the same numbers in every field; that is checked.`,
      `pinhole's frame is base64 with a CRC-32 (${line.length / packets.length} bytes on the line), the other COBS with a zero behind it. pinhole also counts gaps and duplicates and hands on what it discards; npm cobs accepts malformed frames.`,
    ],
  }];
}

/** Decodes a stream longer than the heap may grow. To be run with a small heap. */
export function stream(): Table[] {
  const block = Buffer.from(housekeepingFrames().slice(0, 5000).join(""), "latin1");
  const chunks = chunksOf(block);
  const decoder = new TelemetryDecoder();
  const rounds = Math.ceil(streamedBytes / block.length);
  const marks = [0.05, 0.25, 0.5, 0.75, 1].map((share) => Math.floor(share * rounds) - 1);
  const heap: number[] = [];
  const resident: number[] = [];
  let packets = 0;
  const timeS = cpuS(() => {
    for (let round = 0; round < rounds; round++) {
      for (const chunk of chunks) {
        decoder.append(chunk);
        for (let output = decoder.next(); output; output = decoder.next()) packets++;
      }
      if (!marks.includes(round)) continue;
      globalThis.gc?.();
      heap.push(process.memoryUsage().heapUsed / megabyte);
      resident.push(process.memoryUsage().rss / megabyte);
    }
  });
  const growth = (heap.at(-1)! - heap[0]!) / heap[0]!;
  return [{
    title: "Decoding a stream longer than memory allows to hold",
    columns: figureColumns,
    rows: [
      ["streamed", `${digits(rounds * block.length / megabyte)} MB, ${digits(packets)} packets`, "with a heap of 64 MB"],
      ["speed", `${digits(rounds * block.length / timeS / megabyte)} MB/s of line`, ""],
      ["heap in use at 5, 25, 50, 75, 100 %", `${heap.map((value) => value.toFixed(1)).join(", ")} MB`, limitText(growth, 0.05, "flat (within 5 %)", false)],
      ["resident at the same times", `${resident.map((value) => value.toFixed(0)).join(", ")} MB`, ""],
    ],
    notes: ["A child process with `--max-old-space-size=64`; the heap is measured after a collection."],
  }];
}
