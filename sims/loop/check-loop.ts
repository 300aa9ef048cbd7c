import { InputError } from "../input-error.ts";
import { coolants } from "./coolants.ts";
import { coolantOf, referencePressureOf, standardAtmospherePa, type LoopFile } from "./loop-file.ts";
import { nearestWord } from "./nearest.ts";
import { partData, usualI2cBus, usualOneWirePin } from "./part-data.ts";

/** A liquid stiffer than this is none: diamond has 0.44 TPa. */
const incompressiblePa = 1e12;

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

/**
 * Refuses two sensors at one address or pin.
 * @param loop of the right shape
 * @throws InputError, one sentence
 */
export function checkPlaces(loop: LoopFile, source: string): void {
  const places = new Map<string, string>();
  for (const sensor of loop.sensors) {
    const place = sensor.part?.startsWith("ms5") ? `${sensor.bus ?? usualI2cBus} address ${sensor.address ?? partData[sensor.part]!.usualAddress}`
      : sensor.part === "ds18b20" ? `pin ${sensor.pin ?? usualOneWirePin}${sensor.rom ? ` rom ${sensor.rom.toLowerCase()}` : ""}` : undefined;
    if (place === undefined) continue;
    const other = places.get(place);
    if (other !== undefined) throw new InputError(`${source}: sensors ${other} and ${sensor.id} are both on ${place}; give one of them another place`);
    places.set(place, sensor.id);
  }
}
