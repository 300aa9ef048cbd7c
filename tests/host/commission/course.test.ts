import { describe, expect, it } from "vitest";
import type { Configuration } from "#firmware/configuration.ts";
import { courseText } from "#host/commission/commission-text.ts";
import { Course, type CourseLine } from "#host/commission/course.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";

function packet(timeS: number, progress: number, remainingS: number, temperatureK = 293.15, mode: HousekeepingPacket["mode"] = "commissioning"): HousekeepingPacket {
  return {
    kind: "housekeeping", sequence: 0, timeS, mode, state: {} as HousekeepingPacket["state"],
    values: { commissioningProgress: progress, commissioningRemainingS: remainingS, temperatureK } as HousekeepingPacket["values"],
  };
}

const configured = (more: Partial<Configuration>): Configuration => ({ name: "c", samplePeriodS: 1, falseAlarmsPerYear: 1, sensors: [{ id: "P1", quantity: "pressure", part: "recorded" }], ...more });

function told(course: Course, packets: readonly HousekeepingPacket[]): CourseLine[] {
  return packets.map((one) => course.take(one)).filter((line) => line !== undefined);
}

describe("the course of commissioning", () => {
  it("is told at every tenth, not at every packet", () => {
    const packets = Array.from({ length: 3600 }, (_, index) => packet(index, index / 3600, 3600 - index));
    const lines = told(new Course(undefined), packets);
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.length).toBeLessThan(12);
    expect(lines[0]).toMatchObject({ type: "commissioning", awaits: "samples", remainingS: 3600 });
  });

  it("names a thermal cycle as the reason once the temperature swings, and knows no time while one has not ended", () => {
    const course = new Course(undefined);
    expect(course.take(packet(0, 0, 3600))!.awaits).toBe("samples");
    expect(course.take(packet(1000, 0.3, 2600, 294.15))).toMatchObject({ awaits: "thermal-cycle", swingK: 1 });
    expect(course.take(packet(3700, 0.99, -20, 294.15))).toMatchObject({ awaits: "end-of-cycle", remainingS: null });
  });

  it("says that it needs longer than thought where the progress is less than when last told, and only there", () => {
    const lines = told(new Course(undefined), [packet(0, 0.5, 3000), packet(1000, 0.99, 10), packet(2000, 0.7, 900), packet(3000, 0.8, 700)]);
    expect(lines.map(({ isLonger }) => isLonger)).toEqual([false, false, true, false]);
    expect(lines.map(courseText).map((text) => text.includes("needs longer than thought"))).toEqual([false, false, true, false]);
    // Begun anew, by a reset or a telecommand, it is another one.
    expect(told(new Course(undefined), [packet(5000, 0.9, 100), packet(10, 0.1, 3000)]).map(({ isLonger }) => isLonger)).toEqual([false, false]);
  });

  it("speaks of no thermal cycle where the temperature never moved, or where there is none", () => {
    for (const kelvin of [293.15, NaN]) expect(new Course(undefined).take(packet(19_900, 0.99, -20, kelvin))).toMatchObject({ awaits: "samples", remainingS: null });
  });

  it("tells no swing of a temperature that nothing measures", () => {
    const line = new Course(configured({})).take(packet(0, 0, 3600))!;
    expect(line.swingK).toBeNull();
    expect(courseText(line)).not.toMatch(/temperature/);
  });

  it("names a set time as the reason where one was set", () => {
    expect(new Course(configured({ commissioningS: 1200 })).take(packet(0, 0, 1200))!.awaits).toBe("set-time");
  });

  it("says nothing in another mode, nor before anything is reckoned", () => {
    const course = new Course(undefined);
    expect(course.take(packet(0, 0.5, 100, 293, "nominal"))).toBeUndefined();
    expect(course.take(packet(1, NaN, NaN))).toBeUndefined();
    expect(course.take(packet(2, 1, 3600))).toBeUndefined();
  });
});
