import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { Validity } from "#firmware/acquire/validity.ts";
import { Detector } from "#firmware/detect/detector.ts";
import { Leak } from "#firmware/diagnose/leak.ts";
import { Inventory } from "#firmware/estimate/inventory.ts";
import { ThermalHistory } from "#firmware/estimate/thermal-history.ts";
import { Monitor } from "#firmware/monitor.ts";
import { readRecord } from "#firmware/store/record.ts";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";
import { ms22 } from "#sims/scenarios/ms-22.ts";
import { Simulation } from "#sims/simulation.ts";
import { cpuS, medianOf } from "./measure.ts";
import { digits, type Table } from "./table.ts";

/** Commissioning is over by then, and the hole opens, s. */
const quietFromS = 20000;
const onsetS = 28800;
const quietS = 8000;
/** Quiet readings go through so many times in one run. */
const rounds = 40;
const repeats = 7;

interface Readings {
  /** Pressure, Pa, and temperature, K, as the monitor gets them. */
  values: Float64Array[];
  storage: SimulatedStorage;
}

function readingsOf(fromS: number, lengthS: number): Readings {
  const values: Float64Array[] = [];
  const simulation = new Simulation({
    scenario: ms22, seed: 1, onLine: () => {},
    observe: (monitor, nowS) => {
      if (nowS >= fromS) values.push(Float64Array.from(monitor.values));
    },
  });
  simulation.runUntil(fromS + lengthS);
  const stored = simulation.hal.storage as SimulatedStorage;
  const copy = new SimulatedStorage();
  for (const name of stored.list()) copy.write(name, stored.read(name)!);
  return { values, storage: copy };
}

/** What one cycle of the core costs here, part by part: how much longer a run of the cycle's first parts gets with one more of them. */
export function cycle(): Table[] {
  const { values, storage } = readingsOf(quietFromS, quietS);
  const configuration = JSON.parse(storage.read("pinhole.json")!) as NonNullable<Monitor["configuration"]>;
  let characters = 0;
  const makeHal = (): SimulatedHal => new SimulatedHal({ clock: new VirtualClock(), storage, write: (text) => (characters += text.length) });
  const faults = new Uint8Array(configuration.sensors.length);
  const micro = 1e6 / (rounds * values.length);
  /** @returns µs a cycle of the first so many parts */
  const costOf = (parts: number): number => medianOf(repeats, () => {
    const hal = makeHal();
    const validity = new Validity(configuration.sensors);
    const history = new ThermalHistory();
    const inventory = new Inventory(configuration.loop!);
    const detector = new Detector(hal, configuration);
    detector.resume(readRecord(hal, "pinhole.learnt")!.slice(1));
    return cpuS(() => {
      for (let round = 0; round < rounds; round++) {
        for (const reading of values) {
          validity.vote(reading, faults);
          if (parts > 1) history.update(validity.temperatureK, 1);
          if (parts > 2) inventory.massKg(validity.pressurePa, history.smoothedK[1]!, history.smoothedK[3]!);
          if (parts > 3) detector.update(inventory.massKg(validity.pressurePa, history.smoothedK[1]!, history.smoothedK[3]!), history, 1);
        }
      }
    }) * micro;
  });
  const [acquire, history, inventory] = [costOf(1), costOf(2), costOf(3)];
  const withDetector = costOf(4) - (inventory - history);
  const telemetry = medianOf(repeats, () => {
    const sender = new Telemetry(makeHal());
    return cpuS(() => {
      for (let count = rounds * values.length; count > 0; count--) sender.sendHousekeeping();
    }) * micro;
  });
  const step = medianOf(repeats, () => {
    const monitor = new Monitor(makeHal(), configuration);
    return cpuS(() => {
      for (let round = 0; round < rounds; round++) {
        for (const reading of values) {
          monitor.values.set(reading);
          monitor.step(1);
        }
      }
    }) * micro;
  });
  const leak = leakCost();
  const row = (name: string, microseconds: number): string[] => [name, `${microseconds.toFixed(3)} µs`];
  return [{
    title: "A cycle of the core on this machine",
    columns: ["part", "CPU time a cycle"],
    rows: [
      row("acquire: validity and voting", acquire),
      row("history: smoothed temperatures", history - acquire),
      row("inventory", inventory - history),
      row("detector: compensation, bank, thresholds", withDetector - inventory),
      row("telemetry: one housekeeping frame", telemetry),
      row("the whole step, nominal", step),
      row("leak: diagnosis, while an alarm stands", leak),
    ],
    notes: [
      `Recorded readings of ms-22, drivers left out (the simulation's table has them); median of ${repeats} runs of ${digits(rounds * values.length)} cycles. A part is the difference that it makes; the step holds them all and the state around them.`,
    ],
  }];
}

/** @returns µs a cycle of the diagnosis alone */
function leakCost(): number {
  const { values, storage } = readingsOf(onsetS - 200, 500);
  const configuration = JSON.parse(storage.read("pinhole.json")!) as NonNullable<Monitor["configuration"]>;
  const hal = new SimulatedHal({ clock: new VirtualClock(), storage });
  const monitor = new Monitor(hal, configuration);
  for (const reading of values.slice(0, 260)) {
    monitor.values.set(reading);
    monitor.step(1);
  }
  if (!monitor.detector!.leaking) throw new Error("ms-22 raised no alarm");
  const pressurePa = values[260]![0]!;
  const inventory = new Inventory(configuration.loop!);
  inventory.massKg(pressurePa, 293, 293);
  const count = 200_000;
  return medianOf(repeats, () => {
    const leak = new Leak(monitor.detector!.bank, monitor.detector!.learnt, 1, inventory);
    leak.begin(3, 1, 16000);
    return cpuS(() => {
      for (let index = 0; index < count; index++) leak.update(-0.005 * index, 16000, 1, pressurePa);
    }) * 1e6 / count;
  });
}
