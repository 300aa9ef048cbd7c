import type { Configuration } from "#firmware/configuration.ts";
import { InputError } from "#sims/input-error.ts";
import { hasThermometer } from "#host/link/json-lines.ts";
import { replay, type RecordingSpan, type ReplayOptions } from "#host/replay/replay.ts";
import { checkCommissioningTime } from "#host/replay/replay-configuration.ts";
import { RunLog, unfinished } from "#host/replay/run-log.ts";
import { commissionedLine, interruptedText, unfinishedText, type CommissionedLine } from "./commission-text.ts";
import type { ComplianceLine } from "./compliance.ts";
import { Course, type CourseLine } from "./course.ts";
import { knownVolumeCompliance, windowS, type KnownVolume } from "./known-volume.ts";
import { QuietRecord, type LoopReading } from "./quiet-record.ts";
import { temperatureCompliance } from "./temperature-compliance.ts";

/** What commissioning over a recording, or on a board, says as it goes on. */
export interface CommissionListener {
  course: (line: CourseLine) => void;
  commissioned: (line: CommissionedLine) => void;
  compliance: (line: ComplianceLine) => void;
  /** A sentence for people. */
  note: (text: string) => void;
}

/** Events after which the record is no longer that of a loop left alone. */
const disturbances: readonly string[] = ["refill", "bleed"];

/**
 * Runs the monitor over a recording for what commissioning finds, and measures the loop's compliance from it.
 * @param volumes drawn or added, with their times
 * @returns whether it was accepted; undefined where the recording ended before, or the signal came
 * @throws InputError where recording or options are wrong; UnavailableError where the signal came before the first step
 */
export async function commissionRecording(path: string, options: ReplayOptions, volumes: readonly KnownVolume[], listener: CommissionListener): Promise<boolean | undefined> {
  const quiet = new QuietRecord();
  const around: LoopReading[][] = volumes.map(() => []);
  const firstVolumeS = Math.min(...volumes.map(({ atS }) => atS));
  let configuration: Configuration | undefined;
  let course = new Course(undefined);
  let log: RunLog | undefined;
  let pressurePa = NaN;
  let lastS = NaN;
  let accepted: boolean | undefined;
  let disturbedS = Infinity;
  const alarms: string[] = [];
  const { samples, durationS } = await replay(path, options, (made, span) => {
    checkCommissioningTime(made, options.commissioningS !== undefined);
    checkWithin(volumes, span);
    configuration = made;
    course = new Course(made);
    log = new RunLog(made, 0, (line) => {
      const timeS = line.timeS ?? 0;
      if (line.type === "event" && disturbances.includes(line.event)) disturbedS = Math.min(disturbedS, timeS);
      if (line.type === "alarm" && line.state === "raised") {
        alarms.push(line.alarm);
        disturbedS = Math.min(disturbedS, line.onsetS?.low ?? timeS);
      }
    }, (packet) => {
      if (packet.kind === "housekeeping") {
        const { timeS, values } = packet;
        const reading = { timeS, pressurePa: values.pressurePa, temperatureK: values.temperatureK };
        lastS = timeS;
        if (values.pressurePa > 0) pressurePa = values.pressurePa;
        if (timeS < Math.min(disturbedS, firstVolumeS)) quiet.add(reading);
        volumes.forEach(({ atS }, index) => {
          if (Math.abs(timeS - atS) <= windowS) around[index]!.push(reading);
        });
        const line = course.take(packet);
        if (line) listener.course(line);
      }
    });
  }, (text) => {
    log!.receive(text);
    const result = log!.commissioned;
    if (accepted !== undefined || result === unfinished) return;
    accepted = result.accepted;
    listener.commissioned(commissionedLine(lastS, result, configuration, pressurePa));
  });
  if (options.signal?.aborted) {
    listener.note(interruptedText(samples));
    return accepted;
  }
  if (accepted === undefined) listener.note(unfinishedText(samples, durationS, course.commissioningS, course.last));
  else if (alarms.length > 0) listener.note(`after that the record goes on with alarms: ${[...new Set(alarms)].join(", ")}; pinhole replay tells more`);
  volumes.forEach((volume, index) => {
    const found = knownVolumeCompliance(around[index]!, volume, configuration!.loop);
    if ("untold" in found) listener.note(`the volume at ${volume.atS} s tells no compliance: ${found.untold}`);
    else listener.compliance(found);
  });
  quiet.close();
  passive(quiet, configuration!, listener);
  return accepted;
}

/** @param span undefined where the recording's end is not known; @throws InputError where a volume lies outside */
function checkWithin(volumes: readonly KnownVolume[], span: RecordingSpan | undefined): void {
  const { firstS, lastS } = span ?? { firstS: 0, lastS: Infinity };
  const outside = volumes.find(({ atS }) => atS < firstS || atS >= lastS);
  if (outside === undefined) return;
  const where = outside.atS < firstS ? `before the recording's start at ${firstS}` : `after the recording's end at ${lastS}`;
  throw new InputError(`--draw, --add: a volume at ${outside.atS} s lies ${where} s; right would be a board time within it`);
}

/** Says what temperature tells of the compliance, or why it tells nothing. */
export function passive(quiet: QuietRecord, configuration: Configuration | undefined, listener: CommissionListener): void {
  if (configuration?.loop === undefined) {
    listener.note("temperature tells the gas volume only where the liquid is known; add --loop FILE");
    return;
  }
  if (!hasThermometer(configuration)) {
    listener.note("temperature tells no compliance: nothing measures it");
    return;
  }
  const found = temperatureCompliance(quiet.means, configuration.loop);
  if ("untold" in found) listener.note(`temperature tells no compliance: ${found.untold}`);
  else listener.compliance(found);
}
