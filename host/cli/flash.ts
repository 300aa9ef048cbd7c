import type { Command } from "commander";
import { storedForm } from "#host/flash/stored-form.ts";
import { flash, rollBack } from "#host/flash/flash.ts";
import { planFlash, planLines } from "#host/flash/flash-plan.ts";
import type { BoardAccess } from "#host/flash/board-session.ts";
import { chooseBoard } from "#host/hardware/board-choice.ts";
import { requireHardware } from "#host/hardware/check-hardware.ts";
import { partsOf } from "#host/hardware/part-hardware.ts";
import { readLoopFile } from "#host/loop/read-loop.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { InputError } from "#sims/input-error.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { numberFrom } from "./arguments.ts";
import { interruption } from "./interrupt.ts";

interface FlashOptions { board: string; loop?: string; dryRun?: boolean; rollback?: boolean; timeout: number; password?: string; ble?: string }

/** Wall time within which a flashed board must have told what it runs, where nothing else is asked for, s. */
const usualTimeoutS = 30;

/** flash PORT */
export function register(program: Command): void {
  program
    .command("flash")
    .description("Uploads bundle and configuration to a board, to run at power-on, restarts it, and reads back what it runs.")
    .argument("<port>", "serial device of the board; pinhole ports lists them")
    .option("--board <name>", "which board it is", "espruino-pico")
    .option("--loop <file>", "loop file, made into the board's configuration; absent: what the board has stays")
    .option("--dry-run", "say what would be sent, and touch nothing")
    .option("--rollback", "put the board's earlier configuration back, and its earlier bundle where the board keeps one")
    .option("--timeout <s>", "wall time for the restarted board to tell what it runs, s", numberFrom(1, "seconds"), usualTimeoutS)
    .option("--password <word>", "of the board's console, where it is locked with another than the loop file's")
    .option("--ble <name>", "reach the console of the board of this name or address over Bluetooth; never done unasked")
    .action(runFlash);
}

async function runFlash(path: string, options: FlashOptions): Promise<void> {
  if (options.rollback && (options.loop !== undefined || options.dryRun)) throw new InputError("--rollback takes what the board keeps; give it without --loop and --dry-run");
  const { board, note } = chooseBoard(options.board);
  if (note !== undefined) process.stderr.write(`${note}\n`);
  const loop = readLoopFile(options.loop);
  if (loop) requireHardware(loop, board, options.loop!);
  const configuration = loop && toConfiguration(loop);
  const tell = (line: string): void => void process.stdout.write(`${line}\n`);
  const passwords = [options.password, configuration?.consolePassword].filter((word) => word !== undefined);
  const access: BoardAccess = { path, board, timeoutS: options.timeout, passwords, ...(options.ble !== undefined && { radio: options.ble }) };
  if (options.rollback) return rollBack(access, tell, interruption());
  const bundle = readBundle(board.name, loop && partsOf(loop.sensors));
  const plan = planFlash(board, bundle, storedForm(bundle), configuration);
  if (options.dryRun) {
    for (const line of [`port           ${path}, not opened`, ...planLines(plan)]) tell(line);
    return;
  }
  await flash(access, plan, tell, interruption());
}
