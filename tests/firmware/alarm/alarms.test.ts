import { describe, expect, it } from "vitest";
import { Alarms } from "#firmware/alarm/alarms.ts";
import { Alarm, AlarmState, Severity } from "#firmware/telemetry/dictionary.ts";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Listener } from "#tests/firmware/monitor-bench.ts";

const minimumPa = 120000;
const diagnosis = new Float64Array(13).fill(1);

function silence(): { alarms: Alarms; listener: Listener; told: () => string[] } {
  const listener = new Listener();
  const alarms = new Alarms(new Telemetry(new SimulatedHal({ clock: new VirtualClock(), write: listener.write })));
  const states = ["raised", "updated", "cleared"];
  return { alarms, listener, told: () => listener.events("alarm").map((event) => `${event.alarm} ${states[event.code]}`) };
}

describe("an alarm", () => {
  it("is told once when raised and once when cleared, with its severity", () => {
    const { alarms, listener, told } = silence();
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    expect(alarms.standing).toBe(1 << Alarm.Leak);
    alarms.clear(Alarm.Leak);
    alarms.clear(Alarm.Leak);
    expect(alarms.standing).toBe(0);
    expect(told()).toEqual(["0 raised", "0 cleared"]);
    expect(listener.events().map((event) => event.severity)).toEqual(["high", "informative"]);
    expect(listener.alarms(Alarm.Leak, AlarmState.Raised)[0]!.values["leakRateKgPerS"]).toBe(1);
  });

  it("stands beside others", () => {
    const { alarms } = silence();
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    alarms.raise(Alarm.SensorFault, Severity.Medium, []);
    alarms.clear(Alarm.Leak);
    expect(alarms.standing).toBe(1 << Alarm.SensorFault);
  });
});

describe("a standing leak alarm", () => {
  it("is repeated first after 10 s, then once a minute", () => {
    const { alarms, listener } = silence();
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    const repeated: number[] = [];
    for (let standingS = 1; standingS <= 300; standingS++) {
      const before = listener.packets.length;
      alarms.sharpen(standingS, diagnosis);
      if (listener.packets.length > before) repeated.push(standingS);
    }
    expect(repeated).toEqual([10, 60, 120, 180, 240, 300]);
    expect(listener.alarms(Alarm.Leak, AlarmState.Updated)).toHaveLength(6);
  });

  it("begins to count anew when it was raised anew", () => {
    const { alarms, listener } = silence();
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    for (let standingS = 1; standingS <= 200; standingS++) alarms.sharpen(standingS, diagnosis);
    alarms.clear(Alarm.Leak);
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    const before = listener.packets.length;
    for (let standingS = 1; standingS <= 10; standingS++) alarms.sharpen(standingS, diagnosis);
    expect(listener.packets.length - before).toBe(1);
  });
});

describe("low pressure", () => {
  it("is believed after three cycles in a row, not after one or two", () => {
    const { alarms, told } = silence();
    for (const pressurePa of [119000, 119000, 121000, 119000, 119000]) alarms.limits(pressurePa, minimumPa, false, 1);
    expect(told()).toEqual([]);
    alarms.limits(119000, minimumPa, false, 1);
    expect(told()).toEqual(["2 raised"]);
  });

  it("is cleared two per cent above its limit, not at it", () => {
    const { alarms, told } = silence();
    for (let cycle = 0; cycle < 3; cycle++) alarms.limits(119000, minimumPa, false, 1);
    for (const pressurePa of [120000, 121000, 122300]) alarms.limits(pressurePa, minimumPa, false, 1);
    expect(told()).toEqual(["2 raised"]);
    alarms.limits(122500, minimumPa, false, 1);
    expect(told()).toEqual(["2 raised", "2 cleared"]);
  });

  it("is neither raised nor cleared by a pressure that is not known", () => {
    const { alarms, told } = silence();
    for (let cycle = 0; cycle < 10; cycle++) alarms.limits(NaN, minimumPa, true, 1);
    for (let cycle = 0; cycle < 3; cycle++) alarms.limits(119000, minimumPa, false, 1);
    for (let cycle = 0; cycle < 10; cycle++) alarms.limits(NaN, minimumPa, true, 1);
    expect(told()).toEqual(["2 raised"]);
  });
});

describe("silence", () => {
  it("is an alarm after half a minute without valid readings, over when they come back", () => {
    const { alarms, told } = silence();
    for (let cycle = 0; cycle < 30; cycle++) alarms.limits(NaN, minimumPa, true, 1);
    expect(told()).toEqual([]);
    alarms.limits(NaN, minimumPa, true, 1);
    expect(told()).toEqual(["6 raised"]);
    alarms.limits(196133, minimumPa, false, 1);
    expect(told()).toEqual(["6 raised", "6 cleared"]);
  });

  it("goes by time, not by cycles", () => {
    const { alarms, told } = silence();
    alarms.limits(NaN, minimumPa, true, 60);
    expect(told()).toEqual(["6 raised"]);
  });

  it("is not made of drop-outs with readings between them", () => {
    const { alarms, told } = silence();
    for (let cycle = 0; cycle < 200; cycle++) alarms.limits(cycle % 20 === 0 ? 196133 : NaN, minimumPa, cycle % 20 !== 0, 1);
    expect(told()).toEqual([]);
  });
});
