import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "#hal/simulated/random.ts";
import type { RecordingMeta } from "#host/record/recorder.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { PacedBoard } from "#host/virtual-board/paced-board.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { scenarioBoard } from "#host/virtual-board/scenario-board.ts";
import { below } from "./mutation.ts";

export interface UnpluggingTally {
  rounds: number;
  /** Events of the recording. */
  lost: number;
  restored: number;
  /** Bytes that the cable took, and of those the bytes in the recording. */
  sent: number;
  recorded: number;
  /** Bytes that were in the cable before the port was opened, or still in it when it was pulled out. */
  flushed: number;
  cutOff: number;
  /** Frames that the board began to send since the port was first open; that were decoded; that are missing by the recording's own count. */
  frames: number;
  decoded: number;
  gap: number;
  /** What must not be, in words; empty where all is well. */
  failures: string[];
}

/** Board time per real time: some 25 kB/s. */
const speed = 200;
/** Recorded bytes after which the cable is pulled out, at least and at most. */
const leastBytes = 2000;
const mostBytes = 8000;
/** Bytes by which the place in what was sent is found again: some frames have less that differs. */
const markBytes = 200;
const lookMs = 10;
/** Nothing takes this long. */
const patienceMs = 60_000;

/**
 * Pulls a virtual board's cable out and puts it in again while the host program records it. In every other round it is
 * pulled out when everything has been read, and in every other one the board waits until the port is open: there, not a
 * byte may be missing. In the others what was in the cable may be, and the recording has to say how many frames that were.
 * Needs the built program.
 */
