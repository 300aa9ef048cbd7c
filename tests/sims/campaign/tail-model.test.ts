import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { yearS } from "#sims/campaign/reference-delay.ts";
import { tailModel, type TailCount } from "#sims/campaign/tail-model.ts";

const knobs = [100000, 30000, 10000, 3000, 1000];
const shares = [0.6, 0.65, 0.7, 0.75, 0.8];

/** Poisson by multiplying uniforms, fine for small means. */
function poisson(mean: number, random: Random): number {
  let count = 0;
  for (let product = random.uniform(); product > Math.exp(-mean); product *= random.uniform()) count++;
  return count;
}

/** Runs in which alarms come at a rate that a threshold share gives, a year. */
function runsOf(count: number, seed: number, perYear: (share: number) => number): { tail: TailCount[][]; used: TailCount[] } {
  const random = new Random(seed);
  const day = (share: number): TailCount => ({ thresholdShare: share, watchedS: 86400, alarms: poisson(perYear(share) * 86400 / yearS, random) });
  return { tail: Array.from({ length: count }, () => shares.map(day)), used: Array.from({ length: count }, () => day(1)) };
}

describe("the tail model", () => {
  // ln rate = 20 − 20·share: 1 a year at the knob in use, 2,981 at share 0.6, 55 at 0.8.
  const exponential = (share: number): number => Math.exp(20 - 20 * share);

  it("finds the rate at the knob in use of an exponential tail from alarms at higher rates alone", () => {
    const { tail, used } = runsOf(400, 3, exponential);
    const model = tailModel(knobs, tail, 1, used);
    expect(model.holds).toBe(true);
    expect(model.reason).toBe("");
    expect(model.perYear!.low!).toBeLessThan(1);
    expect(model.perYear!.high!).toBeGreaterThan(1);
    expect(model.perYear!.high! / model.perYear!.low!).toBeLessThan(20);
  });

  it("has the true rate within its interval in nearly all of forty trials", () => {
    const claims = Array.from({ length: 40 }, (_, trial) => {
      const { tail, used } = runsOf(400, 1000 * trial + 77, exponential);
      return tailModel(knobs, tail, 1, used).perYear;
    }).filter((perYear) => perYear !== null);
    expect(claims.length).toBeGreaterThanOrEqual(35);
    expect(claims.filter(({ low, high }) => low! <= 1 && high! >= 1).length / claims.length).toBeGreaterThanOrEqual(0.85);
  });

  it("is contradicted by a tail that stops falling, and then claims nothing", () => {
    const { tail, used } = runsOf(400, 5, (share) => Math.exp(20 - 20 * Math.min(share, 0.7)));
    const model = tailModel(knobs, tail, 1, used);
    expect(model.holds).toBe(false);
    expect(model.perYear).toBeNull();
    expect(model.reason).toContain("there are more alarms than it foretells at");
    expect(model.knobs.find(({ check }) => check === "above")!.use).not.toBe("fitted");
    // What is left is Garwood's bound of the count, which cannot be lower than the true rate's by chance alone.
    expect(model.mostPerYear).toBe(model.knobs.at(-1)!.counted.high);
    expect(model.mostPerYear!).toBeGreaterThan(Math.exp(20 - 20 * 0.7) * 0.8);
  });

  it("claims nothing where the alarms are too few to fit or to check", () => {
    const none = runsOf(50, 7, () => 0);
    const empty = tailModel(knobs, none.tail, 1, none.used);
    expect(empty.perYear).toBeNull();
    expect(empty.reason).toContain("too few alarms even");
    const steep = runsOf(50, 8, (share) => Math.exp(34 - 45 * share));
    const model = tailModel(knobs, steep.tail, 1, steep.used);
    expect(model.perYear).toBeNull();
    expect(model.reason).toContain("too few alarms at the rates for the check");
  });

  it("errs upwards on a tail that falls as a normal one does", () => {
    // Crossings of a normal statistic with the knob's deviate of 5.8: rate ∝ exp(−(5.8·share)²/2).
    const normal = (share: number): number => 1e6 * Math.exp(-((5.8 * share) ** 2) / 2);
    const { tail, used } = runsOf(400, 9, normal);
    const { perYear, mostPerYear } = tailModel(knobs, tail, 1, used);
    expect(perYear!.value!).toBeGreaterThan(normal(1));
    expect(mostPerYear!).toBeGreaterThan(normal(1));
  });

  it("is no estimate, but still a bound, where the knob in use shows far fewer alarms than the line", () => {
    const bent = (share: number): number => (share < 0.9 ? 3000 * Math.exp(-4 * (share - 0.6)) : 5);
    const { tail, used } = runsOf(400, 13, bent);
    const model = tailModel(knobs, tail, 1, used);
    expect(model.holds).toBe(true);
    expect(model.knobs.at(-1)!.check).toBe("below");
    expect(model.perYear!.low!).toBeGreaterThan(100);
    // Garwood for some five alarms in 1.1 years is the lower bound of the two.
    expect(model.mostPerYear!).toBeLessThan(20);
    expect(model.mostPerYear!).toBeGreaterThan(5);
  });
});
