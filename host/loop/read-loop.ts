import { existsSync, readFileSync } from "node:fs";
import type { Configuration } from "#firmware/configuration.ts";
import { InputError } from "#sims/input-error.ts";
import { parseLoopFile, toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";
import { nearestWord } from "#sims/loop/nearest.ts";
import { ammoniaLoop, benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

/** @returns the configuration of the loop file named; undefined where none is; @throws InputError */
export function readLoopOption(path: string | undefined): Configuration | undefined {
  return path === undefined ? undefined : toConfiguration(readLoopFile(path));
}

/** @returns the loop file named; undefined where none is; @throws InputError, one sentence, where it is not there or no loop file */
export function readLoopFile(path: string): LoopFile;
export function readLoopFile(path: string | undefined): LoopFile | undefined;
export function readLoopFile(path: string | undefined): LoopFile | undefined {
  return path === undefined ? undefined : parseLoopFile(readText(path), path);
}

/** The loops that prove and plan know by name. */
export const referenceLoops: readonly LoopFile[] = [spacecraftLoop, ammoniaLoop, rackLoop, benchLoop];

/** @returns the loop file named, or the reference loop; @throws InputError where there is neither */
export function loopOf(nameOrPath: string): LoopFile {
  const known = referenceLoops.find(({ name }) => name === nameOrPath);
  if (known && !existsSync(nameOrPath)) return known;
  if (!/[/.\\]/.test(nameOrPath) && !existsSync(nameOrPath)) {
    const names = referenceLoops.map(({ name }) => name);
    const near = nearestWord(nameOrPath, names);
    throw new InputError(`${nameOrPath}: no such loop; ${near ? `did you mean ${near}?` : `give a loop file, or one of ${names.join(", ")}`}`);
  }
  return readLoopFile(nameOrPath);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${path}: ${code === "ENOENT" ? "no such file" : `cannot be read (${code})`}; give a loop file`);
  }
}
