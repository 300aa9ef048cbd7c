import type { VirtualClock } from "#hal/simulated/clock.ts";
import type { Random } from "#hal/simulated/random.ts";
import type { SensorConfiguration } from "#firmware/configuration.ts";
import type { SensingElement } from "../faults/sensing-element.ts";
import type { FaultyPart } from "../faults/sensor-faults.ts";
import type { BoardWiring } from "./board-wiring.ts";
import type { DisturbedElement } from "./disturbed-element.ts";

/** Where a part is put: its sensor, what it feels, and the board it is wired to. */
export interface PartSite {
  readonly sensor: SensorConfiguration;
  /** Place in the configuration's list. */
  readonly index: number;
  readonly node: string;
  /** For emulators with noise of their own. */
  readonly element: SensingElement;
  /** For those without. */
  readonly disturbed: DisturbedElement;
  readonly wiring: BoardWiring;
  readonly clock: VirtualClock;
  readonly random: Random;
}

/** What of a part's faults is not the disturbed element's. */
export type PartFaults = Pick<FaultyPart, "setAbsent" | "setShorted" | "powerUp"> & Partial<FaultyPart>;

/** Puts an emulated part there. @returns how its faults reach it */
export type PartMaker = (site: PartSite) => PartFaults;
