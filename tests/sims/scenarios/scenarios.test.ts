import { describe, expect, it } from "vitest";
import { RunLog, type SummaryLine } from "#host/replay/run-log.ts";
import type { AlarmLine, JsonLine } from "#host/link/json-lines.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { scenarios } from "#sims/scenarios/scenarios.ts";
import { Simulation } from "#sims/simulation.ts";
import type { Truth } from "#sims/world.ts";

interface Story { summary: SummaryLine; truth: Truth; lines: JsonLine[]; leaks: AlarmLine[]; text: string }

/** Runs a scenario with the monitor. */
function tell(name: string, seed = 1, overrides: string[] = [], durationS?: number, loop?: LoopFile): Story {
  const early: string[] = [];
  const lines: JsonLine[] = [];
  let text = "";
  let receive = (part: string): void => void early.push(part);
  const simulation = new Simulation({
    scenario: name, seed, overrides, ...(loop && { loop }),
    onLine: (part) => {
      text += part;
      receive(part);
    },
  });
  const log = new RunLog(simulation.world.configuration, 0, (line) => lines.push(line));
  for (const part of early) log.receive(part);
  receive = (part) => log.receive(part);
  simulation.runUntil(durationS);
  return {
    summary: log.summary(0, simulation.nowS), truth: simulation.truth(), lines, text,
    leaks: lines.filter((line): line is AlarmLine => line.type === "alarm" && (line as AlarmLine).alarm === "leak"),
  };
}

describe("every scenario", () => {
  it("exists by the names of the contract", () => {
    expect(Object.keys(scenarios).sort()).toEqual([
      "bench-pinhole", "eclipse-quiet", "gas-loss", "ms-22", "pump-toggle", "refill", "sensor-drift", "sensor-stuck", "slow-leak", "two-leaks",
    ]);
  });

  it("is plain data that says what a good monitor must and must not do", () => {
    for (const scenario of Object.values(scenarios)) {
      expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
      expect(scenario.must.length).toBeGreaterThan(20);
      expect(scenario.mustNot.length).toBeGreaterThan(5);
    }
  });

  it.each(Object.keys(scenarios))("%s is commissioned in time and quiet until something happens", { timeout: 60000 }, (name) => {
    const scenario = scenarios[name]!;
    const onsetS = Math.min(scenario.durationS, scenario.pump?.onsetS ?? Infinity, ...scenario.faults.map((fault) => ("onsetS" in fault ? fault.onsetS : Infinity)));
    expect(onsetS).toBeGreaterThan(scenario.commissionedByS);
    const { summary, leaks } = tell(name, 7, [], Math.min(onsetS, 60000));
    expect(summary.commissioned).toMatchObject({ accepted: true, falseAlarmsPerYear: 1 });
    expect(summary.commissioned!.durationS).toBeLessThanOrEqual(scenario.commissionedByS);
    expect(leaks).toEqual([]);
  });

  it("gives the same bytes for the same seed and others for another", () => {
    const one = tell("ms-22", 5, [], 3000).text;
    expect(tell("ms-22", 5, [], 3000).text).toBe(one);
    expect(tell("ms-22", 6, [], 3000).text).not.toBe(one);
  });
});

