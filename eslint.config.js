import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { espruinoGlobals, espruinoProperties, espruinoSyntax } from "./build/lint/espruino-subset.js";
import { importDirections } from "./build/lint/import-directions.js";
import { boardGlobals, nodeGlobals, unseeded } from "./build/lint/reach.js";

const dictionaryTexts = "firmware/telemetry/dictionary-texts.ts";

/** Code that a board runs. */
const onBoard = {
  "default-case-last": "error",
  "no-var": "error",
  "@typescript-eslint/no-loop-func": "error",
  "@typescript-eslint/no-use-before-define": ["error", { functions: true, classes: true, variables: true, typedefs: false }],
  "no-restricted-syntax": ["error", ...espruinoSyntax],
  "no-restricted-properties": ["error", ...espruinoProperties],
};

/** Code that runs on the host, but anywhere there. */
const anywhere = {
  "no-restricted-globals": ["error", ...nodeGlobals],
  "no-restricted-properties": ["error", ...unseeded],
};

export default defineConfig(
  { ignores: ["dist/", "out/", "coverage/", "node_modules/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  ...tseslint.configs.strict,
  {
    plugins: { pinhole: { rules: { "import-directions": importDirections } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: "error",
      "no-cond-assign": "error",
      "no-constant-condition": "error",
      "no-dupe-else-if": "error",
      "no-loss-of-precision": "error",
      "no-self-assign": "error",
      "no-self-compare": "error",
      "no-sparse-arrays": "error",
      "no-unsafe-finally": "error",
      "no-unsafe-optional-chaining": "error",
      "use-isnan": "error",
      "no-warning-comments": ["error", { terms: ["fixme", "xxx"] }],
      // What the type checker proves stands; an index inside its bounds is proved by the line above it.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrorsIgnorePattern: "^_" }],
      "@typescript-eslint/parameter-properties": "off",
      // A class can be what the HAL asks for and hold nothing.
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/unified-signatures": "off",
      "pinhole/import-directions": "error",
    },
  },
  {
    files: ["host/**/*.ts", "sims/**/*.ts", "tests/**/*.ts", "build/**/*.ts", "*.ts"],
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/return-await": "error",
    },
  },
  {
    files: ["firmware/**/*.ts", "hal/types.ts", "hal/drivers/**/*.ts"],
    rules: { ...onBoard, "no-restricted-globals": ["error", ...espruinoGlobals, ...boardGlobals] },
  },
  {
    // Not hal/espruino/boards: facts, of which the build puts single constants into the bundle.
    files: ["hal/espruino/*.ts"],
    rules: { ...onBoard, "no-restricted-globals": ["error", ...espruinoGlobals] },
  },
  {
    // Host only: the import directions keep it out of the bundle, so it need not keep to the board's subset.
    files: [dictionaryTexts],
    rules: Object.fromEntries([...Object.keys(onBoard), "no-restricted-globals"].map((rule) => [rule, "off"])),
  },
  { files: ["hal/simulated/**/*.ts", "sims/**/*.ts"], rules: anywhere },
  { files: ["**/*.js", "**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
);
