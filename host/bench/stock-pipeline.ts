import { once } from "node:events";
import { createRequire } from "node:module";
import { DelimiterParser } from "@serialport/parser-delimiter";
import { crc16ccitt, crc32 } from "crc";
import { Hk, StateByte, telemetryHeaderBytes } from "#firmware/telemetry/dictionary.ts";

const cobs = createRequire(import.meta.url)("cobs") as { encode(bytes: Buffer): Buffer; decode(bytes: Buffer): Buffer };

/** The check sequence behind a packet: npm `crc` has both. */
export const stockChecks = {
  "CRC-32": { bytes: 4, of: (bytes: Buffer) => crc32(bytes) },
  "CRC-16": { bytes: 2, of: (bytes: Buffer) => crc16ccitt(bytes) },
} as const;
export type StockCheck = keyof typeof stockChecks;

/** @returns the packets as this pipeline would get them: COBS of packet and check, then a zero */
export function stockStream(packets: readonly Uint8Array[], check: StockCheck): Buffer {
  const { bytes, of } = stockChecks[check];
  return Buffer.concat(packets.map((packet) => {
    const whole = Buffer.alloc(packet.length + bytes);
    whole.set(packet);
    whole.writeUIntBE(of(whole.subarray(0, packet.length)), packet.length, bytes);
    return Buffer.concat([cobs.encode(whole), Buffer.from([0])]);
  }));
}

export type StockHousekeeping = ReturnType<typeof housekeepingFields>;

/** Every field of a housekeeping packet, as one reads them with DataView. */
function housekeepingFields(packet: Uint8Array) {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const state = telemetryHeaderBytes;
  const values = state + StateByte.Count;
  return {
    sequence: view.getUint16(2) & 16383,
    timeS: Math.round((view.getUint32(13) + view.getUint16(17) / 65536) * 1000) / 1000,
    state: {
      structure: view.getUint8(state + StateByte.Structure),
      mode: view.getUint8(state + StateByte.Mode),
      alarms: view.getUint8(state + StateByte.Alarms),
      board: view.getUint8(state + StateByte.Board),
      pressureFault: view.getUint8(state + StateByte.PressureFault),
      temperatureFault: view.getUint8(state + StateByte.TemperatureFault),
      boots: view.getUint8(state + StateByte.Boots),
      resetCause: view.getUint8(state + StateByte.ResetCause),
      slips: view.getUint16(state + StateByte.Slips0),
      dropped: view.getUint16(state + StateByte.Dropped0),
      buildHash: view.getUint32(state + StateByte.BuildHash0),
      configurationCrc: view.getUint32(state + StateByte.ConfigurationCrc0),
      dictionaryVersion: view.getUint16(state + StateByte.DictionaryVersion0),
      verdict: view.getUint8(state + StateByte.Verdict),
      acknowledged: view.getUint8(state + StateByte.Acknowledged),
      rejected: view.getUint8(state + StateByte.Rejected),
      returned: view.getUint8(state + StateByte.Returned),
      latched: view.getUint8(state + StateByte.Latched),
      shelved: view.getUint8(state + StateByte.Shelved),
      faultySensors: view.getUint8(state + StateByte.FaultySensors),
    },
    values: {
      pressurePa: view.getFloat32(values + 4 * Hk.PressurePa, true),
      temperatureK: view.getFloat32(values + 4 * Hk.TemperatureK, true),
      inventoryKg: view.getFloat32(values + 4 * Hk.InventoryKg, true),
      inventorySigmaKg: view.getFloat32(values + 4 * Hk.InventorySigmaKg, true),
      statistic: view.getFloat32(values + 4 * Hk.Statistic, true),
      threshold: view.getFloat32(values + 4 * Hk.Threshold, true),
      leakRateKgPerS: view.getFloat32(values + 4 * Hk.LeakRateKgPerS, true),
      commissioningProgress: view.getFloat32(values + 4 * Hk.CommissioningProgress, true),
      commissioningRemainingS: view.getFloat32(values + 4 * Hk.CommissioningRemainingS, true),
      cycleMs: view.getFloat32(values + 4 * Hk.CycleMs, true),
      elapsedS: view.getFloat32(values + 4 * Hk.ElapsedS, true),
      freeVariables: view.getFloat32(values + 4 * Hk.FreeVariables, true),
    },
  };
}

/**
 * What one would put together from packages: serialport's delimiter parser, npm `cobs`, npm `crc`, DataView.
 * @param take gets each packet whose check is right
 */
export async function decodeStock(chunks: readonly Buffer[], check: StockCheck, take: (packet: StockHousekeeping) => void): Promise<void> {
  const { bytes, of } = stockChecks[check];
  const parser = new DelimiterParser({ delimiter: [0] });
  parser.on("data", (frame: Buffer) => {
    const whole = cobs.decode(frame);
    const length = whole.length - bytes;
    if (length < telemetryHeaderBytes) return;
    const packet = whole.subarray(0, length);
    if (of(packet) === whole.readUIntBE(length, bytes)) take(housekeepingFields(packet));
  });
  for (const chunk of chunks) if (!parser.write(chunk)) await once(parser, "drain");
  parser.end();
  await once(parser, "end");
}
