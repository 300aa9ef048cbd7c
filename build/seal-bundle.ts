import { crc32 } from "node:zlib";
import { inlineConstants } from "./inline-constants.ts";

/**
 * The number that stands for the build hash while the bundle is made. Any number serves that the firmware uses nowhere
 * else, that no folding changes, and that is printed as it is written here.
 */
export const hashPlaceholder = "2857740885";

/** Stands for `require`, which esbuild would wrap in a shim that the interpreter cannot run. */
const requirePlaceholder = "__require__";

/** Names that the bundle finds defined. */
export function bundleDefines(board: string): Record<string, string> {
  return { __BUILD_HASH__: hashPlaceholder, __BOARD__: JSON.stringify(board), require: requirePlaceholder };
}

/**
 * Finishes a bundle: puts back `require`, writes constants in their places, and writes the build hash into it: the CRC-32 (IEEE 802.3) of its text with 0 in the hash's place.
 * @param text  bundle as the bundler made it, the placeholder in it
 * @returns the finished text and its hash
 * @throws where the text holds no placeholder
 */
export function sealBundle(text: string): { text: string; hash: number } {
  if (!text.includes(hashPlaceholder)) throw new Error("the bundle uses __BUILD_HASH__ nowhere");
  const open = inlineConstants(text.trimEnd().replaceAll(requirePlaceholder, "require"));
  const hash = crc32(open.replaceAll(hashPlaceholder, "0"));
  return { text: open.replaceAll(hashPlaceholder, String(hash)), hash };
}

/** Eight hexadecimal digits, as the host prints a build hash. */
export function hashText(hash: number): string {
  return hash.toString(16).padStart(8, "0");
}
