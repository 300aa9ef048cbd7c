import { standardAtmospherePa } from "#firmware/configuration.ts";
import { riseShare } from "../loop/coolant-loop.ts";
import { coolantOf, type LoopFile } from "../loop/loop-file.ts";
import { nearestWord } from "../loop/nearest.ts";
import { faultKeys, type Fault, type HoleFault } from "./fault.ts";

type Refuse = (reason: string) => never;

/** What the numbers of faults may be; those not named here may be any. */
const rules: Readonly<Record<string, { holds: (value: number) => boolean; right: string }>> = {
  growthMPerS: { holds: (value) => value >= 0, right: "holes do not heal; it must be 0 or greater" },
  openS: { holds: (value) => value > 0, right: "it must be greater than 0" },
  shutS: { holds: (value) => value > 0, right: "it must be greater than 0" },
  sharePerS: { holds: (value) => value > 0 && value <= 1, right: "it is the share of the gas lost in a second, greater than 0 and at most 1" },
  massKg: { holds: (value) => value > 0, right: "it must be greater than 0" },
  swingPa: { holds: (value) => value >= 0, right: "it must be 0 or greater" },
  periodS: { holds: (value) => value > 0, right: "it must be greater than 0" },
  perHour: { holds: (value) => value >= 0 && value <= 3600, right: "there is at most one spike a second, 3600 an hour" },
  stepPa: { holds: (value) => value > 0, right: "it must be greater than 0" },
  stepK: { holds: (value) => value > 0, right: "it must be greater than 0" },
  factor: { holds: (value) => value >= 0, right: "it must be 0 or greater" },
  share: { holds: (value) => value >= 0 && value <= 1, right: "it is the share of answers that are missing, from 0 to 1" },
};

const texts = ["sensor", "other", "node", "key"];

/** Of these, a fault of the kind needs one to do anything. */
const oneOf: Readonly<Partial<Record<Fault["kind"], readonly string[]>>> = {
  "sensor-bias": ["biasPa", "biasK"],
  "sensor-drift": ["driftPaPerDay", "driftKPerDay"],
  "sensor-spikes": ["spikePa", "spikeK"],
  "sensor-quantisation": ["stepPa", "stepK"],
};

/**
 * Refuses faults that cannot be, naming the reason in physical terms.
 * @param loop checked before @param durationS of the run @param refuse throws, with a sentence
 */
export function checkFaults(faults: readonly Fault[], loop: LoopFile, durationS: number, refuse: Refuse): void {
  if (!Array.isArray(faults)) refuse("faults must be a list, in brackets");
  const ids = loop.sensors.map((sensor) => sensor.id);
  faults.forEach((fault, index) => {
    if (typeof fault !== "object" || fault === null) refuse(`faults.${index} is ${JSON.stringify(fault)}; it must be a group such as {"kind":"pump-trip","onsetS":30000}`);
    const name = `faults.${index} (${String(fault.kind)})`;
    checkKeys(fault, name, refuse);
    if ("onsetS" in fault && !(fault.onsetS >= 0)) refuse(`${name} has the onset ${fault.onsetS} s; it must be 0 or later`);
    if ("endS" in fault && fault.endS !== undefined && !(fault.endS > fault.onsetS)) {
      refuse(`${name} ends at ${fault.endS} s, not after its onset at ${fault.onsetS} s`);
    }
    for (const id of "sensor" in fault ? ["other" in fault ? fault.other : fault.sensor, fault.sensor] : []) {
      if (ids.includes(id)) continue;
      const near = nearestWord(id, ids);
      refuse(`${name} names the sensor "${id}", which the loop does not have; ${near ? `did you mean ${near}?` : `it has ${ids.join(", ")}`}`);
    }
    checkPhysics(fault, name, loop, durationS, refuse);
  });
}

