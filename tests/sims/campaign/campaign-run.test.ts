import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { planCampaign, type CampaignPlan } from "#sims/campaign/campaign-plan.ts";
import { playRun } from "#sims/campaign/campaign-run.ts";
import { summarise } from "#sims/campaign/campaign-summary.ts";
import { incidents, mismatches } from "#sims/campaign/cases.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { subjectOf, WatchedLoop } from "#sims/campaign/watched-loop.ts";
import { InputError } from "#sims/input-error.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { Simulation } from "#sims/simulation.ts";
import { benchLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

const subject = subjectOf(benchLoop);

/** A small campaign: few rates, and little quiet. */
const plan: CampaignPlan = {
  loopFile: benchLoop, seed: 4, runs: 2, ladderKgPerS: [1e-9, 5e-6, 1e-3], judgedRung: 1, judgedLeaks: 1, shortLadder: [2], slowKgPerS: 5e-6,
  horizonS: 600, quietS: 3600, mismatchQuietS: 600,
};

describe("a run of a campaign", () => {
  const record = playRun(plan, subject, 1);

  it("has a record of every leak, incident, knob and plant, and is plain data", () => {
    expect(record.textbook.leaks).toHaveLength(3);
    expect(record.judged).toHaveLength(1);
    expect(record.textbook.quiet.peaks).toHaveLength(1);
    expect(record.mismatched.map((plant) => plant.leaks.length)).toEqual(mismatches.map(() => 1));
    expect(record.incidents).toHaveLength(incidents.length);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it("is the same whenever it is played, and another with another number or seed", () => {
    expect(playRun(plan, subjectOf(benchLoop), 1)).toEqual(record);
    expect(playRun(plan, subject, 0)).not.toEqual(record);
    expect(playRun({ ...plan, seed: 5 }, subject, 1)).not.toEqual({ ...record });
  }, 120_000);

  it("misses a leak of 3.6 milligrams an hour and finds one of 3.6 kilograms within seconds", () => {
    const [tiny, , large] = record.textbook.leaks;
    expect(tiny!.outcome).toBe("missed");
    expect(tiny!.delayS).toBeNull();
    expect(large!.delayS).toBeLessThan(15);
  });

  it("keeps the highest statistic of a quiet hour, below the threshold where nothing was raised", () => {
    const { alarms, peaks } = record.textbook.quiet;
    expect(alarms).toBe(0);
    expect(peaks[0]!).toBeGreaterThan(0.1);
    expect(peaks[0]!).toBeLessThan(1);
  });

  it("holds what is told of a leak against what the plant really did", () => {
    const told = record.textbook.leaks[1]!.told!;
    // The hole passes 5 mg/s at first; what it passes a minute or so later is hardly less.
    expect(told.rateKgPerS.truth / 5e-6).toBeCloseTo(1, 1);
    expect(told.ageS.truth).toBe(record.textbook.leaks[1]!.delayS! + 60);
    // ISO 5167's orifice with the drawn coefficient, 0.62 ± 0.125 at most: d = √(4ṁ/(π·C_d·√(2·998.2·60,000 Pa))).
    const nominalM = Math.sqrt(4 * 5e-6 / (Math.PI * 0.62 * Math.sqrt(2 * 998.2 * 60000)));
    expect(told.holeM.truth / nominalM).toBeGreaterThan(0.85);
    expect(told.holeM.truth / nominalM).toBeLessThan(1.2);
  });
});

describe("a summary", () => {
  const runs = [0, 1].map((run) => playRun(plan, subject, run));
  const summary = summarise(plan, subject, runs);

  it("does not depend on the order of the runs", () => {
    expect(summarise(plan, subject, [runs[1]!, runs[0]!])).toEqual(summary);
  });

  it("sorts every case exactly once", () => {
    const sums = summary.cases.map(({ outcomes }) => Object.values(outcomes).reduce((sum, count) => sum + count, 0));
    expect(sums).toEqual([2 * (3 + 1), 2 * mismatches.length, 2, 2 * mismatches.length, 2 * incidents.length]);
  });

  it("tells the smallest rate from which on nearly all leaks were found, for each time", () => {
    expect(summary.smallestLeakKgPerS.day).toBe(5e-6);
    expect(summary.rungs[0]!.found.day).toMatchObject({ value: 0, low: 0 });
    expect(summary.rungs[2]!.found.minute.value).toBe(1);
    expect(summary.rungs[2]!.found.minute.high).toBe(1);
  });

  it("counts a leak that was not found as an endless delay, not as none", () => {
    expect(summary.rungs[0]!.delayS).toEqual({ median: null, high: null });
  });

  it("counts quiet time only while a monitor watched without an alarm", () => {
    expect(summary.quiet.watchedS).toBeLessThanOrEqual(2 * 3600);
    expect(summary.quiet.testCount).toBe(2);
    expect(summary.quiet.perYear.high).toBeGreaterThan(0);
  });
});

describe("a barometer before the loop's own sensors", () => {
  // A BMP280 has a sixteenth of the noise of the bench's MS5837-30BA.
  const withBarometer: LoopFile = { ...benchLoop, sensors: [{ id: "A1", quantity: "pressure", part: "bmp280", node: "ambient" }, ...benchLoop.sensors] };
  const other = subjectOf(withBarometer);
  const begun = (name: string): WatchedLoop => {
    const watched = new WatchedLoop(other, textbook, new Random(5, 1), new Random(5, 2));
    const incident = incidents.find((one) => one.name === name)!;
    incident.begin(watched, 1e-6);
    incident.during?.(watched, 0);
    return watched;
  };

  it("leaves the reference delay and the pump's step what they are", () => {
    const references = [subject, other].map((one) => summarise(plan, one, []).rungs.map(({ referenceS }) => referenceS));
    expect(references[1]).toEqual(references[0]);
    // Half of 30 standard deviations of 20 Pa, for a lag of two seconds.
    expect(begun("pump, every ten minutes").plant.stepPa).toBe(-30 * 20 / 2);
  });

  it("goes on where the loop's pressure sensor or thermometer is stuck", () => {
    expect([...begun("pressure sensor stuck").plant.stuck]).toEqual([0, 1, 0]);
    expect([...begun("thermometer stuck").plant.stuck]).toEqual([0, 0, 1]);
  });

  it("is no pressure sensor of the loop", () => {
    const only: LoopFile = { ...withBarometer, sensors: withBarometer.sensors.filter(({ id }) => id !== benchLoop.sensors[0]!.id) };
    expect(() => planCampaign(only, 1, 1)).toThrow("needs a sensor of pressure in the loop; it has pressure outside, temperature");
  });
});

describe("clustering of false alarms", () => {
  const record = playRun(plan, subject, 0);
  const withAlarms = (alarms: readonly number[]): number | null => summarise({ ...plan, runs: alarms.length }, subject, alarms.map((count, run) => ({
    ...record, run, textbook: { ...record.textbook, quiet: { alarms: count, watchedS: 3600, peaks: [] } },
  }))).quiet.clustering;

  it("is the variance over the mean: 1 and less for alarms apart, many for all in one run, unknown for none", () => {
    expect(withAlarms([1, 1, 1, 1])).toBe(0);
    expect(withAlarms([0, 8, 0, 0])).toBeCloseTo(16 / 2, 9);
    expect(withAlarms([0, 0, 0])).toBeNull();
  });
});

describe("a plan", () => {
  it("follows from loop and seed: rates ascend to that of a hole of 2 mm", { timeout: 60_000 }, () => {
    const { plan: made } = planCampaign(spacecraftLoop, 1, 10);
    expect(planCampaign(spacecraftLoop, 1, 10).plan).toEqual(made);
    expect(made.ladderKgPerS).toEqual([...made.ladderKgPerS].sort((one, other) => one - other));
    // 0.62·π/4·(2 mm)²·√(2·692·196,133).
    expect(made.ladderKgPerS.at(-1)! / (0.62 * Math.PI * 1e-6 * Math.sqrt(2 * 692 * 196133))).toBeCloseTo(1, 6);
    for (const rung of [...made.shortLadder, made.judgedRung]) expect(made.ladderKgPerS[rung]).toBeGreaterThan(0);
  });

  it("is refused, in a sentence, for a loop from which nothing leaks", () => {
    const { accumulator: _, ...open } = benchLoop;
    expect(() => planCampaign({ ...open, referencePressurePa: 101325 }, 1, 1)).toThrow(InputError);
    expect(() => planCampaign({ ...benchLoop, sensors: benchLoop.sensors.slice(0, 1) }, 1, 1)).toThrow(/needs a sensor of temperature/);
  });
});

describe("the short way without emulated parts", () => {
  it("reads the same plant as the whole chain: noise of pressure and temperature agree within sampling error", { timeout: 60_000 }, () => {
    const spread = (values: number[]): number => {
      const steps = values.slice(1).map((value, index) => value - values[index]!);
      return Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length / 2);
    };
    const chain: [number[], number[]] = [[], []];
    new Simulation({
      scenario: "eclipse-quiet", seed: 3, onLine: () => {},
      observe: (monitor) => { if (monitor.faults[0] === 0 && monitor.faults[1] === 0) chain.forEach((values, index) => values.push(monitor.readings[index]!)); },
    }).runUntil(6000);
    const short: [number[], number[]] = [[], []];
    const watched = new WatchedLoop(subjectOf(spacecraftLoop), textbook, new Random(3, 1), new Random(3, 2));
    for (let second = 0; second < 6000; second++) {
      watched.step();
      short.forEach((values, index) => values.push(watched.plant.readings[index]!));
    }
    for (const index of [0, 1] as const) expect(Math.abs(spread(short[index]) / spread(chain[index]) - 1)).toBeLessThan(0.05);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(short[0]) / mean(chain[0]) - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(short[1]) - mean(chain[1]))).toBeLessThan(2);
  });
});
