import { describe, expect, it } from "vitest";
import { Mode } from "#firmware/telemetry/dictionary.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { telecommandsFor } from "#host/link/telecommand.ts";
import { CommandedBoard, benchConfiguration, commissionedStorage, shortReport } from "../command/commanded-board.ts";

const dayS = 86400;
/** Counts of milliseconds at which firmware with 32-bit clocks has stopped: 24.9 and 49.7 days. */
const limits = { "2³¹": 2 ** 31, "2³²": 2 ** 32 };

function housekeepingOf(board: CommandedBoard): HousekeepingPacket[] {
  return board.packets.filter((packet) => packet.kind === "housekeeping");
}

const clockEvents = ["gap", "clock-step", "slip", "exception"];

describe("a run of many days", () => {
  for (const days of [60, 120]) {
    it(`of ${days}: every cycle is a minute after the one before, on the board and in its packets`, () => {
      const board = new CommandedBoard({ configuration: { ...benchConfiguration, samplePeriodS: 60, housekeepingPeriodS: 3600, commissioningS: dayS } });
      board.run(days * 1440);
      const times = housekeepingOf(board).map(({ timeS }) => timeS);
      // The first packet does not wait; the next ones follow it by the hour.
      expect(times.length).toBe(days * 24);
      expect(Math.floor(times[0]!)).toBe(60);
      expect(times.findIndex((timeS, index) => Math.abs(timeS - times[0]! - 3600 * index) > 0.001)).toBe(-1);
      expect(housekeepingOf(board).every(({ values }) => values.elapsedS === 60)).toBe(true);
      expect(board.packets.filter((packet) => packet.kind === "event" && clockEvents.includes(packet.event))).toEqual([]);
    }, 60_000);
  }
});

describe("across a limit of 32-bit milliseconds", () => {
  for (const [name, limitMs] of Object.entries(limits)) {
    it(`${name}: cycles and times go on second by second`, () => {
      const board = new CommandedBoard({ storage: commissionedStorage(), startMs: limitMs - 60_000 });
      board.run(120);
      const times = housekeepingOf(board).map(({ timeS }) => timeS);
      expect(times.length).toBe(120);
      expect(Math.floor(times[0]!)).toBe(Math.floor((limitMs - 59_000) / 1000));
      for (const [index, timeS] of times.entries()) expect(timeS).toBeCloseTo(times[0]! + index, 2);
      expect(board.packets.filter((packet) => packet.kind === "event" && clockEvents.includes(packet.event))).toEqual([]);
    });

    it(`${name}: what was armed before it is fired after it within 30 s, and not later`, () => {
      const [arm, fire] = telecommandsFor("reset", {});
      for (const [waitS, last] of [[20, "completed"], [29, "failed not-armed"]] as const) {
        const board = new CommandedBoard({ storage: commissionedStorage(), startMs: limitMs - 12_000 });
        board.run(5);
        board.command(arm!);
        board.run(waitS);
        expect(shortReport(board.command(fire!).at(-1)!)).toBe(last);
      }
    });

    it(`${name}: a hold begun before it ends after it in time`, () => {
      const board = new CommandedBoard({ storage: commissionedStorage(), startMs: limitMs - 12_000 });
      board.run(2);
      board.ask("hold", { durationS: "60" });
      const begunS = board.events("mode").at(-1)!.timeS;
      board.run(70);
      expect(board.events("mode").at(-1)).toMatchObject({ code: Mode.Nominal });
      expect(board.events("mode").at(-1)!.timeS - begunS).toBeCloseTo(60, 1);
    });
  }
});
