import { describe, expect, it } from "vitest";
import { dictionaryDocument } from "#host/export/dictionary-document.ts";
import { telecommandPacket, telecommandsFor } from "#host/link/telecommand.ts";
import { dictionaryMarkdown } from "#host/export/dictionary-markdown.ts";

const document = dictionaryDocument();
/** Names that CONTRACT.md fixes. */
const contractFaults = "absent nack crc prom id timeout not-ready zero-raw saturated open-wire short stale status-bits reset out-of-range rate stuck disagree".split(" ");
const contractAlarms = "leak gas-loss pressure-low pressure-high temperature-high temperature-low sensor-fault".split(" ");
const contractTelecommands = "are-you-alive get-parameter set-parameter start-commissioning acknowledge mark-refill hold release-console reset shelve".split(" ");
const contractEvents = "sensor-fault gap clock-step commissioning mode refill bleed pump slip".split(" ");

describe("the dictionary's document", () => {
  it("lays every packet out without a hole or an overlap", () => {
    for (const { name, fields } of [...document.packets, ...document.telecommands]) {
      let at = 0;
      for (const field of fields) {
        expect(field.offset, `${name}.${field.name}`).toBe(at);
        at += field.bytes;
      }
    }
    const housekeeping = document.packets.find((packet) => packet.name === "housekeeping")!;
    expect(housekeeping.fields.reduce((sum, field) => sum + field.bytes, 0)).toBe(housekeeping.bytes);
  });

  it("has every telecommand of the contract, as long as the host's own sender makes it", () => {
    expect(document.telecommands.map((telecommand) => telecommand.name).sort()).toEqual([...contractTelecommands].sort());
    const fields = { parameter: "housekeepingPeriodS", value: "5", durationS: "60", alarm: "leak" };
    const wanted: Record<string, (keyof typeof fields)[]> = { "get-parameter": ["parameter"], "set-parameter": ["parameter", "value"], "hold": ["durationS"], "shelve": ["alarm", "durationS"] };
    for (const { name, bytes } of document.telecommands) {
      const given = Object.fromEntries((wanted[name] ?? []).map((field) => [field, fields[field]]));
      for (const telecommand of telecommandsFor(name, given)) expect(telecommandPacket(telecommand, 0).length, name).toBe(bytes);
    }
  });

  it("has the names that scripts rely on", () => {
    // What came later follows.
    expect(document.codes.faults.slice(1).map((code) => code.name)).toEqual([...contractFaults, "swapped"]);
    expect(document.alarms.map((alarm) => alarm.name)).toEqual(contractAlarms);
    expect(document.events.map((event) => event.name)).toEqual(expect.arrayContaining(contractEvents));
    expect(document.codes.severities.map((code) => code.name)).toEqual(["informative", "low", "medium", "high"]);
    expect(document.codes.modes.map((code) => code.name)).toContain("unconfigured");
  });

  it("tells of every event its cause, its consequence and what to do", () => {
    for (const event of document.events) for (const text of [event.cause, event.consequence, event.action]) expect(text, event.name).toMatch(/^\S.*\.$/);
  });

  it("becomes a page that names every field, event and code", () => {
    const page = dictionaryMarkdown(document);
    const names = [...document.packets, ...document.telecommands, ...[...document.packets, ...document.telecommands].flatMap((packet) => packet.fields), ...document.parameters, ...document.events, ...document.alarms, ...Object.values(document.codes).flat()].map((one) => one.name);
    for (const name of names) expect(page).toContain(`\`${name}\``);
  });
});
