import type { Configuration, Loop } from "#firmware/configuration.ts";
import { Monitor } from "#firmware/monitor.ts";
import { Alarm, AlarmState, Mode } from "#firmware/telemetry/dictionary.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { Random } from "#hal/simulated/random.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { Fault } from "#hal/types.ts";
import type { EventPacket, Packet } from "#host/link/packet-decoder.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

/** The spacecraft loop of the reference loops with one pressure and one temperature, and what a test changes of it. */
export function spacecraft(changes: Partial<Configuration> = {}): Configuration & { loop: Loop } {
  const configuration = toConfiguration(spacecraftLoop);
  return { ...configuration, loop: configuration.loop!, ...changes } as Configuration & { loop: Loop };
}

/** Decodes what a monitor writes to its line. */
export class Listener {
  readonly packets: Packet[] = [];
  readonly texts: string[] = [];
  private readonly decoder = new TelemetryDecoder();

  /** Takes text off the line. @throws where it is no frame */
  readonly write = (text: string): void => {
    this.texts.push(text);
    this.decoder.append(Buffer.from(text, "latin1"));
    for (let output = this.decoder.next(); output !== undefined; output = this.decoder.next()) {
      if (output.kind === "discarded") throw new Error(`no frame: ${output.reason}`);
      this.packets.push(output);
    }
  };

  /** Events heard so far, in order. @param name all of them when absent */
  events(name?: EventPacket["event"]): EventPacket[] {
    return this.packets.filter((packet): packet is EventPacket => packet.kind === "event" && (name === undefined || packet.event === name));
  }

  /** Alarm events of one alarm, by the alarm's and the state's numbers. */
  alarms(alarm: number, state: number): EventPacket[] {
    return this.events("alarm").filter((event) => event.alarm === alarm && event.code === state);
  }

  get last(): Packet {
    return this.packets[this.packets.length - 1]!;
  }
}

/** A monitor without sensors or executive: a test sets the readings and brings the time. */
export class MonitorBench {
  readonly clock = new VirtualClock();
  readonly listener = new Listener();
  readonly hal: SimulatedHal;
  readonly monitor: Monitor;

  /** @param storage a board's, to start again from what an earlier run has left there */
  constructor(configuration: Configuration, readonly storage = new SimulatedStorage()) {
    storage.write("pinhole.json", JSON.stringify(configuration));
    this.hal = new SimulatedHal({ clock: this.clock, storage, write: this.listener.write });
    // Housekeeping once an hour: what a test reads of it is in the monitor's state.
    this.monitor = new Monitor(this.hal, { housekeepingPeriodS: 3600, ...configuration });
  }

  get nowS(): number {
    return this.clock.nowMs() / 1000;
  }

  /** One cycle; NaN is a reading that is not there. */
  step(pressurePa: number, temperatureK: number, elapsedS = 1): void {
    if (elapsedS > 0) this.clock.advanceTo(this.clock.nowMs() + elapsedS * 1000);
    const { monitor } = this;
    monitor.readings[0] = pressurePa;
    monitor.readings[1] = temperatureK;
    monitor.raws.set(monitor.readings);
    monitor.faults[0] = Number.isNaN(pressurePa) ? Fault.Absent : Fault.None;
    monitor.faults[1] = Number.isNaN(temperatureK) ? Fault.Absent : Fault.None;
    monitor.step(elapsedS);
  }

  /** Cycles of one second while a condition holds. @returns how many */
  runWhile(condition: () => boolean, cycle: (timeS: number) => readonly [number, number], mostS = 200000): number {
    let count = 0;
    while (count < mostS && condition()) {
      const [pressurePa, temperatureK] = cycle(this.nowS + 1);
      this.step(pressurePa, temperatureK);
      count++;
    }
    return count;
  }
}

/** Of the spacecraft loop at 2 kgf/cm². */
export const restPa = 196133;
export const restK = 293.15;
/** Standard deviation of the white noise of pressures in these tests, Pa. */
export const noisePa = 60;

/** A constant temperature, by a thermometer that is not quite constant: one that never moves is stuck. */
export function steadyK(random: Random): number {
  return restK + 0.002 * random.gaussian();
}

/** Pressures with white noise of one seed at a constant temperature. */
export function whiteNoise(seed: number): () => [number, number] {
  const random = new Random(seed);
  return () => [restPa + noisePa * random.gaussian(), steadyK(random)];
}

/** A board that was commissioned in white noise at one false alarm a year and then has watched for a while. */
export function watching(seed: number, quietS = 600): { bench: MonitorBench; noise: () => [number, number] } {
  const bench = new MonitorBench(spacecraft());
  bench.runWhile(() => bench.monitor.mode === Mode.Commissioning, whiteNoise(1));
  const noise = whiteNoise(seed);
  bench.runWhile(() => true, noise, quietS);
  return { bench, noise };
}

/**
 * Pressure at which a loop holds a mass of liquid: section "the loop" of the physics page solved by bisection, with the
 * gas at the temperature of the liquid.
 */
export function pressureHolding(loop: Loop, massKg: number, temperatureK: number): number {
  const { coolant, accumulator } = loop;
  const gas = accumulator!;
  let lowPa = 1;
  let highPa = 1e8;
  for (let turn = 0; turn < 60; turn++) {
    const middlePa = 0.5 * (lowPa + highPa);
    const density = coolant.densityKgPerM3 / (1 + coolant.thermalExpansionPerK * (temperatureK - coolant.referenceTemperatureK))
      * (1 + (middlePa - gas.gasPressurePa) / coolant.bulkModulusPa);
    const free = (gas.gasPressurePa / middlePa * temperatureK / gas.gasTemperatureK) ** (1 / gas.polytropicIndex) * gas.gasVolumeM3;
    const gasM3 = Math.min(free, gas.maximumGasVolumeM3 ?? Infinity);
    const roomM3 = loop.liquidVolumeM3 + gas.gasVolumeM3 + loop.complianceM3PerPa * (middlePa - gas.gasPressurePa);
    if (massKg / density + gasM3 > roomM3) lowPa = middlePa;
    else highPa = middlePa;
  }
  return 0.5 * (lowPa + highPa);
}

/** Liquid in the spacecraft loop at rest, kg; a gram of it is 69 Pa. */
export const massKg = 0.0491 * 692;

/** Runs until commissioning has ended. @returns for how long it lasted, s */
export function commission(bench: MonitorBench, cycle: (timeS: number) => readonly [number, number]): number {
  return bench.runWhile(() => bench.monitor.mode === Mode.Commissioning, cycle);
}

/** @returns leak alarms raised so far */
export function leaksOf(bench: MonitorBench): number {
  return bench.listener.alarms(Alarm.Leak, AlarmState.Raised).length;
}

/** Runs with a mass lost by a time after now. @returns seconds until the leak alarm, or infinity */
export function runLosing(bench: MonitorBench, noise: (timeS: number) => readonly [number, number], lostKg: (sinceS: number) => number, durationS: number): number {
  const { loop } = spacecraft();
  const beganS = bench.nowS;
  let foundS = Infinity;
  bench.runWhile(() => true, (timeS) => {
    const [noisyPa, kelvin] = noise(timeS);
    return [pressureHolding(loop, massKg - lostKg(timeS - beganS), restK) + noisyPa - restPa, kelvin];
  }, durationS);
  const first = bench.listener.alarms(Alarm.Leak, AlarmState.Raised)[0];
  if (first) foundS = first.timeS - beganS;
  return foundS;
}
