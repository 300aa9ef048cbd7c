import { describe, expect, it } from "vitest";
import { Alarms } from "#firmware/alarm/alarms.ts";
import { Alarm, AlarmState, Severity, StateByte } from "#firmware/telemetry/dictionary.ts";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { Listener } from "#tests/firmware/monitor-bench.ts";

const minimumPa = 120000;
const diagnosis = new Float64Array(13).fill(1);

interface Bench { alarms: Alarms; listener: Listener; telemetry: Telemetry; told: () => string[] }

function silence(storage = new SimulatedStorage()): Bench {
  const listener = new Listener();
  const hal = new SimulatedHal({ clock: new VirtualClock(), write: listener.write, storage });
  const telemetry = new Telemetry(hal);
  const alarms = new Alarms(hal, telemetry);
  const states = ["raised", "updated", "cleared", "latched", "acknowledged", "shelved", "unshelved"];
  return { alarms, listener, telemetry, told: () => listener.events("alarm").map((event) => `${event.alarm} ${states[event.code]}`) };
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
      alarms.sharpen(Alarm.Leak, Severity.High, standingS, diagnosis);
      if (listener.packets.length > before) repeated.push(standingS);
    }
    expect(repeated).toEqual([10, 60, 120, 180, 240, 300]);
    expect(listener.alarms(Alarm.Leak, AlarmState.Updated)).toHaveLength(6);
  });

  it("that turns out to be gas loss goes on being repeated once a minute", () => {
    const { alarms, listener } = silence();
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    for (let standingS = 1; standingS <= 9000; standingS++) alarms.sharpen(Alarm.Leak, Severity.High, standingS, diagnosis);
    alarms.clear(Alarm.Leak);
    alarms.raise(Alarm.GasLoss, Severity.High, diagnosis);
    for (let standingS = 9001; standingS <= 9300; standingS++) alarms.sharpen(Alarm.GasLoss, Severity.High, standingS, diagnosis);
    expect(listener.alarms(Alarm.GasLoss, AlarmState.Updated)).toHaveLength(5);
  });

  it("begins to count anew when it was raised anew", () => {
    const { alarms, listener } = silence();
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    for (let standingS = 1; standingS <= 200; standingS++) alarms.sharpen(Alarm.Leak, Severity.High, standingS, diagnosis);
    alarms.clear(Alarm.Leak);
    alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    const before = listener.packets.length;
    for (let standingS = 1; standingS <= 10; standingS++) alarms.sharpen(Alarm.Leak, Severity.High, standingS, diagnosis);
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
    alarms.limits(122500, minimumPa, false, 60);
    expect(told()).toEqual(["2 raised", "2 cleared"]);
  });

  it("is one alarm while a pressure swings about its limit within a minute", () => {
    const { alarms, told } = silence();
    for (let cycle = 0; cycle < 1000; cycle++) alarms.limits(cycle % 70 < 12 ? 119000 : 125000, minimumPa, false, 1);
    expect(told()).toEqual(["2 raised"]);
    for (let cycle = 0; cycle < 60; cycle++) alarms.limits(125000, minimumPa, false, 1);
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

  it("is never raised for one reading, however long its period", () => {
    const { alarms } = silence();
    alarms.limits(NaN, minimumPa, true, 300);
    alarms.limits(196133, minimumPa, false, 300);
    alarms.limits(NaN, minimumPa, true, 300);
    expect(alarms.standing).toBe(0);
    alarms.limits(NaN, minimumPa, true, 300);
    expect(alarms.standing).toBe(1 << Alarm.SensorFault);
  });

  it("goes by time, not by cycles", () => {
    const { alarms, told } = silence();
    alarms.limits(NaN, minimumPa, true, 16);
    alarms.limits(NaN, minimumPa, true, 16);
    expect(told()).toEqual(["6 raised"]);
  });

  it("is not made of drop-outs with readings between them", () => {
    const { alarms, told } = silence();
    for (let cycle = 0; cycle < 200; cycle++) alarms.limits(cycle % 20 === 0 ? 196133 : NaN, minimumPa, cycle % 20 !== 0, 1);
    expect(told()).toEqual([]);
  });
});

