import type { Environment } from "../environment/environment.ts";
import type { Fault } from "../faults/fault.ts";
import type { LoopFile } from "../loop/loop-file.ts";

/** When the pump runs: always, unless a schedule says otherwise. */
export interface PumpSchedule {
  /** Runs until `onsetS`; from then on stands still for `offS`, runs for `onS`, in turn. */
  onsetS: number;
  onS: number;
  offS: number;
}

/** A story as plain data: a loop, its surroundings, what goes wrong. Any value can be set from the command line. */
export interface Scenario {
  name: string;
  title: string;
  /** What a good monitor must do, and what it must not. */
  must: string;
  mustNot: string;
  durationS: number;
  /** Until then nothing goes wrong and the monitor may still be commissioning, s. */
  commissionedByS: number;
  loop: LoopFile;
  environment: Environment;
  /** Gas of the accumulator follows the liquid with this time constant, s; thermometers with that one. */
  gasLagS: number;
  thermometerLagS: number;
  pump?: PumpSchedule;
  faults: Fault[];
}
