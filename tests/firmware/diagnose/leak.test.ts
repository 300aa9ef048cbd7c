import { describe, expect, it } from "vitest";
import type { Configuration, Loop } from "#firmware/configuration.ts";
import { Alarm, AlarmState, Mode } from "#firmware/telemetry/dictionary.ts";
import { Random } from "#hal/simulated/random.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { ammoniaLoop, benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";
import { MonitorBench, commission, massKg, pressureHolding, restK, restPa, runLosing, spacecraft, watching, whiteNoise } from "#tests/firmware/monitor-bench.ts";

/** How a loop at constant temperature empties through a hole half-way between the pump's discharge and suction: mid-point rule in steps of a fiftieth of a second and more. */
class Drain {
  readonly pressuresPa: number[] = [];
  readonly ratesKgPerS: number[] = [];
  /** When the pressure falls below its minimum, s; infinite where it does not while looked at. */
  minimumAtS = Infinity;

  constructor(private readonly loop: Loop, private readonly diameterM: number, durationS: number, private readonly stepS: number) {
    let massKg = loop.coolant.densityKgPerM3 * loop.liquidVolumeM3;
    for (let step = 0; step * stepS <= durationS; step++) {
      const pressurePa = pressureHolding(loop, massKg, restK);
      const rateKgPerS = this.rateAt(pressurePa);
      this.pressuresPa.push(pressurePa);
      this.ratesKgPerS.push(rateKgPerS);
      if (pressurePa < loop.minimumPressurePa && this.minimumAtS === Infinity) this.minimumAtS = step * stepS;
      massKg -= stepS * this.rateAt(pressureHolding(loop, massKg - 0.5 * stepS * rateKgPerS, restK));
    }
  }

  /** Incompressible orifice equation, ISO 5167-1. */
  private rateAt(pressurePa: number): number {
    const { coolant, externalPressurePa, dischargeCoefficient, accumulator, pumpRisePa } = this.loop;
    const density = coolant.densityKgPerM3 * (1 + (pressurePa - accumulator!.gasPressurePa) / coolant.bulkModulusPa);
    return dischargeCoefficient * Math.PI * this.diameterM ** 2 / 4 * Math.sqrt(2 * density * Math.max(0, pressurePa + pumpRisePa / 2 - externalPressurePa));
  }

  at(timeS: number): { pressurePa: number; rateKgPerS: number } {
    const step = Math.round(timeS / this.stepS);
    return { pressurePa: this.pressuresPa[step]!, rateKgPerS: this.ratesKgPerS[step]! };
  }
}

interface Told { sinceS: number; values: Readonly<Record<string, number>> }

/** Commissions in next to no noise, then lets the loop drain without any. @returns what the leak alarm told, in order */
function tell(configuration: Configuration, drain: Drain, durationS: number): Told[] {
  const bench = new MonitorBench({ ...configuration, falseAlarmsPerYear: 100, commissioningS: 4000 });
  const random = new Random(1);
  const quietPa = configuration.loop!.accumulator!.gasPressurePa;
  const kelvin = (): number => restK + 1e-5 * random.gaussian();
  bench.runWhile(() => bench.nowS < 5000, () => [quietPa * (1 + 1e-5 * random.gaussian()), kelvin()]);
  expect(bench.monitor.mode).toBe(Mode.Nominal);
  const onsetS = bench.nowS;
  bench.runWhile(() => bench.nowS < onsetS + durationS, (timeS) => [drain.at(timeS - onsetS).pressurePa, kelvin()]);
  expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toEqual([]);
  expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
  return bench.listener.events("alarm").filter((event) => event.alarm === Alarm.Leak).map((event) => ({ sinceS: event.timeS - onsetS, values: event.values }));
}

function expectWithin(value: number | undefined, truth: number, tolerance: number, what: string): void {
  expect(Math.abs(value! / truth - 1), `${what}: ${value} against ${truth}`).toBeLessThan(tolerance);
}

