import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Configuration } from "#firmware/configuration.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { CsvWriter } from "#host/replay/csv-writer.ts";
import { holesInCommissioning, Injection, parseInjection, stepOf } from "#host/replay/injection.ts";
import { replay, type Replayed, type ReplayOptions } from "#host/replay/replay.ts";
import { RunLog, type SummaryLine } from "#host/replay/run-log.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { benchPinhole } from "#sims/scenarios/bench-pinhole.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { Simulation } from "#sims/simulation.ts";

const directory = mkdtempSync(join(tmpdir(), "pinhole-injection-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** The bench of facts: 0.2 L of gas at 161,325 Pa, air outside, water; nothing gives way but the gas. */
const bench = {
  name: "bench", coolant: { densityKgPerM3: 998.2, thermalExpansionPerK: 2.07e-4, bulkModulusPa: 2.18e9, vapourPressurePa: 2339, referenceTemperatureK: 293.15 },
  liquidVolumeM3: 0.002, accumulator: { gasVolumeM3: 0.0002, gasPressurePa: 161_325, temperatureK: 293.15 }, minimumPressurePa: 120_000,
  sensors: [{ id: "P1", quantity: "pressure" }, { id: "T1", quantity: "temperature" }],
};

function configurationOf(file: object): Configuration {
  return toConfiguration(parseLoopFile(JSON.stringify(file), "test.loop.json"));
}

describe("--inject", () => {
  it("reads a diameter and a time, in the units people use", () => {
    expect(parseInjection("hole=0.5mm@3600")).toEqual({ diameterM: 0.0005, onsetS: 3600 });
    expect(parseInjection("hole=80um@2h")).toEqual({ diameterM: 80e-6, onsetS: 7200 });
    expect(parseInjection("hole=.2mm@90min").onsetS).toBe(5400);
    expect(parseInjection("hole=0.5mm@1.5d").onsetS).toBe(129_600);
  });

  it.each(["hole=0.5mm", "hole=0.5@3600", "hole=0mm@3600", "hole=-1mm@5", "hole=0.5mm@-5", "hole=1m@5", "leak=5mL@3", "", "hole=0.5mm@noon", "hole=1e-3mm@5"])("refuses %s with what would be right", (text) => {
    expect(() => parseInjection(text)).toThrow(/--inject.*hole=0\.5mm@5h/);
  });

  it("is refused for a loop with more pressure outside than inside: nothing leaks out of that", () => {
    const vacuum = (externalPressurePa: number): Injection => new Injection(configurationOf({ ...bench, externalPressurePa }), [{ diameterM: 0.0005, onsetS: 10 }], [0, 0]);
    expect(() => vacuum(200_000)).toThrow(/--inject.*externalPressurePa of 200000 is above the loop's own 161325 Pa/);
    expect(() => vacuum(161_325)).not.toThrow();
  });

  it("says of a hole that opened in commissioning when that ended, and of a later one nothing", () => {
    const holes = [{ diameterM: 0.0005, onsetS: 3600 }, { diameterM: 0.0005, onsetS: 20_000 }];
    expect(holesInCommissioning(holes, 16_000)).toEqual([expect.stringMatching(/hole at 1:00:00 opened in commissioning, which ended at 4:26:40 .*later time/)]);
    expect(holesInCommissioning(holes, undefined)).toHaveLength(2);
    expect(holesInCommissioning(holes, undefined)[0]).toMatch(/did not end.*longer recording/);
    expect(holesInCommissioning(holes, 3600)).toEqual([]);
    const refused = holesInCommissioning(holes, 16_000, "already-leaking");
    expect(refused).toEqual([expect.stringMatching(/opened in commissioning, which was refused \(already-leaking\) at 4:26:40, so that nothing was watched/)]);
    expect(refused[0]).not.toMatch(/took what it saw for normal/);
  });

  it("loses 100 mL through 0.5 mm in 121.66 s, as the closed form of the drain under a gas cushion has it", () => {
    const configuration = configurationOf(bench);
    const injection = new Injection(configuration, [{ diameterM: 0.0005, onsetS: 10 }], [0, 0]);
    const values = new Float64Array(2);
    let lowered = NaN;
    for (let timeS = 0; timeS <= 131.66; timeS += 0.02) {
      values.set([161_325, 293.15]);
      injection.lower(timeS, values);
      lowered = values[0]!;
    }
    expect(injection.truth().lostKg / 998.2 / 100e-6).toBeCloseTo(1, 3);
    // Isothermal gas that grows from 0.2 L to 0.3 L.
    expect(lowered).toBeCloseTo(161_325 / 1.5, -2);
    expect(values[1]).toBe(293.15);
  });

  it("lets the gas of the spacecraft's loop grow from 4 to 7 L, its stop, in 472.6 s through 0.8 mm", () => {
    const spacecraft = {
      ...bench, coolant: { densityKgPerM3: 692, thermalExpansionPerK: 1.21e-3, bulkModulusPa: 1e12, vapourPressurePa: 5200, referenceTemperatureK: 293.15 },
      liquidVolumeM3: 0.0491, accumulator: { gasVolumeM3: 0.004, gasPressurePa: 196_133, temperatureK: 293.15, maximumGasVolumeM3: 0.007 },
      externalPressurePa: 0, minimumPressurePa: 120_000,
    };
    const configuration = configurationOf(spacecraft);
    const injection = new Injection(configuration, [{ diameterM: 0.0008, onsetS: 100 }], [0, 0]);
    for (let timeS = 0; timeS < 700; timeS++) injection.lower(timeS, Float64Array.of(196_133, 293.15));
    expect(injection.truth().stopReachedAtS! - 100).toBeCloseTo(472.6, 0);
    // Behind the stop nothing is left but vapour pressure.
    expect(injection.truth().vapourPressureAtS! - 572.6).toBeLessThan(4);
  });

  it("keeps the recorded noise as it is", () => {
    const injection = new Injection(configurationOf(bench), [{ diameterM: 0.0003, onsetS: 50 }], [0, 0]);
    const noise = (index: number): number => 40 * Math.sin(index * 12.9898);
    const lowered: number[] = [];
    for (let index = 0; index < 160; index++) {
      const values = Float64Array.of(161_325 + noise(index), 293.15);
      injection.lower(index, values);
      lowered.push(values[0]! - noise(index));
    }
    // What is left is the drain alone: smooth to a tenth of the noise.
    const second = lowered.slice(80).map((_, index) => lowered[index + 80]! - 2 * lowered[index + 79]! + lowered[index + 78]!);
    expect(Math.max(...second.map(Math.abs))).toBeLessThan(4);
    expect(lowered[159]!).toBeLessThan(161_325 - 15_000);
  });

  it("moves a sensor that counts in steps by whole steps, and leaves one outside the loop alone", () => {
    const sensors = [...bench.sensors, { id: "A1", quantity: "pressure", node: "ambient" }, { id: "G1", quantity: "pressure", reference: "gauge" }];
    const injection = new Injection(configurationOf({ ...bench, sensors }), [{ diameterM: 0.0005, onsetS: 0 }], [500, 0, 0, 0]);
    const values = new Float64Array(4);
    for (let timeS = 0; timeS < 30; timeS++) {
      values.set([161_500, 293.15, 101_325, 60_000]);
      injection.lower(timeS, values);
    }
    expect((161_500 - values[0]!) % 500).toBe(0);
    expect(values[0]).toBeLessThan(155_000);
    expect(values[2]).toBe(101_325);
    expect(60_000 - values[3]!).toBeCloseTo(161_500 - values[0]!, -3);
  });

  it("finds the step of a sensor, and none in noise", () => {
    expect(stepOf([0.054711, -0.273216, 0.382638, 0.054711, NaN])).toBeCloseTo(0.327927, 6);
    expect(stepOf([1.03, 2.71, 9.2222, 4.5])).toBe(0);
    expect(stepOf([5, 5])).toBe(0);
  });
});

interface Run extends Replayed { summary: SummaryLine; pressures: Map<number, number> }

async function run(path: string, options: Partial<ReplayOptions>): Promise<Run> {
  let log: RunLog;
  const pressures = new Map<number, number>();
  const replayed = await replay(path, {
    map: [], time: undefined, delimiter: ",", loop: undefined, commissioningS: undefined, falseAlarmsPerYear: undefined,
    look: (monitor, timeS) => {
      pressures.set(Math.round(timeS), monitor.readings[0]!);
      return true;
    },
    ...options,
  }, (made) => {
    log = new RunLog(made, 0, () => {});
  }, (text) => log.receive(text));
  return { ...replayed, summary: log!.summary(replayed.samples, replayed.durationS), pressures };
}

/** Simulates the bench with these faults; the same seed gives the same noise and surroundings. */
function simulate(path: string, faults: Scenario["faults"]): Configuration {
  let observe = (_monitor: Monitor, _nowS: number): void => {};
  const simulation = new Simulation({ scenario: { ...benchPinhole, faults }, seed: 5, onLine: () => {}, observe: (monitor, nowS) => observe(monitor, nowS) });
  const writer = new CsvWriter(path, simulation.world.configuration);
  observe = (monitor, nowS) => writer.add(monitor, nowS);
  simulation.runUntil(55_200);
  writer.close();
  return simulation.world.configuration;
}

describe("a hole laid into the simulated quiet recording, beside the same hole simulated", () => {
  let laid: Run;
  let simulated: Run;
  beforeAll(async () => {
    const quiet = join(directory, "quiet.csv");
    const leaking = join(directory, "leaking.csv");
    const configuration = simulate(quiet, []);
    simulate(leaking, [{ kind: "hole", onsetS: 54_000, node: "suction", diameterM: 0.0002 }]);
    laid = await run(quiet, { loop: configuration, holes: [{ diameterM: 0.0002, onsetS: 54_000 }] });
    simulated = await run(leaking, { loop: configuration });
  }, 180_000);

  it("brings the pressure down by the same, within 3 %", () => {
    for (const afterS of [120, 300, 600, 1000]) {
      const before = simulated.pressures.get(53_990)!;
      const drop = before - simulated.pressures.get(54_000 + afterS)!;
      expect(drop).toBeGreaterThan(500);
      expect(before - laid.pressures.get(54_000 + afterS)!).toBeGreaterThan(0.97 * drop - 150);
      expect(before - laid.pressures.get(54_000 + afterS)!).toBeLessThan(1.03 * drop + 150);
    }
  });

  it("raises the same alarms as the hole itself, within 5 s", () => {
    const raised = ({ summary }: Run): string[] => summary.alarms.map(({ alarm }) => alarm);
    expect(raised(simulated)).toContain("leak");
    expect(raised(laid)).toEqual(raised(simulated));
    laid.summary.alarms.forEach(({ firstS }, index) => expect(Math.abs(firstS - simulated.summary.alarms[index]!.firstS)).toBeLessThanOrEqual(5));
  });

  it("tells what was laid in as a simulation tells its truth", () => {
    expect(laid.truth).toMatchObject({ holes: [{ onsetS: 54_000, diameterM: 0.0002 }], emptyAtS: null, injected: true });
    expect(laid.truth!.lostKg).toBeGreaterThan(0.1);
    expect(laid.truth!.initialMassKg - laid.truth!.massKg).toBeCloseTo(laid.truth!.lostKg, 2);
  });

  it("refuses a hole outside the recording, or without a loop", async () => {
    const path = join(directory, "short.csv");
    writeFileSync(path, `timeS,pressurePa,temperatureK\n${Array.from({ length: 50 }, (_, index) => `${index},161325,293.15`).join("\n")}\n`);
    const loop = configurationOf(bench);
    await expect(run(path, { loop, holes: [{ diameterM: 1e-4, onsetS: 50 }] })).rejects.toThrow(/between 0 and 49 s/);
    await expect(run(path, { holes: [{ diameterM: 1e-4, onsetS: 20 }] })).rejects.toThrow(/--loop/);
  });
});
