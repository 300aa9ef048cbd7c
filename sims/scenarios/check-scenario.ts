import { checkEnvironment } from "../environment/check-environment.ts";
import { checkFaults } from "../faults/check-faults.ts";
import { InputError } from "../input-error.ts";
import { checkLoopFile } from "../loop/loop-file.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Refuses scenarios that cannot be, before they run.
 * @throws InputError, one sentence in physical terms
 */
export function checkScenario(scenario: Scenario): void {
  const refuse = (reason: string): never => {
    throw new InputError(`${scenario.name}: ${reason}`);
  };
  checkLoopFile(scenario.loop, scenario.name);
  for (const key of ["durationS", "gasLagS"] as const) {
    if (!(scenario[key] > 0 && scenario[key] < Infinity)) refuse(`${key} is ${scenario[key]}; it must be greater than 0`);
  }
  if (!(scenario.thermometerLagS >= 0)) refuse(`thermometerLagS is ${scenario.thermometerLagS}; it must be 0 or greater`);
  checkEnvironment(scenario.environment, refuse);
  if (scenario.pump) {
    if (!scenario.loop.pump) refuse("the pump is to switch on and off, but the loop has none; add the key pump to the loop file");
    const { onsetS, onS, offS } = scenario.pump;
    if (!(onsetS >= 0 && onS > 0 && offS > 0)) refuse(`the pump is to run for ${onS} s and stand for ${offS} s in turn from ${onsetS} s on; give times greater than 0`);
  }
  checkFaults(scenario.faults, scenario.loop, scenario.durationS, refuse);
}
