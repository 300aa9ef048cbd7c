import { SimulatedI2c, SimulatedOneWire } from "#hal/simulated/bus.ts";
import type { VirtualClock } from "#hal/simulated/clock.ts";
import { EmulatedDs18b20, romCode } from "#hal/simulated/parts/ds18b20.ts";
import { EmulatedMs58, type Ms58ModelName } from "#hal/simulated/parts/ms5837.ts";
import type { Random } from "#hal/simulated/random.ts";
import type { SensorConfiguration } from "#firmware/configuration.ts";
import type { FaultyPart } from "./faults/sensor-faults.ts";
import type { SensingElement } from "./faults/sensing-element.ts";
import { InputError } from "./input-error.ts";
import { partData } from "./loop/part-data.ts";

/** Buses of the emulated board, by the names and pins that sensors give. */
export interface EmulatedBuses {
  i2c: Record<string, SimulatedI2c>;
  oneWire: Record<string, SimulatedOneWire>;
}

/** Parts that can be emulated. */
const ms58Models: readonly string[] = ["ms5837-30ba", "ms5837-02ba", "ms5611", "ms5803-14ba"] satisfies Ms58ModelName[];

/** Off-scale in the data path: far outside of what any part can say. */
const offScalePa = 1e9;
const offScaleK = 1e4;

/**
 * Puts the emulated part of a sensor on its bus.
 * @param index of the sensor, from which a 1-Wire part without a `rom` gets its serial number
 * @throws InputError for a part that has no emulator
 */
export function emulatePart(
  sensor: SensorConfiguration, index: number, element: SensingElement, buses: EmulatedBuses, clock: VirtualClock, random: Random,
): FaultyPart {
  const node = sensor.node ?? "suction";
  if (ms58Models.includes(sensor.part)) {
    const part = new EmulatedMs58({ model: sensor.part as Ms58ModelName, plant: element, node, random });
    const bus = (buses.i2c[sensor.bus ?? "I2C1"] ??= new SimulatedI2c(clock));
    bus.attach(sensor.address ?? 0x76, part);
    const ownNoisePa = partData[sensor.part]?.noisePaByOversampling?.[sensor.oversampling ?? 8192] ?? partData[sensor.part]?.noisePa;
    const usual = sensor.noisePa !== undefined && ownNoisePa ? sensor.noisePa / ownNoisePa : 1;
    part.faults.noise = usual;
    const faults = part.faults;
    return {
      id: sensor.id,
      element,
      noise: sensor.noisePa ?? ownNoisePa ?? 0,
      setStuck: (isStuck) => {
        faults.stuckCount = isStuck ? Math.round(part.pressureCount(element.pressurePa(node), element.temperatureK(node))) : -1;
      },
      setNoise: (factor) => { faults.noise = usual * factor; },
      setAbsent: (isAbsent) => { faults.absent = isAbsent; },
      setShorted: (isShorted) => { bus.stuckLow = isShorted; },
      setOffScale: (isOffScale) => { faults.offsetPa = isOffScale ? offScalePa : 0; },
      powerUp: () => part.brownOut(),
    };
  }
  if (sensor.part === "ds18b20") {
    const rom = sensor.rom ?? romCode((0x1122334455 + index).toString(16).padStart(12, "0"));
    const part = new EmulatedDs18b20({ plant: element, node, random, rom, ...(sensor.noiseK !== undefined && { noiseK: sensor.noiseK }) });
    const bus = (buses.oneWire[sensor.pin ?? "B3"] ??= new SimulatedOneWire(clock));
    bus.attach(part);
    const faults = part.faults;
    return {
      id: sensor.id,
      element,
      noise: sensor.noiseK ?? partData[sensor.part]?.noiseK ?? 0,
      setStuck: (isStuck) => { faults.stuck = isStuck; },
      setNoise: (factor) => { faults.noise = factor; },
      setAbsent: (isAbsent) => { faults.absent = isAbsent; },
      setShorted: (isShorted) => { bus.shortedLow = isShorted; },
      setOffScale: (isOffScale) => { faults.offsetK = isOffScale ? offScaleK : 0; },
      powerUp: () => part.brownOut(),
    };
  }
  throw new InputError(`the part "${sensor.part}" of sensor ${sensor.id} cannot be simulated; simulated are ${ms58Models.join(", ")}, ds18b20`);
}