export async function unplug(rounds: number, seed: number, progress?: (done: number) => void): Promise<UnpluggingTally> {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-unplugging-"));
  const link = join(folder, "tty");
  const recording = join(folder, "recording");
  const raw = join(recording, "raw.bin");
  const random = new Random(seed);
  /** What each round's cable took. */
  const cables: Buffer[][] = [[]];
  let pty: Pty | undefined;
  let isHeld = true;
  const { board, clock } = scenarioBoard({ bundle: readBundle(), scenario: "eclipse-quiet", seed, onSerial: (text) => paced.send(text) });
  const paced = new PacedBoard(clock, {
    write: (bytes) => {
      const taken = pty === undefined || isHeld ? 0 : pty.write(bytes);
      if (taken > 0) cables.at(-1)!.push(Buffer.from(bytes.subarray(0, taken)));
      return taken;
    },
  }, speed);
  const plug = (): void => {
    pty = new Pty(() => {});
    pty.linkAs(link);
  };
  const recordedNow = (): number => (existsSync(raw) ? statSync(raw).size : 0);
  plug();
  const recorder = spawn(process.execPath, ["dist/pinhole.js", "record", link, "-o", recording, "--json"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let error = "";
  recorder.stdout.on("data", (text: Buffer) => (said += text.toString()));
  recorder.stderr.on("data", (text: Buffer) => (error += text.toString()));
  const ended = new Promise<number | null>((resolve) => recorder.once("close", resolve));
  const timesSaid = (event: string): number => said.split(`"event":"${event}"`).length - 1;
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    for (const beganMs = performance.now(); !isSo(); await new Promise((resolve) => setTimeout(resolve, lookMs))) {
      if (recorder.exitCode !== null) throw new Error(`the recorder ended with ${recorder.exitCode}: ${error}`);
      if (performance.now() - beganMs > patienceMs) throw new Error(`${what}: not within ${patienceMs / 1000} s`);
    }
  };
  const strict: { start: boolean; end: boolean }[] = [];
  board.start();
  const running = paced.run();
  try {
    for (let round = 0; round <= rounds; round++) {
      const before = recordedNow();
      const start = round > 0 && round % 4 < 2;
      const end = round % 2 === 0 || round === rounds;
      strict.push({ start, end });
      if (start) await until(`round ${round}: link-restored`, () => timesSaid("link-restored") === round);
      isHeld = false;
      const wanted = leastBytes + below(random, mostBytes - leastBytes);
      await until(`round ${round}: telemetry`, () => recordedNow() - before >= wanted);
      if (end) {
        isHeld = true;
        await until(`round ${round}: the rest`, () => readFileSync(raw).subarray(-markBytes).equals(Buffer.concat(cables.at(-1)!).subarray(-markBytes)));
      }
      isHeld = true;
      progress?.(round);
      if (round === rounds) break;
      pty!.close();
      pty = undefined;
      await until(`round ${round}: link-lost`, () => timesSaid("link-lost") === round + 1);
      cables.push([]);
      plug();
    }
    recorder.kill("SIGINT");
    const code = await ended;
    const meta = JSON.parse(readFileSync(join(recording, "meta.json"), "utf8")) as RecordingMeta;
    const tally = compare(cables.map((pieces) => Buffer.concat(pieces)), readFileSync(raw), strict);
    if (code !== 0) tally.failures.push(`the recorder ended with ${code}: ${error}`);
    const { frames, gap, duplicate, unknown, crc } = meta.counters;
    const decodedLines = readFileSync(join(recording, "decoded.jsonl"), "utf8");
    const events = (name: string): number => decodedLines.split(`"event":"${name}"`).length - 1;
    Object.assign(tally, { lost: events("link-lost"), restored: events("link-restored"), decoded: frames, gap });
    if (tally.lost !== rounds || tally.restored !== rounds) tally.failures.push(`${tally.lost} link-lost and ${tally.restored} link-restored in ${rounds} rounds`);
    if (frames + gap !== tally.frames) tally.failures.push(`${tally.frames} frames sent, but ${frames} decoded and ${gap} missing`);
    if (duplicate + unknown + crc > 0) tally.failures.push(`${duplicate} duplicate, ${unknown} unknown, ${crc} crc`);
    return tally;
  } finally {
    recorder.kill("SIGKILL");
    paced.stop();
    await running;
    pty?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Finds every round's bytes again in the recording: one piece of each cable, whole and in order. */
function compare(cables: readonly Buffer[], raw: Buffer, strict: readonly { start: boolean; end: boolean }[]): UnpluggingTally {
  const tally: UnpluggingTally = {
    rounds: cables.length - 1, lost: 0, restored: 0, sent: 0, recorded: raw.length, flushed: 0, cutOff: 0, frames: 0, decoded: 0, gap: 0, failures: [],
  };
  let at = 0;
  let lastLength = 0;
  let lastLeft = 0;
  cables.forEach((cable, round) => {
    tally.sent += cable.length;
    let start = cable.indexOf(raw.subarray(at, at + markBytes));
    // All frames begin alike: first bytes of this round may have been taken for those that the last one had lost.
    for (let most = lastLeft > 0 ? lastLength : 0; start > 0 && most > 0 && cable[start - 1] === raw[at - 1]; most--) {
      at--;
      start--;
      tally.cutOff++;
    }
    if (start < 0) {
      tally.failures.push(`round ${round}: what was recorded from byte ${at} was not sent`);
      return;
    }
    let length = 0;
    while (start + length < cable.length && at + length < raw.length && cable[start + length] === raw[at + length]) length++;
    at += length;
    const left = cable.length - start - length;
    tally.flushed += start;
    tally.frames += cable.subarray(round === 0 ? start : 0).toString("latin1").split("~").length - 1;
    tally.cutOff += left;
    lastLength = length;
    lastLeft = left;
    if (strict[round]!.start && start > 0) tally.failures.push(`round ${round}: ${start} bytes missing that were sent after the port was open`);
    if (strict[round]!.end && left > 0) tally.failures.push(`round ${round}: ${left} bytes missing that were sent before the cable was pulled out`);
  });
  if (at !== raw.length) tally.failures.push(`${raw.length - at} bytes recorded that were not sent`);
  return tally;
}
