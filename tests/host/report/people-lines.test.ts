import { describe, expect, it } from "vitest";
import type { CommissionedSummary } from "#host/replay/run-log.ts";
import { peopleSummary } from "#host/report/people-lines.ts";

function summaryOf(commissioned: Partial<CommissionedSummary>): string {
  return peopleSummary({
    type: "summary", samples: 7200, durationS: 7200, alarms: [], commissioned: {
      accepted: false, reason: null, durationS: 3600, falseAlarmsPerYear: 1, lowestFalseAlarmsPerYear: 0.4, sigmaKg: 0.001, threshold: 5.8,
      smallestLeakKgPerS: { minute: 1e-4, hour: 1e-5, day: 1e-6 }, largestHiddenLeakKgPerS: 1e-7, ...commissioned,
    },
  }, 1000);
}

describe("the summary of a run", () => {
  it("promises nothing of a loop that is not watched, and does not blame a rate that its record supports", () => {
    const text = summaryOf({ reason: "already-leaking" });
    expect(text).toMatch(/refused \(already-leaking\), not watched/);
    expect(text).not.toMatch(/smallest leak|lowest rate/);
  });

  it("tells the lowest rate that a short record supports, and what is found at that", () => {
    const text = summaryOf({ reason: "too-short", falseAlarmsPerYear: 2960, lowestFalseAlarmsPerYear: 2960 });
    expect(text).toMatch(/watched at 2,960 false alarms a year\nthe lowest rate that this record supports is 2,960.*\nsmallest leak found: 360 mL\/h within a minute/);
  });
});
