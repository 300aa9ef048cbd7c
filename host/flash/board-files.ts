import { crc32 } from "#hal/simulated/crc32.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import type { BoardConsole } from "./board-console.ts";
import { bundleFile } from "./flash-plan.ts";

const storage = 'require("Storage")';
/** Of a file that is copied on the board, in one piece: it goes through RAM. */
const copyBytes = 512;
/** What a file costs beside its text: its header, and what is lost to alignment, bytes. */
const fileBytes = 36;

/** One file of the board's storage. */
export interface BoardFile {
  readonly bytes: number;
  readonly crc: number;
}

/** @returns undefined where there is no such file; @throws UnavailableError where the board does not say */
export async function fileOnBoard(console: BoardConsole, name: string): Promise<BoardFile | undefined> {
  const answer = await console.evaluate(`(function(f){return f===undefined?0:[f.length,E.CRC32(f)]})(${storage}.read(${JSON.stringify(name)}))`);
  if (answer === 0) return undefined;
  const [bytes, crc] = Array.isArray(answer) ? (answer as unknown[]) : [];
  if (typeof bytes !== "number" || typeof crc !== "number") throw new UnavailableError(`the board did not say what its ${name} holds; nothing was changed`);
  // The interpreter's integers are signed.
  return { bytes, crc: crc >>> 0 };
}

/**
 * @returns a file's text, one character a byte; undefined where there is no such file
 * @throws UnavailableError where it did not arrive whole
 */
export async function readFromBoard(console: BoardConsole, name: string): Promise<string | undefined> {
  const file = await fileOnBoard(console, name);
  if (!file) return undefined;
  const text = await console.download(name);
  if (text === undefined || text.length !== file.bytes || crc32(text) !== file.crc) throw new UnavailableError(`${name} of the board could not be read whole; nothing was changed`);
  return text;
}

/** Copies a file on the board itself. @returns whether the copy is whole */
export async function copyOnBoard(console: BoardConsole, from: string, to: string): Promise<boolean> {
  const [source, target] = [from, to].map((name) => JSON.stringify(name));
  // Each piece is read anew: writing may move the files. The empty text makes it one in RAM.
  await console.evaluate(`(function(s){var n=s.read(${source}).length;for(var i=0;i<n;i+=${copyBytes})s.write(${target},""+s.read(${source},i,${copyBytes}),i,n);return n})(${storage})`, true);
  const [original, copy] = [await fileOnBoard(console, from), await fileOnBoard(console, to)];
  return original !== undefined && copy !== undefined && original.crc === copy.crc && original.bytes === copy.bytes;
}

/** Takes a file out of the board's storage; one that is not there is nothing to it. @throws UnavailableError where the console does not answer */
export async function eraseOnBoard(console: BoardConsole, name: string): Promise<void> {
  await console.evaluate(`${storage}.erase(${JSON.stringify(name)})`, true);
}

/** @returns what all files but some take of the board's storage, bytes; undefined where it does not say */
export async function bytesOfOthers(console: BoardConsole, names: readonly string[]): Promise<number | undefined> {
  const answer = await console.evaluate(`(function(s,o){var n=0;s.list().forEach(function(f){if(o.indexOf(f)<0)n+=(s.read(f)||"").length+${fileBytes}});return n})(${storage},${JSON.stringify(names)})`, true);
  return typeof answer === "number" ? answer : undefined;
}

/**
 * Writes, then compares check sums of what is in flash now.
 * @throws UnavailableError where something is not there as it was sent
 */
export async function writeToBoard(console: BoardConsole, path: string, files: readonly (readonly [name: string, text: string])[], bundle?: string): Promise<void> {
  const complaint = await console.upload(files, bundle);
  for (const [name, text] of [...files, ...(bundle === undefined ? [] : [[bundleFile, bundle] as const])]) {
    const written = await fileOnBoard(console, name);
    if (written?.crc === crc32(text)) continue;
    throw new UnavailableError(`${path}: ${name} did not arrive whole${complaint === undefined ? "" : ` (the board says: ${complaint})`}; flash again`);
  }
}
