import { describe, expect, it } from "vitest";
import { Alarm, BoardFunction, Hk, Mode, Rejection, Service, Severity, Verdict } from "#firmware/telemetry/dictionary.ts";
import { rejectionTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { frameText } from "#host/link/frame-encoder.ts";
import { telecommandNames, telecommandPacket, telecommandsFor, type Telecommand } from "#host/link/telecommand.ts";
import { CommandedBoard, benchConfiguration, commissionedStorage, shortReport } from "./commanded-board.ts";

const done = ["accepted", "started", "completed"];
const nominalBoard = (): CommandedBoard => new CommandedBoard({ storage: commissionedStorage() });

/** The telecommand of ST[17], whole; the base of damaged ones. */
const alive = telecommandsFor("are-you-alive", {})[0]!;

/** A telecommand's packet with a byte changed, in a frame whose check is right. */
function altered(telecommand: Telecommand, sequence: number, place: number, byte: number): string {
  const packet = telecommandPacket(telecommand, sequence);
  packet[place] = byte;
  return frameText(packet);
}

function raw(service: number, subtype: number, data: readonly number[]): Telecommand {
  return { service, subtype, data: Uint8Array.from(data), armsItself: false };
}

/** @returns the board's reports on text, in short */
function reportsOn(board: CommandedBoard, text: string): string[] {
  return board.exchange(text).filter((packet) => packet.kind === "verification").map(shortReport);
}

describe("each telecommand is accepted, started, completed and has its effect:", () => {
  it("are-you-alive is answered by ST[17,2] between its reports", () => {
    const board = nominalBoard();
    const kinds = board.exchange(frameText(telecommandPacket(alive, 5))).filter((packet) => packet.kind !== "housekeeping");
    expect(kinds.map((packet) => (packet.kind === "verification" ? packet.report : packet.kind))).toEqual(["accepted", "started", "alive", "completed"]);
    expect(kinds[0]).toMatchObject({ request: 5, lastSequence: 5 });
  });

  it("get-parameter reports the value that the configuration has, and that it has none", () => {
    const board = nominalBoard();
    expect(board.ask("get-parameter", { parameter: "minimumPressurePa" })).toEqual(done);
    expect(board.packets.findLast((packet) => packet.kind === "parameter")).toMatchObject({ parameter: "minimumPressurePa", value: 120000 });
    expect(board.ask("get-parameter", { parameter: "housekeepingPeriodS" })).toEqual(done);
    expect(board.packets.findLast((packet) => packet.kind === "parameter")).toMatchObject({ parameter: "housekeepingPeriodS", value: NaN });
  });

  it("set-parameter changes what the board does, and says old, new and who", () => {
    const board = nominalBoard();
    expect(board.ask("set-parameter", { parameter: "housekeepingPeriodS", value: "10" })).toEqual(done);
    expect(board.events("parameter")).toMatchObject([{ code: 1, severity: "low", values: { number: 1, old: NaN, new: 10 } }]);
    board.packets.length = 0;
    board.run(100);
    expect(board.packets.filter((packet) => packet.kind === "housekeeping").length).toBe(10);
  });

  it("set-parameter of the knob takes two sendings of the same value and moves the threshold", () => {
    const board = nominalBoard();
    board.run(1);
    const before = board.monitor.housekeeping[Hk.Threshold]!;
    const [telecommand] = telecommandsFor("set-parameter", { parameter: "falseAlarmsPerYear", value: "10000" });
    const [other] = telecommandsFor("set-parameter", { parameter: "falseAlarmsPerYear", value: "9000" });
    expect(board.command(other!).map(shortReport)).toEqual(["accepted", "started", "failed not-armed"]);
    expect(board.command(telecommand!).map(shortReport)).toEqual(["accepted", "started", "failed not-armed"]);
    expect(board.monitor.configuration!.falseAlarmsPerYear).toBe(1);
    expect(board.command(telecommand!).map(shortReport)).toEqual(done);
    expect(board.monitor.configuration!.falseAlarmsPerYear).toBe(10000);
    expect(board.monitor.housekeeping[Hk.Threshold]).toBeLessThan(before);
  });

  it("start-commissioning, armed and fired, begins to learn anew", () => {
    const board = nominalBoard();
    expect(board.ask("start-commissioning")).toEqual([...done, ...done]);
    board.run(1);
    expect(board.packets.findLast((packet) => packet.kind === "housekeeping")).toMatchObject({ mode: "commissioning" });
    expect(board.events("commissioning")).toMatchObject([{ code: Verdict.Begun }]);
  });

  it("acknowledge marks the alarms that stand", () => {
    const board = nominalBoard();
    board.pressurePa = 110000;
    board.run(10);
    expect(board.ask("acknowledge")).toEqual(done);
    board.run(1);
    const state = board.packets.findLast((packet) => packet.kind === "housekeeping")!.state;
    expect(state.alarms).toBe(1 << Alarm.PressureLow);
    expect(state.acknowledged).toBe(state.alarms);
  });

  it("mark-refill ends a leak alarm and says that a telecommand did it", () => {
    const board = nominalBoard();
    board.run(300);
    board.driftPa = -30;
    board.run(300);
    const raised = (): number => board.packets.findLast((packet) => packet.kind === "housekeeping")!.state.alarms & (1 << Alarm.Leak);
    expect(raised()).toBe(1);
    board.driftPa = 0;
    expect(board.ask("mark-refill")).toEqual([...done, ...done]);
    board.run(1);
    expect(raised()).toBe(0);
    expect(board.events("refill").at(-1)).toMatchObject({ code: 1 });
  });

  it("hold freezes detection for its time: a fall in it is no leak, the same fall without it is one", () => {
    const fallOf = (isHeld: boolean): { alarms: number; board: CommandedBoard } => {
      const board = nominalBoard();
      board.run(300);
      if (isHeld) expect(board.ask("hold", { durationS: "400" })).toEqual([...done, ...done]);
      board.driftPa = -30;
      board.run(300);
      board.driftPa = 0;
      board.run(600);
      return { alarms: board.events("alarm").length, board };
    };
    expect(fallOf(false).alarms).toBeGreaterThan(0);
    const { alarms, board } = fallOf(true);
    expect(alarms).toBe(0);
    expect(board.events("mode").map(({ code }) => code).slice(-2)).toEqual([Mode.Hold, Mode.Nominal]);
  });

  it("hold of 0 s ends a hold at once", () => {
    const board = nominalBoard();
    board.ask("hold", { durationS: "86400" });
    expect(board.monitor.mode).toBe(Mode.Hold);
    expect(board.ask("hold", { durationS: "0" })).toEqual([...done, ...done]);
    expect(board.monitor.mode).toBe(Mode.Nominal);
  });

  it("release-console gives the line back after its last report", () => {
    const board = nominalBoard();
    expect(board.ask("release-console")).toEqual(done);
    expect(board.hal.consoleReleased).toBe(true);
  });

  it("reset restarts the board after its last report has gone out", () => {
    const board = nominalBoard();
    const [arm, fire] = telecommandsFor("reset", {});
    expect(board.command(arm!).map(shortReport)).toEqual(done);
    expect(board.command(fire!).map(shortReport)).toEqual(done);
    expect(board.hal.resets).toBe(0);
    board.run(1);
    expect(board.hal.resets).toBe(1);
  });

  it("every name of the contract is among them", () => {
    const contract = "are-you-alive get-parameter set-parameter start-commissioning acknowledge mark-refill hold release-console reset shelve";
    expect([...telecommandNames].sort()).toEqual(contract.split(" ").sort());
  });
});

describe("what cannot be taken is refused with its reason, changes nothing and is counted:", () => {
  const wholeFrame = frameText(telecommandPacket(alive, 9));
  const cases: [Rejection, string, string][] = [
    [Rejection.BadCheck, "a frame with another check sequence", wholeFrame.replace("~GF", "~GV")],
    [Rejection.TooShort, "a frame of three bytes", "~AAAA\n"],
    [Rejection.TooShort, "a frame of no bytes", "~\n"],
    [Rejection.TooShort, "something that is no base64", "~?????????????????????????\n"],
    [Rejection.TooLong, "a packet of 65 bytes", frameText(telecommandPacket(raw(17, 1, new Array<number>(54).fill(0)), 9))],
    [Rejection.TooLong, "a line without an end", "~" + "A".repeat(120)],
    [Rejection.NotTelecommand, "a telemetry packet", altered(alive, 9, 0, 0x08)],
    [Rejection.NotTelecommand, "another PUS version", altered(alive, 9, 6, 0x10)],
    [Rejection.WrongProcess, "a telecommand for another process", altered(alive, 9, 1, 0x51)],
    [Rejection.WrongLength, "a header that says another length", altered(alive, 9, 5, 5)],
    [Rejection.WrongLength, "data after a telecommand that has none", frameText(telecommandPacket(raw(17, 1, [0]), 9))],
    [Rejection.WrongLength, "a function without its stage", frameText(telecommandPacket(raw(8, 1, [BoardFunction.Reset]), 9))],
    [Rejection.WrongLength, "a function without its number", frameText(telecommandPacket(raw(8, 1, []), 9))],
    [Rejection.WrongLength, "a hold without its time", frameText(telecommandPacket(raw(8, 1, [BoardFunction.Hold, 0]), 9))],
    [Rejection.UnknownService, "a service that is not there", frameText(telecommandPacket(raw(11, 4, []), 9))],
    [Rejection.UnknownService, "a subtype that is not there", frameText(telecommandPacket(raw(Service.Parameter, 2, [1, 0]), 9))],
    [Rejection.UnknownFunction, "a function that is not there", frameText(telecommandPacket(raw(8, 1, [7, 0]), 9))],
    [Rejection.UnknownParameter, "a parameter that is not there", frameText(telecommandPacket(raw(20, 1, [1, 7]), 9))],
  ];
  for (const [reason, what, text] of cases) {
    const { name } = rejectionTexts[reason as Exclude<Rejection, Rejection.None>];
    it(`${name}: ${what}`, () => {
      const board = nominalBoard();
      board.run(1);
      const stored = JSON.stringify(board.storage.list().map((file) => board.storage.read(file)));
      expect(reportsOn(board, text)).toEqual([`rejected ${name}`]);
      board.run(1);
      expect(board.packets.findLast((packet) => packet.kind === "housekeeping")!.state.rejected).toBe(1);
      expect(JSON.stringify(board.storage.list().map((file) => board.storage.read(file)))).toBe(stored);
      // The line is free again.
      expect(reportsOn(board, wholeFrame)).toEqual(done);
    });
  }

  it("repeated: answered once, carried out once", () => {
    const board = nominalBoard();
    const [set] = telecommandsFor("set-parameter", { parameter: "minimumPressurePa", value: "130000" });
    expect(board.command(set!, 77).map(shortReport)).toEqual(done);
    const again = board.command(set!, 77);
    expect(again.map(shortReport)).toEqual(["rejected repeated"]);
    expect(again[0]).toMatchObject({ request: 77, lastSequence: 77 });
    expect(board.events("parameter").length).toBe(1);
  });

  it("out-of-order: a sequence count before the last one, which the report names", () => {
    const board = nominalBoard();
    board.command(alive, 100);
    const reports = board.command(alive, 99);
    expect(reports).toMatchObject([{ report: "rejected", reason: "out-of-order", request: 99, lastSequence: 100 }]);
    // Ahead, around the end of the count, it goes on.
    expect(board.command(alive, 8000).map(shortReport)).toEqual(done);
    expect(board.command(alive, 16000).map(shortReport)).toEqual(done);
    expect(board.command(alive, 3).map(shortReport)).toEqual(done);
  });

  it("a refused telecommand does not move the sequence count", () => {
    const board = nominalBoard();
    board.command(alive, 100);
    board.command(raw(11, 4, []), 5000);
    expect(board.command(alive, 101).map(shortReport)).toEqual(done);
  });

  it("out-of-range: a parameter beyond its range fails and keeps its value, NaN too", () => {
    const board = nominalBoard();
    for (const float of [[0, 0, 128, 191], [0, 0, 192, 127], [0, 0, 128, 127], [32, 188, 62, 77]]) {
      expect(board.command(raw(20, 3, [1, 2, ...float])).map(shortReport)).toEqual(["accepted", "started", "failed out-of-range"]);
    }
    expect(board.monitor.configuration!.loop!.minimumPressurePa).toBe(120000);
    expect(board.events("parameter")).toEqual([]);
  });

  it("out-of-range: a hold of more than a day or of NaN", () => {
    const board = nominalBoard();
    for (const float of [[0, 210, 168, 71], [0, 0, 192, 127], [0, 0, 128, 191]]) {
      expect(board.command(raw(8, 1, [BoardFunction.Hold, 0, ...float])).at(-1)!.report).toBe("completed");
      expect(board.command(raw(8, 1, [BoardFunction.Hold, 1, ...float])).map(shortReport).at(-1)).toBe("failed out-of-range");
      expect(board.monitor.mode).toBe(Mode.Nominal);
    }
  });

  it("wrong-mode: a hold while commissioning, and everything about a loop without a configuration", () => {
    expect(new CommandedBoard().ask("hold", { durationS: "60" }).at(-1)).toBe("failed wrong-mode");
    for (const [name, fields] of [
      ["get-parameter", { parameter: "falseAlarmsPerYear" }], ["set-parameter", { parameter: "housekeepingPeriodS", value: "10" }],
      ["start-commissioning", {}], ["mark-refill", {}], ["hold", { durationS: "60" }],
    ] as const) expect(new CommandedBoard({ configuration: null }).ask(name, fields).at(-1), name).toBe("failed wrong-mode");
    const { loop: _loop, ...withoutLoop } = benchConfiguration;
    expect(new CommandedBoard({ configuration: withoutLoop }).ask("get-parameter", { parameter: "minimumPressurePa" }).at(-1)).toBe("failed wrong-mode");
  });

  it("wrong-mode: to commission a loop that leaks, as long as the alarm stands", () => {
    const board = nominalBoard();
    board.monitor.alarms.raise(Alarm.Leak, Severity.High, []);
    expect(board.ask("start-commissioning").at(-1)).toBe("failed wrong-mode");
    expect(board.monitor.mode).toBe(Mode.Nominal);
    board.monitor.alarms.clear(Alarm.Leak);
    expect(board.ask("start-commissioning").at(-1)).toBe("completed");
  });

  it("not-stored: a parameter that flash does not take keeps its old value", () => {
    const board = nominalBoard();
    board.storage.failWrites = true;
    expect(board.ask("set-parameter", { parameter: "minimumPressurePa", value: "130000" })).toEqual(["accepted", "started", "failed not-stored"]);
    expect(board.monitor.configuration!.loop!.minimumPressurePa).toBe(120000);
    expect(board.events("parameter")).toEqual([]);
  });

  it("and console text between frames, or a whole page of it, is no telecommand", () => {
    const board = nominalBoard();
    expect(reportsOn(board, "reset()\r\n")).toEqual([]);
    expect(reportsOn(board, `load(); ${wholeFrame}`)).toEqual(done);
  });
});

describe("arm, then fire", () => {
  const guarded = ["start-commissioning", "mark-refill", "hold", "reset", "shelve"];
  const fieldsOf = (name: string): Record<string, string> => (name === "hold" ? { durationS: "60" } : name === "shelve" ? { alarm: "leak", durationS: "60" } : {});
  for (const name of guarded) {
    const [arm, fire] = telecommandsFor(name, fieldsOf(name));
    it(`${name} is refused unless armed, and within 30 s`, () => {
      const board = nominalBoard();
      board.run(1);
      const last = (telecommand: Telecommand): string => shortReport(board.command(telecommand).at(-1)!);
      expect(last(fire!)).toBe("failed not-armed");
      expect(last(arm!)).toBe("completed");
      board.run(29);
      expect(last(fire!)).toBe("failed not-armed");
      expect(last(arm!)).toBe("completed");
      board.run(28);
      expect(last(fire!)).toBe("completed");
      expect(last(fire!)).toBe("failed not-armed");
    });
  }

  it("one function does not arm another, and a second arming takes the first one's place", () => {
    const board = nominalBoard();
    const [armReset, fireReset] = telecommandsFor("reset", {});
    const [armRefill, fireRefill] = telecommandsFor("mark-refill", {});
    board.command(armReset!);
    expect(shortReport(board.command(fireRefill!).at(-1)!)).toBe("failed not-armed");
    expect(shortReport(board.command(fireReset!).at(-1)!)).toBe("failed not-armed");
    board.command(armReset!);
    board.command(armRefill!);
    expect(shortReport(board.command(fireReset!).at(-1)!)).toBe("failed not-armed");
    expect(board.hal.resets).toBe(0);
  });

  it("is asked of those functions and no others", () => {
    for (const name of telecommandNames) {
      if (!["are-you-alive", "get-parameter", "set-parameter"].includes(name)) expect(telecommandsFor(name, fieldsOf(name)).length, name).toBe(guarded.includes(name) ? 2 : 1);
    }
  });
});

describe("a restart", () => {
  it("keeps parameters that were set, in what the board does and in what it says", () => {
    const board = nominalBoard();
    board.ask("set-parameter", { parameter: "minimumPressurePa", value: "150000" });
    board.ask("set-parameter", { parameter: "falseAlarmsPerYear", value: "10000" });
    board.run(1);
    const threshold = board.monitor.housekeeping[Hk.Threshold]!;
    board.restart();
    board.run(1);
    expect(board.monitor.mode).toBe(Mode.Nominal);
    expect(board.monitor.configuration).toMatchObject({ falseAlarmsPerYear: 10000, loop: { minimumPressurePa: 150000 } });
    expect(board.monitor.housekeeping[Hk.Threshold]).toBeCloseTo(threshold, 5);
    board.pressurePa = 140000;
    board.run(10);
    expect(board.events("alarm").some(({ alarm }) => alarm === Alarm.PressureLow)).toBe(true);
  });

  it("forgets them when the configuration is another one", () => {
    const board = nominalBoard();
    board.ask("set-parameter", { parameter: "minimumPressurePa", value: "150000" });
    board.storage.write("pinhole.json", JSON.stringify({ ...benchConfiguration, name: "other" }));
    board.restart();
    expect(board.monitor.configuration!.loop!.minimumPressurePa).toBe(120000);
  });

  it("never starts commissioning, whatever was going on before it", () => {
    const nominal = nominalBoard();
    nominal.ask("reset");
    nominal.restart();
    nominal.run(5);
    expect(nominal.monitor.mode).toBe(Mode.Nominal);
    expect(nominal.events("commissioning")).toEqual([]);
    const learning = new CommandedBoard();
    learning.run(300);
    expect(learning.monitor.mode).toBe(Mode.Commissioning);
    learning.ask("reset");
    learning.restart();
    learning.run(5);
    expect(learning.monitor.mode).toBe(Mode.Uncommissioned);
    expect(learning.events("commissioning")).toMatchObject([{ code: Verdict.Interrupted }]);
  });

  it("after a reset by telecommand is orderly; after anything else the board says what the run before left", () => {
    const board = nominalBoard();
    board.ask("reset");
    board.restart();
    expect(board.events("restart")).toEqual([]);
    board.run(5);
    board.restart();
    expect(board.events("restart")).toMatchObject([{ severity: "medium", text: "running" }]);
    board.nextError = new Error("no more memory");
    board.run(1);
    board.restart();
    expect(board.events("restart")).toMatchObject([{ text: "acquire: Error: no more memory" }]);
    board.run(2);
    expect(board.packets.findLast((packet) => packet.kind === "housekeeping")!.state).toMatchObject({ boots: 4, resetCause: 1 });
  });
});

describe("an exception in a cycle", () => {
  it("becomes an event with its place, and the next cycle runs", () => {
    const board = nominalBoard();
    board.run(5);
    board.packets.length = 0;
    board.nextError = new TypeError("x is not a function");
    board.run(1);
    expect(board.packets).toMatchObject([{ kind: "event", event: "exception", text: "acquire: TypeError: x is not a function" }]);
    board.run(3);
    expect(board.packets.filter((packet) => packet.kind === "housekeeping").length).toBe(3);
    expect(board.hal.watchdogExpired).toBe(false);
  });

  it("in every cycle leaves the watchdog unkicked", () => {
    const board = nominalBoard();
    board.run(5);
    for (let cycle = 0; cycle < 12; cycle++) {
      board.nextError = new Error("again");
      board.run(1);
    }
    expect(board.hal.watchdogExpired).toBe(true);
    // The same last words are written once: flash wears.
    expect(board.events("exception").length).toBe(12);
  });
});
