import { standardAtmospherePa } from "#firmware/configuration.ts";
import type { Environment } from "../environment/environment.ts";
import { orbitPeriodS } from "../environment/orbit.ts";
import { coolantOf, type LoopFile } from "../loop/loop-file.ts";
import { machineRoom, stationOrbit, table, trussOrbit } from "../scenarios/places.ts";
import { ammoniaLoop, benchLoop, rackLoop, spacecraftLoop } from "../scenarios/reference-loops.ts";

/** Where a loop is proved: surroundings, and how far gas and thermometers lag the liquid. */
export interface Place {
  /** For people. */
  name: string;
  environment: Environment;
  gasLagS: number;
  thermometerLagS: number;
  /** After which the surroundings repeat, s. */
  periodS: number;
}

/** Surroundings made for one loop, and that loop. */
interface Known { loop: LoopFile; name: string; environment: Environment; gasLagS: number; thermometerLagS: number }

const known: readonly Known[] = [
  { loop: spacecraftLoop, name: "a station's orbit, in and out of its shadow", environment: stationOrbit, gasLagS: 240, thermometerLagS: 20 },
  { loop: ammoniaLoop, name: "a station's orbit with radiators apart", environment: trussOrbit, gasLagS: 300, thermometerLagS: 20 },
  { loop: rackLoop, name: "a machine room whose load jumps", environment: machineRoom, gasLagS: 120, thermometerLagS: 15 },
  { loop: benchLoop, name: "a table with a heater that switches", environment: table, gasLagS: 45, thermometerLagS: 15 },
];

const dayS = 86400;

/**
 * @returns the surroundings in which a loop is proved: a reference loop's own. Another loop gets those of the one most
 * like it (vacuum outside: an orbit; a pump: a machine room; else a table), with heat capacities, conductances and heat
 * scaled by the amount of liquid, so that swings and time constants stay
 */
export function placeOf(loopFile: LoopFile): Place {
  const found = known.find(({ loop }) => loop.name === loopFile.name)
    ?? known.find(({ loop }) => loop === ((loopFile.externalPressurePa ?? standardAtmospherePa) === 0 ? spacecraftLoop : loopFile.pump ? rackLoop : benchLoop))!;
  const scale = heldKg(loopFile) / heldKg(found.loop);
  const environment = scaled(found.environment, scale);
  return {
    name: found.name, environment, gasLagS: found.gasLagS, thermometerLagS: found.thermometerLagS,
    periodS: environment.kind === "orbit" ? orbitPeriodS(environment.altitudeM) : dayS,
  };
}

function heldKg(loopFile: LoopFile): number {
  return loopFile.liquidVolumeM3 * coolantOf(loopFile).densityKgPerM3;
}

/** Keys of whatever grows with the amount of liquid. */
const extensive = /^(capacityJPerK|conductanceWPerK|areaM2|loadW|loadWanderW|sunW|heaterW|stepW)$/;

function scaled(environment: Environment, scale: number): Environment {
  return JSON.parse(JSON.stringify(environment), (key, value: unknown) =>
    typeof value === "number" && extensive.test(key) ? value * scale : value) as Environment;
}
