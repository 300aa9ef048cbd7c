import { join } from "node:path";

/** Where finished bundles lie, in the project's folder. */
export const firmwareFolder = join("dist", "firmware");

/** @returns where `make firmware` puts a board's bundle with the drivers of these parts */
export function firmwarePath(boardName: string, parts: readonly string[]): string {
  return join(firmwareFolder, boardName, `${[...parts].sort().join("+")}.js`);
}
