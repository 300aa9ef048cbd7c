import { describe, expect, it } from "vitest";
import { CoolantLoop } from "#sims/loop/coolant-loop.ts";
import { toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";
import { benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

function make(file: LoopFile, diameterM = 0): CoolantLoop {
  const loop = new CoolantLoop({ loop: toConfiguration(file).loop!, referencePressurePa: 101325, holeNodes: ["suction"] });
  loop.setHole(0, diameterM);
  return loop;
}

describe("a sound loop", () => {
  it("holds the mass of its reference state at the reference pressure", () => {
    const loop = make(spacecraftLoop);
    expect(loop.massKg).toBeCloseTo(0.0491 * 692, 9);
    loop.settle(293.15, 293.15, 0);
    expect(loop.pressurePa).toBeCloseTo(196133, 4);
  });

  it("comes back to the same pressure after a cycle of temperature", () => {
    const loop = make(spacecraftLoop);
    loop.settle(293.15, 293.15, 0);
    const beforePa = loop.pressurePa;
    for (let second = 1; second <= 5578; second++) {
      const kelvin = 293.15 + 2.5 * Math.sin(2 * Math.PI * second / 5578);
      loop.step(1, kelvin, kelvin, 0);
    }
    expect(loop.pressurePa).toBeCloseTo(beforePa, 5);
    expect(loop.lostKg).toBe(0);
  });

  it("gives way to the pump by the compliance of its hoses", () => {
    const loop = make(rackLoop);
    loop.settle(293.15, 293.15, 0);
    const restingPa = loop.pressurePa;
    loop.settle(293.15, 293.15, 90000);
    // Half of the rise stands over hoses and liquid; they and the gas cushion (V/p) share the volume it makes.
    const softM3PerPa = 1e-9 + 0.018 / 2.7e9;
    const expectedPa = 45000 * softM3PerPa / (softM3PerPa + 0.003 / restingPa);
    expect(Math.abs((restingPa - loop.pressurePa) / expectedPa - 1)).toBeLessThan(0.02);
    expect(loop.nodePressurePa("middle") - loop.pressurePa).toBeCloseTo(45000, 6);
  });
});

describe("a drain", () => {
  it("goes through gas, stop, collapse, vapour and empty in this order", () => {
    const loop = make(spacecraftLoop, 0.0008);
    while (Number.isNaN(loop.emptyAtS) && loop.timeS < 60000) loop.step(1, 293.15, 293.15, 0);
    const times = [loop.minimumPressureAtS, loop.stopReachedAtS, loop.vapourPressureAtS, loop.emptyAtS];
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(loop.massKg).toBe(0);
    expect(loop.lostKg).toBeCloseTo(loop.initialMassKg, 10);
  });

  it("has its events at the same times whatever the step", () => {
    const [coarse, fine] = [1, 0.05].map((stepS) => {
      const loop = make(spacecraftLoop, 0.0008);
      while (loop.timeS < 520) loop.step(stepS, 293.15, 293.15, 0);
      return [loop.minimumPressureAtS, loop.stopReachedAtS, loop.vapourPressureAtS];
    }) as [number[], number[]];
    coarse.forEach((timeS, index) => expect(Math.abs(timeS - fine[index]!)).toBeLessThan(0.005));
  });

  it("takes small steps only where no gas cushion is left", () => {
    const loop = make(spacecraftLoop, 0.0008);
    while (loop.timeS < 470) loop.step(1, 293.15, 293.15, 0);
    expect(loop.stepCount).toBe(470);
    while (loop.timeS < 480) loop.step(1, 293.15, 293.15, 0);
    expect(loop.stepCount).toBeGreaterThan(600);
  });

  it("ends at ambient pressure where there is air outside, and breathes with the temperature from then on", () => {
    const loop = make(benchLoop, 0.001);
    while (loop.timeS < 600) loop.step(1, 293.15, 293.15, 0);
    expect(loop.pressurePa).toBeCloseTo(101325, 0);
    const lostBefore = loop.lostKg;
    for (let second = 0; second < 600; second++) loop.step(1, 293.15 - second / 300, 293.15 - second / 300, 0);
    expect(loop.airJ).toBeGreaterThan(0);
    for (let second = 600; second >= 0; second--) loop.step(1, 293.15 - second / 300, 293.15 - second / 300, 0);
    expect(loop.lostKg).toBeGreaterThan(lostBefore);
    expect(Math.abs(loop.pressurePa - 101325)).toBeLessThan(50);
  });

  it("lets out at ambient pressure just what the warming pushes, by the drop that the orifice needs for it", () => {
    const loop = make(benchLoop, 0.0005);
    while (loop.timeS < 3600) loop.step(1, 293.15, 293.15, 0);
    const warmingKPerS = 1e-3;
    for (let second = 1; second <= 300; second++) loop.step(1, 293.15 + warmingKPerS * second, 293.15 + warmingKPerS * second, 0);
    const pushedM3PerS = (loop.liquidVolumeM3 * 2.07e-4 + loop.gasVolumeM3 / loop.gasTemperatureK) * warmingKPerS;
    const speedMPerS = pushedM3PerS / (0.62 * Math.PI * 0.0005 ** 2 / 4);
    const dropPa = 0.5 * loop.densityKgPerM3 * speedMPerS ** 2;
    expect(dropPa).toBeLessThan(0.1);
    expect(Math.abs((loop.pressurePa - 101325) / dropPa - 1)).toBeLessThan(0.01);
    expect(Math.abs(loop.leakRateKgPerS / (loop.densityKgPerM3 * pushedM3PerS) - 1)).toBeLessThan(0.005);
  });
});
