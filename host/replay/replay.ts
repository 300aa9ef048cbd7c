import { basename } from "node:path";
import type { Configuration } from "#firmware/configuration.ts";
import { Monitor } from "#firmware/monitor.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { Fault } from "#hal/types.ts";
import { InputError } from "#sims/input-error.ts";
import type { ColumnOptions, Columns } from "#host/replay/columns.ts";
import { Injection, stepOf, type InjectedHole, type InjectedTruth } from "#host/replay/injection.ts";
import { checkPlausible } from "#host/replay/plausible.ts";
import { checkRecording, medianPeriodS, openRecording, type CheckedRecording, type Row } from "#host/replay/recording.ts";
import { RunClock, toMicrosecond } from "#host/replay/run-clock.ts";
import { checkLeftOut, readingOf, replayConfiguration, type Source } from "#host/replay/replay-configuration.ts";
import { configurationText } from "#sims/loop/loop-file.ts";

export interface ReplayOptions extends ColumnOptions {
  /** As made from the loop file; undefined without one. */
  loop: Configuration | undefined;
  commissioningS: number | undefined;
  falseAlarmsPerYear: number | undefined;
  /** Holes to lay into the recorded pressures; they need a loop. */
  holes?: readonly InjectedHole[];
  /** What reading the file through has shown, where that is done already. */
  checked?: CheckedRecording | undefined;
  /** Gets sentences about what was left out of the recording, or may be wrong with it. */
  note?: (text: string) => void;
  /** Sees the monitor after each of its steps. @returns whether to go on */
  look?: (monitor: Monitor, timeS: number) => boolean;
  /** Ends the run before the recording's end; what was judged until then stands. */
  signal?: AbortSignal;
}

/** When a recording begins and ends, board time, s. */
export type RecordingSpan = Pick<CheckedRecording, "firstS" | "lastS">;

export interface Replayed {
  /** Rows that the monitor worked through; rows at a repeated or backward time are not among them. */
  samples: number;
  /** Of the recording, s. */
  durationS: number;
  /** What was laid in; undefined where nothing was. */
  truth?: InjectedTruth;
}

/** A board's longest file is no limit here: a configuration may be as long as it is. */
const storageCapacity = 1e9;

/**
 * Runs the monitor over a CSV recording, one step a row with the row's own elapsed time. A file is read through before
 * anything is written, so that a row which cannot be read leaves nothing half done.
 * @param begin called once with the configuration, before anything is written; its span is undefined where the recording
 * cannot be read twice
 * @param write gets the telemetry frames as a board would send them
 * @throws InputError when the recording or its options are wrong
 * @throws UnavailableError where the signal comes while the file is read through
 */
export async function replay(
  path: string, options: ReplayOptions, begin: (configuration: Configuration, span: RecordingSpan | undefined) => void, write: (text: string) => void,
): Promise<Replayed> {
  const { holes = [], signal } = options;
  const checked = options.checked ?? await checkRecording(path, options, signal);
  const { columns, firstRows, rows, notes } = await openRecording(path, options);
  const { configuration, sources } = replayConfiguration(basename(path), columns.channels, options.loop, {
    samplePeriodS: medianPeriodS(firstRows), commissioningS: options.commissioningS, falseAlarmsPerYear: options.falseAlarmsPerYear,
  });
  const doubts = [
    ...checkLeftOut(path, columns, configuration, sources, options.loop),
    ...checkPlausible(path, columns, firstRows, configuration, sources, options.loop),
  ];
  const injection = holes.length > 0 ? injectionOf(holes, configuration, columns, sources, firstRows, checked?.lastS) : undefined;
  begin(configuration, checked);
  for (const doubt of doubts) options.note?.(doubt);
  const clock = new VirtualClock();
  const storage = new SimulatedStorage(storageCapacity);
  storage.write("pinhole.json", configurationText(configuration));
  const monitor = new Monitor(new SimulatedHal({ clock, write, storage }), configuration);
  const startS = firstRows[0]!.timeS - configuration.samplePeriodS;
  const run = new RunClock(startS);
  let samples = 0;
  for await (const row of rows) {
    const elapsedS = run.take(row.timeS);
    if (elapsedS > 0) samples++;
    // Whole microseconds, as a board's clock shows them.
    clock.advanceTo(Math.round(run.runS * 1e6) / 1e3);
    sources.forEach((source, index) => {
      monitor.readings[index] = readingOf(source, columns.channels[source.channel]!, row.readings[source.channel]!);
    });
    if (elapsedS > 0) injection?.lower(run.runS, monitor.readings);
    for (let index = 0; index < sources.length; index++) {
      const value = monitor.readings[index]!;
      monitor.raws[index] = value;
      monitor.faults[index] = Number.isNaN(value) ? Fault.Absent : Fault.None;
    }
    monitor.step(elapsedS);
    if ((options.look && !options.look(monitor, run.runS)) || signal?.aborted) break;
  }
  for (const note of checked?.notes ?? notes) options.note?.(note);
  const durationS = toMicrosecond(run.runS - startS);
  return { samples, durationS, ...(injection && { truth: injection.truth() }) };
}

/**
 * @param lastS board time of the last row, s; undefined where the recording cannot be read twice
 * @throws InputError where nothing is known of volumes, or a hole would open outside the recording
 */
function injectionOf(
  holes: readonly InjectedHole[], configuration: Configuration, columns: Columns, sources: readonly Source[], firstRows: readonly Row[], lastS: number | undefined,
): Injection {
  const fromS = firstRows[0]!.timeS;
  for (const { onsetS } of holes) {
    if (onsetS >= fromS && onsetS < (lastS ?? Infinity)) continue;
    const right = lastS === undefined ? `from ${fromS} s on` : `between ${fromS} and ${lastS} s`;
    throw new InputError(`--inject: a hole at ${onsetS} s lies outside the recording; right would be a time of the run ${right}`);
  }
  const stepsPa = sources.map((source) => stepOf(firstRows.map((row) => readingOf(source, columns.channels[source.channel]!, row.readings[source.channel]!))));
  return new Injection(configuration, holes, stepsPa);
}
