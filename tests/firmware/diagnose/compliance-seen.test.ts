import { describe, expect, it } from "vitest";
import { Alarm, AlarmField, AlarmState, Mode } from "#firmware/telemetry/dictionary.ts";
import { Random } from "#hal/simulated/random.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { subjectOf, WatchedLoop } from "#sims/campaign/watched-loop.ts";
import { spacecraftLoop } from "#sims/scenarios/reference-loops.ts";
import { MonitorBench, noisePa, pressureHolding, restK, spacecraft } from "#tests/firmware/monitor-bench.ts";

/** What a minute after the alarm is told of 3.6 kg/h from a spacecraft loop with so many times the gas of its file. */
function told(gasVolumeShare: number, complianceSigmaShare: number): { rate: number; low: number; high: number; truth: number } {
  const subject = subjectOf({ ...spacecraftLoop, complianceSigmaShare });
  const watched = new WatchedLoop(subject, { ...textbook, gasVolumeShare }, new Random(6), new Random(7));
  expect(watched.commission().isWatching).toBe(true);
  watched.plant.leak("suction", 0.001, 1);
  for (let untilS = watched.timeS + 300; watched.losses === 0 && watched.timeS < untilS;) watched.step();
  expect(watched.losses).not.toBe(0);
  for (const untilS = watched.timeS + 60; watched.timeS < untilS;) watched.step();
  const { report } = watched.monitor.leak!;
  return {
    rate: report[AlarmField.LeakRateKgPerS]!, low: report[AlarmField.LeakRateLow]!, high: report[AlarmField.LeakRateHigh]!, truth: watched.plant.loop.leakRateKgPerS,
  };
}

describe("where the swing of the temperature tells the compliance", () => {
  it.each([0.7, 0.8, 1.2, 1.4])("the rate is right within a tenth though the gas is %s times the loop file's", { timeout: 60000 }, (gasVolumeShare) => {
    const { rate, low, high, truth } = told(gasVolumeShare, 0.125);
    expect(Math.abs(rate / truth - 1)).toBeLessThan(0.1);
    expect(low).toBeLessThan(truth);
    expect(high).toBeGreaterThan(truth);
  });

  it("a loop file that is sure is believed rather than the swing, and the interval is narrow", { timeout: 60000 }, () => {
    const { rate, low, high, truth } = told(1, 0);
    expect(Math.abs(rate / truth - 1)).toBeLessThan(0.03);
    expect((high - rate) / rate).toBeLessThan(0.05);
    // To the other side there is the gas that may have cooled.
    expect((rate - low) / rate).toBeLessThan(0.25);
  });

  it.each([0.5, 0.6, 1.7])("a thermometer that sees %s times the liquid's swing costs width, and not the truth of the interval", { timeout: 60000 }, (share) => {
    const bench = new MonitorBench(spacecraft());
    const { loop } = spacecraft();
    const random = new Random(12);
    const lossKgPerS = 0.002;
    let leakS = Infinity;
    const cycle = (timeS: number): readonly [number, number] => {
      const swingK = 2 * Math.sin(2 * Math.PI * timeS / 5400);
      const massKg = 0.0491 * 692 - lossKgPerS * Math.max(0, timeS - leakS);
      return [pressureHolding(loop, massKg, restK + swingK) + noisePa * random.gaussian(), restK + share * swingK + 0.01 * random.gaussian()];
    };
    bench.runWhile(() => bench.monitor.mode === Mode.Commissioning, cycle);
    const { complianceRatio } = bench.listener.events("commissioning").at(-1)!.values;
    expect(Math.abs(Math.log(complianceRatio! * share))).toBeLessThan(0.2);
    leakS = bench.nowS + 600;
    bench.runWhile(() => bench.listener.alarms(Alarm.Leak, AlarmState.Raised).length === 0, cycle, 1200);
    bench.runWhile(() => true, cycle, 60);
    const { report } = bench.monitor.leak!;
    expect(report[AlarmField.LeakRateLow]!).toBeLessThan(lossKgPerS);
    expect(report[AlarmField.LeakRateHigh]!).toBeGreaterThan(lossKgPerS);
  });
});
