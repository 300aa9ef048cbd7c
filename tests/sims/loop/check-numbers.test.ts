import { afterAll, describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import type { Loop } from "#firmware/configuration.ts";
import { Surroundings, type OrbitEnvironment } from "#sims/environment/environment.ts";
import { betaWithoutEclipseDeg, eclipseS, orbitPeriodS } from "#sims/environment/orbit.ts";
import { ThermalNetwork } from "#sims/environment/thermal-network.ts";
import { CoolantLoop, type LoopNode } from "#sims/loop/coolant-loop.ts";
import { coolants } from "#sims/loop/coolants.ts";

/** Numbers of closed-form physics, printed beside what the simulator gives. */
const table: { what: string; expected: number; simulated: number; unit: string }[] = [];

function check(what: string, simulated: number, expected: number, unit: string): void {
  table.push({ what, expected, simulated, unit });
  expect(Math.abs(simulated / expected - 1), `${what}: ${simulated} against ${expected} ${unit}`).toBeLessThan(0.002);
}

afterAll(() => {
  const lines = table.map(({ what, expected, simulated, unit }) =>
    `${what.padEnd(44)} ${String(Number(expected.toPrecision(6))).padStart(12)} ${String(Number(simulated.toPrecision(6))).padStart(12)} ${unit.padEnd(6)} ${((simulated / expected - 1) * 100).toFixed(3).padStart(7)} %`);
  console.log([`${"check number".padEnd(44)} ${"expected".padStart(12)} ${"simulated".padStart(12)} unit`, ...lines, `${table.length} numbers`].join("\n"));
});

const isooctane = coolants["isooctane-like"]!;
/** The closed forms take the liquid for incompressible while there is gas. */
const stiff = { ...isooctane, bulkModulusPa: 1e13 };

function loopWith(changes: Partial<Loop>): Loop {
  return {
    coolant: isooctane, liquidVolumeM3: 0.0491, complianceM3PerPa: 0, complianceSigmaShare: 0, externalPressurePa: 0, minimumPressurePa: 0,
    dischargeCoefficient: 0.62, dischargeCoefficientSigma: 0.05, toleratedLossKgPerS: 0, pumpRisePa: 0, sensorAbovePa: 0, ...changes,
  };
}

function accumulator(gasVolumeM3: number, gasPressurePa: number, polytropicIndex: number, maximumGasVolumeM3?: number): NonNullable<Loop["accumulator"]> {
  return { gasVolumeM3, gasPressurePa, gasTemperatureK: 293.15, polytropicIndex, ...(maximumGasVolumeM3 !== undefined && { maximumGasVolumeM3 }) };
}

function holed(loop: Loop, diameterM: number, referencePressurePa = 101325, node: LoopNode = "suction"): CoolantLoop {
  const made = new CoolantLoop({ loop, referencePressurePa, holeNodes: [node] });
  made.setHole(0, diameterM);
  return made;
}

function runUntil(loop: CoolantLoop, done: () => boolean, stepS = 1): void {
  for (let step = 0; step < 200000 && !done(); step++) loop.step(stepS, 293.15, 293.15, 0);
}

describe("check numbers of loop physics", () => {
  it("lets the flow of a sharp-edged hole out", () => {
    const loop = holed(loopWith({ coolant: isooctane, accumulator: accumulator(0.004, 196133, 1) }), 0.0008);
    check("0.8 mm, 196,133 Pa to vacuum: volume", loop.leakRateKgPerS / loop.densityKgPerM3 * 1e6, 7.41991, "mL/s");
    check("0.8 mm, 196,133 Pa to vacuum: mass", loop.leakRateKgPerS * 3600, 18.4845, "kg/h");
    for (const [millimetres, gramsPerHour] of [[0.1, 191.86], [0.2, 767.438], [0.5, 4796.49], [1, 19186], [2, 76743.8]] as const) {
      const water = holed(loopWith({
        coolant: coolants["water"]!, liquidVolumeM3: 0.002, accumulator: accumulator(0.0002, 161325, 1), externalPressurePa: 101325,
      }), millimetres / 1000);
      check(`water, 60 kPa, ${millimetres} mm`, water.leakRateKgPerS * 3.6e6, gramsPerHour, "g/h");
    }
  });

  it("blows the gas down to the accumulator's stop", () => {
    for (const [index, seconds] of [[1, 472.614], [1.2, 487.97], [1.4, 503.952]] as const) {
      const loop = holed(loopWith({ coolant: stiff, accumulator: accumulator(0.004, 196133, index, 0.007) }), 0.0008);
      runUntil(loop, () => loop.stopReachedAtS > 0);
      check(`gas from 4 to 7 L, n = ${index}`, loop.stopReachedAtS, seconds, "s");
    }
    const loop = holed(loopWith({ coolant: stiff, accumulator: accumulator(0.004, 196133, 1) }), 0.0008);
    const beforePa = loop.pressurePa;
    loop.step(0.001, 293.15, 293.15, 0);
    check("initial dp/dt of that", (loop.pressurePa - beforePa) / 0.001, -363.822, "Pa/s");
  });

  it("loses a tenth of a litre on the bench, slowing down against the air", () => {
    const loop = holed(loopWith({
      coolant: coolants["water"]!, liquidVolumeM3: 0.002, accumulator: accumulator(0.0002, 161325, 1), externalPressurePa: 101325,
    }), 0.0005);
    let before = 0;
    runUntil(loop, () => {
      if (loop.lostKg >= 0.09982) return true;
      before = loop.lostKg;
      return false;
    });
    const seconds = loop.timeS - (loop.lostKg - 0.09982) / (loop.lostKg - before);
    check("bench, 0.5 mm: 100 mL lost after", seconds, 121.661, "s");
  });

  it("collapses where no gas is left, then drains at vapour pressure until it is empty", () => {
    const loop = holed(loopWith({}), 0.0008, 196133);
    runUntil(loop, () => loop.vapourPressureAtS > 0);
    check("no gas: 196 kPa to vapour pressure in", loop.vapourPressureAtS, 3.14941, "s");
    const drainBeginsS = loop.vapourPressureAtS;
    runUntil(loop, () => loop.emptyAtS > 0);
    check("vapour pressure alone drains 49.1 L in", (loop.emptyAtS - drainBeginsS) / 3600, 11.289, "h");
    expect(loop.massKg).toBe(0);
  });

  it("is a thermometer where there is no gas", () => {
    for (const [name, coolant, expected] of [["isooctane", isooctane, 0.8349], ["ammonia", coolants["ammonia"]!, 1.9845]] as const) {
      const loop = new CoolantLoop({ loop: loopWith({ coolant }), referencePressurePa: 2e6, holeNodes: [] });
      loop.settle(293.1501, 293.15, 0);
      check(`liquid-full stiffness, ${name}`, (loop.pressurePa - 2e6) / 0.0001 / 1e6, expected, "MPa/K");
    }
    const full = new CoolantLoop({ loop: loopWith({}), referencePressurePa: 196133, holeNodes: [] });
    const voided = new CoolantLoop({
      loop: loopWith({ liquidVolumeM3: 0.0491, accumulator: accumulator(0.000491, 196133, 1) }), referencePressurePa: 0, holeNodes: [],
    });
    check("1 % of gas softens the loop by", full.stiffnessPaPerKg / voided.stiffnessPaPerKg, 36.1802, "");
  });

  it("leaks more with the pump running, the more the nearer to its discharge", () => {
    for (const [node, ratio] of [["suction", 1], ["middle", 1.15542], ["discharge", 1.29228]] as const) {
      const loop = holed(loopWith({ coolant: stiff, accumulator: accumulator(0.004, 196133, 1) }), 0.0008, 0, node);
      const resting = loop.leakRateKgPerS;
      loop.settle(293.15, 293.15, 0.67 * 196133);
      check(`pump test, ${node}: on/off`, loop.leakRateKgPerS / resting, ratio, "");
    }
  });

  it("moves by what pressure and temperature noise hide", () => {
    const loops = [
      ["spacecraft", isooctane, 0.0491, 0.004, 196133, 0, 60, 0.02, 1.1803],
      ["ammonia", coolants["ammonia"]!, 0.12, 0.03, 2e6, 0, 500, 0.02, 5.81341],
      ["rack", coolants["water-glycol-50"]!, 0.018, 0.003, 251325, 101325, 40, 0.03, 0.584177],
      ["bench", coolants["water"]!, 0.002, 0.0002, 161325, 101325, 25, 0.02, 0.0320226],
    ] as const;
    for (const [name, coolant, liquidVolumeM3, gasM3, pressurePa, externalPressurePa, noisePa, noiseK, grams] of loops) {
      const loop = new CoolantLoop({
        loop: loopWith({ coolant: { ...coolant, bulkModulusPa: 1e13 }, liquidVolumeM3, externalPressurePa, accumulator: accumulator(gasM3, pressurePa, 1) }),
        referencePressurePa: 0, holeNodes: [],
      });
      const kgPerPa = 1 / loop.stiffnessPaPerKg;
      const beforePa = loop.pressurePa;
      loop.settle(293.151, 293.15, 0);
      const kgPerK = (loop.pressurePa - beforePa) / 0.001 * kgPerPa;
      check(`inventory sigma, ${name}`, Math.hypot(kgPerPa * noisePa, kgPerK * noiseK) * 1000, grams, "g");
    }
  });
});

describe("check numbers of the surroundings", () => {
  it("goes round the earth", () => {
    check("orbit at 420 km", orbitPeriodS(420e3) / 60, 92.9704, "min");
    for (const [beta, minutes] of [[0, 36.0283], [30, 34.3207], [60, 23.8647]] as const) {
      check(`eclipse, beta ${beta}°`, eclipseS(420e3, beta) / 60, minutes, "min");
    }
    check("no eclipse above beta", betaWithoutEclipseDeg(420e3), 69.7545, "°");
    expect(eclipseS(420e3, 70)).toBe(0);
  });

  it("warms in the sun and cools in the shadow", () => {
    const orbit: OrbitEnvironment = {
      kind: "orbit", altitudeM: 420e3, betaDeg: 0, loadW: 0, sunW: 500, sunNode: "liquid", sinkK: 282.5, settleS: 60000,
      network: { nodes: [{ name: "liquid", capacityJPerK: 28.75 * 4322, startK: 293 }], surroundings: [{ node: "liquid", conductanceWPerK: 28.75 }] },
    };
    const surroundings = new Surroundings(orbit, new Random(1));
    let lowK = Infinity;
    let highK = 0;
    for (let second = 0; second < 5579; second++) {
      surroundings.advance();
      lowK = Math.min(lowK, surroundings.liquidK);
      highK = Math.max(highK, surroundings.liquidK);
    }
    check("swing of one thermal node over the orbit", highK - lowK, 5.15896, "K");
    const loop = new CoolantLoop({
      loop: loopWith({ coolant: stiff, accumulator: accumulator(0.004, 196133, 1) }), referencePressurePa: 0, holeNodes: [],
    });
    const fullPa = loop.pressurePa;
    loop.settle(293.15 - 0.001, 293.15, 0);
    const kgPerK = (fullPa - loop.pressurePa) / 0.001 / loop.stiffnessPaPerKg;
    check("that cooling read as lost liquid", kgPerK * (highK - lowK) / eclipseS(420e3, 0) * 3600, 0.353494, "kg/h");
  });

  it("balances a radiator against cold space", () => {
    const network = new ThermalNetwork({
      nodes: [{ name: "radiator", capacityJPerK: 2000, startK: 280 }],
      radiators: [{ node: "radiator", emissivity: 0.85, areaM2: 2, sinkK: 0 }],
    });
    network.heatW[0] = 400;
    for (let second = 0; second < 20000; second++) network.advance(1);
    check("radiator, 400 W, 2 m², emissivity 0.85", network.temperaturesK[0]!, 253.805, "K");
  });
});
