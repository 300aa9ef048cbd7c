import { InputError } from "../input-error.ts";
import { faultKeys, type Fault } from "../faults/fault.ts";
import { riseShare } from "../loop/coolant-loop.ts";
import { checkLoopFile } from "../loop/loop-file.ts";
import { nearestWord } from "../loop/nearest.ts";
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
  for (const node of scenario.environment.network.nodes) {
    if (!(node.startK > 0)) refuse(`the thermal node ${node.name} starts at ${node.startK} K; nothing is colder than 0 K`);
    if (!(node.capacityJPerK > 0)) refuse(`the thermal node ${node.name} has a capacity of ${node.capacityJPerK} J/K; it must be greater than 0`);
  }
  if (scenario.pump && !scenario.loop.pump) refuse("the pump is to switch on and off, but the loop has none; add the key pump to the loop file");
  const pipeM = scenario.loop.pipeDiameterM;
  scenario.faults.forEach((fault, index) => {
    const name = `faults.${index} (${fault.kind})`;
    checkFaultKeys(fault, name, refuse);
    if ("onsetS" in fault && !(fault.onsetS >= 0)) refuse(`${name} has the onset ${fault.onsetS} s; it must be 0 or later`);
    if ("endS" in fault && fault.endS !== undefined && !(fault.endS > fault.onsetS)) {
      refuse(`${name} ends at ${fault.endS} s, not after its onset at ${fault.onsetS} s`);
    }
    if (fault.kind === "hole") {
      if (!Object.hasOwn(riseShare, fault.node)) refuse(`${name} is at the node "${String(fault.node)}"; nodes are ${Object.keys(riseShare).join(", ")}`);
      if (!(fault.diameterM > 0)) refuse(`${name} has a diameter of ${fault.diameterM} m; it must be greater than 0`);
      if (pipeM !== undefined && fault.diameterM > pipeM) {
        refuse(`${name} is ${fault.diameterM} m wide, more than the pipe it is in (pipeDiameterM ${pipeM}); give a smaller diameterM`);
      }
    }
    if (fault.kind === "gas-loss" && !scenario.loop.accumulator) refuse(`${name} needs a loop with an accumulator: there is no gas to lose`);
    if ((fault.kind === "pump-trip") && !scenario.loop.pump) refuse(`${name} needs a loop with a pump; add the key pump`);
    if (fault.kind === "bleed" && !(fault.massKg > 0)) refuse(`${name} takes ${fault.massKg} kg; it must be greater than 0`);
  });
}

function checkFaultKeys(fault: Fault, name: string, refuse: (reason: string) => never): void {
  const keys = faultKeys[fault.kind];
  if (!keys) {
    const near = nearestWord(String(fault.kind), Object.keys(faultKeys));
    refuse(`${name} is of no known kind; ${near ? `did you mean ${near}?` : `kinds are ${Object.keys(faultKeys).join(", ")}`}`);
  }
  const known = ["kind", ...keys.required, ...keys.optional];
  for (const [key, value] of Object.entries(fault)) {
    if (!known.includes(key)) refuse(`${name} has the unknown key "${key}"; it may have ${known.join(", ")}`);
    if (typeof value === "number" && !Number.isFinite(value)) refuse(`${name} has ${key} ${value}; give a finite number`);
  }
  for (const key of keys.required) if (!(key in fault)) refuse(`${name} lacks the key ${key}`);
}
