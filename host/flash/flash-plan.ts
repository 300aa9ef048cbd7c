import type { Configuration } from "#firmware/configuration.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import { InputError } from "#sims/input-error.ts";
import { UnavailableError } from "#host/cli/unavailable-error.ts";
import type { FlashBoard } from "./board-choice.ts";

/** The files of a board's storage that flashing concerns. */
export const bundleFile = ".bootcde";
export const configurationFile = "pinhole.json";
export const earlierConfigurationFile = "pinhole.old";

/** What goes to a board, one character a byte. */
export interface FlashPlan {
  readonly board: FlashBoard;
  readonly bundle: string;
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

/**
 * @param configuration  absent: only the bundle goes
 * @throws InputError where both do not fit into the board's storage
 */
export function planFlash(board: FlashBoard, bundle: string, configuration: Configuration | undefined): FlashPlan {
  const plan: FlashPlan = {
    board, bundle, buildHash: buildHashOf(bundle), ...(configuration && { configuration: bytesText(JSON.stringify(configuration)) }),
  };
  const { storageBytes } = board.limits;
  // The configuration twice: the earlier one is kept.
  const bytes = bundle.length + 2 * (plan.configuration?.length ?? 0);
  if (bytes > storageBytes) throw new InputError(`${board.name}: bundle and two configurations take ${bytes} bytes, ${bytes - storageBytes} more than its storage has; give a loop file with fewer sensors`);
  return plan;
}

/** @returns lines for people: what would be sent */
export function planLines({ board, bundle, buildHash, configuration }: FlashPlan): string[] {
  const total = bundle.length + (configuration?.length ?? 0);
  return [
    `board          ${board.name} (its interpreter says ${board.interpreterName})`,
    `${bundleFile}       ${bundle.length} bytes, build hash ${hexadecimal(buildHash)}, runs at power-on`,
    configuration === undefined
      ? `${configurationFile}   not sent, what the board has stays (--loop FILE sends one)`
      : `${configurationFile}   ${configuration.length} bytes, configuration CRC ${hexadecimal(crc32(configuration))}; an earlier one is kept as ${earlierConfigurationFile}`,
    `storage        ${total} of ${board.limits.storageBytes} bytes`,
  ];
}

/** Eight hexadecimal digits, as build hashes and CRCs are printed. */
export function hexadecimal(number: number): string {
  return number.toString(16).padStart(8, "0");
}

/** UTF-8, one character a byte, as the interpreter keeps text. */
function bytesText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
