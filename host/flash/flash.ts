import type { Board } from "#hal/espruino/boards/profile.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import { boardName } from "#host/link/board-names.ts";
import { hexadecimal } from "#host/link/hexadecimal.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { bytesOfOthers, copyOnBoard, eraseOnBoard, fileOnBoard, readFromBoard, writeToBoard } from "./board-files.ts";
import { withConsole, type BoardAccess, type Tell } from "./board-session.ts";
import type { BoardConsole } from "./board-console.ts";
import {
  bundleFile, carriesHash, configurationFile, earlierBundleFile, earlierConfigurationFile, keepsTwoBundles, type FlashPlan,
} from "./flash-plan.ts";
import type { Restarted } from "./line-talk.ts";

/** What housekeeping must say after a restart; absent: anything. */
interface Expected {
  board?: number;
  buildHash?: number;
  /** Text of the bundle that must run, where its build hash is not known otherwise. */
  bundle?: string;
  configurationCrc: number;
}

/** What a board's storage holds before it is flashed. */
interface Before {
  /** Text of its configuration. */
  configuration: string | undefined;
  bundle: { bytes: number; crc: number } | undefined;
}

/**
 * Uploads bundle and configuration, restarts the board, and reads back over telemetry what it runs.
 * @param tell  gets a line for people at each step
 * @throws UnavailableError, one sentence, where any of it could not be done
 */
export async function flash(access: BoardAccess, plan: FlashPlan, tell: Tell, signal: AbortSignal): Promise<void> {
  const { board, bundle, buildHash, configuration } = plan;
  let expected: Expected = { configurationCrc: 0 };
  const restarted = await withConsole(access, tell, signal, async (console, environment) => {
    refuseOtherBoard(access.path, board, environment);
    const before = { configuration: await readFromBoard(console, configurationFile), bundle: await fileOnBoard(console, bundleFile) };
    const earlier = await keepEarlier(console, plan, before, tell);
    const files: [string, string][] = [];
    if (earlier !== undefined) files.push([earlierConfigurationFile, earlier]);
    if (configuration !== undefined) files.push([configurationFile, configuration]);
    tell(`uploading ${bundle.length} bytes of bundle${configuration === undefined ? "" : ` and ${configuration.length} of configuration`} …`);
    await writeToBoard(console, access.path, files, bundle);
    expected = { board: board.profile.number, buildHash, configurationCrc: crc32(configuration ?? before.configuration ?? "") };
  });
  compare(access, expected, restarted, tell, signal);
}

/**
 * Puts the board's earlier configuration back in force, and its earlier bundle where it keeps one; the present ones take
 * their places, so that a second rollback undoes the first.
 * @throws UnavailableError, one sentence, where there is none or it could not be done
 */
export async function rollBack(access: BoardAccess, tell: Tell, signal: AbortSignal): Promise<void> {
  const { path } = access;
  let expected: Expected = { configurationCrc: 0 };
  const restarted = await withConsole(access, tell, signal, async (console, environment) => {
    refuseOtherBoard(path, access.board, environment);
    const configuration = await readFromBoard(console, earlierConfigurationFile);
    const bundle = await readFromBoard(console, earlierBundleFile);
    if (configuration === undefined && bundle === undefined) throw new UnavailableError(`${path}: the board keeps no earlier configuration (${earlierConfigurationFile}); flash one with --loop FILE`);
    const present = await readFromBoard(console, configurationFile);
    const files: [string, string][] = [];
    if (configuration !== undefined) {
      if (present !== undefined) files.push([earlierConfigurationFile, present]);
      files.push([configurationFile, configuration]);
    }
    if (bundle !== undefined && !(await copyOnBoard(console, bundleFile, earlierBundleFile))) throw new UnavailableError(`${path}: the board could not keep its present bundle; flash it again`);
    await writeToBoard(console, path, files, bundle);
    if (configuration !== undefined) tell(`configuration ${hexadecimal(crc32(configuration))} is back in place of ${present === undefined ? "none" : hexadecimal(crc32(present))}`);
    tell(bundle === undefined ? "the bundle stays: the board keeps no earlier one" : "the earlier bundle is back");
    expected = { ...(bundle !== undefined && { bundle }), configurationCrc: crc32(configuration ?? present ?? "") };
  });
  compare(access, expected, restarted, tell, signal);
}

