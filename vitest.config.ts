import { defineConfig } from "vitest/config";
import { CountReporter } from "./build/count-reporter.ts";

export default defineConfig({
  // Names that the bundle finds defined, for tests that import the board's own files.
  define: { __BUILD_HASH__: "0" },
  test: {
    include: ["tests/**/*.test.ts"],
    reporters: ["default", new CountReporter()],
    // Long simulations state their own time; anything else that takes this long hangs.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
