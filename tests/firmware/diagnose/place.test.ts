import { describe, expect, it } from "vitest";
import { Alarm, AlarmState, Place } from "#firmware/telemetry/dictionary.ts";
import type { LoopNode } from "#sims/loop/coolant-loop.ts";
import type { LoopFileSensor } from "#sims/loop/loop-file.ts";
import { scenarioByName } from "#sims/scenarios/scenarios.ts";
import { Simulation } from "#sims/simulation.ts";
import { Listener } from "#tests/firmware/monitor-bench.ts";

const { pump: _pump, ...toggled } = scenarioByName("pump-toggle");
/** Its compliance known for sure: of the hole's size the place is to be what is uncertain. */
const base = { ...toggled, loop: { ...toggled.loop, complianceSigmaShare: 0 } };
const onsetS = 62000;
const diameterM = 0.0004;

const [P1, T1] = base.loop.sensors as [LoopFileSensor, LoopFileSensor];
const flowMeter: LoopFileSensor = { id: "F1", quantity: "flow", part: "pulse-flow", pin: "A0", pulsesPerM3: 20000 };

/** A leak, and after 400 s the pump stands still for 300. */
function pumpTest(sensors: LoopFileSensor[], node: LoopNode): { listener: Listener; rateKgPerS: number } {
  const listener = new Listener();
  const faults = [{ kind: "hole", onsetS, node, diameterM }, { kind: "pump-trip", onsetS: onsetS + 400, endS: onsetS + 700 }] as const;
  const simulation = new Simulation({ scenario: { ...base, loop: { ...base.loop, sensors }, faults: [...faults] }, seed: 3, onLine: listener.write });
  simulation.runUntil(onsetS + 1000);
  return { listener, rateKgPerS: simulation.world.loop.leakRateKgPerS };
}

describe.each<[string, LoopFileSensor[]]>([
  ["a flow meter", [P1, T1, flowMeter]],
  ["a pressure sensor at the discharge", [{ ...P1, node: "discharge" }, T1]],
  ["two pressure sensors", [P1, { ...P1, id: "P2", node: "discharge", bus: "I2C2" }, T1]],
])("where %s shows the pump, switching it off and on tells where the hole is", (_name, sensors) => {
  it.each<[LoopNode, Place]>([["suction", Place.Suction], ["middle", Place.Middle], ["discharge", Place.Discharge]])("at the %s", (node, place) => {
    const { listener, rateKgPerS } = pumpTest(sensors, node);
    const updates = listener.alarms(Alarm.Leak, AlarmState.Updated);
    const before = updates.filter((update) => update.timeS < onsetS + 400).at(-1)!.values;
    const after = updates.at(-1)!.values;
    expect(before["place"]).toBeNaN();
    expect(after["place"]).toBe(place);
    // And with the place the hole's size: what is left is the discharge coefficient's 8 %.
    expect(Math.abs(after["holeDiameterM"]! / diameterM - 1)).toBeLessThan(0.01);
    expect(after["holeDiameterHigh"]! / diameterM - 1).toBeLessThan(0.09);
    expect(Math.abs(after["leakRateKgPerS"]! / rateKgPerS - 1)).toBeLessThan(0.05);
    expect(listener.alarms(Alarm.Leak, AlarmState.Cleared)).toEqual([]);
  });
});

describe("liquid that is put in while the pump stands still", () => {
  it("tells no place, and leaves the rate what it was once the pump runs again", () => {
    const listener = new Listener();
    const faults = [
      { kind: "hole", onsetS, node: "middle", diameterM }, { kind: "pump-trip", onsetS: onsetS + 400, endS: onsetS + 700 },
      // More than is lost, too slowly to be a sudden change.
      { kind: "refill", onsetS: onsetS + 420, endS: onsetS + 690, massKg: 0.2 },
    ] as const;
    const simulation = new Simulation({ scenario: { ...base, loop: { ...base.loop, sensors: [P1, T1, flowMeter] }, faults: [...faults] }, seed: 3, onLine: listener.write });
    simulation.runUntil(onsetS + 2000);
    const told = listener.alarms(Alarm.Leak, AlarmState.Updated).filter(({ timeS }) => timeS > onsetS + 1200);
    expect(told.length).toBeGreaterThan(8);
    for (const { values } of told) {
      expect(values["place"]).toBeNaN();
      expect(Math.abs(values["leakRateKgPerS"]! / simulation.world.loop.leakRateKgPerS - 1)).toBeLessThan(0.2);
    }
  });
});

describe("where nothing shows the pump", () => {
  it("the place stays unresolved", () => {
    const { listener } = pumpTest([P1, T1], "discharge");
    for (const { values } of listener.alarms(Alarm.Leak, AlarmState.Updated)) expect(values["place"]).toBeNaN();
  });
});

describe("a pressure sensor", () => {
  it.each<LoopNode>(["suction", "middle", "discharge"])("at the %s gives the true rate and the true time to the minimum at the suction", (node) => {
    const listener = new Listener();
    const simulation = new Simulation({
      scenario: { ...base, loop: { ...base.loop, sensors: [{ ...P1, node }, T1] }, faults: [{ kind: "hole", onsetS, node: "middle", diameterM }] }, seed: 3, onLine: listener.write,
    });
    simulation.runUntil(onsetS + 130);
    const { values, timeS } = listener.alarms(Alarm.Leak, AlarmState.Updated).at(-1)!;
    expect(Math.abs(values["leakRateKgPerS"]! / simulation.world.loop.leakRateKgPerS - 1)).toBeLessThan(0.05);
    simulation.runUntil(onsetS + 4000);
    const leftS = simulation.world.loop.minimumPressureAtS - timeS;
    expect(leftS).toBeGreaterThan(values["timeToMinimumPressureLow"]!);
    expect(leftS).toBeLessThan(values["timeToMinimumPressureHigh"]!);
  });

  it("at the discharge finds a leak of a tenth of a millimetre beside a pump that switches all the time, and nothing else", () => {
    const listener = new Listener();
    const simulation = new Simulation({
      scenario: {
        ...base, pump: { onsetS: 0, onS: 2400, offS: 600 }, loop: { ...base.loop, sensors: [{ ...P1, node: "discharge" }, T1] },
        faults: [{ kind: "hole", onsetS, node: "middle", diameterM: 0.0001 }],
      }, seed: 3, onLine: listener.write,
    });
    simulation.runUntil(onsetS + 3600);
    const alarms = listener.events("alarm").filter(({ code }) => code === AlarmState.Raised);
    expect(alarms.map(({ alarm }) => alarm)).toEqual([Alarm.Leak]);
    expect(alarms[0]!.timeS).toBeGreaterThan(onsetS);
    expect(alarms[0]!.timeS).toBeLessThan(onsetS + 900);
  });

  it("at the discharge tells the pump's trip by an event, and raises no alarm for it", () => {
    const listener = new Listener();
    const simulation = new Simulation({
      scenario: { ...base, loop: { ...base.loop, sensors: [{ ...P1, node: "discharge" }, T1] }, faults: [{ kind: "pump-trip", onsetS, endS: onsetS + 600 }] }, seed: 3, onLine: listener.write,
    });
    simulation.runUntil(onsetS + 3600);
    const times = listener.events("pump").map(({ timeS }) => timeS - onsetS);
    expect(times).toHaveLength(2);
    for (const [index, atS] of [0, 600].entries()) expect(times[index]! - atS).toBeLessThan(30);
    expect(listener.events("alarm")).toEqual([]);
    expect(listener.events("refill").length + listener.events("bleed").length).toBe(0);
  });
});
