import { describe, expect, it } from "vitest";
import { Alarm, AlarmState } from "#firmware/telemetry/dictionary.ts";
import { Fault as Code } from "#hal/types.ts";
import type { Fault } from "#sims/faults/fault.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { scenarioByName } from "#sims/scenarios/scenarios.ts";
import { Simulation } from "#sims/simulation.ts";
import { Listener } from "#tests/firmware/monitor-bench.ts";

const base = scenarioByName("bench-pinhole");
const onsetS = 25000;

/** The bench with so many pressure sensors of one kind, each on a bus of its own. */
function bench(pressures: number): LoopFile {
  const one = base.loop.sensors.find((sensor) => sensor.quantity === "pressure")!;
  const others = base.loop.sensors.filter((sensor) => sensor.quantity !== "pressure");
  return { ...base.loop, sensors: [...Array.from({ length: pressures }, (_, index) => ({ ...one, id: `P${index + 1}`, bus: `I2C${index + 1}` })), ...others] };
}

/** An hour and a half after the onset of the faults. */
function listen(pressures: number, faults: Fault[]): Listener {
  const listener = new Listener();
  const simulation = new Simulation({ scenario: { ...base, loop: bench(pressures), faults }, seed: 3, onLine: listener.write });
  simulation.runUntil(onsetS + 5400);
  return listener;
}

/** Sensors named by faults after the onset, with their codes. */
const named = (listener: Listener): string[] => [...new Set(listener.events("sensor-fault").filter((event) => event.timeS >= onsetS).map((event) => `${event.sensor}:${event.code}`))];

describe("three pressure sensors of which one goes wrong: no leak alarm, and an event names it", () => {
  it.each<[string, Fault, string]>([
    ["drifts by 2 Pa a second", { kind: "sensor-drift", sensor: "P2", onsetS, driftPaPerDay: -172800 }, `1:${Code.Disagree}`],
    ["steps down by 5 kPa", { kind: "sensor-bias", sensor: "P3", onsetS, biasPa: -5000 }, `2:${Code.Disagree}`],
    ["sticks", { kind: "sensor-stuck", sensor: "P1", onsetS }, `0:${Code.Stuck}`],
    ["has its wire cut", { kind: "wire-cut", sensor: "P1", onsetS }, `0:${Code.Absent}`],
  ])("%s", (_, fault, event) => {
    const listener = listen(3, [fault]);
    expect(listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(0);
    expect(named(listener)).toContain(event);
  });
});

describe("two pressure sensors", () => {
  it("of which one creeps away are a disagreement before they are 1 kPa apart", () => {
    const listener = listen(2, [{ kind: "sensor-drift", sensor: "P2", onsetS, driftPaPerDay: -86400 }]);
    const [first] = listener.events("disagreement");
    expect(first!.timeS).toBeGreaterThan(onsetS);
    expect(first!.timeS).toBeLessThan(onsetS + 1000);
  });

  it.each([17280, 86400])("of which one creeps by %s Pa a day see a hole all the same once nobody knows which is right, and nothing before", (driftPaPerDay) => {
    const holeS = onsetS + 14400;
    const holes = base.faults.filter((fault) => fault.kind === "hole").map((fault) => ({ ...fault, onsetS: holeS }));
    const listener = new Listener();
    const faults: Fault[] = [{ kind: "sensor-drift", sensor: "P2", onsetS, driftPaPerDay }, ...holes];
    new Simulation({ scenario: { ...base, loop: bench(2), faults }, seed: 3, onLine: listener.write }).runUntil(holeS + 1800);
    expect(listener.events("disagreement")[0]!.timeS).toBeLessThan(holeS);
    const [alarm] = listener.alarms(Alarm.Leak, AlarmState.Raised);
    expect(alarm!.timeS).toBeGreaterThan(holeS);
    expect(alarm!.timeS).toBeLessThan(holeS + 60);
  });

  it("see the bench's hole as one does", () => {
    const holes = base.faults.filter((fault) => fault.kind === "hole").map((fault) => ({ ...fault, onsetS }));
    const listener = listen(2, holes);
    const [alarm] = listener.alarms(Alarm.Leak, AlarmState.Raised);
    expect(alarm!.timeS).toBeGreaterThan(onsetS);
    expect(alarm!.timeS).toBeLessThan(onsetS + 1800);
  });
});

describe("a data path that puts every channel at its end", () => {
  it("is a data fault and no leak", () => {
    const listener = listen(2, [{ kind: "data-path", onsetS, endS: onsetS + 300 }]);
    expect(listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(0);
    expect(listener.events("data-fault").map((event) => event.code)).toEqual([4, 0]);
  });
});