describe.each([
  { loopFile: spacecraftLoop, diameterM: 0.0008, durationS: 330, stepS: 0.05 },
  { loopFile: spacecraftLoop, diameterM: 0.0002, durationS: 1200, stepS: 0.5 },
  { loopFile: ammoniaLoop, diameterM: 0.001, durationS: 600, stepS: 0.1 },
  { loopFile: rackLoop, diameterM: 0.0005, durationS: 400, stepS: 0.1 },
  { loopFile: benchLoop, diameterM: 0.0002, durationS: 300, stepS: 0.05 },
])("a hole of $diameterM m in the loop $loopFile.name, without noise", ({ loopFile, diameterM, durationS, stepS }) => {
  const configuration = toConfiguration(loopFile);
  const loop = configuration.loop!;
  const drain = new Drain(loop, diameterM, 40 * durationS, stepS);
  const told = tell(configuration, drain, durationS);
  const late = told.filter((one) => one.sinceS > 60);

  it("is told at least three times in time", () => {
    expect(late.length).toBeGreaterThan(2);
    expect(told[0]!.sinceS).toBeLessThan(30);
  });

  it("has its rate told within two per cent after a minute", () => {
    for (const { sinceS, values } of late) expectWithin(values["leakRateKgPerS"], drain.at(sinceS).rateKgPerS, 0.02, `rate after ${sinceS} s`);
  });

  it("has its diameter told within one per cent after a minute", () => {
    for (const { sinceS, values } of late) expectWithin(values["holeDiameterM"], diameterM, 0.01, `hole after ${sinceS} s`);
  });

  it("has its time to minimum pressure told within two per cent of a fine integration after a minute", () => {
    for (const { sinceS, values } of late) {
      const truthS = drain.minimumAtS - sinceS;
      // The forecast is renewed in every fourth cycle.
      expectWithin(values["timeToMinimumPressureS"], truthS, 0.02 + 3 / truthS, `time left after ${sinceS} s`);
    }
  });

  /** Rate, diameter and time left are within their intervals; an end that is not a number is not bounded. */
  function expectCovered(one: Told): void {
    const { sinceS, values } = one;
    // The forecast is renewed in every fourth cycle, and up to three seconds old.
    const truths = [["leakRateKgPerS", "leakRate", drain.at(sinceS).rateKgPerS, 0], ["holeDiameterM", "holeDiameter", diameterM, 0],
      ["timeToMinimumPressureS", "timeToMinimumPressure", drain.minimumAtS - sinceS, 3]] as const;
    for (const [name, stem, truth, stale] of truths) {
      const low = values[`${stem}Low`]!;
      const high = values[`${stem}High`]!;
      expect(low, `${name} after ${sinceS} s`).toBeLessThan(truth + stale);
      if (!Number.isNaN(high)) expect(high, `${name} after ${sinceS} s`).toBeGreaterThan(truth);
      expect(values[name]).toBeGreaterThanOrEqual(low);
    }
  }

  it("lies within every interval told after a minute", () => {
    for (const one of late) expectCovered(one);
  });

  // The samples in which the loss was found go into the regression one and a half periods too early against those that
  // follow: some seconds after the alarm the rate is a tenth too small, and its interval too narrow for that.
  it("lies within the interval of the first update, ten seconds after the alarm", () => {
    expectCovered(told[1]!);
  });

  it("has an uncertainty of the hole that is at least that of the discharge coefficient", () => {
    // Cd ± 0.05 alone gives ± 4 % of the diameter (one sigma).
    for (const { values } of told) {
      expect(values["holeDiameterHigh"]! - values["holeDiameterLow"]!).toBeGreaterThan(2 * 1.96 * 0.04 * values["holeDiameterM"]!);
    }
  });
});

describe("in noise", () => {
  it.each([1, 0.1])("%s kg/h lies within the 95 % intervals of the rate, at every update in 34 of 40 trials and more", { timeout: 60000 }, (kgPerHour) => {
    const { loop } = spacecraft();
    const truth = kgPerHour / 3600;
    const covered = [0, 0, 0, 0];
    for (let seed = 500; seed < 540; seed++) {
      const { bench, noise } = watching(seed, 100);
      const onsetS = bench.nowS;
      bench.runWhile(() => bench.nowS < onsetS + 300 + 60 / kgPerHour, (timeS) => {
        const [noisyPa, kelvin] = noise();
        return [pressureHolding(loop, massKg - (timeS - onsetS) * truth, restK) + noisyPa - restPa, kelvin];
      });
      const told = bench.listener.events("alarm").filter((event) => event.alarm === Alarm.Leak);
      for (let update = 0; update < covered.length; update++) {
        const { values } = told[update]!;
        if (values["leakRateLow"]! <= truth && !(values["leakRateHigh"]! < truth)) covered[update]!++;
      }
    }
    for (const count of covered) expect(count).toBeGreaterThanOrEqual(34);
  });
});

