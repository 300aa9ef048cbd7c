import { closeSync, existsSync, openSync, realpathSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { writeFailure } from "#host/write-failure.ts";
import { InputError } from "#sims/input-error.ts";

/**
 * Makes sure, before anything long is run, that a file can be written; what stands in it stays until then, and a file that
 * was not there is not there afterwards either.
 * @param option that names the file, for refusals
 * @param endings that the name may have
 * @throws InputError where it has another, or the file cannot be made
 */
export function claimFile(option: string, path: string, endings: readonly string[]): void {
  if (!endings.some((ending) => path.toLowerCase().endsWith(ending))) throw new InputError(`${option} ${path}: right would be a name that ends in ${endings.join(" or ")}`);
  const isNew = !existsSync(path);
  closeSync(openFile(option, path, "a"));
  // A link to a file that was not there stays what it was.
  if (isNew) rmSync(realpathSync(path));
}

/** @returns its descriptor; no folder is made for it; @throws InputError where it cannot be made */
export function openFile(option: string, path: string, flags: "w" | "a" = "w"): number {
  return refusing(option, path, () => openSync(path, flags));
}

/**
 * Writes to an open file until all of it is there: a full disk may take a part.
 * @param where as in `standard output`, for the refusal
 * @throws UnavailableError where it takes no more
 */
export function writeAll(file: number, bytes: Uint8Array, where: string): void {
  try {
    for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
  } catch (error) {
    throw writeFailure(where, error as NodeJS.ErrnoException);
  }
}

/** @throws InputError where it cannot be written */
export function saveFile(option: string, path: string, data: string | Buffer): void {
  refusing(option, path, () => writeFileSync(path, data));
}

function refusing<Result>(option: string, path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${option} ${path}: ${code === "ENOENT" ? `there is no folder ${dirname(path)}` : `cannot be written (${code})`}; name a file that can be made`);
  }
}
