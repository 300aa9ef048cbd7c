import type { Command } from "commander";
import { chooseBoard } from "#host/flash/board-choice.ts";
import { flash, readBackS, rollBack } from "#host/flash/flash.ts";
import { planFlash, planLines } from "#host/flash/flash-plan.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { InputError } from "#sims/input-error.ts";
import { interruption } from "./interrupt.ts";
import { readLoopOption } from "./loop-option.ts";

interface FlashOptions { board: string; loop?: string; dryRun?: boolean; rollback?: boolean }

/** flash PORT */
export function register(program: Command): void {
  program
    .command("flash")
    .description(`Uploads bundle and configuration to a board, to run at power-on, then reads back what it runs, within ${readBackS} s.`)
    .argument("<port>", "serial device of the board; pinhole ports lists them")
    .option("--board <name>", "which board it is", "espruino-pico")
    .option("--loop <file>", "loop file, made into the board's configuration; absent: what the board has stays")
    .option("--dry-run", "say what would be sent, and send nothing")
    .option("--rollback", "put the board's earlier configuration back; bundle and loop file stay out of it")
    .action(runFlash);
}

async function runFlash(path: string, options: FlashOptions): Promise<void> {
  if (options.rollback && (options.loop !== undefined || options.dryRun)) throw new InputError("--rollback takes the configuration that the board keeps; give it without --loop and --dry-run");
  const { board, note } = chooseBoard(options.board);
  if (note !== undefined) console.error(note);
  const configuration = readLoopOption(options.loop);
  const tell = (line: string): void => void process.stdout.write(`${line}\n`);
  if (options.rollback) return rollBack(path, tell, interruption());
  const plan = planFlash(board, readBundle(board.name), configuration);
  if (options.dryRun) {
    for (const line of [`port           ${path}, not opened`, ...planLines(plan)]) tell(line);
    return;
  }
  await flash(path, plan, tell, interruption());
}