describe("a loop whose accumulator is at its stop", () => {
  it("keeps its leak alarm, though the inventory of a stop that is not where it was said to be hardly falls", () => {
    const { loop: spacecraftLoop } = spacecraft();
    const accumulator = spacecraftLoop.accumulator!;
    const bench = new MonitorBench(spacecraft({ loop: { ...spacecraftLoop, accumulator: { ...accumulator, maximumGasVolumeM3: 1.05 * accumulator.gasVolumeM3 } } }));
    commission(bench, whiteNoise(591));
    const noise = whiteNoise(592);
    // 1.4 kg go; the file's stop is reached after 0.14 kg, and the pump's minimum is not.
    runLosing(bench, noise, (sinceS) => 5e-4 * sinceS, 2800);
    expect(bench.monitor["inventory"]!.atStop).toBe(true);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toEqual([]);
  });

  it("has the hole told of a leak that begins there", () => {
    const { loop: spacecraftLoop } = spacecraft();
    const loop = { ...spacecraftLoop, complianceM3PerPa: 1e-7, accumulator: { ...spacecraftLoop.accumulator!, maximumGasVolumeM3: spacecraftLoop.accumulator!.gasVolumeM3 } };
    const bench = new MonitorBench(spacecraft({ loop }));
    const random = new Random(590);
    let begunS = Infinity;
    const cycle = (timeS: number): [number, number] => {
      const lostKg = Math.max(0, timeS - begunS) / 3600;
      return [pressureHolding(loop, massKg - 0.2 - lostKg, restK) + 60 * random.gaussian(), restK + 0.002 * random.gaussian()];
    };
    bench.runWhile(() => bench.monitor.mode === Mode.Commissioning || bench.nowS < 14000, cycle);
    begunS = bench.nowS;
    bench.runWhile(() => bench.nowS < begunS + 200, cycle);
    const told = bench.listener.events("alarm").filter((event) => event.alarm === Alarm.Leak);
    expect(told.length).toBeGreaterThan(2);
    for (const { values } of told) {
      expect(values["holeDiameterM"]).toBeGreaterThan(0);
      expect(values["holeDiameterM"]).toBeLessThan(0.001);
    }
  });
});

