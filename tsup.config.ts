import { readFileSync, writeFileSync } from "node:fs";
import { defineConfig } from "tsup";
import { checkBundle, countFunctions } from "./build/check-bundle.ts";
import { shortenableMembers } from "./build/member-names.ts";
import { bundleDefines, hashText, sealBundle } from "./build/seal-bundle.ts";

const bundle = "dist/firmware/pinhole.js";

/** Writes the hash into the finished bundle and says what it costs a board. */
function finishBundle(): void {
  const { text, hash } = sealBundle(readFileSync(bundle, "utf8"));
  writeFileSync(bundle, text);
  console.log(`${bundle}: ${text.length} bytes, ${countFunctions(text)} functions, build hash ${hashText(hash)}`);
  const findings = checkBundle(text).length;
  if (findings > 0) console.error(`${findings} things in it that a board cannot run or hold: make check lists them`);
}

export default defineConfig([
  {
    entry: { pinhole: "firmware/main.ts" },
    outDir: "dist/firmware",
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
    define: bundleDefines("espruino-pico"),
    outExtension: () => ({ js: ".js" }),
    onSuccess: async () => finishBundle(),
  },
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
