import { base64OfBytes } from "#hal/simulated/base64.ts";
import { crc32 } from "#hal/simulated/crc32.ts";

/** @returns a packet's frame: "~", base64 of the packet and its CRC-32, line feed */
export function frameText(packet: Uint8Array): string {
  const checked = new Uint8Array(packet.length + 4);
  checked.set(packet);
  new DataView(checked.buffer).setUint32(packet.length, crc32(packet));
  return `~${base64OfBytes(checked)}\n`;
}
