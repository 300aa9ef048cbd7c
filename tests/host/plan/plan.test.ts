import { describe, expect, it } from "vitest";
import { accuracyOf } from "#host/bench/plan-accuracy.ts";
import { Random } from "#hal/simulated/random.ts";
import { candidatesOf, parseChoice } from "#host/plan/candidate.ts";
import { planSvg } from "#host/plan/plan-chart.ts";
import { mostRunsPerRow, planRows, playPlanRun, resampledError, type PlanRun, type PlannedRow } from "#host/plan/plan.ts";
import { horizonsS, type Found } from "#host/plan/smallest-leak.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { subjectOf } from "#sims/campaign/watched-loop.ts";
import { benchLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

/** Simulated days are computed. */
const longMs = 120_000;
const seed = 1;
/** Enough for what is claimed here; the rest counts as refused. */
const fewRuns = 6;

const row = async (noisePa: number, noiseK: number, driftPaPerDay = 0): Promise<PlannedRow> => {
  const loopFile: LoopFile = { ...spacecraftLoop, sensors: [{ id: "P1", quantity: "pressure", noisePa, driftPaPerDay }, { id: "T1", quantity: "temperature", noiseK }] };
  const [planned] = await planRows([{ name: "numbers", loopFile }], seed, (runs) => Promise.resolve(runs.map((run) => (run.seed < seed + fewRuns ? playPlanRun(run) : undefined))));
  return planned!;
};

describe("a planned row", async () => {
  const planned = await row(60, 0.02);

  it("has the sample's deviation of the closed form: 1.18 g for 60 Pa and 0.02 K in the spacecraft loop", () => {
    // ρ·√[(V_gas/p·σ_p)² + (V_liquid·β·σ_T)²] is 1.18 g; the liquid's own compressibility adds a hundredth.
    const { sigmaKg, pressureSigmaKg, temperatureSigmaKg } = planned;
    expect(sigmaKg).toBeGreaterThan(1.175e-3);
    expect(sigmaKg).toBeLessThan(1.2e-3);
    expect(temperatureSigmaKg).toBeCloseTo(692 * 0.0491 * 1.21e-3 * 0.02, 9);
    expect(sigmaKg).toBeCloseTo(Math.hypot(pressureSigmaKg, temperatureSigmaKg), 12);
  });

  it("finds smaller leaks the longer it may look, and names hole and volume of the same leak", () => {
    const { hour, minute, day } = planned;
    expect(hour.kgPerS).toBeLessThan(minute.kgPerS);
    expect(day.kgPerS).toBeLessThanOrEqual(hour.kgPerS);
    expect(hour.mLPerH).toBeCloseTo(hour.kgPerS / 692 * 3.6e9, 6);
    // Orifice at 196,133 Pa into vacuum, C_d 0.62.
    expect(0.62 * Math.PI / 4 * hour.holeM ** 2 * Math.sqrt(2 * 692 * 196133)).toBeCloseTo(hour.kgPerS, 12);
  });

  it("blames the stated drift where it drowns everything else", async () => {
    expect((await row(20, 0.002, 20000)).limit).toBe("drift");
  }, longMs);

  it("needs no more runs than it says, and none twice where the next better sensor has a row of its own", async () => {
    const played: PlanRun[] = [];
    const candidates = candidatesOf(benchLoop, [parseChoice("tmp117")], "bench");
    // As if rounding were half of the trouble and the finer thermometer had less of it.
    const found = ({ loopFile, without }: PlanRun): Found => horizonsS.map(() => [without === "temperature rounding" ? 1 : loopFile === benchLoop ? 2 : 1.25]);
    const rows = await planRows(candidates, seed, (runs) => {
      played.push(...runs);
      return Promise.resolve(runs.map(found));
    });
    expect(rows.map(({ name, hour, limit, limitFactor, next }) => ({ name, kgPerS: hour.kgPerS, limit, limitFactor, next: next?.hour }))).toEqual([
      { name: candidates[0]!.name, kgPerS: 2, limit: "temperature rounding", limitFactor: 2, next: 1.6 },
      { name: candidates[1]!.name, kgPerS: 1.25, limit: "temperature rounding", limitFactor: 1.25, next: undefined },
    ]);
    expect(rows[0]!.next!.part).toBe("tmp117");
    expect(played.length).toBeGreaterThan(0);
    expect(played.length).toBeLessThanOrEqual(rows.length * mostRunsPerRow);
    expect(new Set(played.map((run) => JSON.stringify(run))).size).toBe(played.length);
  });
});

describe("the plan", () => {
  it("says within a quarter what trying finds: spacecraft, a minute and an hour", () => {
    for (const { ratio } of accuracyOf(subjectOf(spacecraftLoop), [60, 3600], 8, 121)) {
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.25);
    }
  }, longMs);

  it("knows the error of a median: √(π/2·n) deviations of n normal values", () => {
    const random = new Random(seed, 1);
    const values = Array.from({ length: 400 }, () => random.gaussian());
    const error = resampledError(values, (drawn) => [...drawn].sort((one, other) => one - other)[200]!);
    expect(error / Math.sqrt(Math.PI / 2 / values.length)).toBeGreaterThan(0.7);
    expect(error / Math.sqrt(Math.PI / 2 / values.length)).toBeLessThan(1.4);
  });

  it("is drawn with a line and a legend for each row, names not taken for markup", () => {
    const leak = { kgPerS: 1e-6, errorShare: 0.1, mLPerH: 5, holeM: 1e-5 };
    const drawn = planSvg("loop", ["a<b", "c"].map((name): PlannedRow => ({
      name, sigmaKg: 1, pressureSigmaKg: 1, temperatureSigmaKg: 0, curveKgPerS: Array.from({ length: 15 }, (_, index) => 1e-4 / (index + 1)),
      minute: leak, hour: leak, day: leak, limit: undefined, limitFactor: 1, next: undefined, refused: 0, runs: 5,
    })));
    expect(drawn).toContain("a&lt;b");
    expect(drawn.match(/aria-label="line"/g)).toHaveLength(2);
    for (const time of ["a minute", "an hour", "a day"]) expect(drawn).toContain(`>${time}</text>`);
  });
});
