import { describe, expect, it } from "vitest";
import type { EventLine } from "#host/link/json-lines.ts";
import { commissionedBy } from "#host/replay/run-log.ts";

const event: EventLine = {
  type: "event", timeS: 11_667, event: "commissioning", severity: "informative", verdict: "accepted", durationS: 11_667, falseAlarmsPerYear: 1, lowestFalseAlarmsPerYear: 0.4,
  sigmaKg: 1e-3, threshold: 5.8, smallestLeakMinuteKgPerS: 1e-4, smallestLeakHourKgPerS: 1e-5, smallestLeakDayKgPerS: 1e-6, largestHiddenLeakKgPerS: 1e-7,
};

describe("what commissioning ended with", () => {
  it.each(["accepted", "too-short", "no-thermal-cycle", "unresolved", "contradicted"])("has a smallest leak where the loop is watched: %s", (verdict) => {
    expect(commissionedBy({ ...event, verdict }).smallestLeakKgPerS).toEqual({ minute: 1e-4, hour: 1e-5, day: 1e-6 });
  });

  it.each(["already-leaking", "below-minimum", "no-signal"])("promises no smallest leak where nothing is watched: %s", (verdict) => {
    expect(commissionedBy({ ...event, verdict })).toMatchObject({ accepted: false, reason: verdict, smallestLeakKgPerS: { minute: null, hour: null, day: null }, largestHiddenLeakKgPerS: 1e-7 });
  });
});
