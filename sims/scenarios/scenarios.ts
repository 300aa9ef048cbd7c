import { InputError } from "../input-error.ts";
import type { LoopFile } from "../loop/loop-file.ts";
import { nearestWord } from "../loop/nearest.ts";
import { withOverrides } from "../overrides.ts";
import { benchPinhole } from "./bench-pinhole.ts";
import { eclipseQuiet } from "./eclipse-quiet.ts";
import { gasLoss } from "./gas-loss.ts";
import { ms22 } from "./ms-22.ts";
import { pumpToggle } from "./pump-toggle.ts";
import { refill } from "./refill.ts";
import type { Scenario } from "./scenario.ts";
import { sensorDrift } from "./sensor-drift.ts";
import { sensorStuck } from "./sensor-stuck.ts";
import { slowLeak } from "./slow-leak.ts";
import { twoLeaks } from "./two-leaks.ts";

/** Scenarios by name. */
export const scenarios: Readonly<Record<string, Scenario>> = Object.fromEntries([
  ms22, benchPinhole, eclipseQuiet, pumpToggle, refill, gasLoss, sensorStuck, sensorDrift, slowLeak, twoLeaks,
].map((scenario) => [scenario.name, scenario]));

/** @throws InputError where there is no scenario of this name */
export function scenarioByName(name: string): Scenario {
  const found = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (found) return found;
  const near = nearestWord(name, Object.keys(scenarios));
  throw new InputError(`there is no scenario "${name}"; ${near ? `did you mean ${near}? T` : "t"}here are ${Object.keys(scenarios).join(", ")}`);
}

/**
 * The scenario that is to run: by name or given, with another loop and with values set.
 * @param changes.overrides `key=value`, as `withOverrides` takes them
 * @throws InputError
 */
export function resolveScenario(
  scenario: Scenario | string, changes: { loop?: LoopFile; overrides?: readonly string[] },
): Scenario {
  const base = typeof scenario === "string" ? scenarioByName(scenario) : scenario;
  const withLoop = changes.loop ? { ...base, loop: changes.loop } : base;
  return withOverrides(withLoop, changes.overrides ?? []);
}
