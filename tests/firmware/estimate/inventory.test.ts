import { describe, expect, it } from "vitest";
import type { Coolant, Loop } from "#firmware/configuration.ts";
import { Inventory } from "#firmware/estimate/inventory.ts";
import { CoolantLoop } from "#sims/loop/coolant-loop.ts";

/** The four reference loops and what one sample of theirs is worth, as published on the physics page. */
const references = [
  { name: "spacecraft", coolant: [692, 1.21e-3, 0.69e9], liquidM3: 0.0491, gasM3: 0.004, pressurePa: 196133, outsidePa: 0, sigmaPa: 60, sigmaK: 0.02, sigmaG: 1.1803 },
  { name: "ammonia", coolant: [610, 2.45e-3, 0.81e9], liquidM3: 0.12, gasM3: 0.03, pressurePa: 2.0e6, outsidePa: 0, sigmaPa: 500, sigmaK: 0.02, sigmaG: 5.81341 },
  { name: "rack", coolant: [1065, 5.0e-4, 2.7e9], liquidM3: 0.018, gasM3: 0.003, pressurePa: 251325, outsidePa: 101325, sigmaPa: 40, sigmaK: 0.03, sigmaG: 0.584177 },
  { name: "bench", coolant: [998.2, 2.07e-4, 2.18e9], liquidM3: 0.002, gasM3: 0.0002, pressurePa: 161325, outsidePa: 101325, sigmaPa: 25, sigmaK: 0.02, sigmaG: 0.0320226 },
] as const;

function loopOf(reference: (typeof references)[number], changes: { polytropicIndex?: number; maximumGasVolumeM3?: number; complianceM3PerPa?: number } = {}): Loop {
  const [densityKgPerM3, thermalExpansionPerK, bulkModulusPa] = reference.coolant;
  const coolant: Coolant = { densityKgPerM3, thermalExpansionPerK, bulkModulusPa, vapourPressurePa: 0, referenceTemperatureK: 293.15 };
  const { polytropicIndex = 1, maximumGasVolumeM3, complianceM3PerPa = 0 } = changes;
  return {
    coolant, liquidVolumeM3: reference.liquidM3, complianceM3PerPa, complianceSigmaShare: 0.125, externalPressurePa: reference.outsidePa, minimumPressurePa: 0,
    accumulator: {
      gasVolumeM3: reference.gasM3, gasPressurePa: reference.pressurePa, gasTemperatureK: 293.15, polytropicIndex,
      ...(maximumGasVolumeM3 !== undefined && { maximumGasVolumeM3 }),
    },
    dischargeCoefficient: 0.62, dischargeCoefficientSigma: 0.05, toleratedLossKgPerS: 0, pumpRisePa: 0, sensorAbovePa: 0,
  };
}

it("has none left at a tenth of its rest over a pressure outside that a parameter has changed", () => {
  const loop = { ...loopOf(references[3]) };
  const inventory = new Inventory(loop);
  expect(inventory.drainedPa).toBeCloseTo(107325, 6);
  Object.assign(loop, { externalPressurePa: 61325 });
  inventory.limit();
  expect(inventory.drainedPa).toBeCloseTo(71325, 6);
});

describe.each(references)("the inventory of the $name loop", (reference) => {
  const loop = loopOf(reference);
  const inventory = new Inventory(loop);

  it("is density times liquid volume at the reference state", () => {
    const massKg = inventory.massKg(reference.pressurePa, 293.15, 293.15);
    expect(massKg / (reference.coolant[0] * reference.liquidM3)).toBeCloseTo(1, 12);
    expect(inventory.cushionM3).toBeCloseTo(reference.gasM3, 15);
    expect(inventory.liquidKgPerM3).toBeCloseTo(reference.coolant[0], 9);
    expect(inventory.atStop).toBe(false);
  });

  it(`has a standard deviation of ${reference.sigmaG} g a sample`, () => {
    const change = (pressurePa: number, liquidK: number): number => inventory.massKg(pressurePa, liquidK, 293.15);
    const perPa = (change(reference.pressurePa + 10, 293.15) - change(reference.pressurePa - 10, 293.15)) / 20;
    const perK = (change(reference.pressurePa, 293.16) - change(reference.pressurePa, 293.14)) / 0.02;
    const sigmaG = 1000 * Math.hypot(perPa * reference.sigmaPa, perK * reference.sigmaK);
    expect(Math.abs(sigmaG / reference.sigmaG - 1)).toBeLessThan(0.01);
  });

  it("says how much room a pascal makes as the mass itself does", () => {
    for (const pressurePa of [0.7 * reference.pressurePa, reference.pressurePa, 1.3 * reference.pressurePa]) {
      const perPa = (inventory.massKg(pressurePa + 10, 293.15, 293.15) - inventory.massKg(pressurePa - 10, 293.15, 293.15)) / 20;
      inventory.massKg(pressurePa, 293.15, 293.15);
      expect(inventory.totalM3PerPa(pressurePa) * inventory.liquidKgPerM3 / perPa).toBeCloseTo(1, 4);
    }
  });

  it("is what the simulated loop holds, over temperatures, gas laws and hoses", () => {
    for (const polytropicIndex of [1, 1.2, 1.4]) {
      for (const complianceM3PerPa of [0, 2e-10]) {
        const options = loopOf(reference, { polytropicIndex, complianceM3PerPa });
        const physics = new CoolantLoop({ loop: options, referencePressurePa: reference.pressurePa, holeNodes: [] });
        const estimate = new Inventory(options);
        for (let liquidK = 283.15; liquidK <= 303.15; liquidK += 2.5) {
          for (const gasK of [liquidK - 2, liquidK, liquidK + 3]) {
            physics.settle(liquidK, gasK, 0);
            expect(Math.abs(estimate.massKg(physics.pressurePa, liquidK, gasK) / physics.massKg - 1)).toBeLessThan(1e-6);
          }
        }
      }
    }
  });

  it("is what the simulated loop holds while it drains, to the accumulator's stop and below it", () => {
    const stopM3 = 1.6 * reference.gasM3;
    const options = loopOf(reference, { maximumGasVolumeM3: stopM3 });
    const physics = new CoolantLoop({ loop: options, referencePressurePa: reference.pressurePa, holeNodes: ["suction"] });
    const estimate = new Inventory(options);
    physics.setHole(0, 0.0008);
    let stopsSeen = 0;
    for (let second = 0; second < 20000 && physics.pressurePa > 1.02 * reference.outsidePa + 1000; second++) {
      physics.step(1, 293.15, 293.15, 0);
      const massKg = estimate.massKg(physics.pressurePa, 293.15, 293.15);
      expect(Math.abs(massKg / physics.massKg - 1)).toBeLessThan(1e-6);
      if (estimate.atStop) stopsSeen++;
      expect(estimate.atStop).toBe(physics.gasVolumeM3 >= stopM3 * (1 - 1e-12));
    }
    if (reference.outsidePa === 0) expect(stopsSeen).toBeGreaterThan(0);
  });
});

