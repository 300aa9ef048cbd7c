import { describe, expect, it } from "vitest";
import type { Loop } from "#firmware/configuration.ts";
import { Alarm, AlarmState, Mode } from "#firmware/telemetry/dictionary.ts";
import { Random } from "#hal/simulated/random.ts";
import { toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";
import { ammoniaLoop, benchLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";
import { MonitorBench, pressureHolding, restK, steadyK } from "#tests/firmware/monitor-bench.ts";

const noisePa = 30;
const stepS = 1 / 256;

/** A commissioned board at a loop's rest, and one more cycle of it at a true pressure. */
interface Watched { bench: MonitorBench; loop: Loop; restPa: number; cycle: (pressurePa: number) => void }

/** @param pumpOffPa pressure that a pump leaves for every other five minutes of commissioning @param flowM3PerS of a flow meter, if there is one */
function watched(loopFile: LoopFile, { pumpOffPa, flowM3PerS }: { pumpOffPa?: number; flowM3PerS?: number } = {}): Watched {
  const configuration = { ...toConfiguration(loopFile), commissioningS: 8000, falseAlarmsPerYear: 1000 };
  if (flowM3PerS !== undefined) configuration.sensors.push({ id: "F1", quantity: "flow", part: "pulse-flow" });
  const bench = new MonitorBench(configuration);
  if (flowM3PerS !== undefined) bench.monitor.readings[2] = flowM3PerS;
  const random = new Random(51);
  const restPa = loopFile.accumulator!.gasPressurePa;
  const cycle = (pressurePa: number): void => bench.step(pressurePa + noisePa * random.gaussian(), steadyK(random));
  while (bench.monitor.mode === Mode.Commissioning) cycle(bench.nowS % 600 < 300 ? restPa : pumpOffPa ?? restPa);
  expect(bench.monitor.mode).toBe(Mode.Nominal);
  for (let second = 0; second < 300; second++) cycle(restPa);
  return { bench, loop: configuration.loop!, restPa, cycle };
}

/**
 * Pressures of every second after a hole has opened a share of one before the first of them: ṁ = C_d·A·√(2ρΔp) in small
 * steps, and never below what is outside or the vapour's.
 */
function drain(loop: Loop, diameterM: number, shareS: number, durationS: number): number[] {
  const { coolant, externalPressurePa, dischargeCoefficient } = loop;
  const density = coolant.densityKgPerM3;
  const leastPa = Math.max(externalPressurePa, coolant.vapourPressurePa);
  const areaM2 = dischargeCoefficient * Math.PI * diameterM * diameterM / 4;
  let massKg = loop.liquidVolumeM3 * density;
  let pressurePa = loop.accumulator!.gasPressurePa;
  const pressures: number[] = [];
  for (let step = Math.round((1 - shareS) / stepS) + 1; pressures.length < durationS; step++) {
    if (pressurePa > leastPa) {
      massKg -= stepS * areaM2 * Math.sqrt(2 * density * (pressurePa - externalPressurePa));
      pressurePa = Math.max(leastPa, pressureHolding(loop, massKg, restK));
    }
    if (step * stepS % 1 === 0) pressures.push(pressurePa);
  }
  return pressures;
}

function raised(bench: MonitorBench, alarm: Alarm): number[] {
  return bench.listener.alarms(alarm, AlarmState.Raised).map(({ timeS }) => timeS);
}

function isLeaking(bench: MonitorBench): boolean {
  return (bench.monitor.alarms.standing & (1 << Alarm.Leak)) !== 0;
}

describe("a hose that bursts", () => {
  it.each([
    ...[1.5, 2, 2.5, 3, 3.5, 4, 5].flatMap((millimetres) => [0.2, 0.6, 1].map((shareS) => ["bench", millimetres, shareS, benchLoop] as const)),
    ["bench", 8, 1, benchLoop] as const, ["bench", 20, 1, benchLoop] as const,
    ...[0.2, 0.6, 1].flatMap((shareS) => [["spacecraft", 12, shareS, spacecraftLoop] as const, ["ammonia", 20, shareS, ammoniaLoop] as const]),
  ])("at the %s loop, by %s mm, %s s before a sample, is a leak within 3 s of the low pressure and for ten minutes, and its hole never told wrong", (name, millimetres, shareS, loopFile) => {
    const { bench, loop, cycle } = watched(loopFile);
    for (const pressurePa of drain(loop, millimetres / 1000, shareS, 600)) cycle(pressurePa);
    expect(raised(bench, Alarm.Leak)[0]! - raised(bench, Alarm.PressureLow)[0]!).toBeLessThan(4);
    expect(bench.listener.events("bleed")).toEqual([]);
    expect(isLeaking(bench)).toBe(true);
    const updates = bench.listener.alarms(Alarm.Leak, AlarmState.Updated).slice(1);
    expect(updates.length).toBeGreaterThan(5);
    for (const { values } of updates) {
      // A hole that drains the loop in a sample's time may be of any size.
      if (name === "bench" && millimetres > 3.5 && Number.isNaN(values["holeDiameterM"])) continue;
      expect(millimetres).toBeLessThan(name === "bench" ? 8 : 25);
      expect(values["holeDiameterLow"]! * 1000).toBeLessThan(millimetres);
      expect(values["holeDiameterHigh"]! * 1000).toBeGreaterThan(millimetres);
      expect(values["holeDiameterHigh"]! * 1000).toBeLessThan(2 * millimetres);
    }
  });

  it("stands where no minimum pressure is stated, too", () => {
    const { minimumPressurePa: _, ...loopFile } = benchLoop;
    const { bench, loop, cycle } = watched(loopFile);
    for (const pressurePa of drain(loop, 0.004, 1, 600)) cycle(pressurePa);
    expect(raised(bench, Alarm.Leak)[0]! - bench.nowS).toBeLessThan(-590);
    expect(isLeaking(bench)).toBe(true);
  });

  it("is over when the loop has been filled up, though its hole was never known, and that of the next leak is", () => {
    const { bench, loop, restPa, cycle } = watched(benchLoop);
    for (const pressurePa of drain(loop, 0.008, 1, 300)) cycle(pressurePa);
    expect(isLeaking(bench)).toBe(true);
    for (let second = 0; second < 600; second++) cycle(restPa);
    expect(isLeaking(bench)).toBe(false);
    for (const pressurePa of drain(loop, 0.0001, 1, 300)) cycle(pressurePa);
    expect(isLeaking(bench)).toBe(true);
    expect(Math.abs(bench.listener.alarms(Alarm.Leak, AlarmState.Updated).pop()!.values["holeDiameterM"]! / 0.0001 - 1)).toBeLessThan(0.1);
  });
});

describe("a sudden fall that is no leak", () => {
  const outsidePa = 101325;

  /** Runs at pressures by second, then ten minutes at the last. */
  function follow({ bench, cycle }: Watched, pressures: readonly number[]): void {
    for (const pressurePa of pressures) cycle(pressurePa);
    for (let second = 0; second < 600; second++) cycle(pressures[pressures.length - 1]!);
    expect(raised(bench, Alarm.Leak)).toEqual([]);
  }

  it.each([130000, 118000, 110000])("is what somebody lets out, or a pump that nobody knew trips by, down to %s Pa", (pressurePa) => {
    const plant = watched(benchLoop);
    follow(plant, [pressurePa]);
    expect(plant.bench.listener.events("bleed")).toHaveLength(1);
  });

  it("is a pump's trip to what is outside where a flow meter tells it", () => {
    const plant = watched(benchLoop, { flowM3PerS: 1e-4 });
    plant.bench.monitor.readings[2] = 0;
    follow(plant, [outsidePa]);
    expect(plant.bench.listener.events("pump")).toHaveLength(1);
  });

  it("is the trip, to nearly what is outside, of a pump that commissioning saw", () => {
    const plant = watched({ ...benchLoop, minimumPressurePa: 102500 }, { pumpOffPa: 104000 });
    for (let turn = 0; turn < 4; turn++) {
      follow(plant, [104000]);
      follow(plant, [plant.restPa]);
    }
  });

  it("is noise while a loss that is tolerated passes the pressure at which none is left", { timeout: 60000 }, () => {
    const plant = watched({ ...benchLoop, toleratedLossKgPerS: 0.001 });
    const { loop, restPa } = plant;
    const drainedPa = outsidePa + 0.1 * (restPa - outsidePa);
    // Outliers of six standard deviations, each in the last seconds before it.
    follow(plant, drain(loop, 0.0002, 1, 1200).map((pressurePa, second) => (pressurePa > drainedPa - 1000 && pressurePa < drainedPa + 1000 && second % 10 === 0 ? pressurePa - 300 : pressurePa)));
  });

  it("is one of three readings at what is outside, and of any number at zero", () => {
    const plant = watched(benchLoop);
    follow(plant, [outsidePa, outsidePa, outsidePa, plant.restPa]);
    follow(plant, [40, 40, 40, 40, 40, 40, 40, 40, plant.restPa]);
    follow(plant, [40]);
  });

  it("is a sensor at the end of its scale, which repeats what is outside", () => {
    const { bench } = watched(benchLoop);
    const random = new Random(52);
    for (let second = 0; second < 600; second++) bench.step(outsidePa, steadyK(random));
    expect(raised(bench, Alarm.Leak)).toEqual([]);
    expect(bench.listener.events("sensor-fault")).toHaveLength(1);
  });

  it("is what all sensors say when their data path is at zero", () => {
    const { bench } = watched(benchLoop);
    for (let second = 0; second < 600; second++) bench.step(0, 0);
    expect(raised(bench, Alarm.Leak)).toEqual([]);
  });

  it("is a loop that was drained while detection was on hold, or in a gap, and noise that comes after", () => {
    for (const isHold of [true, false]) {
      const plant = watched(benchLoop);
      const { bench, cycle } = plant;
      if (isHold) bench.monitor.hold(60);
      for (let second = 0; second < 60; second++) {
        if (isHold) cycle(outsidePa);
        else bench.step(NaN, NaN);
      }
      follow(plant, [...Array<number>(300).fill(outsidePa), outsidePa - 400, outsidePa - 400, outsidePa]);
    }
  });
});
