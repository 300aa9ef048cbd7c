import { VirtualClock } from "#hal/simulated/clock.ts";
import type { I2cBus, OneWireBus } from "#hal/types.ts";
import type { Configuration, SensorConfiguration } from "#firmware/configuration.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { World } from "#sims/world.ts";

/** What the emulated parts answer, raw, one entry a second. */
export interface Recording {
  configuration: Configuration;
  pressure: { address: number; prom: number[]; pressureCounts: number[]; temperatureCounts: number[] };
  temperature: { rom: string; scratchpads: number[][] };
}

/** Longest conversions of an MS5837 and a DS18B20, and the time its PROM takes to load, ms. */
const pressureConversionMs = 20;
const temperatureConversionMs = 750;
const resetMs = 10;

/** Commands of the MS5837 and of the DS18B20. */
const enum Command { Reset = 0x1e, ReadProm = 0xa0, ConvertPressure = 0x4a, ConvertTemperature = 0x5a, ReadAdc = 0, Convert = 0x44, ReadScratchpad = 0xbe }

const promWords = 7;
const scratchpadBytes = 9;

function sensorOf(configuration: Configuration, part: RegExp): SensorConfiguration {
  const sensor = configuration.sensors.find((candidate) => part.test(candidate.part));
  if (!sensor) throw new Error(`the loop ${configuration.name} has no sensor ${part.source}`);
  return sensor;
}

/**
 * Asks the emulated parts of a scenario for their raw answers, second by second, as a driver would.
 * @param seconds  how many
 * @throws where the scenario's loop lacks an MS5837 or a DS18B20
 */
export function recordParts(scenario: Scenario, seed: number, seconds: number): Recording {
  const clock = new VirtualClock();
  const world = new World({ scenario, seed, clock });
  const pressure = sensorOf(world.configuration, /^ms5837/);
  const temperature = sensorOf(world.configuration, /^ds18b20$/);
  const address = pressure.address ?? 0x76;
  const i2c: I2cBus = world.wiring.i2c[pressure.bus ?? "I2C1"]!;
  const oneWire: OneWireBus = world.wiring.oneWire[temperature.pin ?? ""]!;
  let nowMs = 0;
  const wait = (ms: number): void => {
    nowMs += ms;
    clock.advanceTo(nowMs);
  };
  const count = (convert: Command): number => {
    i2c.writeTo(address, convert);
    wait(pressureConversionMs);
    i2c.writeTo(address, Command.ReadAdc);
    const bytes = i2c.readFrom(address, 3);
    return bytes[0]! * 65536 + bytes[1]! * 256 + bytes[2]!;
  };
  i2c.writeTo(address, Command.Reset);
  wait(resetMs);
  const prom: number[] = [];
  for (let word = 0; word < promWords; word++) {
    i2c.writeTo(address, Command.ReadProm + 2 * word);
    prom.push(...i2c.readFrom(address, 2));
  }
  const rom = temperature.rom ?? oneWire.search()[0]!;
  const recording: Recording = {
    configuration: world.configuration,
    pressure: { address, prom, pressureCounts: [], temperatureCounts: [] },
    temperature: { rom, scratchpads: [] },
  };
  for (let second = 1; second <= seconds; second++) {
    wait(second * 1000 - nowMs);
    world.advanceTo(second);
    oneWire.select(rom);
    oneWire.write(Command.Convert, true);
    recording.pressure.pressureCounts.push(count(Command.ConvertPressure));
    recording.pressure.temperatureCounts.push(count(Command.ConvertTemperature));
    wait(temperatureConversionMs);
    oneWire.select(rom);
    oneWire.write(Command.ReadScratchpad);
    recording.temperature.scratchpads.push([...oneWire.read(scratchpadBytes)]);
  }
  return recording;
}
