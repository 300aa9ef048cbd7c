import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UnavailableError } from "#host/cli/unavailable-error.ts";

const bundleName = join("dist", "firmware", "pinhole.js");

/**
 * Text of the finished bundle, looked for upwards of this program.
 * @throws UnavailableError where it has not been built
 */
export function readBundle(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, bundleName);
    if (existsSync(path)) return readFileSync(path, "utf8");
    if (folder === dirname(folder)) throw new UnavailableError(`${bundleName} is not there; make build makes it`);
  }
}
