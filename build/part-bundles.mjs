/**
 * part-bundles.mjs FOLDER: builds the bundle as it is shipped, but without each set of parts that `make bench` takes
 * out, as FOLDER/PART.js. Runs with tsx.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "tsup";
import { parts, removals } from "#host/bench/parts.ts";
import config from "../tsup.config.ts";
import { sealBundle } from "./seal-bundle.ts";

const folder = resolve(process.argv[2]);
const shipped = config[0];

for (const part of parts) {
  await build({
    ...shipped,
    onSuccess: undefined,
    config: false,
    silent: true,
    entry: { [part]: "build/without-part.js" },
    outDir: folder,
    define: { ...shipped.define, __WITHOUT__: JSON.stringify(removals[part].removed.join(",")) },
  });
  const path = join(folder, `${part}.js`);
  writeFileSync(path, sealBundle(readFileSync(path, "utf8")).text);
}
