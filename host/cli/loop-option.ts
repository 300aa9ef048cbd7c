import { readFileSync } from "node:fs";
import { Option } from "commander";
import type { Configuration } from "#firmware/configuration.ts";
import { InputError } from "#sims/input-error.ts";
import { parseLoopFile, toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";

/** --loop of the verbs that read a board's telemetry. */
export function loopOption(): Option {
  return new Option("--loop <file>", "the board's loop file: gives sensors their names and the coolant its density");
}

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

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${path}: ${code === "ENOENT" ? "no such file" : `cannot be read (${code})`}; give a loop file`);
  }
}
