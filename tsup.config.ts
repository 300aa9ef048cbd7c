import { defineConfig } from "tsup";
import { version } from "./package.json";
import { espruinoPico } from "./hal/espruino/boards/espruino-pico.ts";
import { linux } from "./hal/espruino/boards/linux.ts";
import { usualParts } from "./host/hardware/part-hardware.ts";
import { bundleOptions } from "./build/bundle-options.ts";

export default defineConfig([
  bundleOptions(espruinoPico, usualParts, "dist/firmware", "pinhole"),
  bundleOptions(linux, usualParts, "dist/firmware/linux", "pinhole"),
  {
    entry: { "pinhole": "host/cli/main.ts", "plan-worker": "host/workers/plan-worker.ts", "prove-worker": "host/workers/prove-worker.ts" },
    outDir: "dist",
    format: "esm",
    platform: "node",
    target: "node20",
    dts: false,
    define: { __PROGRAM_VERSION__: JSON.stringify(version) },
    splitting: false,
    banner: { js: "#!/usr/bin/env node" },
  },
]);
