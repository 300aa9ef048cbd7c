import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dictionaryDocument, type DictionaryDocument } from "#host/export/dictionary-document.ts";
import { layoutOf, ownLayout, type PacketLayout } from "#host/link/packet-layout.ts";
import { InputError } from "#sims/input-error.ts";

/** In a recording's folder: the dictionary of the program that recorded. */
const fileName = "dictionary.json";

/** Keeps this program's dictionary with a recording. */
export function keepDictionary(folder: string): void {
  writeFileSync(join(folder, fileName), `${JSON.stringify(dictionaryDocument(), null, 2)}\n`);
}

/**
 * @param folder  of a recording
 * @returns the layout by which the recording is decoded: this program's own where the versions are the same, the folder
 *   holds no dictionary, or the board spoke this program's rather than the recorder's
 * @throws InputError where the dictionary there cannot be used
 */
export async function recordedLayout(folder: string): Promise<PacketLayout> {
  const path = join(folder, fileName);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return ownLayout;
    throw new InputError(`${path}: ${(error as Error).message}; give yourself permission to read it`);
  }
  let document: DictionaryDocument;
  try {
    document = JSON.parse(text) as DictionaryDocument;
  } catch {
    throw new InputError(`${path}: is not JSON; take it away to read the recording by this program's dictionary`);
  }
  const version = (document as Partial<DictionaryDocument> | null)?.version;
  if (version === ownLayout.version || (await boardVersion(folder)) === ownLayout.version) return ownLayout;
  try {
    return layoutOf(document);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${path}: ${error.message}`);
    throw error;
  }
}

/** @returns the version that the board of a recording spoke; undefined where its meta.json does not say */
async function boardVersion(folder: string): Promise<unknown> {
  try {
    return (JSON.parse(await readFile(join(folder, "meta.json"), "utf8")) as { boardDictionaryVersion?: unknown } | null)?.boardDictionaryVersion;
  } catch {
    return undefined;
  }
}