function checkPhysics(fault: Fault, name: string, loop: LoopFile, durationS: number, refuse: Refuse): void {
  if (fault.kind === "hole") checkHole(fault, name, loop.pipeDiameterM, durationS, refuse);
  if (fault.kind === "gas-loss" && !loop.accumulator) refuse(`${name} needs a loop with an accumulator: there is no gas to lose`);
  if (fault.kind === "pump-trip" && !loop.pump) refuse(`${name} needs a loop with a pump; add the key pump`);
  if (fault.kind === "bleed") {
    const heldKg = loop.liquidVolumeM3 * coolantOf(loop).densityKgPerM3;
    if (fault.massKg > heldKg) refuse(`${name} takes ${fault.massKg} kg out of a loop that holds ${heldKg.toPrecision(3)} kg; give a smaller massKg`);
  }
  if (fault.kind === "weather") {
    const outsidePa = loop.externalPressurePa ?? standardAtmospherePa;
    const airPa = loop.sensors.reduce((most, sensor) => (sensor.reference === "gauge" ? Math.max(most, sensor.externalPressurePa ?? standardAtmospherePa) : most), outsidePa);
    if (fault.swingPa > airPa) refuse(`${name} swings the outside pressure of ${airPa} Pa by ${fault.swingPa} Pa, below nothing; ${airPa === 0 ? "there is no weather in a vacuum" : "give a smaller swingPa"}`);
  }
  if (fault.kind === "wrong-units" && !(fault.factor > 0)) refuse(`${name} has the factor ${fault.factor}; no unit is that many times another, it must be greater than 0`);
}

function checkHole(hole: HoleFault, name: string, pipeDiameterM: number | undefined, durationS: number, refuse: Refuse): void {
  if (!Object.hasOwn(riseShare, hole.node)) refuse(`${name} is at the node "${String(hole.node)}"; nodes are ${Object.keys(riseShare).join(", ")}`);
  if (!(hole.diameterM > 0)) refuse(`${name} has a diameter of ${hole.diameterM} m; it must be greater than 0`);
  if ((hole.openS === undefined) !== (hole.shutS === undefined)) refuse(`${name} opens and shuts in turn; give both openS and shutS`);
  if (pipeDiameterM === undefined) return;
  if (hole.diameterM > pipeDiameterM) {
    refuse(`${name} is ${hole.diameterM} m wide, more than the pipe it is in (pipeDiameterM ${pipeDiameterM}); give a smaller diameterM`);
  }
  const widestM = hole.diameterM + (hole.growthMPerS ?? 0) * Math.max(0, Math.min(hole.endS ?? Infinity, durationS) - hole.onsetS);
  if (widestM > pipeDiameterM) {
    refuse(`${name} would grow to ${widestM.toPrecision(3)} m, more than the pipe it is in (pipeDiameterM ${pipeDiameterM}); give a smaller growthMPerS or an earlier endS`);
  }
}

function checkKeys(fault: Fault, name: string, refuse: Refuse): void {
  if (!Object.hasOwn(faultKeys, String(fault.kind))) {
    const near = nearestWord(String(fault.kind), Object.keys(faultKeys));
    refuse(`${name} is of no known kind; ${near ? `did you mean ${near}?` : `kinds are ${Object.keys(faultKeys).join(", ")}`}`);
  }
  const keys = faultKeys[fault.kind];
  const known = ["kind", ...keys.required, ...keys.optional];
  for (const [key, value] of Object.entries(fault) as [string, unknown][]) {
    if (key === "kind") continue;
    if (!known.includes(key)) refuse(`${name} has the unknown key "${key}"; it may have ${known.join(", ")}`);
    if (texts.includes(key)) {
      if (typeof value !== "string") refuse(`${name} has ${key} ${JSON.stringify(value)}; give a text`);
      continue;
    }
    if (typeof value !== "number" || !Number.isFinite(value)) refuse(`${name} has ${key} ${JSON.stringify(value)}; give a finite number`);
    const rule = rules[key];
    if (rule && !rule.holds(value as number)) refuse(`${name} has ${key} ${String(value)}; ${rule.right}`);
  }
  for (const key of keys.required) if (!(key in fault)) refuse(`${name} lacks the key ${key}`);
  const needed = oneOf[fault.kind];
  if (needed && !needed.some((key) => key in fault)) refuse(`${name} changes nothing; give ${needed.join(" or ")}`);
}
