import { readFileSync, writeFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { checkBundle, countFunctions } from "./build/check-bundle.ts";
import { shortenableMembers } from "./build/member-names.ts";
import { bundleDefines, hashText, sealBundle } from "./build/seal-bundle.ts";

/** Writes the hash into the finished bundle and says what it costs a board. */
function finishBundle(bundle: string): void {
  const { text, hash } = sealBundle(readFileSync(bundle, "utf8"));
  writeFileSync(bundle, text);
  console.log(`${bundle}: ${text.length} bytes, ${countFunctions(text)} functions, build hash ${hashText(hash)}`);
  const findings = checkBundle(text).length;
  if (findings > 0) console.error(`${findings} things in it that a board cannot run or hold: make check lists them`);
}

/** The bundle of one board, into a folder. */
function bundleFor(board: string, outDir: string): Options {
  return {
    entry: { pinhole: "firmware/main.ts" },
    outDir,
    format: "iife",
    esbuildOptions: (options) => {
      options.mangleProps = new RegExp(`^(${shortenableMembers().join("|")})$`);
      // Short names that the check of the bundle would take for array methods the interpreter lacks.
      options.mangleCache = { takenByAt: "at", takenByOf: "of", takenByFlat: "flat" };
    },
    // The interpreter knows most of it and esbuild lowers the rest; "es5" would need function hoisting, which it lacks.
    target: "es2015",
    minify: true,
    dts: false,
    define: bundleDefines(board),
    outExtension: () => ({ js: ".js" }),
    onSuccess: async () => finishBundle(`${outDir}/pinhole.js`),
  };
}

export default defineConfig([
  bundleFor("espruino-pico", "dist/firmware"),
  bundleFor("linux", "dist/firmware/linux"),
  {
    entry: { pinhole: "host/cli/main.ts" },
    outDir: "dist",
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    splitting: false,
    banner: { js: "#!/usr/bin/env node" },
  },
]);
