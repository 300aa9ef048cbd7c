import { statSync } from "node:fs";
import type { Command } from "commander";
import type { Configuration } from "#firmware/configuration.ts";
import { commissionBoard, drawOnBoard } from "#host/commission/commission-board.ts";
import { commissionRecording, type CommissionListener } from "#host/commission/commission-recording.ts";
import { commissionedText, complianceText, courseText } from "#host/commission/commission-text.ts";
import { parseKnownVolume, type KnownVolume } from "#host/commission/known-volume.ts";
import { lineText } from "#host/link/json-lines.ts";
import { readLoopOption } from "#host/loop/read-loop.ts";
import { printable } from "#host/report/printable.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { InputError } from "#sims/input-error.ts";
import { numberFrom, repeatable } from "./arguments.ts";
import { interruption } from "./interrupt.ts";
import { addRecordingOptions, columnOptions, type RecordingOptions } from "./recording-options.ts";

interface Options extends RecordingOptions {
  show?: true;
  draw: string[];
  add: string[];
  timeout?: number;
  json?: true;
}

const usualTimeoutS = 10;

/** commission PORT|FILE.csv */
export function register(program: Command): void {
  const command = program
    .command("commission")
    .description("Starts or shows commissioning on a board, or runs it over a recording; measures the loop's compliance.")
    .argument("<port|file.csv>", "serial device of a board, or a recording with a header")
    .option("--loop <file>", "the loop file; without one nothing is said in volumes and holes")
    .option("--show", "do not start it, only show how it goes or what it left")
    .addOption(repeatable("--draw <volume>", "compliance from a known volume drawn from the loop: 10mL on a board, which asks for it; 10mL@3600 or 10mL@1h in a recording, with the board time (s min h d)"))
    .addOption(repeatable("--add <volume>", "the same with a volume added"));
  addRecordingOptions(command)
    .option("--timeout <s>", `wall time without an answer after which a board is given up; default ${usualTimeoutS}`, numberFrom(0.1, "seconds"))
    .option("--json", "JSON Lines in SI units")
    .action(commission);
}

async function commission(path: string, options: Options): Promise<void> {
  const configuration = readLoopOption(options.loop);
  const isRecording = isRecordingPath(path);
  const volumes: KnownVolume[] = [
    ...options.draw.map((text) => parseKnownVolume(text, "--draw", 1, isRecording, configuration?.loop?.liquidVolumeM3)),
    ...options.add.map((text) => parseKnownVolume(text, "--add", -1, isRecording, configuration?.loop?.liquidVolumeM3)),
  ];
  const listener = printer(options.json ?? false, configuration);
  if (isRecording) {
    if (options.show) throw new InputError(`${path}: --show is for boards; a recording is run through`);
    if (options.timeout !== undefined) throw new InputError(`${path}: --timeout is for boards; a recording is run through`);
    judge(await commissionRecording(path, {
      ...columnOptions(options), loop: configuration, commissioningS: options.commission, falseAlarmsPerYear: options.falseAlarmsPerYear,
      note: (text) => listener.note(text), signal: interruption(),
    }, volumes, listener));
    return;
  }
  if (options.map.length > 0 || options.time !== undefined || options.commission !== undefined || options.falseAlarmsPerYear !== undefined) {
    throw new InputError(`${path}: --map, --time, --commission and --false-alarms-per-year are for recordings; a board has its own configuration, which pinhole flash and pinhole command change`);
  }
  const board = { path, timeoutS: options.timeout ?? usualTimeoutS, signal: interruption(), configuration };
  if (volumes.length > 1) throw new InputError("--draw, --add: one volume at a time on a board; give one");
  if (volumes.length === 1) {
    if (options.show) throw new InputError("--show: nothing is drawn while it only shows; leave one of the two out");
    await drawOnBoard(board, volumes[0]!.volumeM3, listener);
  } else {
    const accepted = await commissionBoard(board, !options.show, listener);
    if (!options.show) judge(accepted);
  }
}

/** @throws UnavailableError where the loop could not be commissioned */
function judge(accepted: boolean | undefined): void {
  if (accepted === false) throw new UnavailableError("commissioning was not accepted; the reason stands above");
  if (accepted === undefined) throw new UnavailableError("commissioning did not end");
}

/** @returns whether it is a recording, a pipe that one comes through too; a name that ends in .csv is meant to be one, whether or not it is there */
export function isRecordingPath(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return /\.(csv|tsv|txt)$/i.test(path) || (found !== undefined && (found.isFile() || found.isFIFO() || found.isDirectory()));
}

/** People read everything on standard output but notes; JSON Lines are alone there. */
function printer(json: boolean, configuration: Configuration | undefined): CommissionListener {
  const densityKgPerM3 = configuration?.loop?.coolant.densityKgPerM3;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    course: (line) => say(json ? lineText(line) : courseText(line)),
    commissioned: (line) => say(json ? lineText(line) : commissionedText(line, densityKgPerM3)),
    compliance: (line) => say(json ? lineText(line) : complianceText(line)),
    note: (text) => void process.stderr.write(`note: ${printable(text)}\n`),
  };
}
