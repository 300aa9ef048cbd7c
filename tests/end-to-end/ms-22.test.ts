import { describe, expect, it } from "vitest";
import { Alarm, AlarmState } from "#firmware/telemetry/dictionary.ts";
import { Simulation } from "#sims/simulation.ts";
import { Listener } from "#tests/firmware/monitor-bench.ts";

describe.each([11, 12, 13, 14, 15])("the MS-22 leak, seed %s", (seed) => {
  const listener = new Listener();
  const simulation = new Simulation({ scenario: "ms-22", seed, onLine: listener.write });
  const { onsetS, diameterM } = simulation.truth().holes[0]!;
  simulation.runUntil(onsetS + 600);
  const minimumAtS = simulation.truth().minimumPressureAtS!;
  const told = listener.events("alarm").filter((event) => event.alarm === Alarm.Leak);
  const raised = told.filter((event) => event.code === AlarmState.Raised);
  /** The first update a minute or more after the alarm. */
  const later = told.find((event) => event.code === AlarmState.Updated && event.timeS - raised[0]!.timeS >= 59)!;

  it("raises one leak alarm, within 15 s of the hole and never before it", () => {
    expect(raised).toHaveLength(1);
    expect(raised[0]!.severity).toBe("high");
    expect(raised[0]!.timeS).toBeGreaterThan(onsetS);
    expect(raised[0]!.timeS - onsetS).toBeLessThan(15);
  });

  it("has its hole told within ten per cent a minute later", () => {
    expect(later.timeS - raised[0]!.timeS).toBeLessThan(75);
    expect(Math.abs(later.values["holeDiameterM"]! / diameterM - 1)).toBeLessThan(0.1);
    expect(later.values["holeDiameterLow"]).toBeLessThan(diameterM);
    expect(later.values["holeDiameterHigh"]).toBeGreaterThan(diameterM);
  });

  it("has the pump's limit foretold within five per cent, and within the interval told", () => {
    const truthS = minimumAtS - later.timeS;
    expect(Math.abs(later.values["timeToMinimumPressureS"]! / truthS - 1)).toBeLessThan(0.05);
    expect(later.values["timeToMinimumPressureLow"]).toBeLessThan(truthS);
    expect(later.values["timeToMinimumPressureHigh"]).toBeGreaterThan(truthS);
  });

  it("says of the pressure that it is too low when the limit is reached", () => {
    const low = listener.alarms(Alarm.PressureLow, AlarmState.Raised);
    expect(low).toHaveLength(1);
    expect(low[0]!.timeS).toBeGreaterThan(minimumAtS);
    expect(low[0]!.timeS - minimumAtS).toBeLessThan(5);
  });
});
