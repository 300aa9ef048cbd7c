import { describe, expect, it } from "vitest";
import { parameterHighs, parameterLows } from "#firmware/telemetry/dictionary.ts";
import { parameterTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { telecommandPacket, telecommandsFor } from "#host/link/telecommand.ts";
import { InputError } from "#sims/input-error.ts";
import { CommandedBoard, commissionedStorage } from "#tests/firmware/command/commanded-board.ts";

describe("telecommands", () => {
  it("are space packets as CCSDS 133.0-B-2 and ECSS-E-ST-70-41C have them", () => {
    const packet = telecommandPacket(telecommandsFor("hold", { durationS: "600", stage: "fire" })[0]!, 4711);
    // 600 as a little-endian 32-bit float is 00 00 16 44.
    expect(Buffer.from(packet).toString("hex")).toBe("1850d267000a" + "2d08010000" + "0301" + "00001644");
  });

  it("take every parameter's lowest and highest value, and the board does too", () => {
    const board = new CommandedBoard({ storage: commissionedStorage() });
    for (const [number, { name }] of Object.entries(parameterTexts)) {
      for (const value of [parameterLows[Number(number)]!, parameterHighs[Number(number)]!]) {
        expect(board.ask("set-parameter", { parameter: name, value: String(value) }).at(-1), `${name} ${value}`).toBe("completed");
      }
    }
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    ["acknowlege", {}, /^telecommand acknowlege: unknown; did you mean acknowledge\? right would be one of are-you-alive, /],
    ["", {}, /^telecommand : unknown; right would be one of/],
    ["set-parameter", { value: "2" }, /^set-parameter needs parameter=…; right would be one of falseAlarmsPerYear, /],
    ["set-parameter", { parameter: "falseAlarmsPerYear" }, /^set-parameter needs value=…; right would be a number from 0.01 to 10000, 1\/year$/],
    ["set-parameter", { parameter: "falseAlarmsPerYear", value: "0" }, /^set-parameter value=0: falseAlarmsPerYear cannot be that; right would be a number from 0.01 to 10000/],
    ["set-parameter", { parameter: "dischargeCoefficient", value: "1.01" }, /right would be a number from 0.3 to 1$/],
    ["set-parameter", { parameter: "falseAlarmsPerYear", value: "" }, /value=: /],
    ["set-parameter", { parameter: "falseAlarmsPerYear", value: "NaN" }, /value=NaN: /],
    ["set-parameter", { parameter: "minimumPressurePa", value: "1e999" }, /value=1e999: /],
    ["get-parameter", { parameter: "constructor" }, /^get-parameter parameter=constructor: unknown/],
    ["get-parameter", { parameter: "falseAlarmsPerYear", value: "2" }, /^get-parameter has no field value; right would be parameter$/],
    ["hold", {}, /^hold needs durationS=…; right would be a number from 0 to 86400, s$/],
    ["hold", { durationS: "86401" }, /^hold durationS=86401: right would be/],
    ["reset", { stage: "now" }, /^reset stage=now: unknown; right would be one of arm, fire$/],
    ["acknowledge", { stage: "arm" }, /^acknowledge has no field stage; it has none$/],
  ];
  it.each(refused)("are refused before they are sent: %s %j", (name, fields, sentence) => {
    expect(() => telecommandsFor(name, fields)).toThrow(InputError);
    expect(() => telecommandsFor(name, fields)).toThrow(sentence);
  });
});
