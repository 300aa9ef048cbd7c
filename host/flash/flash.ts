import { crc32 } from "#hal/simulated/crc32.ts";
import { UnavailableError } from "#host/cli/unavailable-error.ts";
import { boardName } from "#host/link/board-names.ts";
import { openConsole, type BoardConsole } from "./board-console.ts";
import { BoardLine } from "./board-line.ts";
import { bundleFile, configurationFile, earlierConfigurationFile, hexadecimal, type FlashPlan } from "./flash-plan.ts";
import { askForConsole, firstHousekeeping, type Heard, type Restarted } from "./line-talk.ts";

/** Wall time within which a flashed board must have told what it runs, s. */
export const readBackS = 30;

/** What housekeeping must say after a restart; absent: anything. */
interface Expected { board?: number; buildHash?: number; configurationCrc: number }

type Tell = (line: string) => void;

/**
 * Uploads bundle and configuration, restarts the board, and reads back over telemetry what it runs.
 * @param tell  gets a line for people at each step
 * @throws UnavailableError, one sentence, where any of it could not be done
 */
export async function flash(path: string, plan: FlashPlan, tell: Tell, signal: AbortSignal): Promise<void> {
  const { board, bundle, buildHash, configuration } = plan;
  await onConsole(path, tell, signal, async (console, environment) => {
    const found = String(environment["BOARD"]);
    if (found !== board.interpreterName) throw new UnavailableError(`${path}: this board's interpreter says ${found}, but ${board.name} says ${board.interpreterName}; nothing was written`);
    const before = await storedText(console, configurationFile);
    const files: [string, string][] = [];
    if (configuration !== undefined) {
      // The same again would push out the one that a rollback is for.
      if (before !== undefined && before !== configuration) files.push([earlierConfigurationFile, before]);
      files.push([configurationFile, configuration]);
    }
    tell(`uploading ${bundle.length} bytes of bundle${configuration === undefined ? "" : ` and ${configuration.length} of configuration`} …`);
    await write(console, path, files, bundle);
    return { board: board.profile.number, buildHash, configurationCrc: crc32(configuration ?? before ?? "") };
  });
}

/**
 * Puts the board's earlier configuration back in force and keeps the present one in its place; a second rollback undoes
 * the first.
 * @throws UnavailableError, one sentence, where there is none or it could not be done
 */
export async function rollBack(path: string, tell: Tell, signal: AbortSignal): Promise<void> {
  await onConsole(path, tell, signal, async (console) => {
    const earlier = await storedText(console, earlierConfigurationFile);
    if (earlier === undefined) throw new UnavailableError(`${path}: the board keeps no earlier configuration (${earlierConfigurationFile}); flash one with --loop FILE`);
    const present = await storedText(console, configurationFile);
    await write(console, path, [...(present === undefined ? [] : [[earlierConfigurationFile, present] as const]), [configurationFile, earlier]]);
    tell(`configuration ${hexadecimal(crc32(earlier))} is back in place of ${present === undefined ? "none" : hexadecimal(crc32(present))}`);
    return { configurationCrc: crc32(earlier) };
  });
}

/** Gets the board's console, lets `work` use it, loads what is in flash, and compares what then runs with what `work` expects. */
async function onConsole(path: string, tell: Tell, signal: AbortSignal, work: (console: BoardConsole, environment: Record<string, unknown>) => Promise<Expected>): Promise<void> {
  const line = await BoardLine.open(path);
  try {
    tell("asking a running pinhole for its console …");
    const heard = await askForConsole(line, signal);
    if (signal.aborted) throw new UnavailableError(`${path}: interrupted before anything was written`);
    if (heard.outcome === "none" && heard.housekeeping) tell(`${boardName(heard.housekeeping.state.board)} gave it; it ran build ${hexadecimal(heard.housekeeping.state.buildHash)}`);
    const console = await openConsole(line, signal);
    const environment = await environmentOf(console);
    if (environment === undefined) throw new UnavailableError(silence(path, heard));
    console.adapt(environment);
    const expected = await workOn(console, heard, () => work(console, environment));
    await console.load();
    tell("waiting for the board to start …");
    compare(path, expected, await firstHousekeeping(path, readBackS * 1000, signal, line), tell, signal);
  } finally {
    await line.close();
  }
}

