import { SimulatedI2c, SimulatedOneWire } from "#hal/simulated/bus.ts";
import type { BusFlavour } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { EmulatedDs18b20, romCode } from "#hal/simulated/parts/ds18b20.ts";
import type { Ds18b20Kind } from "#hal/simulated/parts/ds18b20.ts";
import { EmulatedMs58 } from "#hal/simulated/parts/ms5837.ts";
import type { Ms58ModelName } from "#hal/simulated/parts/ms5837.ts";
import type { Plant } from "#hal/simulated/plant.ts";
import { Random } from "#hal/simulated/random.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Fault } from "#hal/types.ts";
import type { Sample, Sensor } from "#hal/types.ts";

/** A world of one pressure and one temperature. */
export class StillPlant implements Plant {
  pressure = 196133;
  temperature = 293.15;

  advanceTo(): void {}

  pressurePa(): number {
    return this.pressure;
  }

  temperatureK(): number {
    return this.temperature;
  }
}

/**
 * The executive's cycle of one second around one sensor: start, look after 21 and after 42 ms, take the sample.
 * @returns what each cycle gave; undefined where the conversion was not done
 */
export function runCycles(clock: VirtualClock, sensor: Sensor, cycles: number): (Sample | undefined)[] {
  const samples: (Sample | undefined)[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    const beganMs = clock.nowMs();
    let isDone = sensor.start(beganMs) === 0;
    for (const delayMs of [21, 42]) {
      clock.advanceTo(beganMs + delayMs);
      if (!isDone) isDone = sensor.poll(clock.nowMs()) === 0;
    }
    samples.push(isDone ? sensor.sample() : undefined);
    clock.advanceTo(beganMs + 1000);
  }
  return samples;
}

/** By number. */
export const faultNames = [
  "none", "absent", "nack", "crc", "prom", "id", "timeout", "not-ready", "zero-raw", "saturated", "open-wire", "short",
  "stale", "status-bits", "reset", "out-of-range", "rate", "stuck", "disagree",
];

/** @returns the fault codes of samples in order, each once in a row; no sample is not-ready */
export function codesOf(samples: (Sample | undefined)[]): string {
  const codes = samples.map((sample) => faultNames[sample?.fault ?? Fault.NotReady]!);
  return codes.filter((code, index) => code !== codes[index - 1]).join(" ");
}

/** An emulated pressure and temperature part, on the buses that drivers ask for. */
export class SensorBench {
  readonly clock = new VirtualClock();
  readonly plant = new StillPlant();
  readonly i2c: SimulatedI2c;
  readonly oneWire = new SimulatedOneWire(this.clock);
  readonly hal: SimulatedHal;

  constructor(flavour: BusFlavour = "throws") {
    this.i2c = new SimulatedI2c(this.clock, flavour);
    this.hal = new SimulatedHal({ clock: this.clock, i2c: { I2C1: this.i2c }, oneWire: { B3: this.oneWire } });
  }

  /** A pressure part on the bus at 0x76, without noise. */
  pressurePart(model: Ms58ModelName = "ms5837-30ba", prom?: readonly number[]): EmulatedMs58 {
    const part = new EmulatedMs58({ model, plant: this.plant, node: "suction", random: new Random(1), ...(prom ? { prom } : {}) });
    part.faults.noise = 0;
    this.i2c.attach(0x76, part);
    return part;
  }

  /** A temperature part on pin B3, without noise. */
  temperaturePart(options: { kind?: Ds18b20Kind; bits?: number; parasite?: boolean; rom?: string } = {}): EmulatedDs18b20 {
    const part = new EmulatedDs18b20({ plant: this.plant, node: "suction", random: new Random(2), rom: romCode("112233445566"), noiseK: 0, ...options });
    this.oneWire.attach(part);
    return part;
  }

  /** @returns what each of the next cycles of one second gave; a conversion that was not done counts as no sample */
  run(sensor: Sensor, cycles: number): (Sample | undefined)[] {
    return runCycles(this.clock, sensor, cycles);
  }

  /** @returns the last of so many cycles */
  last(sensor: Sensor, cycles: number): Sample {
    const sample = this.run(sensor, cycles).at(-1);
    if (!sample) throw new Error("the last cycle had no sample");
    return sample;
  }
}
