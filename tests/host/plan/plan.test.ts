import { describe, expect, it } from "vitest";
import { plannedKgPerS, triedKgPerS } from "#host/bench/plan-accuracy.ts";
import { planSvg } from "#host/plan/plan-chart.ts";
import { planRow, stepsPerRow, type PlannedRow } from "#host/plan/plan.ts";
import { subjectOf } from "#sims/campaign/watched-loop.ts";
import { benchLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

/** Simulated days are computed. */
const longMs = 120_000;
const seed = 1;

const row = (noisePa: number, noiseK: number, driftPaPerDay = 0): PlannedRow => planRow({
  name: "numbers", loopFile: { ...spacecraftLoop, sensors: [{ id: "P1", quantity: "pressure", noisePa, driftPaPerDay }, { id: "T1", quantity: "temperature", noiseK }] },
}, seed, () => {});

describe("a planned row", () => {
  const planned = row(60, 0.02);

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

  it("blames the stated drift where it drowns everything else", () => {
    expect(row(20, 0.002, 20000).limit).toBe("drift");
  }, longMs);

  it("counts its steps no higher than it says", () => {
    let steps = 0;
    planRow({ name: "own", loopFile: benchLoop }, seed, () => steps++);
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThanOrEqual(stepsPerRow);
  }, longMs);
});

describe("the plan", () => {
  it("says within a quarter what trying finds: spacecraft, a minute and an hour", () => {
    // Of six other seeds, eight runs each, the ratios were 0.90 to 1.30 for a minute and 0.88 to 1.02 for an hour: what is
    // found within a minute depends on how fast the temperature moves in it.
    const runs = 12;
    const checkedSeed = 121;
    const subject = subjectOf(spacecraftLoop);
    const horizonsS = [60, 3600];
    const planned = plannedKgPerS(subject, horizonsS, runs, checkedSeed);
    const tried = triedKgPerS(subject, horizonsS, planned, runs, checkedSeed);
    for (let index = 0; index < horizonsS.length; index++) {
      expect(planned[index]! / tried[index]!).toBeGreaterThan(0.75);
      expect(planned[index]! / tried[index]!).toBeLessThan(1.25);
    }
  }, longMs);

  it("is drawn with a line and a legend for each row, names not taken for markup", () => {
    const leak = { kgPerS: 1e-6, mLPerH: 5, holeM: 1e-5 };
    const drawn = planSvg("loop", ["a<b", "c"].map((name): PlannedRow => ({
      name, sigmaKg: 1, pressureSigmaKg: 1, temperatureSigmaKg: 0, curveKgPerS: Array.from({ length: 15 }, (_, index) => 1e-4 / (index + 1)),
      minute: leak, hour: leak, day: leak, limit: undefined, limitFactor: 1, next: undefined, refused: 0, runs: 5,
    })));
    expect(drawn).toContain("a&lt;b");
    expect(drawn.match(/aria-label="line"/g)).toHaveLength(2);
    for (const time of ["a minute", "an hour", "a day"]) expect(drawn).toContain(`>${time}</text>`);
  });
});
