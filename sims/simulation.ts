import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHalWithPins } from "#hal/simulated/simulated-pins.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { startPinhole } from "#firmware/executive/executive.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { configurationText, type LoopFile } from "./loop/loop-file.ts";
import { resolveScenario } from "./scenarios/scenarios.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { World, type Truth } from "./world.ts";

export interface SimulationOptions {
  /** A scenario, or the name of one. */
  scenario: Scenario | string;
  seed: number;
  /** In place of the scenario's loop. */
  loop?: LoopFile;
  /** `key=value`, as `withOverrides` takes them. */
  overrides?: readonly string[];
  /** Gets what the monitor writes to its line, and when. */
  onLine: (text: string, nowS: number) => void;
  /** Called just before each of the monitor's steps. */
  observe?: (monitor: Monitor, nowS: number) => void;
}

/** A world, a simulated board and the monitor on it, in one process. */
export class Simulation {
  readonly scenario: Scenario;
  readonly clock = new VirtualClock();
  readonly world: World;
  readonly hal: SimulatedHalWithPins;
  readonly monitor: Monitor;

  /** @throws InputError for an unknown name, a wrong override, or a loop that cannot be */
  constructor(options: SimulationOptions) {
    const clock = this.clock;
    this.scenario = resolveScenario(options.scenario, options);
    this.world = new World({ scenario: this.scenario, seed: options.seed, clock });
    const storage = new SimulatedStorage();
    storage.write("pinhole.json", configurationText(this.world.configuration));
    const { onLine, observe } = options;
    this.hal = new SimulatedHalWithPins({
      clock, ...this.world.wiring, storage, write: (text) => onLine(text, clock.nowMs() / 1000),
    });
    this.monitor = startPinhole(this.hal, makeSensor, observe && ((monitor) => observe(monitor, clock.nowMs() / 1000)));
  }

  get nowS(): number {
    return this.clock.nowMs() / 1000;
  }

  /** @param timeS absent: the scenario's length */
  runUntil(timeS?: number): void {
    this.clock.advanceTo((timeS ?? this.scenario.durationS) * 1000);
  }

  /** What really happened up to now. */
  truth(): Truth {
    return this.world.truth();
  }

  /** True state of the loop now. */
  get massKg(): number {
    return this.world.loop.massKg;
  }

  get pressurePa(): number {
    return this.world.loop.pressurePa;
  }

  get temperatureK(): number {
    return this.world.loop.temperatureK;
  }
}
