import type { Command } from "commander";
import { halfText, interruptedText, unfinishedText } from "#host/commission/commission-text.ts";
import { Course } from "#host/commission/course.ts";
import { readLoopOption } from "#host/loop/read-loop.ts";
import { replay } from "#host/replay/replay.ts";
import { holesInCommissioning, parseInjection, type InjectedTruth } from "#host/replay/injection.ts";
import { halfIfUnfinished } from "#host/replay/commissioning-time.ts";
import { checkRecording } from "#host/replay/recording.ts";
import { checkCommissioningTime } from "#host/replay/replay-configuration.ts";
import { RunLog, isWatched, unfinished } from "#host/replay/run-log.ts";
import { clockTime, exactly, holeDiameter } from "#host/report/people-units.ts";
import { printable } from "#host/report/printable.ts";
import { numberFrom, repeatable } from "./arguments.ts";
import { interruption } from "./interrupt.ts";
import { addRecordingOptions, columnOptions, type RecordingOptions } from "./recording-options.ts";
import { RunPrinter } from "./run-printer.ts";

interface Options extends RecordingOptions {
  inject: string[];
  every: number;
  json?: true;
}

/** replay FILE.csv */
export function register(program: Command): void {
  const command = program
    .command("replay")
    .description("Runs the monitor over a recording in CSV, one step a row.")
    .argument("<file.csv>", "with a header, before which there may be lines that begin with #; what `simulate --csv` writes needs no --map")
    .option("--loop <file>", "loop file; without one there are alarms, but no rates, holes or times left");
  addRecordingOptions(command)
    .addOption(repeatable("--inject <hole=0.5mm@5h>", "lays a simulated hole (um mm), open from that time of the run (s min h d, after commissioning), into the recorded pressure; repeatable, needs --loop"))
    .option("--every <s>", "board time between estimate lines; 0 leaves them out", numberFrom(0, "seconds"), 60)
    .option("--json", "JSON Lines in SI units; with --inject the truth last but one")
    .action(replayFile);
}

async function replayFile(path: string, options: Options): Promise<void> {
  const loop = readLoopOption(options.loop);
  const holes = options.inject.map(parseInjection);
  const note = (text: string): void => void process.stderr.write(`note: ${printable(text)}\n`);
  let log: RunLog | undefined;
  let printer: RunPrinter | undefined;
  let course: Course | undefined;
  const signal = interruption();
  const asked = {
    ...columnOptions(options), loop, holes, commissioningS: options.commission, falseAlarmsPerYear: options.falseAlarmsPerYear, note, signal,
  };
  const checked = await checkRecording(path, asked, signal);
  const known = { ...asked, checked };
  const halfS = checked && await halfIfUnfinished(path, known);
  if (halfS !== undefined) note(halfText(halfS));
  const { samples, durationS, truth } = await replay(path, { ...known, commissioningS: options.commission ?? halfS }, (configuration) => {
    checkCommissioningTime(configuration, options.commission !== undefined);
    const forPeople = new RunPrinter(configuration, options.json ?? false);
    printer = forPeople;
    course = new Course(configuration);
    log = new RunLog(configuration, options.every, (line) => forPeople.line(line), (packet) => {
      if (packet.kind === "housekeeping") course!.take(packet);
    });
  }, (text) => log!.receive(text));
  const summary = log!.summary(samples, durationS);
  const { commissioned } = summary;
  if (signal.aborted) note(interruptedText(samples));
  else {
    const isEnded = commissioned !== unfinished;
    if (!isEnded) note(unfinishedText(samples, durationS, course!.commissioningS, course!.last));
    const refusal = isEnded && !isWatched(commissioned) ? commissioned.reason ?? "no reason given" : undefined;
    for (const text of holesInCommissioning(holes, log!.commissionedS, refusal)) note(text);
  }
  if (truth && !options.json) process.stdout.write(`${injectedText(truth)}\n`);
  printer!.end(summary, truth);
}

/** @returns what was laid in, in a line */
function injectedText({ holes, lostKg, minimumPressureAtS }: InjectedTruth): string {
  const laid = holes.map(({ diameterM, onsetS }) => `a hole of ${holeDiameter(exactly(diameterM))} at ${clockTime(onsetS)}`).join(" and ");
  const minimum = minimumPressureAtS === null ? "" : `, minimum pressure at ${clockTime(minimumPressureAtS)}`;
  return `laid in: ${laid}; ${Number(lostKg.toPrecision(3))} kg lost by the end${minimum}`;
}
