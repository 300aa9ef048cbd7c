import { basename } from "node:path";
import type { Configuration } from "#firmware/configuration.ts";
import { Monitor } from "#firmware/monitor.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { Fault } from "#hal/types.ts";
import type { ColumnOptions } from "#host/replay/columns.ts";
import { medianPeriodS, openRecording, toMicrosecond } from "#host/replay/recording.ts";
import { replayConfiguration } from "#host/replay/replay-configuration.ts";
import { toSi } from "#host/replay/units.ts";

export interface ReplayOptions extends ColumnOptions {
  /** As made from the loop file; undefined without one. */
  loop: Configuration | undefined;
  commissioningS: number | undefined;
  falseAlarmsPerYear: number | undefined;
}

export interface Replayed {
  /** Rows that the monitor worked through; rows at a repeated or backward time are not among them. */
  samples: number;
  /** Of the recording, s. */
  durationS: number;
}

/** A board's longest file is no limit here: a configuration may be as long as it is. */
const storageCapacity = 1e9;

/**
 * Runs the monitor over a CSV recording, one step a row with the row's own elapsed time.
 * @param begin called once with the configuration, before anything is written
 * @param write gets the telemetry frames as a board would send them
 * @throws InputError when the recording or its options are wrong
 */
export async function replay(
  path: string, options: ReplayOptions, begin: (configuration: Configuration) => void, write: (text: string) => void,
): Promise<Replayed> {
  const { columns, firstRows, rows } = await openRecording(path, options);
  const { configuration, sources } = replayConfiguration(basename(path), columns.channels, options.loop, {
    samplePeriodS: medianPeriodS(firstRows), commissioningS: options.commissioningS, falseAlarmsPerYear: options.falseAlarmsPerYear,
  });
  begin(configuration);
  const clock = new VirtualClock();
  const storage = new SimulatedStorage(storageCapacity);
  storage.write("pinhole.json", JSON.stringify(configuration));
  const monitor = new Monitor(new SimulatedHal({ clock, write, storage }), configuration);
  const units = sources.map((source) => columns.channels[source.channel]!.unit);
  let rowS = firstRows[0]!.timeS - configuration.samplePeriodS;
  let runS = rowS;
  let samples = 0;
  for await (const row of rows) {
    const elapsedS = toMicrosecond(row.timeS - rowS);
    rowS = row.timeS;
    // Board time never goes back: after a clock that was set it goes on from where it was.
    if (elapsedS > 0) {
      runS = toMicrosecond(runS + elapsedS);
      samples++;
    }
    // Whole microseconds, as a board's clock shows them.
    clock.advanceTo(Math.round(runS * 1e6) / 1e3);
    sources.forEach((source, index) => {
      const value = toSi(units[index]!, row.readings[source.channel]!, source.surroundings);
      monitor.values[index] = value;
      monitor.raws[index] = value;
      monitor.faults[index] = Number.isNaN(value) ? Fault.Absent : Fault.None;
    });
    monitor.step(elapsedS);
  }
  return { samples, durationS: toMicrosecond(runS - firstRows[0]!.timeS + configuration.samplePeriodS) };
}