describe("a hole whose diameter grows evenly for half an hour", () => {
  it("has its onset within the 95 % interval from a minute after the alarm on, in 17 of 20 trials and more", { timeout: 60000 }, () => {
    const { loop } = spacecraft();
    let covered = 0;
    for (let seed = 560; seed < 580; seed++) {
      const { bench, noise } = watching(seed, 100);
      const onsetS = bench.nowS;
      // 10 kg/h after half an hour.
      bench.runWhile(() => bench.nowS < onsetS + 1800, (timeS) => {
        const [noisyPa, kelvin] = noise();
        return [pressureHolding(loop, massKg - 10 / 3600 / 3 / 1800 ** 2 * (timeS - onsetS) ** 3, restK) + noisyPa - restPa, kelvin];
      });
      const told = bench.listener.events("alarm").filter((event) => event.alarm === Alarm.Leak);
      const late = told.filter(({ timeS }) => timeS >= told[0]!.timeS + 60);
      expect(late.length).toBeGreaterThan(3);
      if (late.every(({ timeS, values }) => values["ageLow"]! <= timeS - onsetS && !(values["ageHigh"]! < timeS - onsetS))) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(17);
  });
});

describe("where the pressure is disturbed while the alarm stands", () => {
  const truth = 2 / 3600;

  /** A quarter of an hour of a steady loss. @param disturbedPa by the time since the onset, s */
  function losing(seed: number, disturbedPa: (sinceS: number) => number): { listener: MonitorBench["listener"]; onsetS: number } {
    const { loop } = spacecraft();
    const { bench, noise } = watching(seed, 100);
    const onsetS = bench.nowS;
    bench.runWhile(() => bench.nowS < onsetS + 900, (timeS) => {
      const [noisyPa, kelvin] = noise();
      const sinceS = timeS - onsetS;
      return [pressureHolding(loop, massKg - sinceS * truth, restK) + noisyPa + disturbedPa(sinceS) - restPa, kelvin];
    });
    return { listener: bench.listener, onsetS };
  }

  it("by outliers, the rate is told within a fifth at every update after a minute", { timeout: 60000 }, () => {
    for (let seed = 540; seed < 545; seed++) {
      // Two or three readings every 47 s, 25 deviations above or below.
      const { listener, onsetS } = losing(seed, (sinceS) => (sinceS > 60 && sinceS % 47 < 2 + (sinceS & 1) ? (Math.floor(sinceS / 47) % 3 ? -1500 : 1500) : 0));
      const told = listener.alarms(Alarm.Leak, AlarmState.Updated).filter(({ timeS }) => timeS > onsetS + 120);
      expect(told.length).toBeGreaterThan(8);
      for (const { timeS, values } of told) expectWithin(values["leakRateKgPerS"], truth, 0.2, `rate ${timeS - onsetS} s after the onset, seed ${seed}`);
    }
  });

  it("by liquid that is put in at once, twice, no update tells three times the loss or excludes it", { timeout: 60000 }, () => {
    for (let seed = 555; seed < 558; seed++) {
      const { listener, onsetS } = losing(seed, (sinceS) => (sinceS > 700 ? 9000 : sinceS > 400 ? 4500 : 0));
      const told = listener.alarms(Alarm.Leak, AlarmState.Updated).filter(({ timeS }) => timeS > onsetS + 120);
      expect(told.length).toBeGreaterThan(8);
      for (const { timeS, values } of told) {
        expect(values["leakRateKgPerS"], `rate ${timeS - onsetS} s after the onset, seed ${seed}`).toBeLessThan(3 * truth);
        expect(values["leakRateHigh"], `its upper end ${timeS - onsetS} s after the onset, seed ${seed}`).toBeGreaterThan(truth);
      }
    }
  });

  it.each([12000, -12000])("by a pump's %s Pa, the rate is soon what it was", { timeout: 60000 }, (stepPa) => {
    for (let seed = 545; seed < 550; seed++) {
      const { listener, onsetS } = losing(seed, (sinceS) => (sinceS > 400 ? stepPa : 0));
      const told = listener.alarms(Alarm.Leak, AlarmState.Updated).filter(({ timeS }) => timeS > onsetS + 520);
      expect(told.length).toBeGreaterThan(5);
      for (const { timeS, values } of told) expectWithin(values["leakRateKgPerS"], truth, 0.35, `rate ${timeS - onsetS} s after the onset, seed ${seed}`);
      expect(listener.alarms(Alarm.Leak, AlarmState.Cleared)).toEqual([]);
    }
  });
});

describe("in a loop whose gas volume is not what the loop file says", () => {
  /** Late tellings of a bench with so many times the gas of its file. */
  function late(share: number, changes: { complianceSigmaShare?: number }): { sinceS: number; values: Readonly<Record<string, number>>; truthKgPerS: number }[] {
    const file = { ...benchLoop, ...changes };
    const { loop } = toConfiguration(file);
    const drain = new Drain({ ...loop!, accumulator: { ...loop!.accumulator!, gasVolumeM3: share * loop!.accumulator!.gasVolumeM3 } }, 0.0002, 300, 0.05);
    const told = tell(toConfiguration(file), drain, 300).filter(({ sinceS }) => sinceS > 60);
    expect(told.length).toBeGreaterThan(2);
    return told.map((one) => ({ ...one, truthKgPerS: drain.at(one.sinceS).rateKgPerS }));
  }

  it.each([0.8, 1.2])("by %s, the rate is within its interval all the same", (share) => {
    for (const { values, truthKgPerS } of late(share, {})) {
      expect(values["leakRateLow"]).toBeLessThan(truthKgPerS);
      expect(values["leakRateHigh"]).toBeGreaterThan(truthKgPerS);
    }
  });

  it("the interval is as wide as the file's deviation, and narrow where that is none", () => {
    const width = (complianceSigmaShare: number): number => late(1, { complianceSigmaShare })
      .reduce((sum, { values }, _index, { length }) => sum + (values["leakRateHigh"]! / values["leakRateKgPerS"]! - 1) / length, 0);
    expect(width(0)).toBeLessThan(0.02);
    expectWithin(width(0.1), 1.96 * 0.1, 0.05, "half of the interval");
  });
});

describe("time to empty", () => {
  it("is eleven hours at vapour pressure into the vacuum", () => {
    const configuration = toConfiguration(spacecraftLoop);
    const told = tell(configuration, new Drain(configuration.loop!, 0.0008, 200, 0.05), 200);
    // 49.1 L take 11.289 h at 5.2 kPa; three of them go before, with gas behind them, in 472.6 s.
    const truth = 11.289 * 3600 * (49.1 - 3) / 49.1 + 472.6;
    for (const { sinceS, values } of told.filter((one) => one.sinceS > 60)) expectWithin(values["timeToEmptyS"], truth - sinceS, 0.02, "time to empty");
  });

  it("is counted down where the accumulator is at its stop, and zero when it is over", () => {
    // 0.3 L of liquid behind 3 L of gas that may come out.
    const file = { ...spacecraftLoop, liquidVolumeM3: 0.0053 };
    const configuration = toConfiguration(file);
    const drain = new Drain(configuration.loop!, 0.0008, 2600, 0.05);
    // Vapour keeps up its pressure, by a sensor that is not stuck.
    const random = new Random(2);
    drain.pressuresPa.forEach((pressurePa, step, all) => { all[step] = Math.max(configuration.loop!.coolant.vapourPressurePa, pressurePa) * (1 + 1e-5 * random.gaussian()); });
    const told = tell(configuration, drain, 2600).filter((one) => one.sinceS > 600);
    const emptyAtS = told[0]!.sinceS + told[0]!.values["timeToEmptyS"]!;
    expect(emptyAtS).toBeLessThan(2400);
    for (const { sinceS, values } of told) {
      expect(Math.abs(values["timeToEmptyS"]! - Math.max(0, emptyAtS - sinceS))).toBeLessThan(1);
      if (sinceS > emptyAtS) expect(Math.abs(values["timeToEmptyHigh"]!)).toBe(0);
    }
  });

  it("lies within its interval though the gas is a fifth less than the loop file says", () => {
    const configuration = toConfiguration(spacecraftLoop);
    const { loop } = configuration;
    const drain = new Drain({ ...loop!, accumulator: { ...loop!.accumulator!, gasVolumeM3: 0.8 * loop!.accumulator!.gasVolumeM3 } }, 0.0008, 200, 0.05);
    const liquidM3 = 0.0491 - (0.007 - 0.8 * 0.004);
    for (const { sinceS, values } of tell(configuration, drain, 200).filter((one) => one.sinceS > 60)) {
      const truth = 11.289 * 3600 * liquidM3 / 0.0491 + 472.6 * (0.007 - 0.0032) / 0.003 - sinceS;
      expect(values["timeToEmptyLow"]).toBeLessThan(truth);
      expect(values["timeToEmptyHigh"]).toBeGreaterThan(truth);
    }
  });

  it("is never where the pressure outside holds the liquid in", () => {
    const configuration = toConfiguration(benchLoop);
    const told = tell(configuration, new Drain(configuration.loop!, 0.0002, 200, 0.05), 200);
    for (const { values } of told) expect(values["timeToEmptyS"]).toBe(Infinity);
  });
});

describe("time to minimum pressure", () => {
  it("is never where the pressure outside is higher", () => {
    const configuration = toConfiguration({ ...benchLoop, minimumPressurePa: 90000 });
    const told = tell(configuration, new Drain(configuration.loop!, 0.0002, 200, 0.05), 200);
    for (const { values } of told) expect(values["timeToMinimumPressureS"]).toBe(Infinity);
  });

  it.each([
    { minimumPressurePa: 50000, diameterM: 0.0005, timeS: Infinity },
    { minimumPressurePa: 245000, diameterM: 0.001, timeS: 0 },
  ])("is bounded below where it is $timeS in a loop with a pump", ({ minimumPressurePa, diameterM, timeS }) => {
    const configuration = toConfiguration({ ...rackLoop, minimumPressurePa });
    const told = tell(configuration, new Drain(configuration.loop!, diameterM, 400, 0.1), 400);
    const { values } = told.at(-1)!;
    expect([values["timeToMinimumPressureS"], values["timeToMinimumPressureLow"]]).toEqual([timeS, timeS]);
    if (!timeS) expect(Math.abs(values["timeToMinimumPressureHigh"]!)).toBe(0);
  });

  it("is zero below it", () => {
    const configuration = toConfiguration({ ...benchLoop, minimumPressurePa: 155000 });
    const drain = new Drain(configuration.loop!, 0.0003, 200, 0.05);
    expect(drain.minimumAtS).toBeLessThan(100);
    const told = tell(configuration, drain, 200);
    for (const { sinceS, values } of told) if (sinceS > drain.minimumAtS + 4) expect(values["timeToMinimumPressureS"]).toBe(0);
  });
});

describe("onset", () => {
  it("is told within some seconds", () => {
    const configuration = toConfiguration(spacecraftLoop);
    for (const { sinceS, values } of tell(configuration, new Drain(configuration.loop!, 0.0008, 200, 0.05), 200)) {
      expect(Math.abs(values["ageS"]! - sinceS)).toBeLessThan(5);
    }
  });
});
