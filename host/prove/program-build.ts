import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "#hal/simulated/crc32.ts";
import { hexadecimal } from "#host/link/hexadecimal.ts";

/** @returns CRC-32 of the built program that runs, with the core in it; "source" where it runs unbuilt */
export function programBuild(): string {
  const file = fileURLToPath(import.meta.url);
  return basename(file).startsWith("program-build") ? "source" : hexadecimal(crc32(readFileSync(file)));
}
