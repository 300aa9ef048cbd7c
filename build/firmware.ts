/**
 * firmware.ts BOARD LOOP [INTERPRETER]: the bundle of one board with exactly the drivers that a loop file's sensors
 * name, and how it fits. Runs with tsx.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { storedForm } from "#host/flash/stored-form.ts";
import { chooseBoard } from "#host/hardware/board-choice.ts";
import { requireHardware } from "#host/hardware/check-hardware.ts";
import { firmwarePath } from "#host/hardware/firmware-path.ts";
import { partsOf } from "#host/hardware/part-hardware.ts";
import { readLoopFile } from "#host/loop/read-loop.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { InputError } from "#sims/input-error.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { buildBundle } from "./bundle-options.ts";
import { checkBundle } from "./check-bundle.ts";
import { fitLines, fitOf } from "./firmware-fit.ts";
import { measuredVariables } from "./measured-variables.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** @throws InputError for what cannot be wired or does not fit; nothing is left behind then */
async function makeFirmware(boardWord: string, loopPath: string, interpreter: string | undefined): Promise<void> {
  const { board, note } = chooseBoard(boardWord);
  if (note !== undefined) process.stderr.write(`${note}\n`);
  const loop = readLoopFile(loopPath);
  requireHardware(loop, board, loopPath);
  if (interpreter !== undefined && !existsSync(interpreter)) throw new InputError(`ESPRUINO=${interpreter}: no such file; give the path of an Espruino interpreter, or none`);
  const parts = partsOf(loop.sensors);
  const path = firmwarePath(board.name, parts);
  // Made under another name, so that one that does not fit is never taken for one that does.
  const draft = join(dirname(path), "unchecked.js");
  try {
    const text = await buildBundle(board, parts, draft);
    const wrong = checkBundle(text).find(({ position }) => position >= 0);
    if (wrong) throw new UnavailableError(`the bundle holds what no interpreter runs: ${wrong.what}; this is a fault of pinhole`);
    const configuration = toConfiguration(loop);
    const measured = interpreter === undefined ? undefined : await measuredVariables(interpreter, board, text, configuration);
    const fit = fitOf(board, text, storedForm(text), configuration, measured);
    say(`board       ${board.title}, drivers for ${parts.join(", ")}`);
    for (const line of fitLines(board, fit)) say(line);
    if (interpreter !== undefined && measured === undefined) say("            the interpreter did not tell how many, so they are estimated");
    if (fit.problems.length > 0) throw new InputError(`${loopPath} does not fit ${board.name}: ${fit.problems.join("; ")}; give it fewer sensors or take a larger board`);
    renameSync(draft, path);
    say(path);
  } finally {
    rmSync(draft, { force: true });
  }
}

const [boardWord = "espruino-pico", loopPath = "", interpreter] = process.argv.slice(2);
try {
  if (loopPath === "") throw new InputError("make firmware needs LOOP=…, the loop file whose sensors the bundle is to read");
  await makeFirmware(boardWord, loopPath, interpreter);
} catch (error) {
  if (!(error instanceof InputError || error instanceof UnavailableError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error instanceof InputError ? 2 : 1);
}