/** What the housekeeping packet says of one alarm, in the words of ISA-18.2. */
function stateOf({ telemetry: { state } }: Bench, alarm: Alarm): string {
  const has = (byte: StateByte): boolean => (state[byte]! & (1 << alarm)) !== 0;
  if (has(StateByte.Shelved)) return "shelved";
  if (has(StateByte.Latched)) return "latched";
  if (has(StateByte.Alarms)) return has(StateByte.Acknowledged) ? "acknowledged" : "unacknowledged";
  return has(StateByte.Returned) ? "returned unacknowledged" : "normal";
}

describe("the life of an alarm (ISA-18.2)", () => {
  it("goes from normal over unacknowledged and acknowledged back to normal", () => {
    const bench = silence();
    const states = [stateOf(bench, Alarm.Leak)];
    for (const step of [() => bench.alarms.raise(Alarm.Leak, Severity.High, diagnosis), () => bench.alarms.acknowledge(), () => bench.alarms.clear(Alarm.Leak)]) {
      step();
      states.push(stateOf(bench, Alarm.Leak));
    }
    expect(states).toEqual(["normal", "unacknowledged", "acknowledged", "normal"]);
    expect(bench.told()).toEqual(["0 raised", "0 acknowledged", "0 cleared"]);
  });

  it("that ends before anybody has seen it waits to be acknowledged", () => {
    const bench = silence();
    bench.alarms.raise(Alarm.PressureLow, Severity.High, []);
    bench.alarms.clear(Alarm.PressureLow);
    expect(stateOf(bench, Alarm.PressureLow)).toBe("returned unacknowledged");
    bench.alarms.acknowledge();
    expect(stateOf(bench, Alarm.PressureLow)).toBe("normal");
  });

  it("begins anew, unacknowledged, when it comes back", () => {
    const bench = silence();
    for (let time = 0; time < 2; time++) {
      bench.alarms.raise(Alarm.Leak, Severity.High, diagnosis);
      expect(stateOf(bench, Alarm.Leak)).toBe("unacknowledged");
      bench.alarms.acknowledge();
      bench.alarms.clear(Alarm.Leak);
    }
  });

  it("of a leak or a loss of gas is latched across a reset until it is acknowledged", () => {
    for (const alarm of [Alarm.Leak, Alarm.GasLoss]) {
      const storage = new SimulatedStorage();
      silence(storage).alarms.raise(alarm, Severity.High, diagnosis);
      const after = silence(storage);
      after.alarms.resume();
      expect(stateOf(after, alarm)).toBe("latched");
      expect(after.told()).toEqual([`${alarm} latched`]);
      after.alarms.acknowledge();
      expect(stateOf(after, alarm)).toBe("normal");
      const again = silence(storage);
      again.alarms.resume();
      expect(stateOf(again, alarm)).toBe("normal");
    }
  });

  it("that ended before the reset, or that every cycle shows anew, is not latched", () => {
    const storage = new SimulatedStorage();
    const before = silence(storage);
    before.alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    before.alarms.clear(Alarm.Leak);
    before.alarms.raise(Alarm.PressureLow, Severity.High, []);
    const after = silence(storage);
    after.alarms.resume();
    expect(after.told()).toEqual([]);
  });

  it("goes on unseen while shelved, and is told when its time is over", () => {
    const bench = silence();
    bench.alarms.shelve(Alarm.Leak, 100);
    bench.alarms.raise(Alarm.Leak, Severity.High, diagnosis);
    expect(stateOf(bench, Alarm.Leak)).toBe("shelved");
    for (let second = 0; second < 99; second++) bench.alarms.limits(196133, minimumPa, false, 1);
    expect(bench.told()).toEqual(["0 shelved"]);
    bench.alarms.limits(196133, minimumPa, false, 1);
    expect(bench.told()).toEqual(["0 shelved", "0 unshelved", "0 raised"]);
    expect(stateOf(bench, Alarm.Leak)).toBe("unacknowledged");
  });

  it("shelved for no time is in sight again", () => {
    const bench = silence();
    bench.alarms.shelve(Alarm.SensorFault, 86400);
    bench.alarms.shelve(Alarm.SensorFault, 0);
    expect(stateOf(bench, Alarm.SensorFault)).toBe("normal");
    expect(bench.told()).toEqual(["6 shelved", "6 unshelved"]);
  });
});