/** What runs on a board that is refused runs on; half an upload had better not. */
async function workOn(console: BoardConsole, heard: Heard, work: () => Promise<Expected>): Promise<Expected> {
  try {
    return await work();
  } catch (error) {
    if (heard.outcome === "none" && !console.hasWritten) await console.load().catch(() => {});
    throw error;
  }
}

async function environmentOf(console: BoardConsole): Promise<Record<string, unknown> | undefined> {
  // A board that was busy misses the first question.
  const environment = (await console.evaluate("process.env")) ?? (await console.evaluate("process.env"));
  return typeof environment === "object" && environment !== null ? (environment as Record<string, unknown>) : undefined;
}

function silence(path: string, { bytes, housekeeping, outcome }: Heard): string {
  if (housekeeping) {
    const why = outcome === undefined ? "did not answer" : outcome === "none" ? "gave its console, but no prompt came" : `refused: ${outcome}`;
    return `${path}: telemetry comes, but the board asked for its console ${why}; get the prompt back by hand (hold BTN1 while plugging an Espruino Pico in)`;
  }
  if (bytes === 0) return `${path}: nothing answers, neither pinhole nor an Espruino prompt; is this the board's port, and is Espruino on the board? Nothing was written`;
  return `${path}: something answers, but neither pinhole nor an Espruino prompt; is this the board's port? Nothing was written`;
}

/** Writes, then compares check sums of what is in flash now. */
async function write(console: BoardConsole, path: string, files: readonly (readonly [string, string])[], bundle?: string): Promise<void> {
  const complaint = await console.upload(files, bundle);
  for (const [name, text] of [...files, ...(bundle === undefined ? [] : [[bundleFile, bundle] as const])]) {
    const crc = await console.evaluate(`E.CRC32(require("Storage").read(${JSON.stringify(name)})||"")`);
    // The interpreter's integers are signed.
    const isWhole = typeof crc === "number" && crc >>> 0 === crc32(text);
    if (!isWhole) throw new UnavailableError(`${path}: ${name} did not arrive whole${complaint === undefined ? "" : ` (the board says: ${complaint})`}; flash again`);
  }
}

/** @returns a file of the board's storage, one character a byte; undefined where there is none */
async function storedText(console: BoardConsole, name: string): Promise<string | undefined> {
  const base64 = await console.evaluate(`(function(f){return f===undefined?0:btoa(f)})(require("Storage").read(${JSON.stringify(name)}))`);
  if (base64 === 0) return undefined;
  if (typeof base64 !== "string") throw new UnavailableError(`the board did not say what its ${name} holds; nothing was written`);
  return Buffer.from(base64, "base64").toString("latin1");
}

/** @throws UnavailableError where a board runs something else than expected, or does not tell */
function compare(path: string, expected: Expected, restarted: Restarted, tell: Tell, signal: AbortSignal): void {
  const { housekeeping } = restarted;
  if (housekeeping === undefined) {
    if (signal.aborted) throw new UnavailableError(`${path}: interrupted before the board had told what it runs`);
    throw new UnavailableError(`${path}: uploaded, but the board did not tell within ${readBackS} s what it runs; ${hearsay(restarted)}`);
  }
  const { board, buildHash, configurationCrc } = housekeeping.state;
  const differences = [
    ...(expected.board !== undefined && board !== expected.board ? [`board ${boardName(board)}, not ${boardName(expected.board)}`] : []),
    ...(expected.buildHash !== undefined && buildHash !== expected.buildHash ? [`build ${hexadecimal(buildHash)}, not ${hexadecimal(expected.buildHash)}`] : []),
    ...(configurationCrc !== expected.configurationCrc ? [`configuration ${hexadecimal(configurationCrc)}, not ${hexadecimal(expected.configurationCrc)}`] : []),
  ];
  if (differences.length > 0) throw new UnavailableError(`${path}: uploaded, but the board runs ${differences.join("; ")}`);
  tell(`${boardName(board)} runs build ${hexadecimal(buildHash)}, configuration ${hexadecimal(configurationCrc)}, mode ${housekeeping.mode}`);
}

function hearsay({ text, trouble }: Restarted): string {
  const said = /Uncaught [^\r\n]*/.exec(text)?.[0];
  if (said !== undefined) return `it says: ${said}`;
  if (text === "") return trouble === undefined ? "nothing came" : `the port could not be opened: ${trouble}`;
  return "something came, but no telemetry";
}
