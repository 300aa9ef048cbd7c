import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { UnavailableError } from "#host/cli/unavailable-error.ts";

const folderName = join("dist", "firmware");
const fileName = "pinhole.js";
const usualBoard = "espruino-pico";

/**
 * Text of a board's finished bundle, looked for upwards of this program.
 * @throws UnavailableError where it has not been built
 */
export function readBundle(board = usualBoard): string {
  const bundleName = board === usualBoard ? join(folderName, fileName) : join(folderName, board, fileName);
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, bundleName);
    if (existsSync(path)) return readFileSync(path, "utf8");
    if (folder === dirname(folder)) throw new UnavailableError(`${bundleName} is not there; make build makes it`);
  }
}
