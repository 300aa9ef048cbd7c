/**
 * check-boards.ts: builds the usual bundle for every board, and one with every driver, and looks in each for what no
 * interpreter runs; prints what each takes of its board, and fails where one that held the bundle does not any more, or the
 * other way round. Runs with tsx.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boards } from "#hal/espruino/boards/boards.ts";
import { linux } from "#hal/espruino/boards/linux.ts";
import type { Board } from "#hal/espruino/boards/profile.ts";
import { storedForm } from "#host/flash/stored-form.ts";
import { partHardware, usualParts } from "#host/hardware/part-hardware.ts";
import { readLoopFile } from "#host/loop/read-loop.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { buildBundle } from "./bundle-options.ts";
import { checkBundle } from "./check-bundle.ts";
import { fitOf } from "./firmware-fit.ts";
import { measuredVariables } from "./measured-variables.ts";
import { wrongFit } from "./too-small-boards.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-boards-"));
const configuration = toConfiguration(readLoopFile("loops/bench.loop.json"));
const interpreter = process.argv[2];
let isWrong = false;

/** @returns whether it fits */
async function check(board: Board, parts: readonly string[], name: string): Promise<boolean> {
  const text = await buildBundle(board, parts, join(folder, `${name}.js`));
  const findings = checkBundle(text).filter(({ position }) => position >= 0);
  for (const { what, position } of findings) process.stderr.write(`${name}: ${what}, at ${position}\n`);
  const measured = interpreter === undefined ? undefined : await measuredVariables(interpreter, board, text, configuration);
  const fit = fitOf(board, text, storedForm(text), configuration, measured);
  const share = Math.round(100 * fit.storageShare);
  process.stdout.write(`${name.padEnd(17)} ${fit.textBytes} bytes, ${fit.storedBytes} stored, ${share} % of storage, ${fit.freeVariables} of ${board.limits.variables} variables free${fit.problems.length > 0 ? "; does not fit" : ""}\n`);
  if (findings.length > 0) isWrong = true;
  return fit.problems.length === 0;
}

try {
  for (const board of boards) {
    const wrong = wrongFit(board.name, await check(board, usualParts, board.name));
    // The list is of what is estimated; what an interpreter measures may differ.
    if (wrong === undefined || interpreter !== undefined) continue;
    process.stderr.write(`${wrong}\n`);
    isWrong = true;
  }
  await check(linux, Object.keys(partHardware), "every driver");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(isWrong ? 1 : 0);