describe("ms-22", () => {
  const { truth, leaks, summary } = tell("ms-22");
  const orbitS = 92.97 * 60;

  it("runs two orbits quietly between commissioning and the impact, and three hours of spray after it", () => {
    expect(truth.holes).toEqual([{ onsetS: 28800, diameterM: 0.0008, node: "middle", endS: null }]);
    expect(28800 - summary.commissioned!.durationS!).toBeGreaterThan(2 * orbitS);
    expect(scenarios["ms-22"]!.durationS - 28800).toBe(3 * 3600);
  });

  it("reaches the pump's limit in some six minutes, the stop soon after, and vapour pressure seconds behind it", () => {
    expect(truth.minimumPressureAtS! - 28800).toBeGreaterThan(330);
    expect(truth.minimumPressureAtS! - 28800).toBeLessThan(450);
    expect(truth.stopReachedAtS!).toBeGreaterThan(truth.minimumPressureAtS!);
    expect(truth.vapourPressureAtS! - truth.stopReachedAtS!).toBeLessThan(5);
    expect(truth.emptyAtS).toBeNull();
  });

  it("is found within ten seconds, and told to a tenth before the pump's limit", () => {
    expect(leaks[0]).toMatchObject({ state: "raised" });
    expect(leaks[0]!.timeS - 28800).toBeGreaterThan(0);
    expect(leaks[0]!.timeS - 28800).toBeLessThan(10);
    const last = leaks.filter((line) => line.state !== "cleared" && line.timeS < truth.minimumPressureAtS!).at(-1) as unknown as
      { timeS: number; holeDiameterM: { value: number }; timeToMinimumPressureS: { value: number } };
    expect(Math.abs(last.holeDiameterM.value / 0.0008 - 1)).toBeLessThan(0.1);
    expect(Math.abs(last.timeS + last.timeToMinimumPressureS.value - truth.minimumPressureAtS!)).toBeLessThan(10);
  });
});

describe("leaks", () => {
  it("bench-pinhole is found within a minute", () => {
    const { leaks, truth } = tell("bench-pinhole");
    expect(leaks[0]!.timeS).toBeGreaterThan(truth.holes[0]!.onsetS);
    expect(leaks[0]!.timeS).toBeLessThan(truth.holes[0]!.onsetS + 60);
  });

  it("slow-leak is found within half an hour and its rate told within a fifth", () => {
    const { leaks, summary } = tell("slow-leak");
    expect(leaks[0]!.timeS).toBeGreaterThan(28800);
    expect(leaks[0]!.timeS).toBeLessThan(28800 + 1800);
    // (0.05/0.8)² of 18.5 kg/h, by now at a lower pressure.
    const rate = summary.alarms[0]!.diagnosis!.leakRateKgPerS as { value: number };
    expect(Math.abs(rate.value / 1.74e-5 - 1)).toBeLessThan(0.2);
  });

  it("two-leaks stays one alarm, its forecast shortened by the second hole", () => {
    const { leaks, truth } = tell("two-leaks");
    expect(leaks.filter((line) => line.state === "raised")).toHaveLength(1);
    const forecasts = leaks.map((line) => [line.timeS, (line as unknown as { timeToMinimumPressureS: { value: number } }).timeToMinimumPressureS?.value] as const);
    const before = forecasts.filter(([timeS]) => timeS < truth.holes[1]!.onsetS).at(-1)!;
    const after = forecasts.find(([timeS]) => timeS > truth.holes[1]!.onsetS + 600)!;
    expect(before[1]).toBeGreaterThan(15000);
    expect(after[1]).toBeLessThan(0.5 * before[1]);
    expect(truth.minimumPressureAtS! - truth.holes[1]!.onsetS).toBeLessThan(1200);
  });
});

describe("what is no leak", () => {
  it("eclipse-quiet raises nothing in two days", () => {
    expect(tell("eclipse-quiet", 3, [], 172800).summary.alarms).toEqual([]);
  });

  it("refill raises no leak alarm while liquid is put in", () => {
    const { leaks, truth } = tell("refill", 1, [], 41000);
    expect(leaks).toEqual([]);
    expect(truth.addedKg).toBeCloseTo(0.25, 9);
  });

  it("gas-loss is noticed within hours, and no liquid is lost", () => {
    const { leaks, truth } = tell("gas-loss");
    expect(truth.lostKg).toBe(0);
    expect(leaks[0]!.timeS).toBeGreaterThan(28800);
    expect(leaks[0]!.timeS).toBeLessThan(28800 + 3 * 3600);
  });
});