function refuseOtherBoard(path: string, board: Board, environment: Record<string, unknown>): void {
  const found = String(environment["BOARD"]);
  if (found !== board.interpreterName) throw new UnavailableError(`${path}: this board's interpreter says ${found}, but ${board.name} says ${board.interpreterName}; nothing was written`);
}

/**
 * Sees to it that a rollback leads to what the board holds now: its bundle is copied where both have room, and its
 * configuration goes along in another file. The same again changes nothing, or it would push out what a rollback is for.
 * @returns the configuration to keep; undefined where what is kept stays
 */
async function keepEarlier(console: BoardConsole, plan: FlashPlan, before: Before, tell: Tell): Promise<string | undefined> {
  const isOtherConfiguration = plan.configuration !== undefined && plan.configuration !== before.configuration;
  const isOtherBundle = before.bundle !== undefined && before.bundle.crc !== crc32(plan.bundle);
  if (!isOtherConfiguration && !isOtherBundle) return undefined;
  if (isOtherBundle && (await hasRoom(console, plan, before.bundle!.bytes))) {
    if (await copyOnBoard(console, bundleFile, earlierBundleFile)) {
      tell("the board keeps its earlier bundle for a rollback");
      return before.configuration;
    }
    tell("the board could not keep its earlier bundle; a rollback will be of the configuration only");
  }
  // A bundle kept from before would lead a rollback to something that never ran.
  if (await fileOnBoard(console, earlierBundleFile)) await eraseOnBoard(console, earlierBundleFile);
  return isOtherConfiguration ? before.configuration : undefined;
}

async function hasRoom(console: BoardConsole, plan: FlashPlan, earlierBytes: number): Promise<boolean> {
  const others = await bytesOfOthers(console, [bundleFile, earlierBundleFile, configurationFile, earlierConfigurationFile]);
  // What the monitor itself keeps is among the others already, but may grow.
  return others !== undefined && keepsTwoBundles(plan.board.limits.storageBytes - others, plan.bundle.length, earlierBytes, plan.configuration?.length ?? 0);
}

/** @throws UnavailableError where a board runs something else than expected, or does not tell */
function compare({ path, timeoutS }: BoardAccess, expected: Expected, restarted: Restarted, tell: Tell, signal: AbortSignal): void {
  const { housekeeping } = restarted;
  if (housekeeping === undefined) {
    if (signal.aborted) throw new UnavailableError(`${path}: interrupted before the board had told what it runs`);
    throw new UnavailableError(`${path}: uploaded, but the board did not tell within ${timeoutS} s what it runs; ${hearsay(restarted)}`);
  }
  const { board, buildHash, configurationCrc } = housekeeping.state;
  const isOtherBuild = expected.buildHash !== undefined ? buildHash !== expected.buildHash : expected.bundle !== undefined && !carriesHash(expected.bundle, buildHash);
  const differences = [
    ...(expected.board !== undefined && board !== expected.board ? [`board ${boardName(board)}, not ${boardName(expected.board)}`] : []),
    ...(isOtherBuild ? [`build ${hexadecimal(buildHash)}, not ${expected.buildHash === undefined ? "the earlier one" : hexadecimal(expected.buildHash)}`] : []),
    ...(configurationCrc !== expected.configurationCrc ? [`configuration ${hexadecimal(configurationCrc)}, not ${hexadecimal(expected.configurationCrc)}`] : []),
  ];
  if (differences.length > 0) throw new UnavailableError(`${path}: uploaded, but the board runs ${differences.join("; ")}`);
  tell(`${boardName(board)} runs build ${hexadecimal(buildHash)}, configuration ${hexadecimal(configurationCrc)}, mode ${housekeeping.mode}`);
}

function hearsay({ text, trouble }: Restarted): string {
  const said = /Uncaught [^\r\n]*/.exec(text)?.[0];
  if (said !== undefined) return `it says: ${said}`;
  // A prompt may be left over from before the restart.
  if (/^[\s>]*$/.test(text)) return trouble === undefined ? "nothing came" : `the port could not be opened: ${trouble}`;
  return "something came, but no telemetry";
}
