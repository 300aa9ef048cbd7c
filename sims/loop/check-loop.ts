import { standardAtmospherePa } from "#firmware/configuration.ts";
import { InputError } from "../input-error.ts";
import { coolants } from "./coolants.ts";
import { coolantOf, referencePressureOf, type LoopFile, type LoopFileSensor } from "./loop-file.ts";
import { loopSensors } from "./loop-sensors.ts";
import { nearestWord } from "./nearest.ts";
import { partData, usualI2cBus, usualOneWirePin } from "./part-data.ts";

/** A liquid stiffer than this is none: diamond has 0.44 TPa. */
const incompressiblePa = 1e12;

/** Walls that take up a loop's whole liquid for so little pressure hold none, Pa. */
const limpPa = 1000;
/** A loop that may lose all of its liquid in so long is no loop, s. */
const emptyS = 3600;

/**
 * Refuses loops that cannot exist, naming the reason in physical terms.
 * @param loop of the right shape
 * @throws InputError, one sentence
 */
export function checkLoop(loop: LoopFile, source: string): void {
  const refuse = (reason: string): never => {
    throw new InputError(`${source}: ${reason}`);
  };
  if (typeof loop.coolant === "string" && !Object.hasOwn(coolants, loop.coolant)) {
    const near = nearestWord(loop.coolant, Object.keys(coolants));
    refuse(`the coolant "${loop.coolant}" is unknown; ${near ? `did you mean ${near}? K` : "k"}nown are ${Object.keys(coolants).join(", ")}, or give its numbers`);
  }
  const coolant = coolantOf(loop);
  const gas = loop.accumulator;
  const pressurePa = referencePressureOf(loop);
  if (coolant.bulkModulusPa > incompressiblePa) {
    refuse(`coolant.bulkModulusPa is ${coolant.bulkModulusPa}; no liquid is that stiff, water has 2.18e9`);
  }
  if (!gas && !loop.complianceM3PerPa) {
    const stiffness = coolant.thermalExpansionPerK * coolant.bulkModulusPa / 1e6;
    refuse(`the loop has no gas and no compressibility but its liquid's: one kelvin would move it by ${stiffness.toPrecision(3)} MPa; give accumulator, or complianceM3PerPa of its hoses and walls`);
  }
  const mostM3PerPa = loop.liquidVolumeM3 / limpPa;
  if (loop.complianceM3PerPa !== undefined && loop.complianceM3PerPa > mostM3PerPa) {
    refuse(`complianceM3PerPa is ${loop.complianceM3PerPa}: ${limpPa} Pa would push all liquid into hoses and walls; it must be ${shown(mostM3PerPa)} or less`);
  }
  const mostKgPerS = loop.liquidVolumeM3 * coolant.densityKgPerM3 / emptyS;
  if (loop.toleratedLossKgPerS !== undefined && loop.toleratedLossKgPerS > mostKgPerS) {
    refuse(`toleratedLossKgPerS is ${loop.toleratedLossKgPerS}: the loop would be empty within an hour, and nothing said; it must be ${shown(mostKgPerS)} or less`);
  }
  if (gas && loop.referencePressurePa !== undefined) {
    refuse(`referencePressurePa is ${loop.referencePressurePa} but the accumulator already says ${gas.gasPressurePa}; leave it out`);
  }
  if (pressurePa <= coolant.vapourPressurePa) {
    refuse(`the loop starts at ${pressurePa} Pa, not above its coolant's vapour pressure of ${coolant.vapourPressurePa} Pa: it would boil; raise ${gas ? "accumulator.gasPressurePa" : "referencePressurePa"}`);
  }
  if (gas?.maximumGasVolumeM3 !== undefined && gas.maximumGasVolumeM3 <= gas.gasVolumeM3) {
    refuse(`accumulator.maximumGasVolumeM3 is ${gas.maximumGasVolumeM3}, its stop, and must be greater than gasVolumeM3 (${gas.gasVolumeM3})`);
  }
  if (loop.minimumPressurePa !== undefined && loop.minimumPressurePa >= pressurePa) {
    refuse(`minimumPressurePa is ${loop.minimumPressurePa} but the loop starts at ${pressurePa} Pa: the pump would cavitate from the start; give an absolute pressure below that`);
  }
  checkSensors(loop, pressurePa, refuse);
  if (loopSensors(loop, "pressure").length === 0) {
    refuse(`sensors has no pressure of the loop${loop.sensors.some(({ quantity }) => quantity === "pressure") ? ', only outside it (node "ambient")' : ""}; a leak is judged from one, give it one with "quantity": "pressure"`);
  }
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function checkSensors(loop: LoopFile, pressurePa: number, refuse: (reason: string) => never): void {
  const ids = new Set<string>();
  for (const sensor of loop.sensors) {
    if (ids.has(sensor.id)) refuse(`two sensors are called ${sensor.id}; give each its own id`);
    ids.add(sensor.id);
    if (sensor.part === undefined) continue;
    const data = Object.hasOwn(partData, sensor.part) ? partData[sensor.part] : undefined;
    if (!data) {
      const near = nearestWord(sensor.part, Object.keys(partData));
      refuse(`the part "${sensor.part}" of sensor ${sensor.id} is unknown; ${near ? `did you mean ${near}? K` : "k"}nown are ${Object.keys(partData).join(", ")}`);
    }
    if (!data!.quantities.includes(sensor.quantity)) {
      refuse(`the part ${sensor.part} of sensor ${sensor.id} measures ${data!.quantities.join(" and ")}, not ${sensor.quantity}`);
    }
    if (sensor.quantity === "pressure") {
      const isAmbient = sensor.node === "ambient";
      const seenPa = isAmbient ? loop.externalPressurePa ?? standardAtmospherePa
        : sensor.reference === "gauge" ? pressurePa - (sensor.externalPressurePa ?? standardAtmospherePa) : pressurePa;
      const mostPa = seenPa + (isAmbient || sensor.node === undefined || sensor.node === "suction" ? 0 : loop.pump?.risePa ?? 0);
      if (data!.highestPa !== undefined && mostPa > data!.highestPa) {
        refuse(`sensor ${sensor.id} would see ${mostPa} Pa, but the part ${sensor.part} ends at ${data!.highestPa} Pa; choose one that covers the loop's pressures`);
      }
    }
  }
}

/** @returns what a sensor's part takes of a board, as a message names it; its own place last, before it one shared by the channels of a converter */
function placesOf({ part, bus, address, channel, pin, chipSelect, rom }: LoopFileSensor): string[] {
  if (part === undefined) return [];
  const usual = partData[part]!.usualAddress;
  if (usual !== undefined) {
    const place = `${bus ?? usualI2cBus} address ${address ?? usual}`;
    return channel === undefined ? [place] : [place, `${place}, channel ${channel}`];
  }
  const own = chipSelect ?? pin ?? (part === "ds18b20" ? usualOneWirePin : undefined);
  return own === undefined ? [] : [`pin ${own}${rom ? ` rom ${rom.toLowerCase()}` : ""}`];
}

/**
 * Refuses two sensors at one address or pin.
 * @param loop of the right shape, its parts known
 * @throws InputError, one sentence
 */
export function checkPlaces({ sensors }: LoopFile, source: string): void {
  for (const [index, sensor] of sensors.entries()) {
    const own = placesOf(sensor);
    for (const other of sensors.slice(0, index)) {
      const others = placesOf(other);
      const place = own.find((one) => others.includes(one) && (one === own.at(-1) || one === others.at(-1)));
      if (place !== undefined) throw new InputError(`${source}: sensors ${other.id} and ${sensor.id} are both on ${place}; give one of them another place`);
    }
  }
}
