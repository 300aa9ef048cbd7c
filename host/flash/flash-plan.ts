import type { Configuration } from "#firmware/configuration.ts";
import type { Board } from "#hal/espruino/boards/profile.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import { hexadecimal } from "#host/link/hexadecimal.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { InputError } from "#sims/input-error.ts";
import { configurationText } from "#sims/loop/loop-file.ts";

/** The files of a board's storage that flashing concerns. */
export const bundleFile = ".bootcde";
export const configurationFile = "pinhole.json";
export const earlierConfigurationFile = "pinhole.old";
export const earlierBundleFile = "pinhole.boot";
/** Flash left for what the monitor itself keeps, parameters, commissioning and last words, and for what a file costs beside its text, bytes. */
export const reserveBytes = 4096;

/** What goes to a board, one character a byte. */
export interface FlashPlan {
  readonly board: Board;
  /** Bundle as the interpreter keeps it: words of the language as tokens. */
  readonly bundle: string;
  /** Length of the bundle as it was built, bytes. */
  readonly builtBytes: number;
  readonly buildHash: number;
  /** Text of pinhole.json; absent: what the board has stays. */
  readonly configuration?: string;
}

/**
 * The build hash that a finished bundle carries: the number in it that is the CRC-32 of its text with 0 in that place.
 * @throws UnavailableError where there is none: no bundle, or one that was changed after it had been built
 */
export function buildHashOf(bundle: string): number {
  for (const digits of new Set(bundle.match(/\d{1,10}/g))) {
    if (crc32(bundle.replaceAll(digits, "0")) === Number(digits)) return Number(digits);
  }
  throw new UnavailableError("the bundle carries no build hash of its own text; make build makes it anew");
}

/** @returns whether a stored bundle is the one of a build hash: the number stands in it, and in no other */
export function carriesHash(stored: string, buildHash: number): boolean {
  return new RegExp(`(?<!\\d)${buildHash}(?!\\d)`).test(stored);
}

/**
 * @param bundle  as it was built, its hash in it
 * @param stored  the same as it is to lie in flash
 * @param configuration  absent: only the bundle goes
 * @throws InputError where both do not fit into the board's storage
 */
export function planFlash(board: Board, bundle: string, stored: string, configuration: Configuration | undefined): FlashPlan {
  const buildHash = buildHashOf(bundle);
  if (!carriesHash(stored, buildHash)) throw new UnavailableError("the bundle lost its build hash when its words were made into tokens");
  const plan: FlashPlan = {
    board, bundle: stored, builtBytes: bundle.length, buildHash,
    ...(configuration && { configuration: configurationText(configuration) }),
  };
  const { storageBytes } = board.limits;
  // The configuration twice: the earlier one is kept.
  const bytes = stored.length + 2 * (plan.configuration?.length ?? 0) + reserveBytes;
  if (bytes > storageBytes) throw new InputError(`${board.name}: bundle, two configurations and what the monitor keeps take ${bytes} bytes, ${bytes - storageBytes} more than its storage has; give a loop file with fewer sensors`);
  return plan;
}

/** @returns lines for people: what would be sent */
export function planLines({ board, bundle, builtBytes, buildHash, configuration }: FlashPlan): string[] {
  const keepsBundle = keepsTwoBundles(board.limits.storageBytes, bundle.length, bundle.length, configuration?.length ?? 0);
  return [
    `board          ${board.name} (its interpreter says ${board.interpreterName}), ${board.limits.storageBytes} bytes of storage`,
    `${bundleFile}       ${bundle.length} bytes, ${builtBytes} before its words are made into tokens, build hash ${hexadecimal(buildHash)}`,
    configuration === undefined ? `${configurationFile}   not sent: what the board has stays; --loop FILE sends one` : `${configurationFile}   ${configuration.length} bytes, configuration CRC ${hexadecimal(crc32(configuration))}`,
    `kept           the board's earlier configuration as ${earlierConfigurationFile}${keepsBundle ? `, its earlier bundle as ${earlierBundleFile}` : "; there is no room for its earlier bundle"}`,
  ];
}

/** @returns whether storage has room for an earlier bundle beside the new one */
export function keepsTwoBundles(storageBytes: number, bundleBytes: number, earlierBytes: number, configurationBytes: number): boolean {
  return bundleBytes + earlierBytes + 2 * configurationBytes + reserveBytes <= storageBytes;
}