describe("the inventory of a loop without gas", () => {
  it("follows compression and expansion of the liquid alone", () => {
    const { accumulator: _none, ...loop } = { ...loopOf(references[0]), externalPressurePa: 101325 };
    const inventory = new Inventory(loop);
    // 0.835 MPa a kelvin: a loop without a cushion is a thermometer, and the two cancel.
    const cold = inventory.massKg(101325, 293.15, 293.15);
    expect(cold).toBeCloseTo(692 * 0.0491, 9);
    expect(Math.abs(inventory.massKg(101325 + 83490, 293.25, 293.25) / cold - 1)).toBeLessThan(1e-7);
  });
});

describe("the pressure at the pump's suction", () => {
  const risePa = 60000;
  const loop: Loop = { ...loopOf(references[3]), pumpRisePa: risePa, sensorAbovePa: risePa, minimumPressurePa: 120000 };
  const suctionPa = 160000;

  it("is the measured one without the pump's rise while the pump runs, as a jump tells", () => {
    const inventory = new Inventory(loop);
    const at = (measuredPa: number): number => inventory.suctionPa(measuredPa, NaN, NaN);
    for (let sample = 0; sample < 50; sample++) expect(at(suctionPa + risePa)).toBe(suctionPa);
    for (let sample = 0; sample < 50; sample++) expect(at(suctionPa)).toBe(suctionPa);
    expect(inventory.risePa).toBe(0);
    for (let sample = 0; sample < 50; sample++) expect(at(suctionPa + risePa)).toBe(suctionPa);
    expect(inventory.risePa).toBe(risePa);
  });

  it("takes no loss, however fast a leak of minutes makes it, for the pump", () => {
    const inventory = new Inventory(loop);
    for (let measuredPa = suctionPa + risePa; measuredPa > suctionPa; measuredPa -= 500) inventory.suctionPa(measuredPa, NaN, NaN);
    expect(inventory.risePa).toBe(risePa);
  });

  it("takes the pump for off where the suction would begin below its minimum", () => {
    const inventory = new Inventory(loop);
    expect(inventory.suctionPa(suctionPa, NaN, NaN)).toBe(suctionPa);
    expect(inventory.suctionPa(suctionPa + risePa, NaN, NaN)).toBe(suctionPa);
  });

  it("goes by the flow where there is a meter, and by two pressures where there are two", () => {
    const byFlow = new Inventory(loop);
    byFlow.suctionPa(suctionPa + risePa, 1e-4, NaN);
    expect(byFlow.suctionPa(suctionPa, 0, NaN)).toBe(suctionPa);
    const byTwo = new Inventory({ ...loop, sensorAbovePa: 0 });
    expect([risePa, 3000, NaN].map((apart) => [byTwo.suctionPa(suctionPa, NaN, apart), byTwo.risePa])).toEqual([[suctionPa, risePa], [suctionPa, 0], [suctionPa, 0]]);
  });

  it("is the measured one in a loop without a pump, and under a configuration of an earlier host", () => {
    const { pumpRisePa: _rise, sensorAbovePa: _above, ...earlier } = loop;
    for (const without of [{ ...loop, pumpRisePa: 0, sensorAbovePa: 0 }, earlier as Loop]) {
      const inventory = new Inventory(without);
      expect([inventory.suctionPa(suctionPa, NaN, NaN), inventory.risePa]).toEqual([suctionPa, 0]);
    }
  });
});
