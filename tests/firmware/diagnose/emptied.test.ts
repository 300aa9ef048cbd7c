import { describe, expect, it } from "vitest";
import { Alarm, AlarmField, AlarmState, Mode, Verdict } from "#firmware/telemetry/dictionary.ts";
import type { Configuration } from "#firmware/configuration.ts";
import { Random } from "#hal/simulated/random.ts";
import { MonitorBench, steadyK } from "#tests/firmware/monitor-bench.ts";

const outsidePa = 101325;
const filledPa = 250000;
const periodS = 10;

function unknownLoop(): Configuration {
  return {
    name: "unknown", samplePeriodS: periodS, falseAlarmsPerYear: 1000, commissioningS: 30000,
    sensors: [{ id: "P1", quantity: "pressure", part: "recorded" }, { id: "T1", quantity: "temperature", part: "recorded" }],
  };
}

/** A commissioned board that knows nothing of its loop; `cycle` is one more sample of a true pressure. */
function watched({ nightPa = filledPa, flowM3PerS, stepPa = 1 }: { nightPa?: number; flowM3PerS?: number; stepPa?: number } = {}): { bench: MonitorBench; cycle: (pressurePa: number) => void } {
  const configuration = unknownLoop();
  if (flowM3PerS !== undefined) configuration.sensors.push({ id: "F1", quantity: "flow", part: "recorded" });
  const bench = new MonitorBench(configuration);
  if (flowM3PerS !== undefined) bench.monitor.readings[2] = flowM3PerS;
  const random = new Random(61);
  const cycle = (pressurePa: number): void => bench.step(Math.round((pressurePa + Math.max(100, stepPa / 3) * random.gaussian()) / stepPa) * stepPa, steadyK(random), periodS);
  while (bench.monitor.mode === Mode.Commissioning) cycle(bench.nowS % 6000 < 3000 ? filledPa : nightPa);
  expect(bench.monitor.mode).toBe(Mode.Nominal);
  for (let second = 0; second < 3000; second += periodS) cycle(filledPa);
  return { bench, cycle };
}

function leaks(bench: MonitorBench, state = AlarmState.Raised): number {
  return bench.listener.alarms(Alarm.Leak, state).length;
}

/** A burst that has half emptied the loop by the second sample, too fast for any slope and too slow for one step. */
function burst(sample: number): number {
  return outsidePa + (filledPa - outsidePa) * 0.6 ** sample;
}

describe("a loop of which nothing is known, whose pressure goes to what is outside", () => {
  it("leaks, a dozen samples after it has arrived, and does for as long as it stays there", () => {
    const { bench, cycle } = watched();
    let sample = 0;
    while (leaks(bench) === 0 && sample < 100) cycle(burst(++sample));
    expect(sample).toBeLessThan(22);
    for (; sample < 2000; sample++) cycle(burst(sample));
    expect(leaks(bench)).toBe(1);
    expect(leaks(bench, AlarmState.Cleared)).toBe(0);
    // How it got there was not seen: nor when it began.
    expect(bench.monitor.leak!.report[AlarmField.AgeHigh]).toBe(Infinity);
  });

  it("leaks where readings are so coarse that nothing is known of their noise", () => {
    const { bench, cycle } = watched({ stepPa: 10000 });
    for (let sample = 1; sample < 60; sample++) cycle(burst(sample));
    expect(leaks(bench)).toBe(1);
  });

  it("does not where its pump has stopped, as a flow meter tells or commissioning saw", () => {
    const metered = watched({ flowM3PerS: 1e-4 });
    metered.bench.monitor.readings[2] = 0;
    for (let sample = 1; sample < 200; sample++) metered.cycle(burst(sample));
    expect(leaks(metered.bench)).toBe(0);
    const seen = watched({ nightPa: outsidePa });
    for (let sample = 1; sample < 200; sample++) seen.cycle(burst(sample));
    expect(leaks(seen.bench)).toBe(0);
  });

  it("does not where it was drained while detection was on hold", () => {
    const { bench, cycle } = watched();
    bench.monitor.hold(600);
    for (let sample = 1; sample < 200; sample++) cycle(burst(sample));
    expect(bench.monitor.mode).toBe(Mode.Nominal);
    expect(leaks(bench)).toBe(0);
  });

  it("does not where a dead sensor says one and the same", () => {
    const { bench } = watched();
    for (let sample = 1; sample < 40; sample++) bench.step(outsidePa, 293 + 0.01 * (sample % 7), periodS);
    expect(leaks(bench)).toBe(0);
  });

  it("is not commissioned", () => {
    const bench = new MonitorBench(unknownLoop());
    const random = new Random(62);
    while (bench.monitor.mode === Mode.Commissioning) bench.step((bench.nowS < 28000 ? filledPa : outsidePa) + 100 * random.gaussian(), steadyK(random), periodS);
    expect(bench.monitor.mode).toBe(Mode.Uncommissioned);
    expect(bench.listener.events("commissioning").at(-1)!.code).toBe(Verdict.BelowMinimum);
  });
});
