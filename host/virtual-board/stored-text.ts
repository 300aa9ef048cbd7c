import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";

/** From here up a character of stored code may stand for a word of the language. */
const firstToken = 128;

interface Pretokeniser { untokenise(code: string): string }

let loaded: Pretokeniser | undefined;

/**
 * A bundle as it lies in a board's flash, turned back into the language's own words. What has no tokens is as it was.
 * @param stored  one character a byte, tokens for reserved words and operators as the `espruino` package makes them
 */
export function languageText(stored: string): string {
  for (let index = 0; index < stored.length; index++) if (stored.charCodeAt(index) >= firstToken) return pretokeniser().untokenise(stored);
  return stored;
}

/** The package's own plugin, in a context of its own: the whole package would change this program's language. */
function pretokeniser(): Pretokeniser {
  if (loaded) return loaded;
  const path = createRequire(import.meta.url).resolve("espruino/plugins/pretokenise.js");
  const espruino: { Plugins: { Pretokenise?: Pretokeniser } } = { Plugins: {} };
  // It looks only whether there is an acorn, which the way back does not use.
  runInContext(readFileSync(path, "utf8"), createContext({ Espruino: espruino, acorn: {}, console: { log: () => {}, warn: () => {} } }), { filename: path });
  loaded = espruino.Plugins.Pretokenise!;
  return loaded;
}
