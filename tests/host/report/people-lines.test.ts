import { describe, expect, it } from "vitest";
import type { AlarmLine } from "#host/link/json-lines.ts";
import { unfinished, type CommissionedSummary } from "#host/replay/run-log.ts";
import { eventDetails, Losses, modeWithoutEarlier, peopleLine, peopleSummary } from "#host/report/people-lines.ts";

function summaryOf(commissioned: Partial<CommissionedSummary>): string {
  return peopleSummary({
    type: "summary", samples: 7200, durationS: 7200, alarms: [], commissioned: {
      accepted: false, reason: null, durationS: 3600, falseAlarmsPerYear: 1, lowestFalseAlarmsPerYear: 0.4, sigmaKg: 0.001, threshold: 5.8,
      smallestLeakKgPerS: { minute: 1e-4, hour: 1e-5, day: 1e-6 }, largestHiddenLeakKgPerS: 1e-7,
      smallestFallPaPerS: unfinished.smallestFallPaPerS, largestHiddenFallPaPerS: null, ...commissioned,
    },
  }, 1000);
}

describe("the summary of a run", () => {
  it("promises nothing of a loop that is not watched, and does not blame a rate that its record supports", () => {
    const text = summaryOf({ reason: "already-leaking" });
    expect(text).toMatch(/refused \(already-leaking\), not watched/);
    expect(text).not.toMatch(/smallest leak|lowest rate/);
    expect(text).toMatch(/\nno alarm; but nothing was watched$/);
    expect(summaryOf({ accepted: true })).toMatch(/\nno alarm$/);
  });

  it("counts one in the singular", () => {
    expect(summaryOf({ accepted: true })).toMatch(/^7,200 samples, [\s\S]*accepted, watched at 1 false alarm a year\n/);
    expect(peopleSummary({ type: "summary", samples: 1, durationS: 1, alarms: [], commissioned: unfinished }, 1000)).toMatch(/^1 sample, /);
  });

  it("tells the lowest rate that a short record supports, and what is found at that", () => {
    const text = summaryOf({ reason: "too-short", falseAlarmsPerYear: 2960, lowestFalseAlarmsPerYear: 2960 });
    expect(text).toMatch(/not accepted as asked \(too-short\), but watched at 2,960 false alarms a year\nthe lowest rate that this record supports is 2,960.*\nsmallest leak found: 360 mL\/h within a minute/);
  });
});

/** A leak of 100 mL/h of water, and what is told of it when the loop has run dry. */
const known = (value: number): { value: number; low: number; high: number } => ({ value, low: value, high: value });
const unknown = { value: null, low: null, high: null };
const losing: AlarmLine = {
  type: "alarm", timeS: 600, alarm: "leak", state: "raised", leakRateKgPerS: known(0.1 / 3600), holeDiameterM: known(0.0001),
  timeToMinimumPressureS: known(300), timeToEmptyS: unknown, onsetS: known(590), place: null,
};
const dry: AlarmLine = { ...losing, timeS: 900, state: "updated", leakRateKgPerS: { value: 0, low: null, high: null }, holeDiameterM: unknown, timeToMinimumPressureS: known(0) };

describe("an alarm", () => {
  it("of a loop that has run dry says what is, and no rate of zero", () => {
    expect(peopleLine(dry, 1000)).toMatch(/leak: losing nothing measurable, already at the minimum pressure$/);
    expect(peopleLine({ ...dry, leakRateKgPerS: { value: 0, low: 0, high: 0.1 / 3600 } }, 1000)).toContain("losing at most 100 mL/h");
  });

  it("is summed up by its last rate above zero too", () => {
    const losses = new Losses();
    for (const line of [losing, { ...losing, timeS: 660, state: "updated" }, dry]) losses.take(line);
    const { leakRateKgPerS, timeToMinimumPressureS } = dry;
    const diagnosis = { leakRateKgPerS: leakRateKgPerS!, timeToMinimumPressureS: timeToMinimumPressureS! };
    const summary = { type: "summary" as const, samples: 1, durationS: 1000, commissioned: unfinished, alarms: [{ alarm: "leak", firstS: 600, lastS: 1000, clearedS: null, diagnosis }] };
    expect(peopleSummary(summary, 1000, losses).split("\n").at(-1))
      .toBe("leak alarm at 0:10:00, still standing: losing nothing measurable, already at the minimum pressure; at 0:11:00 still losing 100 mL/h, hole 0.100 mm, minimum pressure in 5.00 min");
    // Another alarm of the same kind is another one.
    losses.take({ ...losing, timeS: 2000, state: "cleared" });
    losses.take({ ...losing, timeS: 3000 });
    expect(losses.lastOf({ ...summary.alarms[0]!, firstS: 3000 })!.timeS).toBe(3000);
    expect(losses.lastOf(summary.alarms[0]!)!.timeS).toBeLessThan(3000);
  });
});

it("an estimate says where no leak is looked for", () => {
  const line = { type: "estimate" as const, timeS: 5, pressurePa: 2e5, temperatureK: 293, inventoryKg: 2, inventorySigmaKg: null, statistic: null, threshold: null, leakRateKgPerS: null };
  expect(peopleLine({ ...line, mode: "uncommissioned" }, 1000)).toContain("not commissioned: no leak is looked for");
  expect(peopleLine({ ...line, mode: "commissioning" }, 1000)).not.toContain("not commissioned");
});

describe("an event", () => {
  const event = { type: "event" as const, timeS: 5, severity: "medium" };

  it("of a refused commissioning does not say that nothing is watched where an earlier result may stand", () => {
    expect(eventDetails({ ...event, event: "commissioning", verdict: "already-leaking", durationS: 3600 }, 1000)).toBe("commissioning of 60.0 min refused (already-leaking), an earlier result stands, if there is one");
    expect(peopleLine({ ...event, event: "commissioning", verdict: "already-leaking", durationS: 3600 }, 1000, modeWithoutEarlier)).toMatch(/refused \(already-leaking\), not watched$/);
    expect(eventDetails({ ...event, event: "commissioning", verdict: "interrupted" }, 1000)).toMatch(/^commissioning cut short by a reset \(interrupted\), not watched until it is started again$/);
  });

  it("tells times and volumes in people's units", () => {
    const told = (name: string, fields: object, densityKgPerM3?: number): string => eventDetails({ ...event, event: name, ...fields }, densityKgPerM3);
    expect(told("gap", { durationS: 3600 }, 1000)).toBe("for 60.0 min");
    expect(told("clock-step", { elapsedS: -39 }, 1000)).toBe("by −39.0 s");
    expect(told("slip", { lateMs: 250 }, 1000)).toBe("late by 0.250 s");
    expect(told("restart", { boardTimeS: 90 }, 1000)).toBe("board time 0:01:30");
    expect(told("bleed", { step: -0.01 }, 1000)).toBe("step −10.0 mL");
    // A pressure, where nothing is known of the loop.
    expect(told("bleed", { step: -63_260.4 })).toBe("step -63260");
  });

  it("of the link says when by the calendar", () => {
    expect(eventDetails({ ...event, event: "link-restored", unixMs: Date.UTC(2026, 0, 2, 3, 4, 5), awayS: 90 }, 1000)).toBe("at 2026-01-02 03:04:05 UTC, away for 90.0 s");
    expect(() => eventDetails({ ...event, event: "link-lost", unixMs: 1e300 }, 1000)).not.toThrow();
  });
});
