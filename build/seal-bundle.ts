import { crc32 } from "node:zlib";
import { minify_sync, type MinifyOptions } from "terser";
import type { Board, BoardProfile } from "#hal/espruino/boards/profile.ts";
import { partHardware } from "../host/hardware/part-hardware.ts";
import { aliasGlobals } from "./alias-globals.ts";
import { aliasThis } from "./alias-this.ts";
import { chainedAssignments } from "./chained-assignments.ts";
import { compoundAssignments } from "./compound-assignments.ts";
import { inlineConstants } from "./inline-constants.ts";
import { looseComparisons } from "./loose-comparisons.ts";
import { withoutUncalled } from "./without-uncalled.ts";

/**
 * The number that stands for the build hash while the bundle is made. Any number serves that the firmware uses nowhere
 * else, that no folding changes, and that is printed as it is written here.
 */
export const hashPlaceholder = "2857740885";

/** Means nothing to the interpreter; most of the bundle is classes, which are strict without it. */
const directive = '"use strict";';

/** Stands for `require`, which esbuild would wrap in a shim that the interpreter cannot run. */
const requirePlaceholder = "__require__";

/** Mode 1 is the MAX31865's, the only part on SPI. It takes 5 MHz; long wires do not. */
const spiTransfer = { mode: 1, baud: 500000 };

/**
 * What shortens a bundle and costs its interpreter nothing. Left out of what terser offers: statements joined by commas, which
 * are kept in memory as a whole while they are read; functions written where they are called, which makes a cycle longer by 3 %;
 * and `return` turned into `else`, with which the bundle did not start.
 */
const terserOptions: MinifyOptions = {
  ecma: 2015,
  compress: {
    defaults: false, ecma: 2015, passes: 2,
    booleans: true, collapse_vars: true, comparisons: true, conditionals: true, evaluate: true, join_vars: true, pure_getters: true, reduce_vars: true, side_effects: true, unused: true,
  },
};

/**
 * Names that the bundle finds defined.
 * @param parts  sensor parts that it is to read; drivers of no other, and what only those ask of a board, are left out
 */
export function bundleDefines(board: Board, parts: readonly string[]): Record<string, string> {
  const defines: Record<string, string> = { __BUILD_HASH__: hashPlaceholder, require: requirePlaceholder };
  const spi = Object.fromEntries(Object.entries(board.profile.spi).map(([bus, pins]) => [bus, { ...pins, ...spiTransfer }]));
  const profile: Required<{ [Member in keyof BoardProfile]: BoardProfile[Member] | undefined }> = { serial: undefined, path: undefined, ...board.profile, spi };
  for (const [member, value] of Object.entries(profile)) defines[`__PROFILE__.${member}`] = JSON.stringify(value) ?? "undefined";
  const needs = new Set(parts.flatMap((part) => partHardware[part]?.needs ?? []));
  // Undefined by the build, so that the question is settled there.
  for (const need of ["spi", "analog", "digital", "watch"] as const) defines[withoutName(need)] = needs.has(need) ? "undefined" : "true";
  for (const part of Object.keys(partHardware)) defines[withoutName(part)] = parts.includes(part) ? "undefined" : "true";
  return defines;
}

/** @returns the name that leaves something out of a bundle where it is defined: `__WITHOUT_PULSE_FLOW__` */
function withoutName(what: string): string {
  return `__WITHOUT_${what.toUpperCase().replaceAll("-", "_")}__`;
}

/**
 * Finishes a bundle: puts back `require`, writes constants in their places, shortens what can be, and writes the build
 * hash into it: the CRC-32 (IEEE 802.3) of its text with 0 in the hash's place.
 * @param text  bundle as the bundler made it, the placeholder in it
 * @returns the finished text and its hash
 * @throws where the text holds no placeholder
 */
export function sealBundle(text: string): { text: string; hash: number } {
  if (!text.includes(hashPlaceholder)) throw new Error("the bundle uses __BUILD_HASH__ nowhere");
  const prepared = aliasGlobals(aliasThis(chainedAssignments(compoundAssignments(inlineConstants(withoutUncalled(text.trimEnd().replaceAll(requirePlaceholder, "require")))))));
  const open = looseComparisons(minify_sync(prepared, terserOptions).code!).replace(directive, "");
  const hash = crc32(open.replaceAll(hashPlaceholder, "0"));
  return { text: open.replaceAll(hashPlaceholder, String(hash)), hash };
}

/** Eight hexadecimal digits, as the host prints a build hash. */
export function hashText(hash: number): string {
  return hash.toString(16).padStart(8, "0");
}
