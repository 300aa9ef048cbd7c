import { UnavailableError } from "./unavailable-error.ts";

const reasons: Readonly<Record<string, string>> = { ENOSPC: "the disk is full", EDQUOT: "your share of the disk is full", EIO: "the device fails", EFBIG: "the file is too large" };

/** @param where as in `standard output`; @param error of a write @returns one sentence */
export function writeFailure(where: string, error: NodeJS.ErrnoException): UnavailableError {
  const { code = "no code", message } = error;
  return new UnavailableError(`cannot write to ${where}: ${reasons[code] ?? message} (${code})`);
}
