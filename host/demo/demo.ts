import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HoleFault } from "#sims/faults/fault.ts";
import { InputError } from "#sims/input-error.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { scenarioByName } from "#sims/scenarios/scenarios.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { SerialLink } from "#host/link/serial-link.ts";
import { Recorder } from "#host/record/recorder.ts";
import { compare } from "#host/report/comparison.ts";
import { reportPage } from "#host/report/page.ts";
import { eventDetails, modeWithoutEarlier } from "#host/report/people-lines.ts";
import { readRun } from "#host/report/read-run.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { BoardProcess } from "./board-process.ts";
import { DemoScreen } from "./demo-screen.ts";

export interface DemoOptions {
  /** Where the recording and the report go; what an earlier demonstration left there is replaced. */
  folder: string;
  seed: number;
  /** Ends the demonstration early. */
  signal: AbortSignal;
}

const scenarioName = "ms-22";
/** What an earlier demonstration may have left in its folder. */
const ownFiles = ["raw.bin", "raw.jsonl", "meta.json", "meta.json.new", "dictionary.json", "decoded.jsonl", "truth.jsonl", "report.html"];
/** Board time per real time: through commissioning and the quiet orbits, and from a minute before the hole. */
const fastSpeed = 1200;
const slowSpeed = 20;
const slowBeforeS = 75;
/** The demonstration ends this long after the hole, s of board time: the alarm has sharpened, the collapse is seen. */
const afterHoleS = 600;
/** A machine too slow for all of it gets what came until then, ms. */
const longestMs = 105_000;

/**
 * Runs the MS-22 leak on the shipped bundle: virtual board on a serial device, recorder, alarm on the terminal, report.
 * @throws UnavailableError where no leak alarm came
 */
export async function demo(options: DemoOptions): Promise<void> {
  const { folder } = options;
  const scenario = scenarioByName(scenarioName);
  const hole = scenario.faults.find((fault): fault is HoleFault => fault.kind === "hole")!;
  const configuration = toConfiguration(scenario.loop);
  const screen = new DemoScreen(process.stdout, configuration.loop!.coolant.densityKgPerM3);
  screen.say(`${scenario.title}.\nThe shipped firmware bundle runs on a virtual board behind a serial device; this program reads it like any board.`);
  clear(folder);
  const truth = `${folder}.truth.jsonl`;
  const board = new BoardProcess([
    scenarioName, "--speed", String(fastSpeed), "--slow-from", String(hole.onsetS - slowBeforeS), "--slow-speed", String(slowSpeed),
    "--seed", String(options.seed), "--truth", truth,
  ]);
  try {
    const path = await board.path();
    screen.say(`Board at ${path}, ${fastSpeed} times as fast as real time.`);
    await follow({ ...options, path, configuration, holeAtS: hole.onsetS, screen });
  } finally {
    screen.endProgress();
    await board.stop();
    if (existsSync(truth) && existsSync(folder)) renameSync(truth, join(folder, "truth.jsonl"));
    rmSync(truth, { force: true });
  }
  const run = await readRun(folder);
  const report = join(folder, "report.html");
  writeFileSync(report, reportPage(run));
  const raised = run.firstLeak();
  if (options.signal.aborted) {
    screen.say(`\nEnded early; what was recorded is in ${folder}, its report in ${report}`);
    return;
  }
  if (raised === undefined) throw new UnavailableError(`no leak alarm came in ${longestMs / 1000} s; see ${report}`);
  screen.say(`\nTruth against estimate, a minute after the alarm (95 % intervals):`);
  const rows = compare(run);
  const width = Math.max(...rows.map((row) => row.truth.length));
  for (const row of rows) {
    screen.say(`  ${row.what.padEnd(26)}${row.truth.padEnd(width + 2)}${row.estimate}${row.inside === undefined ? "" : row.inside ? "  ✓" : "  outside"}`);
  }
  screen.say(`\nReport with plots: ${report}`);
}

/**
 * Makes room for a new recording.
 * @throws InputError where there is anything that no demonstration has left there
 */
function clear(folder: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new InputError(`-o ${folder}: is a file; give a folder`);
  const found = existsSync(folder) ? readdirSync(folder) : [];
  const strange = found.find((name) => !ownFiles.includes(name));
  if (strange !== undefined) throw new InputError(`-o ${folder}: there is ${strange} in it, which is not a demo's; give a new folder`);
  for (const name of found) rmSync(join(folder, name));
  mkdirSync(folder, { recursive: true });
}

interface FollowOptions extends DemoOptions {
  path: string;
  configuration: ReturnType<typeof toConfiguration>;
  holeAtS: number;
  screen: DemoScreen;
}

/** Records and shows the board's telemetry until the story is told. */
async function follow(options: FollowOptions): Promise<void> {
  const { path, configuration, holeAtS, screen, folder } = options;
  const end = new AbortController();
  const abort = (): void => end.abort();
  options.signal.addEventListener("abort", abort);
  const timer = setTimeout(abort, longestMs);
  let quietFromS = NaN;
  let isSlow = false;
  const housekeeping = (packet: HousekeepingPacket): void => {
    const { timeS } = packet;
    if (timeS >= holeAtS + afterHoleS) abort();
    else if (packet.mode === "commissioning") screen.progress("commissioning", packet.values.commissioningProgress, timeS);
    else if (timeS < holeAtS - slowBeforeS) {
      if (Number.isNaN(quietFromS)) quietFromS = timeS;
      screen.progress("watching", (timeS - quietFromS) / (holeAtS - slowBeforeS - quietFromS), timeS);
    } else {
      if (!isSlow) screen.say(`Now at ${slowSpeed} times real time: in a minute of board time something hits the radiator.`);
      isSlow = true;
      screen.readings(packet);
    }
  };
  const recorder = new Recorder({
    folder, port: path, configuration,
    onOutput: (output) => {
      if (output.kind === "housekeeping") housekeeping(output);
    },
    onLine: (line) => {
      if (line.type === "alarm") screen.alarm(line);
      if (line.type === "event" && line.event === "commissioning" && line["verdict"] !== "begun") {
        for (const detail of eventDetails(line, configuration.loop?.coolant.densityKgPerM3, modeWithoutEarlier).split("; ")) screen.say(`           ${detail}`);
      }
    },
  });
  const link = new SerialLink({ path, reconnect: false, signal: end.signal, onBytes: (bytes) => recorder.take(bytes) });
  try {
    await link.run();
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", abort);
    recorder.close();
  }
}
