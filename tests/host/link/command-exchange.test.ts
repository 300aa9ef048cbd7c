import { describe, expect, it } from "vitest";
import { CommandExchange } from "#host/link/command-exchange.ts";
import type { VerificationPacket } from "#host/link/packet-decoder.ts";
import { telecommandsFor } from "#host/link/telecommand.ts";
import { CommandedBoard, commissionedStorage, shortReport } from "#tests/firmware/command/commanded-board.ts";

interface Course {
  /** Reports that the exchange took for its own, in short. */
  reports: string[];
  outcome: string | undefined;
  /** Texts sent. */
  sent: string[];
}

/**
 * Lets an exchange talk to a board until it is over.
 * @param delayS how long each answer of the host takes, in board time
 * @param garble what the line does to each text, by its number
 */
function talk(board: CommandedBoard, exchange: CommandExchange, delayS = 0, garble: (text: string, number: number) => string = (text) => text): Course {
  const course: Course = { reports: [], outcome: undefined, sent: [] };
  let text: string | undefined = exchange.begin();
  for (let cycle = 0; cycle < 60 && exchange.outcome === undefined; cycle++) {
    let packets = board.packets.length;
    if (text !== undefined) {
      if (cycle > 0) board.run(delayS);
      packets = board.packets.length;
      board.hal.send(garble(text, course.sent.length));
      course.sent.push(text);
      text = undefined;
    }
    board.run(1);
    for (const packet of board.packets.slice(packets)) {
      if (packet.kind !== "verification" || !exchange.concerns(packet)) continue;
      course.reports.push(shortReport(packet));
      text = exchange.take(packet) ?? text;
    }
  }
  course.outcome = exchange.outcome;
  return course;
}

const nominalBoard = (): CommandedBoard => new CommandedBoard({ storage: commissionedStorage() });
const done = ["accepted", "started", "completed"];
const exchangeOf = (name: string, fields: Record<string, string> = {}, sequence = 100): CommandExchange => new CommandExchange(telecommandsFor(name, fields), sequence);

describe("an exchange of telecommands and reports, with the firmware at the other end", () => {
  it("sends one telecommand and is over when that was carried out", () => {
    const course = talk(nominalBoard(), exchangeOf("are-you-alive"));
    expect(course).toMatchObject({ reports: done, outcome: "none" });
    expect(course.sent.length).toBe(1);
  });

  it("arms, waits for the report, then fires", () => {
    const board = nominalBoard();
    const course = talk(board, exchangeOf("hold", { durationS: "60" }));
    expect(course).toMatchObject({ reports: [...done, ...done], outcome: "none" });
    expect(course.sent.length).toBe(2);
    expect(board.monitor.mode).toBe(4);
  });

  it("sends the knob twice, the first time to arm it", () => {
    const board = nominalBoard();
    const course = talk(board, exchangeOf("set-parameter", { parameter: "falseAlarmsPerYear", value: "2" }));
    expect(course).toMatchObject({ reports: ["accepted", "started", "failed not-armed", ...done], outcome: "none" });
    expect(board.monitor.configuration!.falseAlarmsPerYear).toBe(2);
  });

  it("does not send the knob again where somebody had armed it with that value", () => {
    const board = nominalBoard();
    board.command(telecommandsFor("set-parameter", { parameter: "falseAlarmsPerYear", value: "2" })[0]!);
    const course = talk(board, exchangeOf("set-parameter", { parameter: "falseAlarmsPerYear", value: "2" }));
    expect(course).toMatchObject({ reports: done, outcome: "none" });
    expect(board.events("parameter").length).toBe(1);
  });

  it("goes on after the last count that the report names, where its own was taken or lies behind, once", () => {
    for (const [last, reason] of [[100, "repeated"], [5000, "out-of-order"], [16383, "none"]] as const) {
      const board = nominalBoard();
      board.command(telecommandsFor("are-you-alive", {})[0]!, last);
      const course = talk(board, exchangeOf("acknowledge"));
      expect(course).toMatchObject({ reports: reason === "none" ? done : [`rejected ${reason}`, ...done], outcome: "none" });
    }
  });

  it("is over with the board's reason where a telecommand fails or is refused", () => {
    expect(talk(nominalBoard(), exchangeOf("hold", { durationS: "60", stage: "fire" }))).toMatchObject({ outcome: "not-armed", reports: ["accepted", "started", "failed not-armed"] });
    const unconfigured = new CommandedBoard({ configuration: null });
    expect(talk(unconfigured, exchangeOf("get-parameter", { parameter: "falseAlarmsPerYear" }))).toMatchObject({ outcome: "wrong-mode" });
  });

  it("sends a frame that the board could not read once more, with the same count", () => {
    const damage = (text: string, number: number): string => (number === 0 ? text.replace("A", "B") : text);
    const course = talk(nominalBoard(), exchangeOf("are-you-alive"), 0, damage);
    expect(course).toMatchObject({ reports: ["rejected bad-check", ...done], outcome: "none" });
    expect(course.sent[0]).toBe(course.sent[1]);
    expect(talk(nominalBoard(), exchangeOf("are-you-alive"), 0, (text) => text.replace("A", "B"))).toMatchObject({ outcome: "bad-check" });
  });

  it("does nothing twice where the noise was somebody else's and the frame was taken", () => {
    const board = nominalBoard();
    const course = talk(board, exchangeOf("set-parameter", { parameter: "minimumPressurePa", value: "130000" }), 0, (text, number) => (number === 0 ? `~AAAA\n${text}` : text));
    expect(course.outcome).toBe("none");
    board.run(3);
    expect(board.events("parameter").length).toBe(1);
  });

  it("arms and fires at once where the board's clock is too fast for its answers", () => {
    const board = nominalBoard();
    const course = talk(board, exchangeOf("mark-refill"), 100);
    expect(course).toMatchObject({ reports: [...done, "accepted", "started", "failed not-armed", ...done, ...done], outcome: "none" });
    const knob = talk(board, exchangeOf("set-parameter", { parameter: "falseAlarmsPerYear", value: "5" }, 200), 100);
    expect(knob.outcome).toBe("none");
    expect(board.monitor.configuration!.falseAlarmsPerYear).toBe(5);
  });

  it("heeds no report on another host's telecommand", () => {
    const exchange = exchangeOf("reset");
    exchange.begin();
    const report: VerificationPacket = { kind: "verification", sequence: 0, timeS: 0, report: "completed", reason: "none", request: 99, lastSequence: 99 };
    expect(exchange.take(report)).toBeUndefined();
    expect(exchange.outcome).toBeUndefined();
    expect(exchange.take({ ...report, request: 100 })).toMatch(/^~/);
  });
});
