import { Fault } from "#hal/types.ts";
import type { Hal, Sensor } from "#hal/types.ts";
import type { Configuration, SensorConfiguration } from "../configuration.ts";
import { Monitor } from "../monitor.ts";
import { Telecommands, runningFile } from "../command/telecommands.ts";
import { Event, Hk, Service, Severity, StateByte, longestText } from "../telemetry/dictionary.ts";

/** When in the cycle the sensors are looked at again, ms after its start: an MS5837 needs two conversions of 20 ms. */
const firstPollMs = 21;
const secondPollMs = 42;
/** Lateness that counts as a slip, ms. */
const slipMs = 100;
/** Time after which the hardware watchdog resets the board, s. */
const watchdogS = 10;
/** Cycles in which no raw count moved and no fault was seen: the readings are not fresh, whatever they say. */
const frozenCycles = 120;

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
  let steppedMs = -1;

  const telecommands = new Telecommands(hal, monitor);
  let frozen = 0;
  let words = "";

  const tell = (event: Event, text: string): void => {
    const bytes: number[] = [event, 0, 0, 0];
    for (let index = 0; index < text.length && index < longestText; index++) bytes.push(text.charCodeAt(index) & 127);
    monitor.telemetry.send(Service.Event, Severity.Medium, bytes, []);
  };
  // Whether the run before ended by itself is known from what it left behind.
  const left = hal.storage.read(runningFile) || "0:";
  const boots = (parseInt(left, 10) + 1) & 255;
  const lastWords = left.substr(left.indexOf(":") + 1);
  monitor.state[StateByte.Boots] = boots;
  monitor.state[StateByte.ResetCause] = lastWords ? 1 : 0;
  if (lastWords) tell(Event.Restart, lastWords);
  hal.storage.write(runningFile, boots + ":running");

  /** An exception is an event with its place; the next cycle runs. New last words are kept, the same ones only once. */
  const fail = (place: string, error: unknown): void => {
    const text = place + ": " + error;
    tell(Event.Exception, text);
    if (text === words) return;
    words = text;
    hal.storage.write(runningFile, boots + ":" + text.substr(0, longestText));
  };
  const collect = (): void => {
    const nowMs = hal.nowMs();
    for (let index = 0; index < count; index++) {
      if (waiting[index] && sensors[index]!.poll(nowMs) === 0) waiting[index] = false;
    }
  };
  const work = (): void => {
    let place = "acquire";
    try {
      collect();
      const values = monitor.values;
      let moved = count === 0;
      for (let index = 0; index < count; index++) {
        const sample = sensors[index]!.sample();
        const value = configuration!.sensors[index]!.quantity === "temperature" ? sample.temperatureK : sample.pressurePa;
        const missing = waiting[index]!;
        values[index] = missing || value === undefined ? NaN : value;
        monitor.faults[index] = missing ? Fault.NotReady : sample.fault;
        if (sample.raw !== monitor.raws[index] || sample.fault) moved = true;
        monitor.raws[index] = sample.raw;
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
      place = "step";
      monitor.step(elapsedMs / 1000);
      place = "command";
      telecommands.work();
      monitor.housekeeping[Hk.CycleMs] = hal.nowMs() - nowMs;
      monitor.housekeeping[Hk.FreeVariables] = hal.freeVariables();
      // The watchdog is kicked here and nowhere else.
      frozen = moved ? 0 : frozen + 1;
      if (frozen < frozenCycles) hal.kick();
    } catch (error) {
      fail(place, error);
    }
  };
  hal.watchdog(watchdogS);
  hal.every(periodMs, () => {
    const beganMs = hal.nowMs();
    try {
      for (let index = 0; index < count; index++) waiting[index] = sensors[index]!.start(beganMs) > 0;
    } catch (error) {
      fail("start", error);
    }
    hal.after(firstPollMs, collect);
    hal.after(secondPollMs, work);
  });
  return monitor;
}
