import { describe, expect, it } from "vitest";
import { Fault as Code } from "#hal/types.ts";
import type { Fault } from "#sims/faults/fault.ts";
import { InputError } from "#sims/input-error.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { scenarioByName } from "#sims/scenarios/scenarios.ts";
import { Simulation } from "#sims/simulation.ts";

interface Record {
  /** By sensor and second: value (NaN where none) and fault code. */
  values: number[][];
  codes: number[][];
  /** True suction pressure by second. */
  truePa: number[];
  trueK: number[];
  simulation: Simulation;
}

/** Five minutes of the quiet loop with faults between 100 and 200 s. */
function watch(faults: Fault[], changes: { loop?: LoopFile; seed?: number; durationS?: number } = {}): Record {
  const record: Record = { values: [], codes: [], truePa: [], trueK: [], simulation: undefined as unknown as Simulation };
  const base = scenarioByName("eclipse-quiet");
  record.simulation = new Simulation({
    scenario: { ...base, faults, ...(changes.loop && { loop: changes.loop }) },
    seed: changes.seed ?? 1,
    onLine: () => undefined,
    observe: (monitor) => {
      Array.from(monitor.readings).forEach((value, index) => (record.values[index] ??= []).push(value));
      Array.from(monitor.faults).forEach((code, index) => (record.codes[index] ??= []).push(code));
      record.truePa.push(record.simulation.pressurePa);
      record.trueK.push(record.simulation.temperatureK);
    },
  });
  record.simulation.runUntil(changes.durationS ?? 300);
  return record;
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const differences = (values: number[], others: number[]): number[] => values.map((value, index) => value - others[index]!);
const span = { onsetS: 100, endS: 200 };

describe("a sensor without a fault", () => {
  it("reads the loop's pressure with the data sheet's 20 Pa of noise", () => {
    const { values, truePa, codes } = watch([]);
    const errors = differences(values[0]!, truePa).slice(10);
    expect(Math.abs(mean(errors))).toBeLessThan(5);
    expect(deviation(errors)).toBeGreaterThan(17);
    expect(deviation(errors)).toBeLessThan(23);
    expect(codes[0]!.slice(10).every((code) => code === Code.None)).toBe(true);
  });

  it("follows the temperature with the thermometer's lag", () => {
    // The loop warms at some 2.3 mK/s after sunrise: twenty seconds behind is 0.05 K.
    const { values, trueK } = watch([], { durationS: 600 });
    const lagK = mean(differences(trueK, values[1]!).slice(200, 600));
    expect(lagK).toBeGreaterThan(0.03);
    expect(lagK).toBeLessThan(0.09);
  });
});

describe("faults at the sensing element", () => {
  it("bias shifts the reading", () => {
    const { values, truePa } = watch([{ kind: "sensor-bias", sensor: "P1", ...span, biasPa: 500 }]);
    const errors = differences(values[0]!, truePa);
    expect(mean(errors.slice(110, 190))).toBeCloseTo(500, -2);
    expect(Math.abs(mean(errors.slice(210, 290)))).toBeLessThan(15);
  });

  it("drift grows with time", () => {
    const { values, truePa } = watch([{ kind: "sensor-drift", sensor: "P1", ...span, driftPaPerDay: 864000 }]);
    const errors = differences(values[0]!, truePa);
    expect(mean(errors.slice(180, 190)) - mean(errors.slice(110, 120))).toBeGreaterThan(650);
    expect(mean(errors.slice(180, 190)) - mean(errors.slice(110, 120))).toBeLessThan(750);
  });

  it("spikes come now and then", () => {
    const { values, truePa } = watch([{ kind: "sensor-spikes", sensor: "P1", ...span, perHour: 360, spikePa: 3000 }]);
    const hits = differences(values[0]!, truePa).slice(100, 200).filter((error) => error > 2000).length;
    expect(hits).toBeGreaterThan(2);
    expect(hits).toBeLessThan(25);
  });

  it("quantisation leaves steps, the noise before them", () => {
    const { values } = watch([{ kind: "sensor-quantisation", sensor: "P1", ...span, stepPa: 500 }]);
    for (const value of values[0]!.slice(110, 190)) expect(Math.abs(value - 500 * Math.round(value / 500))).toBeLessThan(2);
  });
});

describe("faults in the part and its wiring", () => {
  it("noise grows by its factor", () => {
    const { values, truePa } = watch([{ kind: "sensor-noise", sensor: "P1", ...span, factor: 5 }]);
    const errors = differences(values[0]!, truePa);
    expect(deviation(errors.slice(105, 195)) / deviation(errors.slice(205, 295))).toBeGreaterThan(3.5);
  });

  it("a stuck part goes on giving one value", () => {
    const { values } = watch([{ kind: "sensor-stuck", sensor: "P1", ...span }, { kind: "sensor-stuck", sensor: "T1", ...span }]);
    expect(deviation(values[0]!.slice(105, 195))).toBeLessThan(2);
    expect(deviation(values[0]!.slice(205, 295))).toBeGreaterThan(15);
    expect(new Set(values[1]!.slice(105, 195)).size).toBe(1);
  });

  it.each(["wire-cut", "wire-short"] as const)("%s takes both parts away, and they come back", (kind) => {
    const { values, codes } = watch([{ kind, sensor: "P1", ...span }, { kind, sensor: "T1", ...span }]);
    for (const sensor of [0, 1]) {
      expect(codes[sensor]!.slice(0, 5).includes(Code.None)).toBe(true);
      expect(codes[sensor]!.slice(110, 190).every((code) => code !== Code.None)).toBe(true);
      expect(values[sensor]!.slice(110, 190).every((value) => Number.isNaN(value))).toBe(true);
      expect(codes[sensor]!.slice(280).every((code) => code === Code.None)).toBe(true);
    }
  });

  it("drop-outs lose some readings and never invent one", () => {
    const { values, codes, truePa } = watch([{ kind: "sensor-dropout", sensor: "P1", ...span, share: 0.2 }]);
    expect(codes[0]!.slice(100, 200).filter((code) => code !== Code.None).length).toBeGreaterThan(5);
    values[0]!.forEach((value, index) => {
      if (!Number.isNaN(value)) expect(Math.abs(value - truePa[index]!)).toBeLessThan(200);
    });
  });

  it("a brown-out ends in valid readings again, without a wrong one between", () => {
    const { values, codes, truePa, trueK } = watch([{ kind: "brown-out", onsetS: 100, endS: 110 }]);
    expect(codes[0]!.slice(102, 108).every((code) => code !== Code.None)).toBe(true);
    expect(codes[0]!.slice(200).every((code) => code === Code.None)).toBe(true);
    values[0]!.forEach((value, index) => {
      if (!Number.isNaN(value)) expect(Math.abs(value - truePa[index]!)).toBeLessThan(200);
    });
    values[1]!.forEach((value, index) => {
      if (!Number.isNaN(value)) expect(Math.abs(value - trueK[index]!)).toBeLessThan(1);
    });
  });

  it("a data-path fault puts every channel off-scale at once", () => {
    const { values } = watch([{ kind: "data-path", ...span }]);
    expect(values[0]!.slice(105, 195).every((value) => Number.isNaN(value) || value > 3e6)).toBe(true);
    expect(values[1]!.slice(105, 195).every((value) => Number.isNaN(value) || value >= 273.15 + 124)).toBe(true);
  });

  it("swapped sensors read each other's place", () => {
    const base = scenarioByName("eclipse-quiet").loop;
    const loop: LoopFile = {
      ...base, pump: { risePa: 50000, flowM3PerS: 1e-4 },
      sensors: [base.sensors[0]!, { ...base.sensors[0]!, id: "P2", bus: "I2C2", node: "discharge" }],
    };
    const { values } = watch([{ kind: "sensors-swapped", sensor: "P1", other: "P2", ...span }], { loop });
    const rise = differences(values[1]!, values[0]!);
    expect(mean(rise.slice(50, 95))).toBeCloseTo(50000, -2);
    expect(mean(rise.slice(105, 195))).toBeCloseTo(-50000, -2);
  });

  it("a fault at a sensor that is not there is refused", () => {
    expect(() => watch([{ kind: "sensor-stuck", sensor: "P9", ...span }])).toThrow(InputError);
  });
});

describe("faults of loop and surroundings", () => {
  const bench = scenarioByName("bench-pinhole").loop;

  it("weather moves a gauge sensor and not an absolute one", () => {
    const weather: Fault = { kind: "weather", onsetS: 0, swingPa: 3000, periodS: 1200 };
    const gauge: LoopFile = { ...bench, sensors: bench.sensors.map((sensor) => (sensor.id === "P1" ? { ...sensor, reference: "gauge" as const } : sensor)) };
    const shift = (loop: LoopFile): number => {
      const one = watch([weather], { loop, durationS: 300 });
      return mean(differences(one.values[0]!, one.truePa).slice(285, 299));
    };
    expect(shift(gauge)).toBeCloseTo(-101325 - 3000, -3);
    expect(Math.abs(shift(bench))).toBeLessThan(20);
  });

  it("a growing hole leaks ever more, an intermittent one only while it is open", () => {
    const lost = (fault: Fault): number => watch([fault]).simulation.truth().lostKg;
    const steady = lost({ kind: "hole", ...span, node: "suction", diameterM: 4e-4 });
    expect(steady).toBeCloseTo(100 * 18.4845 / 3600 / 4, 1);
    expect(lost({ kind: "hole", ...span, node: "suction", diameterM: 4e-4, openS: 5, shutS: 15 }) / steady).toBeCloseTo(0.25, 1);
    // Diameter from 0.4 to 0.8 mm: the mean of its square is 7/3 of the first.
    expect(lost({ kind: "hole", ...span, node: "suction", diameterM: 4e-4, growthMPerS: 4e-6 }) / steady).toBeCloseTo(7 / 3, 1);
  });

  it("refill and bleed put in and take out what they say", () => {
    const truth = watch([
      { kind: "refill", onsetS: 100.3, endS: 150.7, massKg: 0.2 }, { kind: "bleed", onsetS: 180, endS: 190, massKg: 0.05 },
    ]).simulation.truth();
    expect(truth.addedKg).toBeCloseTo(0.15, 9);
    expect(truth.massKg - truth.initialMassKg).toBeCloseTo(0.15, 9);
  });

  it("lost gas lowers the pressure and leaves the liquid", () => {
    const { simulation } = watch([{ kind: "gas-loss", ...span, sharePerS: 1e-3 }]);
    expect(simulation.world.loop.gasShare).toBeCloseTo(0.9, 6);
    expect(simulation.truth().lostKg).toBe(0);
    const without = watch([]).simulation.pressurePa;
    expect(simulation.pressurePa / without).toBeCloseTo(0.9, 2);
  });

  it("a pump that trips lets suction and discharge meet", () => {
    const base = scenarioByName("pump-toggle");
    const simulation = new Simulation({ scenario: { ...base, faults: [{ kind: "pump-trip", ...span }] }, seed: 1, onLine: () => undefined });
    const rise = (timeS: number): number => {
      simulation.runUntil(timeS);
      return simulation.world.loop.nodePressurePa("discharge") - simulation.world.loop.nodePressurePa("suction");
    };
    expect(rise(95)).toBeCloseTo(90000, -2);
    expect(rise(130)).toBeLessThan(100);
    expect(rise(230)).toBeCloseTo(90000, -2);
  });

  it("a hole below ambient pressure draws gas in", () => {
    const base = scenarioByName("bench-pinhole");
    const sunk = { ...base, loop: { ...base.loop, accumulator: { ...base.loop.accumulator!, gasPressurePa: 80000 }, minimumPressurePa: 20000 } };
    const simulation = new Simulation({
      scenario: { ...sunk, faults: [{ kind: "hole", ...span, endS: 250, node: "suction", diameterM: 2e-4 }] }, seed: 1, onLine: () => undefined,
    });
    simulation.runUntil(300);
    expect(simulation.world.loop.airVolumeM3).toBeGreaterThan(1e-6);
    expect(simulation.truth().lostKg).toBeLessThan(1e-3);
    expect(simulation.pressurePa).toBeGreaterThan(95000);
  });

  it("wrong units in the loop file mislead the monitor, not the world", () => {
    const { simulation } = watch([{ kind: "wrong-units", key: "accumulator.gasVolumeM3", factor: 1000 }]);
    expect(simulation.world.configuration.loop!.accumulator!.gasVolumeM3).toBe(4);
    expect(simulation.world.loop.volumeM3).toBeCloseTo(0.0531, 9);
  });
});
