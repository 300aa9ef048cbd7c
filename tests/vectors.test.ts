import { describe, expect, it } from "vitest";
import { alarmTexts, eventTexts, functionTexts, modeTexts, parameterTexts, rejectionTexts, verdictTexts, verificationTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { frameText } from "#host/link/frame-encoder.ts";
import type { Packet } from "#host/link/packet-decoder.ts";
import { telecommandPacket, telecommandsFor } from "#host/link/telecommand.ts";
import { TelemetryDecoder, type TelemetryOutput } from "#host/link/telemetry-decoder.ts";
import { CommandedBoard, commissionedStorage, shortReport } from "./firmware/command/commanded-board.ts";
import { frameOfMeaning } from "./vectors/encode.ts";
import { readVectors, type StreamMeaning, type TelecommandMeaning, type TelemetryMeaning } from "./vectors/vector.ts";

const telemetry = readVectors<TelemetryMeaning>("telemetry");
const telecommands = readVectors<TelecommandMeaning>("telecommands");
const streams = readVectors<StreamMeaning>("streams");

function outputsOf(chunks: readonly Uint8Array[], decoder = new TelemetryDecoder()): TelemetryOutput[] {
  const outputs: TelemetryOutput[] = [];
  for (const chunk of chunks) {
    decoder.append(chunk);
    for (let output = decoder.next(); output; output = decoder.next()) outputs.push(output);
  }
  const rest = decoder.finish();
  if (rest) outputs.push(rest);
  return outputs;
}

describe("telemetry vectors", () => {
  it.each(telemetry)("$name: its bytes have its meaning, and its meaning gives its bytes", ({ bytes, meaning }) => {
    expect(outputsOf([bytes])).toEqual([meaning.packet]);
    expect(frameOfMeaning(meaning.packet as unknown as Packet)).toBe(bytes.toString("latin1"));
  });

  it("hold every event, mode, verdict, alarm, report, reason and parameter of the dictionary", () => {
    const packets = telemetry.map(({ meaning }) => meaning.packet as unknown as Packet);
    const names = (texts: object): string[] => Object.values(texts as Record<string, { name: string }>).map(({ name }) => name).sort();
    const found = (get: (packet: Packet) => string | undefined): string[] => [...new Set(packets.map(get).filter((name) => name !== undefined))].sort();
    const codes = (event: string, get: (packet: Packet & { kind: "event" }) => number): string[] => (
      [...new Set(packets.flatMap((packet) => (packet.kind === "event" && packet.event === event ? [String(get(packet))] : [])))].sort()
    );
    expect(found((packet) => (packet.kind === "event" ? packet.event : undefined))).toEqual(names(eventTexts));
    expect(found((packet) => (packet.kind === "housekeeping" ? packet.mode : undefined))).toEqual(names(modeTexts));
    expect(found((packet) => (packet.kind === "verification" ? packet.report : undefined))).toEqual(names(verificationTexts));
    expect(found((packet) => (packet.kind === "verification" ? packet.reason : undefined))).toEqual(names(rejectionTexts));
    expect(found((packet) => (packet.kind === "parameter" ? packet.parameter : undefined))).toEqual(names(parameterTexts));
    expect(codes("alarm", ({ alarm }) => alarm)).toEqual(Object.keys(alarmTexts));
    expect(codes("commissioning", ({ code }) => code)).toEqual(Object.keys(verdictTexts));
  });
});

describe("telecommand vectors", () => {
  it.each(telecommands)("$name: the host sends these bytes, and the board reports as they say", ({ bytes, meaning }) => {
    const { asked, reports } = meaning;
    if (asked) expect(frameText(telecommandPacket(telecommandsFor(asked.name, asked.fields)[0]!, asked.sequence))).toBe(bytes.toString("latin1"));
    const board = new CommandedBoard({ storage: commissionedStorage() });
    board.hal.send(bytes.toString("latin1"));
    board.run(4);
    expect(board.packets.filter((packet) => packet.kind === "verification").map(shortReport)).toEqual(reports);
  });

  it("hold every function of the dictionary", () => {
    const asked = new Set(telecommands.map(({ meaning }) => meaning.asked?.name));
    for (const { name } of Object.values(functionTexts)) expect(asked).toContain(name);
  });
});

describe("stream vectors", () => {
  const packets = new Map(telemetry.map(({ name, meaning }) => [name, meaning.packet]));
  it.each(streams)("$name", ({ bytes, meaning }) => {
    const decoder = new TelemetryDecoder();
    const outputs = outputsOf([bytes], decoder);
    expect(outputs.map((output) => (output.kind === "discarded" ? { discarded: output.reason, length: output.bytes.length } : output.kind === "unknown" ? { unknown: output.reason } : output)))
      .toEqual(meaning.outputs.map((output) => ("frame" in output ? packets.get(output.frame) : output)));
    expect(decoder.counters).toMatchObject(meaning.counters);
    // In whatever pieces it comes, the packets are the same.
    const whole = outputs.filter((output) => output.kind !== "discarded");
    expect(outputsOf([...bytes].map((byte) => Uint8Array.of(byte))).filter((output) => output.kind !== "discarded")).toEqual(whole);
  });
});
