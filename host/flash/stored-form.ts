import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";

/** From here up a character of stored code may stand for a word of the language. */
const firstToken = 128;

/** The plugin `pretokenise` of the `espruino` package. */
interface Pretokeniser {
  tokenise(code: string): string;
  untokenise(code: string): string;
}

let loaded: Pretokeniser | undefined;

/**
 * A bundle as it is to lie in flash: the package's own plugin makes the language's words and operators into one byte
 * each. Strings and numbers stay: only the newest interpreters know those as bytes, and they would not become shorter.
 * @returns one character a byte
 */
export function storedForm(bundle: string): string {
  return pretokeniser().tokenise(bundle);
}

/**
 * A bundle as it lies in a board's flash, turned back into the language's own words. What has no tokens is as it was.
 * @param stored  one character a byte
 */
export function languageText(stored: string): string {
  for (let index = 0; index < stored.length; index++) if (stored.charCodeAt(index) >= firstToken) return pretokeniser().untokenise(stored);
  return stored;
}

/** The plugin in a context of its own: the whole package would change this program's language, and take its console. */
function pretokeniser(): Pretokeniser {
  if (loaded) return loaded;
  const { resolve } = createRequire(import.meta.url);
  const path = resolve("espruino/plugins/pretokenise.js");
  const acorn: unknown = createRequire(path)("acorn");
  const espruino: { Plugins: { Pretokenise?: Pretokeniser } } & Record<string, unknown> = {
    Plugins: {}, Config: { PRETOKENISE: 1, SAVE_ON_SEND: 1 },
    // Of no board: what every interpreter understands.
    Core: { Env: { getBoardData: () => ({}) } },
  };
  runInContext(readFileSync(path, "utf8"), createContext({ Espruino: espruino, acorn, console: { log: () => {}, warn: () => {} } }), { filename: path });
  loaded = espruino.Plugins.Pretokenise!;
  return loaded;
}
