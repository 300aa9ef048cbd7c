import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { configurationText, type LoopFile } from "#sims/loop/loop-file.ts";
import { resolveScenario } from "#sims/scenarios/scenarios.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { World } from "#sims/world.ts";
import { VirtualBoard, type VirtualBoardOptions } from "./virtual-board.ts";

export interface ScenarioBoardOptions extends Pick<VirtualBoardOptions, "bundle" | "onSerial" | "onConsole" | "baud"> {
  /** A scenario, or the name of one. */
  scenario: Scenario | string;
  seed: number;
  /** In place of the scenario's loop. */
  loop?: LoopFile;
}

/** A virtual board with its sensors in a simulated world, its configuration stored, not yet started. */
export interface ScenarioBoard {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly board: VirtualBoard;
}

/** @throws InputError for an unknown scenario or a loop that cannot be */
export function scenarioBoard(options: ScenarioBoardOptions): ScenarioBoard {
  const clock = new VirtualClock();
  const scenario = resolveScenario(options.scenario, options);
  const world = new World({ scenario, seed: options.seed, clock });
  const storage = new SimulatedStorage();
  storage.write("pinhole.json", configurationText(world.configuration));
  const { bundle, onSerial, onConsole, baud } = options;
  const board = new VirtualBoard({
    clock, storage, ...world.wiring, onSerial, ...(bundle !== undefined && { bundle }), ...(onConsole && { onConsole }), ...(baud !== undefined && { baud }),
  });
  return { scenario, clock, world, board };
}
