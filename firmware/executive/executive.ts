import { Fault } from "#hal/types.ts";
import type { Hal, Sensor } from "#hal/types.ts";
import type { Configuration, SensorConfiguration } from "../configuration.ts";
import { Monitor } from "../monitor.ts";
import { Event, Hk, Severity, StateByte } from "../telemetry/dictionary.ts";

/** When in the cycle the sensors are looked at again, ms after its start: an MS5837 needs two conversions of 20 ms. */
const firstPollMs = 21;
const secondPollMs = 42;
/** Lateness that counts as a slip, ms. */
const slipMs = 100;
/** Time after which the hardware watchdog resets the board, s. */
const watchdogS = 10;

/**
 * Builds the monitor from `pinhole.json` and runs it at its fixed rate: conversions are started at the beginning of a
 * cycle, collected twice while nobody waits, then the cycle is worked through with the time that really passed.
 * @param makeSensor the drivers in this bundle, by part name; @param observe called before each step
 */
export function startPinhole(hal: Hal, makeSensor: (options: SensorConfiguration, hal: Hal) => Sensor, observe?: (monitor: Monitor) => void): Monitor {
  let configuration: Configuration | undefined;
  const stored = hal.storage.read("pinhole.json");
  if (stored) {
    try {
      configuration = JSON.parse(stored);
    } catch (error) {
      configuration = undefined;
    }
  }
  const monitor = new Monitor(hal, configuration);
  const sensors: Sensor[] = [];
  const waiting: boolean[] = [];
  const count = configuration ? configuration.sensors.length : 0;
  for (let index = 0; index < count; index++) {
    sensors.push(makeSensor(configuration!.sensors[index]!, hal));
    waiting.push(false);
  }
  const periodMs = configuration ? configuration.samplePeriodS * 1000 : 1000;
  let beganMs = 0;
  let steppedMs = -1;

  const collect = (): void => {
    const nowMs = hal.nowMs();
    for (let index = 0; index < count; index++) if (waiting[index] && sensors[index]!.poll(nowMs) === 0) waiting[index] = false;
  };
  const work = (): void => {
    collect();
    const values = monitor.values;
    for (let index = 0; index < count; index++) {
      const sample = sensors[index]!.sample();
      const value = configuration!.sensors[index]!.quantity === "temperature" ? sample.temperatureK : sample.pressurePa;
      const missing = waiting[index]!;
      values[index] = missing || value === undefined ? NaN : value;
      monitor.faults[index] = missing ? Fault.NotReady : sample.fault;
    }
    const nowMs = hal.nowMs();
    const elapsedMs = steppedMs < 0 ? periodMs : nowMs - steppedMs;
    steppedMs = nowMs;
    if (elapsedMs - periodMs > slipMs) {
      const slips = monitor.state[StateByte.Slips0]! * 256 + monitor.state[StateByte.Slips1]! + 1;
      monitor.state[StateByte.Slips0] = (slips >> 8) & 255;
      monitor.state[StateByte.Slips1] = slips & 255;
      monitor.event(Event.Slip, Severity.Low, 0, 0, [elapsedMs - periodMs]);
    }
    if (observe) observe(monitor);
    monitor.step(elapsedMs / 1000);
    monitor.housekeeping[Hk.CycleMs] = hal.nowMs() - nowMs;
    monitor.housekeeping[Hk.FreeVariables] = hal.freeVariables();
    hal.kick();
  };
  hal.watchdog(watchdogS);
  hal.every(periodMs, () => {
    beganMs = hal.nowMs();
    for (let index = 0; index < count; index++) waiting[index] = sensors[index]!.start(beganMs) > 0;
    hal.after(firstPollMs, collect);
    hal.after(secondPollMs, work);
  });
  return monitor;
}
