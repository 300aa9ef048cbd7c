import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { placeOf } from "#sims/campaign/place.ts";
import { CampaignPlant, textbook, type Differences } from "#sims/campaign/plant.ts";
import { referencePressureOf, toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";
import { benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

function plantOf(loop: LoopFile, changes: Partial<Differences> = {}, seed = 1): CampaignPlant {
  return new CampaignPlant(toConfiguration(loop), placeOf(loop), { ...textbook, ...changes }, referencePressureOf(loop), loop.pump?.risePa ?? 0, new Random(seed, 1), new Random(seed, 2));
}

/** Errors of the pressure readings, in the data sheet's 20 Pa. */
function noiseOf(plant: CampaignPlant, samples: number): number[] {
  return Array.from({ length: samples }, () => {
    plant.sample(1);
    return (plant.readings[0]! - plant.loop.pressurePa) / 20;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => mean(values.map((value) => value * value)) - mean(values) ** 2;
const correlation = (values: readonly number[], distance: number): number =>
  mean(values.slice(distance).map((value, index) => value * values[index]!)) / mean(values.map((value) => value * value));

describe("a plant's readings", () => {
  it("have the data sheet's white noise", () => {
    const noise = noiseOf(plantOf(spacecraftLoop), 20000);
    expect(Math.sqrt(variance(noise))).toBeCloseTo(1, 1);
    expect(Math.abs(correlation(noise, 1))).toBeLessThan(0.03);
  });

  it("with AR(1) noise have the same deviation and the coefficient asked for", () => {
    const noise = noiseOf(plantOf(spacecraftLoop, { autocorrelation: 0.9 }), 40000);
    expect(Math.abs(Math.sqrt(variance(noise)) - 1)).toBeLessThan(0.05);
    expect(Math.abs(correlation(noise, 1) - 0.9)).toBeLessThan(0.02);
    expect(Math.abs(correlation(noise, 5) - 0.9 ** 5)).toBeLessThan(0.05);
  });

  it("with wandering noise still remember half of it after seven minutes", () => {
    // Variance 1 of white noise and 1 of the wander, exp(−420/600) of which is left.
    const noise = noiseOf(plantOf(spacecraftLoop, { wanderShare: 1 }), 200000);
    expect(Math.abs(correlation(noise, 420) - 0.5 * Math.exp(-420 / 600))).toBeLessThan(0.06);
  });

  it("with heavy tails have outliers where normal noise has none", () => {
    const outliers = (changes: Partial<Differences>): number => noiseOf(plantOf(spacecraftLoop, changes), 50000).filter((deviate) => Math.abs(deviate) > 5.5).length;
    expect(outliers({})).toBe(0);
    // 2 % of the samples, of which P(|z| > 5.5/6) = 36 %.
    expect(Math.abs(outliers({ tailShare: 0.02 }) / (50000 * 0.02 * 0.359) - 1)).toBeLessThan(0.2);
  });

  it("come unevenly where asked, with a gap of a minute or two about twice an hour at most", () => {
    const plant = plantOf(spacecraftLoop, { isUneven: true });
    const gaps = Array.from({ length: 50000 }, () => plant.sample(1));
    const long = gaps.filter((elapsedS) => elapsedS > 3);
    expect(mean(gaps.filter((elapsedS) => elapsedS <= 3))).toBeCloseTo(1.5, 1);
    expect(long.length).toBeGreaterThan(10);
    expect(Math.min(...long)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...long)).toBeLessThanOrEqual(120);
    expect(long.length / (gaps.reduce((sum, elapsedS) => sum + elapsedS, 0) / 3600)).toBeLessThan(2);
  });

  it("stand still where a sensor is stuck, the plant going on", () => {
    const plant = plantOf(spacecraftLoop);
    plant.sample(1);
    const [pressurePa] = plant.readings;
    plant.stuck[0] = 1;
    for (let second = 0; second < 600; second++) plant.sample(1);
    expect(plant.readings[0]).toBe(pressurePa);
    expect(plant.timeS).toBe(601);
  });
});

describe("a plant's loop", () => {
  it.each([["suction", rackLoop, 0], ["middle", rackLoop, 45000], ["discharge", rackLoop, 90000]] as const)("loses at the %s what it was told to", (node, loop, risePa) => {
    const plant = plantOf(loop);
    const diameterM = plant.leak(node, 1e-4, 1);
    expect(plant.loop.leakRateKgPerS).toBeCloseTo(1e-4, 9);
    const dropPa = plant.loop.pressurePa + risePa - 101325;
    expect(diameterM).toBeCloseTo(Math.sqrt(4 * 1e-4 / (Math.PI * 0.62 * Math.sqrt(2 * plant.loop.densityKgPerM3 * dropPa))), 9);
  });

  it("has a larger hole for the same loss where the edge is rounder to it, as the root of the coefficient", () => {
    const sharp = plantOf(benchLoop).leak("suction", 1e-4, 1);
    expect(plantOf(benchLoop).leak("suction", 1e-4, 0.81) / sharp).toBeCloseTo(1 / 0.9, 9);
  });

  it("with a fifth more gas falls slower by that fifth", () => {
    const fallPa = (gasVolumeShare: number): number => {
      const plant = plantOf(benchLoop, { gasVolumeShare });
      plant.warm(0);
      const beforePa = plant.loop.pressurePa;
      plant.loop.step(1, plant.loop.temperatureK, plant.loop.gasTemperatureK, 0);
      plant.leak("suction", 1e-5, 1);
      for (let second = 0; second < 60; second++) plant.loop.step(1, plant.loop.temperatureK, plant.loop.gasTemperatureK, 0);
      return beforePa - plant.loop.pressurePa;
    };
    // Hoses and the liquid's own stiffness take a part: 1e-10 m³/Pa of 1.34e-9.
    expect(fallPa(1) / fallPa(1.2)).toBeGreaterThan(1.14);
    expect(fallPa(1) / fallPa(1.2)).toBeLessThan(1.2);
  });

  it("warms by what its surroundings were told to, in the end", () => {
    const [usual, warm] = [plantOf(benchLoop), plantOf(benchLoop)];
    warm.warm(8);
    const days = (plant: CampaignPlant): number => {
      for (let second = 0; second < 2 * 86400; second++) plant.advanceSecond();
      let sum = 0;
      for (let second = 0; second < 86400; second++) {
        plant.advanceSecond();
        sum += plant.loop.temperatureK;
      }
      return sum / 86400;
    };
    expect(Math.abs(days(warm) - days(usual) - 8)).toBeLessThan(1.7);
  });
});

describe("a place", () => {
  it("of a reference loop is its own, and of another one that of the most similar, scaled", () => {
    expect(placeOf(spacecraftLoop).environment.kind).toBe("orbit");
    expect(placeOf({ ...benchLoop, name: "mine" }).environment).toEqual(placeOf(benchLoop).environment);
    expect(placeOf({ ...rackLoop, name: "mine" }).environment.kind).toBe("rack");
    expect(placeOf({ ...benchLoop, name: "mine", externalPressurePa: 0 }).environment.kind).toBe("orbit");
    const large = placeOf({ ...benchLoop, name: "mine", liquidVolumeM3: 10 * benchLoop.liquidVolumeM3 }).environment;
    expect(large.network.nodes[0]!.capacityJPerK / placeOf(benchLoop).environment.network.nodes[0]!.capacityJPerK).toBeCloseTo(10, 9);
    expect(large.network.nodes[0]!.startK).toBe(placeOf(benchLoop).environment.network.nodes[0]!.startK);
  });

  it("scaled swings the temperature of a loop ten times as large as far", { timeout: 60_000 }, () => {
    const swingK = (loop: LoopFile): number => {
      const plant = plantOf(loop);
      let [low, high] = [Infinity, -Infinity];
      for (let second = 0; second < 86400; second++) {
        plant.advanceSecond();
        low = Math.min(low, plant.loop.temperatureK);
        high = Math.max(high, plant.loop.temperatureK);
      }
      return high - low;
    };
    const large = { ...benchLoop, name: "large", liquidVolumeM3: 0.02, accumulator: { ...benchLoop.accumulator!, gasVolumeM3: 0.002, maximumGasVolumeM3: 0.006 } };
    expect(swingK(large) / swingK(benchLoop)).toBeCloseTo(1, 1);
  });
});
