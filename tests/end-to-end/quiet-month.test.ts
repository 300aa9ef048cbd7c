import { describe, expect, it } from "vitest";
import type { Monitor } from "#firmware/monitor.ts";
import { Alarm, Mode, StateByte } from "#firmware/telemetry/dictionary.ts";
import { Simulation } from "#sims/simulation.ts";

const daysOfQuiet = 30;

describe("thirty quiet days in orbit, through real drivers and emulated parts", () => {
  it("give at most two alarms at a knob of one false alarm a year, and name no more than two refills, bleeds or pumps", { timeout: 300_000 }, () => {
    let raised = 0;
    let standing = 0;
    let watchedS = 0;
    let named = 0;
    const observe = (monitor: Monitor): void => {
      const now = monitor.state[StateByte.Alarms]! & ((1 << Alarm.Leak) | (1 << Alarm.GasLoss));
      if (now & ~standing) raised++;
      standing = now;
      if (monitor.mode === Mode.Nominal) watchedS++;
      if (monitor.detector?.sudden.stepped) named++;
    };
    const simulation = new Simulation({ scenario: "eclipse-quiet", seed: 1, onLine: () => {}, observe });
    expect(simulation.monitor.configuration!.falseAlarmsPerYear).toBe(1);
    simulation.runUntil((daysOfQuiet + 0.25) * 86400);
    expect(watchedS).toBeGreaterThan(daysOfQuiet * 86400);
    expect(raised).toBeLessThanOrEqual(2);
    expect(named).toBeLessThanOrEqual(2);
  });
});
