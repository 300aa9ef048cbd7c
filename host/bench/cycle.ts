import { startPinhole } from "#firmware/executive/executive.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import type { Sample } from "#hal/types.ts";
import { ms22 } from "#sims/scenarios/ms-22.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { World } from "#sims/world.ts";
import { cpuS, medianOf } from "./measure.ts";
import { parts, partTexts, removals, removePart, type Part } from "./parts.ts";
import { digits, type Table } from "./table.ts";

const seed = 1;
/** Quiet readings: after commissioning, before the hole, s. */
const quietFromS = 20000;
const lengthS = 8000;
/** A hole whose alarm stands as long as that. */
const holeM = 0.0003;
const onsetS = 28800;
const passes = 24;
const repeats = 5;

/** What the sensors gave, cycle by cycle, and what lay in the board's storage when it began. */
interface Recording {
  samples: Sample[][];
  files: [name: string, data: string][];
}

function record(scenario: Scenario, fromS: number): Recording {
  const clock = new VirtualClock();
  const world = new World({ scenario, seed, clock });
  const storage = new SimulatedStorage();
  storage.write("pinhole.json", JSON.stringify(world.configuration));
  const hal = new SimulatedHal({ clock, i2c: world.i2c, oneWire: world.oneWire, storage });
  const samples: Sample[][] = [];
  startPinhole(hal, (options, board) => {
    const sensor = makeSensor(options, board);
    const own: Sample[] = [];
    samples.push(own);
    return {
      start: (nowMs) => sensor.start(nowMs),
      poll: (nowMs) => sensor.poll(nowMs),
      sample: () => {
        const sample = sensor.sample();
        if (clock.nowMs() > fromS * 1000) own.push(sample);
        return sample;
      },
      close: () => sensor.close(),
    };
  });
  clock.advanceTo(fromS * 1000);
  const files = storage.list().map((name): [string, string] => [name, storage.read(name)!]);
  clock.advanceTo((fromS + lengthS) * 1000);
  return { samples, files };
}

/** A board whose sensors give a recording, commissioned long ago. */
function boardOn({ samples, files }: Recording): { clock: VirtualClock; monitor: Monitor } {
  const clock = new VirtualClock();
  const storage = new SimulatedStorage();
  for (const [name, data] of files) storage.write(name, data);
  let made = 0;
  const monitor = startPinhole(new SimulatedHal({ clock, storage }), () => {
    const own = samples[made++]!;
    let next = 0;
    return { start: () => 0, poll: () => 0, sample: () => own[next++]!, close: () => {} };
  });
  return { clock, monitor };
}

/** @returns CPU time of a cycle, µs */
function cycleMicroseconds(recording: Recording): number {
  return medianOf(repeats, () => {
    let sumS = 0;
    for (let pass = 0; pass < passes; pass++) {
      const { clock } = boardOn(recording);
      sumS += cpuS(() => clock.advanceTo((lengthS - 2) * 1000));
    }
    return sumS * 1e6 / (passes * (lengthS - 2));
  });
}

function without(removed: readonly Part[], recording: Recording): number {
  const restore = removed.map(removePart);
  const microseconds = cycleMicroseconds(recording);
  for (const putBack of restore) putBack();
  return microseconds;
}

/** What a cycle of the core costs on this machine, part by part. */
export function cycle(): Table[] {
  const quiet = record(ms22, quietFromS);
  const hole = record({ ...ms22, faults: [{ kind: "hole", onsetS, node: "middle", diameterM: holeM }] }, onsetS - 300);
  const { clock, monitor } = boardOn(hole);
  clock.advanceTo((lengthS - 2) * 1000);
  if (!monitor.detector?.leaking) throw new Error("no alarm stood at the end of the record with a hole");
  const nominal = cycleMicroseconds(quiet);
  const leaking = cycleMicroseconds(hole);
  const left = new Map(parts.map((part) => [part, without(removals[part].removed, part === "leak" ? hole : quiet)]));
  const costOf = (part: Part): number => {
    const { against } = removals[part];
    return (against ? left.get(against)! : part === "leak" ? leaking : nominal) - left.get(part)!;
  };
  const row = (name: string, microseconds: number): string[] => [name, `${microseconds.toFixed(2)} µs`];
  return [{
    title: "A cycle of the core on this machine",
    columns: ["part", "CPU time a cycle"],
    rows: [
      ...parts.map((part) => row(partTexts[part], costOf(part))),
      row("executive and the whole step, nominal", nominal),
      row("executive and the whole step, while an alarm stands", leaking),
    ],
    notes: [
      `Recorded samples of ms-22, drivers and parts left out (the simulation's table has them); median of ${repeats} runs of ${digits(passes * lengthS)} cycles. A part is what a cycle costs less without it (the first four taken out from behind, one after the other).`,
    ],
  }];
}
