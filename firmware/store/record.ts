import type { Hal } from "#hal/types.ts";

/** Keeps a list of finite numbers in the board's storage, with its CRC-32. @returns whether it was stored */
export function writeRecord(hal: Hal, name: string, numbers: number[]): boolean {
  const text = numbers.join(",");
  return hal.storage.write(name, hal.crc32(text) + ":" + text);
}

/** @returns the numbers, or undefined where there are none or their CRC is wrong */
export function readRecord(hal: Hal, name: string): number[] | undefined {
  const stored = hal.storage.read(name);
  if (!stored) return undefined;
  const colon = stored.indexOf(":");
  const text = stored.substr(colon + 1);
  if (hal.crc32(text) !== Number(stored.substr(0, colon))) return undefined;
  return JSON.parse("[" + text + "]");
}
