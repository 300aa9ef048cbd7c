import { startPinhole } from "#firmware/executive/executive.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import type { Sample } from "#hal/types.ts";
import { configurationText } from "#sims/loop/loop-file.ts";
import { ms22 } from "#sims/scenarios/ms-22.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { World } from "#sims/world.ts";
import { cpuS, median } from "./measure.ts";
import { parts, partTexts, removals, removePart, type Part } from "./parts.ts";
import { digits, type Table } from "./table.ts";

const seed = 1;
/** Quiet readings: after commissioning, before the hole, s. */
const quietFromS = 20000;
const lengthS = 8000;
/** A hole whose alarm stands as long as that. */
const holeM = 0.0003;
const onsetS = 28800;
const passes = 12;
const rounds = 7;

/** What the sensors gave, cycle by cycle, and what lay in the board's storage when it began. */
interface Recording {
  samples: Sample[][];
  files: [name: string, data: string][];
}

function record(scenario: Scenario, fromS: number): Recording {
  const clock = new VirtualClock();
  const world = new World({ scenario, seed, clock });
  const storage = new SimulatedStorage();
  storage.write("pinhole.json", configurationText(world.configuration));
  const hal = new SimulatedHal({ clock, ...world.wiring, storage });
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

/** @returns CPU time of a cycle without some parts, µs */
function cycleMicroseconds(recording: Recording, removed: readonly Part[]): number {
  const restore = removed.map(removePart);
  let sumS = 0;
  for (let pass = 0; pass <= passes; pass++) {
    const { clock } = boardOn(recording);
    const passS = cpuS(() => clock.advanceTo((lengthS - 2) * 1000));
    // In the first pass the engine finds out that a part has gone.
    if (pass > 0) sumS += passS;
  }
  for (const putBack of restore) putBack();
  return sumS * 1e6 / (passes * (lengthS - 2));
}

/** What a cycle of the core costs on this machine, part by part. */
export function cycle(): Table[] {
  const quiet = record(ms22, quietFromS);
  const hole = record({ ...ms22, faults: [{ kind: "hole", onsetS, node: "middle", diameterM: holeM }] }, onsetS - 300);
  const { clock, monitor } = boardOn(hole);
  clock.advanceTo((lengthS - 2) * 1000);
  if (!monitor.detector?.sudden.leaking) throw new Error("no alarm stood at the end of the record with a hole");
  const nominals: number[] = [];
  const leakings: number[] = [];
  const costs = new Map(parts.map((part): [Part, number[]] => [part, []]));
  // One after the other in each round, so that what else the machine does falls on all alike.
  for (let round = 0; round <= rounds; round++) {
    const nominal = cycleMicroseconds(quiet, []);
    const leaking = cycleMicroseconds(hole, []);
    const left = new Map(parts.map((part) => [part, cycleMicroseconds(part === "leak" ? hole : quiet, removals[part].removed)]));
    if (round === 0) continue;
    nominals.push(nominal);
    leakings.push(leaking);
    for (const part of parts) {
      const { against } = removals[part];
      costs.get(part)!.push((against ? left.get(against)! : part === "leak" ? leaking : nominal) - left.get(part)!);
    }
  }
  const row = (name: string, microseconds: number): string[] => [name, `${microseconds.toFixed(2)} µs`];
  return [{
    title: "A cycle of the core on this machine",
    columns: ["part", "CPU time a cycle"],
    rows: [
      ...parts.map((part) => row(partTexts[part], median(costs.get(part)!))),
      row("executive and the whole step, nominal", median(nominals)),
      row("executive and the whole step, while an alarm stands", median(leakings)),
    ],
    notes: [
      `Recorded samples of ms-22, drivers and parts left out (the simulation's table has them); median of ${rounds} rounds of ${digits(passes * lengthS)} cycles. A part is what a cycle costs less without it (the first four taken out from behind, one after the other); below some 0.05 µs it is lost in the noise.`,
    ],
  }];
}
