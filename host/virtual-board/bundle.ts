import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { firmwareFolder, firmwarePath } from "#host/hardware/firmware-path.ts";
import { usualParts } from "#host/hardware/part-hardware.ts";
import { UnavailableError } from "#host/unavailable-error.ts";

const fileName = "pinhole.js";
const usualBoard = "espruino-pico";

/**
 * Text of a board's finished bundle, looked for upwards of this program.
 * @param parts  that it has to read; absent: whatever the board's usual bundle reads
 * @throws UnavailableError where it has not been built
 */
export function readBundle(board = usualBoard, parts: readonly string[] = []): string {
  // The usual one first: it is as new as the program.
  const usual = board === usualBoard ? join(firmwareFolder, fileName) : join(firmwareFolder, board, fileName);
  const paths = parts.every((part) => usualParts.includes(part)) ? [usual, firmwarePath(board, parts)] : [firmwarePath(board, parts)];
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = paths.map((name) => join(folder, name)).find(existsSync);
    if (path !== undefined) return readFileSync(path, "utf8");
    if (folder === dirname(folder)) break;
  }
  const isUsual = board === usualBoard || board === "linux";
  if (isUsual && paths.includes(usual)) throw new UnavailableError(`${usual} is not there; make build makes it`);
  throw new UnavailableError(`there is no bundle for ${board}${parts.length > 0 ? ` with the drivers of ${parts.join(", ")}` : ""}; make firmware BOARD=${board} LOOP=FILE makes one for the file that --loop then names`);
}
