import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { build, type Options } from "tsup";
import type { Board } from "#hal/espruino/boards/profile.ts";
import { checkBundle, countFunctions } from "./check-bundle.ts";
import { shortMemberNames } from "./member-names.ts";
import { bundleDefines, hashText, sealBundle } from "./seal-bundle.ts";

/** Writes the hash into the finished bundle and says what it costs a board. */
function finishBundle(bundle: string): void {
  const { text, hash } = sealBundle(readFileSync(bundle, "utf8"));
  writeFileSync(bundle, text);
  console.log(`${bundle}: ${text.length} bytes, ${countFunctions(text)} functions, build hash ${hashText(hash)}`);
  const findings = checkBundle(text).length;
  if (findings > 0) console.error(`${findings} things in it that a board cannot run or hold: make check lists them`);
}

/**
 * How one board's bundle is made.
 * @param parts  sensor parts that it is to read
 * @param name  of the file, without its ending
 */
export function bundleOptions(board: Board, parts: readonly string[], outDir: string, name: string): Options {
  return {
    entry: { [name]: "firmware/main.ts" },
    outDir,
    format: "iife",
    esbuildOptions: (options) => {
      options.mangleCache = shortMemberNames();
      options.mangleProps = new RegExp(`^(${Object.keys(options.mangleCache).join("|")})$`);
    },
    // The interpreter knows most of it and esbuild lowers the rest; "es5" would need function hoisting, which it lacks.
    target: "es2015",
    minify: true,
    dts: false,
    define: bundleDefines(board, parts),
    outExtension: () => ({ js: ".js" }),
    onSuccess: async () => finishBundle(`${outDir}/${name}.js`),
  };
}

/**
 * Makes one board's bundle, sealed, in silence.
 * @param path  of the file to write
 * @returns its text
 */
export async function buildBundle(board: Board, parts: readonly string[], path: string): Promise<string> {
  const { onSuccess: _, ...options } = bundleOptions(board, parts, dirname(path), basename(path, ".js"));
  await build({ ...options, config: false, silent: true });
  const { text } = sealBundle(readFileSync(path, "utf8"));
  writeFileSync(path, text);
  return text;
}
