import type { Board } from "#hal/espruino/boards/profile.ts";
import { boardName } from "#host/link/board-names.ts";
import { hexadecimal } from "#host/link/hexadecimal.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { BoardConsole } from "./board-console.ts";
import { SerialLine, type BoardLine } from "./board-line.ts";
import { loadTools } from "./espruino-tools.ts";
import { askForConsole, firstHousekeeping, type Heard, type Restarted } from "./line-talk.ts";
import { openRadio } from "./radio-line.ts";

/** How a board is reached. */
export interface BoardAccess {
  /** Serial device that carries its telemetry, and its console unless a radio does. */
  readonly path: string;
  readonly board: Board;
  /** Wall time within which it must tell what it runs after its start, s. */
  readonly timeoutS: number;
  /** Passwords that its console may be locked with, the likeliest first. */
  readonly passwords: readonly string[];
  /** Name or address of the board whose console is reached over Bluetooth. */
  readonly radio?: string;
}

/** Takes a line for people. */
export type Tell = (line: string) => void;

type Environment = Record<string, unknown>;

/**
 * Gets the board's console, lets `work` use it, and loads what is in flash.
 * @returns what was heard of it then
 * @throws UnavailableError, one sentence, where no console answers or the line is lost
 */
export async function withConsole(access: BoardAccess, tell: Tell, signal: AbortSignal, work: (console: BoardConsole, environment: Environment) => Promise<void>): Promise<Restarted> {
  const { path, board, timeoutS } = access;
  const line = await SerialLine.open(path);
  let radio: BoardLine | undefined;
  try {
    const heard: Heard = access.radio === undefined ? await release(line, tell, signal) : { bytes: 0, outcome: undefined };
    if (access.radio !== undefined) {
      tell(`looking for ${access.radio} over Bluetooth …`);
      radio = await openRadio((await loadTools()).Core.Serial.devices.filter(({ name }) => /bluetooth|ble/i.test(name)), access.radio, signal);
    }
    const console = await BoardConsole.open(radio ?? line, signal);
    if (heard.outcome === "none") console.quiet();
    let environment = await environmentOf(console, access);
    if (environment === undefined && !radio && !console.isLocked && heard.packets !== true && (board.consoleBaud ?? line.rate) !== line.rate) {
      // The console of a board that pinhole has never run on.
      await line.setRate(board.consoleBaud);
      environment = await environmentOf(console, access);
    }
    if (console.isLocked) throw new UnavailableError(`${path}: the board's console is locked; give its password with --password, or the loop file that holds it with --loop`);
    if (environment === undefined) throw new UnavailableError(silence(access, heard));
    console.adapt(environment);
    await workOn(console, heard, () => work(console, environment));
    await console.load();
    await radio?.close();
    await line.setRate();
    tell("waiting for the board to start …");
    return await firstHousekeeping(path, timeoutS * 1000, signal, line);
  } finally {
    await radio?.close();
    await line.close();
  }
}

async function release(line: SerialLine, tell: Tell, signal: AbortSignal): Promise<Heard> {
  tell("asking a running pinhole for its console …");
  const heard = await askForConsole(line, signal);
  if (signal.aborted) throw new UnavailableError(`${line.path}: interrupted before anything was written`);
  if (heard.outcome !== "none") return heard;
  const { housekeeping } = heard;
  tell(housekeeping ? `${boardName(housekeeping.state.board)} gave it; it ran build ${hexadecimal(housekeeping.state.buildHash)}` : "it gave it");
  return heard;
}

/** What runs on a board that is refused runs on; half an upload had better not. */
async function workOn(console: BoardConsole, heard: Heard, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (heard.outcome === "none" && !console.hasWritten) await console.load().catch(() => {});
    throw error;
  }
}

async function environmentOf(console: BoardConsole, { passwords }: BoardAccess): Promise<Environment | undefined> {
  const ask = async (): Promise<Environment | undefined> => {
    const environment = await console.evaluate("process.env");
    return typeof environment === "object" && environment !== null ? (environment as Environment) : undefined;
  };
  const first = await ask();
  if (first) return first;
  if (console.isLocked) {
    let isOpen = false;
    for (const password of passwords) isOpen ||= await console.unlock(password);
    return isOpen ? ask() : undefined;
  }
  // A board that was busy misses the first question.
  return ask();
}

function silence({ path, board, radio }: BoardAccess, { bytes, packets, outcome }: Heard): string {
  if (radio !== undefined) return `${radio}: connected over Bluetooth, but no prompt answers: pinhole may be running; ${byHand(board)}`;
  if (packets) {
    const why = outcome === undefined ? "did not answer" : outcome === "none" ? "gave its console, but no prompt came" : `refused: ${outcome}`;
    return `${path}: telemetry comes, but the board asked for its console ${why}; ${byHand(board)}`;
  }
  if (bytes === 0) return `${path}: nothing answers, neither pinhole nor an Espruino prompt; is this the board's port, and is Espruino on the board? Nothing was written`;
  return `${path}: something answers, but neither pinhole nor an Espruino prompt; is this the board's port? Nothing was written`;
}

function byHand({ title, consoleByHand }: Board): string {
  return `to get the prompt back by hand (${title}): ${consoleByHand}`;
}
