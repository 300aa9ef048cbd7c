import type { VirtualClock } from "#hal/simulated/clock.ts";
import type { Random } from "#hal/simulated/random.ts";
import type { SensorConfiguration } from "#firmware/configuration.ts";
import type { SensingElement } from "../faults/sensing-element.ts";
import type { FaultyPart } from "../faults/sensor-faults.ts";
import { InputError } from "../input-error.ts";
import { missingKeys, partData } from "../loop/part-data.ts";
import type { BoardWiring } from "./board-wiring.ts";
import { DisturbedElement } from "./disturbed-element.ts";
import { ads1115, bmp280, honeywell, ms58, tmp117 } from "./i2c-parts.ts";
import type { PartMaker } from "./part-site.ts";
import { ds18b20, levelSwitch, max31865, ntc, pulseFlow } from "./pin-parts.ts";

/** By the loop file's names. */
const makers: Readonly<Record<string, PartMaker>> = {
  "ms5837-30ba": ms58, "ms5837-02ba": ms58, "ms5611": ms58, "ms5803-14ba": ms58,
  "tmp117": tmp117, "bmp280": bmp280, "honeywell": honeywell, "ads1115": ads1115,
  "ds18b20": ds18b20, "max31865": max31865, "ntc": ntc, "pulse-flow": pulseFlow, "level-switch": levelSwitch,
};

/**
 * Wires the emulated part of a sensor to the board.
 * @param index of the sensor, from which a 1-Wire part without a `rom` gets its serial number
 * @throws InputError for a part that has no emulator or lacks a key
 */
export function emulatePart(
  sensor: SensorConfiguration, index: number, element: SensingElement, wiring: BoardWiring, clock: VirtualClock, random: Random,
): FaultyPart {
  const maker = makers[sensor.part];
  if (!maker) throw new InputError(`the part "${sensor.part}" of sensor ${sensor.id} cannot be simulated; simulated are ${Object.keys(makers).join(", ")}`);
  const [missing] = missingKeys(sensor, sensor.part);
  if (missing !== undefined) throw new InputError(missing);
  const data = partData[sensor.part];
  const noisePa = sensor.noisePa ?? data?.noisePa ?? 0;
  const noiseK = sensor.noiseK ?? data?.noiseK ?? 0;
  const disturbed = new DisturbedElement(element, noisePa, noiseK, random);
  return {
    id: sensor.id,
    element,
    noise: sensor.quantity === "temperature" ? noiseK : noisePa,
    setStuck: (isStuck) => disturbed.setStuck(isStuck),
    setNoise: (factor) => { disturbed.noiseFactor = factor; },
    setOffScale: () => {},
    ...maker({ sensor, index, node: sensor.node ?? "suction", element, disturbed, wiring, clock, random }),
  };
}
