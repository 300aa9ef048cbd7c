import { Fault } from "#hal/types.ts";
import type { Hal, Sensor } from "#hal/types.ts";
import type { Configuration, SensorConfiguration } from "../configuration.ts";
import { Monitor } from "../monitor.ts";
import { Telecommands, runningFile } from "../command/telecommands.ts";
import { Event, Hk, Service, Severity, StateByte, longestText } from "../telemetry/dictionary.ts";

/** Added to the time a part asks for, ms: a timer may fire early. */
const timerSlackMs = 1;
/** When in the cycle readings that are still missing are waited for no longer, ms after its start. */
const deadlineMs = 200;
/** Cycles between two counts of the free variables, which cost a walk through all of them. */
const countingCycles = 16;
/** Lateness that counts as a slip, ms. */
const slipMs = 100;
/** Time after which the hardware watchdog resets the board, s, and in sample periods, whichever is longer. */
const watchdogS = 10;
const watchdogPeriods = 3;
/** Cycles in which no raw count moved and no fault was seen: the readings are not fresh, whatever they say. */
const frozenCycles = 120;

/**
 * Builds the monitor from `pinhole.json` and runs it at its fixed rate: conversions are started at the beginning of a
 * cycle, collected twice while nobody waits, then the cycle is worked through with the time that really passed.
 * @param makeSensor the drivers in this bundle, by part name; @param observe called before each step
 */
export function startPinhole(hal: Hal, makeSensor: (options: SensorConfiguration, hal: Hal) => Sensor, observe?: (monitor: Monitor) => void): Monitor {
  let configuration: Configuration | undefined;
  let monitor: Monitor;
  try {
    const stored = hal.storage.read("pinhole.json");
    configuration = stored ? JSON.parse(stored) : undefined;
    monitor = new Monitor(hal, configuration);
  } catch {
    // Whatever it is, it is no configuration.
    configuration = undefined;
    monitor = new Monitor(hal, configuration);
  }
  const sensors: Sensor[] = [];
  const waiting: boolean[] = [];
  const isTemperature: boolean[] = [];
  const values = monitor.readings;
  const count = values.length;
  for (let index = 0; index < count; index++) {
    const options = configuration!.sensors[index]!;
    sensors.push(makeSensor(options, hal));
    waiting.push(false);
    isTemperature.push(options.quantity === "temperature");
  }
  const periodMs = configuration ? configuration.samplePeriodS * 1000 : 1000;
  let steppedMs = NaN;
  let beganMs = 0;
  const faults = monitor.faults;
  const raws = monitor.raws;

  const telecommands = new Telecommands(hal, monitor);
  let frozen = 0;
  let words = "";

  const tell = (event: Event, text: string): void => {
    const bytes: number[] = [event, 0, 0, 0];
    for (let index = 0; index < text.length && index < longestText; index++) bytes.push(text.charCodeAt(index) & 127);
    monitor.telemetry.send(Service.Event, Severity.Medium, bytes);
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
  /** The first cycle has none before it; a late one is counted. @returns ms since the one before */
  const late = (elapsedMs: number): number => {
    if (isNaN(elapsedMs)) return periodMs;
    const state = monitor.state;
    const slips = state[StateByte.Slips0]! * 256 + state[StateByte.Slips1]! + 1;
    state[StateByte.Slips0] = (slips >> 8) & 255;
    state[StateByte.Slips1] = slips & 255;
    monitor.event(Event.Slip, Severity.Low, 0, 0, [elapsedMs - periodMs]);
    return elapsedMs;
  };
  const work = (nowMs: number): void => {
    let place = "acquire";
    try {
      for (let index = 0; index < count; index++) {
        const sample = sensors[index]!.sample();
        const fault = waiting[index] ? Fault.NotReady : sample.fault;
        values[index] = fault ? NaN : isTemperature[index] ? sample.temperatureK! : isNaN(sample.pressurePa!) ? sample.flowOrLevel! : sample.pressurePa!;
        faults[index] = fault;
        if (sample.raw !== raws[index]) {
          raws[index] = sample.raw;
          frozen = 0;
        } else if (sample.fault) frozen = 0;
      }
      let elapsedMs = nowMs - steppedMs;
      steppedMs = nowMs;
      if (!(elapsedMs - periodMs <= slipMs)) elapsedMs = late(elapsedMs);
      if (observe) observe(monitor);
      place = "step";
      monitor.step(elapsedMs / 1000);
      if (telecommands.text) {
        place = "command";
        telecommands.work();
      }
      monitor.housekeeping[Hk.CycleMs] = hal.nowMs() - nowMs;
      if ((monitor.cycles & (countingCycles - 1)) === 1) monitor.housekeeping[Hk.FreeVariables] = hal.freeVariables();
      // The watchdog is kicked here and nowhere else.
      if (frozen++ < frozenCycles) hal.kick();
    } catch (error) {
      fail(place, error);
    }
  };
  /** Carries the conversions on, and waits for what is missing, without waiting; then the cycle is worked through. */
  const proceed = (): void => {
    const nowMs = hal.nowMs();
    let longestMs = 0;
    try {
      for (let index = 0; index < count; index++) {
        if (waiting[index]) {
          const remainingMs = sensors[index]!.poll(nowMs);
          // A conversion longer than that is collected in the next cycle.
          if (!(remainingMs > 0)) waiting[index] = false;
          else if (remainingMs > longestMs && remainingMs < deadlineMs) longestMs = remainingMs;
        }
      }
    } catch (error) {
      fail("acquire", error);
    }
    if (longestMs > 0 && nowMs - beganMs < deadlineMs) hal.after(longestMs + timerSlackMs, proceed);
    else work(nowMs);
  };
  hal.watchdog(Math.max(watchdogS, watchdogPeriods * periodMs / 1000));
  hal.every(periodMs, () => {
    const nowMs = hal.nowMs();
    let longestMs = 0;
    beganMs = nowMs;
    try {
      for (let index = 0; index < count; index++) {
        const remainingMs = sensors[index]!.start(nowMs);
        waiting[index] = remainingMs > 0;
        if (remainingMs > longestMs && remainingMs < deadlineMs) longestMs = remainingMs;
      }
    } catch (error) {
      fail("start", error);
    }
    hal.after(longestMs + timerSlackMs, proceed);
  });
  return monitor;
}
