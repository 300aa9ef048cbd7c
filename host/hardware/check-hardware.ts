import { standardAtmospherePa } from "#firmware/configuration.ts";
import type { Board } from "#hal/espruino/boards/profile.ts";
import { InputError } from "#sims/input-error.ts";
import { referencePressureOf, type LoopFile, type LoopFileSensor } from "#sims/loop/loop-file.ts";
import { nearestWord } from "#sims/loop/nearest.ts";
import { missingKeys, partData, usualI2cBus, usualOneWirePin } from "#sims/loop/part-data.ts";
import { partHardware } from "./part-hardware.ts";
import { Wiring } from "./wiring.ts";

/** Beyond what the loop is built for, warmth and refills move the pressure by about so much of it. */
const loopHeadroom = 0.1;
/** Weather moves the outside by less: 1,084 hPa is the most that was ever measured, reduced to sea level. */
const outsideHeadroom = 0.07;
const usualSpiBus = "SPI1";

/**
 * Whether a board can read a loop's sensors as the loop file connects them.
 * @param loop  as `parseLoopFile` returns it
 * @returns what is in the way, a sentence each, without a full stop; empty where nothing is
 */
export function checkHardware(loop: LoopFile, board: Board): string[] {
  const wiring = new Wiring(board);
  for (const sensor of loop.sensors) {
    const { id, part } = sensor;
    if (part === undefined) {
      wiring.problems.push(`sensor ${id} names no part; a board needs one of ${Object.keys(partHardware).join(", ")}`);
      continue;
    }
    const hardware = partHardware[part];
    if (!hardware) {
      const near = nearestWord(part, Object.keys(partHardware));
      wiring.problems.push(`there is no driver for the part "${part}" of sensor ${id}; ${near === undefined ? "" : `did you mean ${near}? `}there are ${Object.keys(partHardware).join(", ")}`);
      continue;
    }
    wiring.problems.push(...missingKeys(sensor, part));
    const { samplePeriodS = 1 } = loop;
    if (hardware.readingS !== undefined && hardware.readingS > samplePeriodS) wiring.problems.push(`sensor ${id} (${part}) takes ${hardware.readingS} s for a reading, longer than samplePeriodS (${samplePeriodS})`);
    connect(sensor, wiring);
    wiring.problems.push(...rangeProblems(sensor, loop));
  }
  return wiring.problems;
}

/**
 * @param source  what to call the loop file in a message
 * @throws InputError with the first thing in the way, one sentence
 */
export function requireHardware(loop: LoopFile, board: Board, source: string): void {
  const [first, ...others] = checkHardware(loop, board);
  if (first === undefined) return;
  throw new InputError(`${source} on ${board.name}: ${first}${others.length > 0 ? ` (and ${others.length} more)` : ""}`);
}

/** Notes which bus and pins a sensor takes. */
function connect(sensor: LoopFileSensor, wiring: Wiring): void {
  const { id, part, pin } = sensor;
  const hardware = partHardware[part!]!;
  const [need] = hardware.needs;
  if (need === "i2c") {
    const address = sensor.address ?? partData[part!]!.usualAddress!;
    if (hardware.addresses && !hardware.addresses.includes(address)) wiring.problems.push(`sensor ${id} is at address ${address}, where no ${part!} can be; it has ${hardware.addresses.join(", ")}`);
    wiring.i2c(id, sensor.bus ?? usualI2cBus, address, hardware.hasChannels ? sensor.channel : undefined);
  } else if (need === "spi") {
    wiring.spi(id, sensor.bus ?? usualSpiBus);
    if (sensor.chipSelect !== undefined) wiring.pin(id, sensor.chipSelect, "output");
  } else if (need === "oneWire") {
    wiring.oneWire(id, pin ?? usualOneWirePin, sensor.rom);
  } else if (pin !== undefined) {
    wiring.pin(id, pin, need === "analog" || sensor.isSupervised ? "analog" : need === "watch" ? "watch" : "input");
  }
}

/** A pressure sensor must cover what the loop goes through, from a little below its minimum to a little above its start. */
function rangeProblems(sensor: LoopFileSensor, loop: LoopFile): string[] {
  if (sensor.quantity !== "pressure") return sensor.part === "ads1115" ? [`sensor ${sensor.id} is to measure ${sensor.quantity}, but the driver of the ads1115 reads pressure transmitters only`] : [];
  const data = partData[sensor.part!];
  const lowestPa = sensor.lowPa ?? data?.lowestPa;
  const highestPa = sensor.highPa ?? data?.highestPa;
  if (lowestPa === undefined || highestPa === undefined) return [];
  if (!(highestPa > lowestPa)) return [`sensor ${sensor.id} has a span from ${lowestPa} to ${highestPa} Pa; highPa must be above lowPa`];
  const outsidePa = loop.externalPressurePa ?? standardAtmospherePa;
  const isOutside = sensor.node === "ambient";
  const headroom = isOutside ? outsideHeadroom : loopHeadroom;
  const startPa = isOutside ? outsidePa : referencePressureOf(loop);
  const endPa = isOutside ? outsidePa : loop.minimumPressurePa ?? Math.min(startPa, outsidePa);
  const risePa = sensor.node === "middle" || sensor.node === "discharge" ? loop.pump?.risePa ?? 0 : 0;
  const offsetPa = sensor.reference === "gauge" ? sensor.externalPressurePa ?? standardAtmospherePa : 0;
  const leastPa = endPa * (1 - headroom) - offsetPa;
  const mostPa = (startPa + risePa) * (1 + headroom) - offsetPa;
  if (leastPa >= lowestPa && mostPa <= highestPa) return [];
  const kind = offsetPa ? "gauge" : "absolute";
  return [
    `sensor ${sensor.id} (${sensor.part!}) reads ${lowestPa} to ${highestPa} Pa, but this loop takes it from ${Math.round(leastPa)} to ${Math.round(mostPa)} Pa (${kind}, ${Math.round(headroom * 100)} % to spare on either side); choose one that covers that`,
  ];
}
