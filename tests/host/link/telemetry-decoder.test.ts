import { describe, expect, it } from "vitest";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";
import { Alarm, AlarmField, AlarmState, Event, Hk, Mode, Service, Severity, StateByte, dictionaryVersion } from "#firmware/telemetry/dictionary.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { dictionaryDocument } from "#host/export/dictionary-document.ts";
import { JsonLines, lineText, type JsonLine } from "#host/link/json-lines.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { TelemetryDecoder, type TelemetryOutput } from "#host/link/telemetry-decoder.ts";

/** A board's sender and the frames it has sent. */
class Sender {
  readonly clock = new VirtualClock();
  readonly frames: string[] = [];
  private readonly telemetry = new Telemetry(new SimulatedHal({ clock: this.clock, write: (text) => this.frames.push(text) }));

  housekeeping(fields: Partial<Record<Hk, number>> = {}, bytes: Partial<Record<StateByte, number>> = {}): void {
    const state = new Uint8Array(StateByte.Count);
    state[StateByte.Structure] = 1;
    state[StateByte.Mode] = Mode.Nominal;
    state[StateByte.DictionaryVersion1] = dictionaryVersion;
    for (const [place, value] of Object.entries(bytes)) state[Number(place)] = value;
    const values = new Float64Array(Hk.Count).fill(NaN);
    for (const [place, value] of Object.entries(fields)) values[Number(place)] = value;
    this.telemetry.send(Service.Housekeeping, 25, state, values);
  }

  event(event: Event, severity: Severity, sensor: number, code: number, alarm: number, floats: number[]): void {
    this.telemetry.send(Service.Event, severity, [event, sensor, code, alarm], floats);
  }
}

function decode(frames: readonly string[]): { outputs: TelemetryOutput[]; decoder: TelemetryDecoder } {
  const decoder = new TelemetryDecoder();
  const outputs: TelemetryOutput[] = [];
  decoder.append(Buffer.from(frames.join("")));
  for (let output = decoder.next(); output; output = decoder.next()) outputs.push(output);
  return { outputs, decoder };
}

function linesOf(frames: readonly string[], everyS: number): JsonLine[] {
  const lines = new JsonLines({ everyS, configuration: { name: "bench", samplePeriodS: 1, falseAlarmsPerYear: 1, sensors: [{ id: "P1", quantity: "pressure", part: "recorded" }, { id: "T1", quantity: "temperature", part: "recorded" }] } });
  return decode(frames).outputs.flatMap((output) => (output.kind === "discarded" ? [] : lines.linesFor(output)));
}

describe("the packet decoder", () => {
  it("gives housekeeping by the dictionary's names, parts of one number put together", () => {
    const sender = new Sender();
    sender.clock.advanceTo(60_042);
    sender.housekeeping({ [Hk.PressurePa]: 196133, [Hk.Threshold]: 9.75 },
      { [StateByte.BuildHash0]: 0xde, [StateByte.BuildHash1]: 0xad, [StateByte.BuildHash2]: 0xbe, [StateByte.BuildHash3]: 0xef, [StateByte.Slips0]: 1, [StateByte.Slips1]: 2 });
    const packet = decode(sender.frames).outputs[0]!;
    expect(packet).toMatchObject({
      kind: "housekeeping", timeS: 60.042, sequence: 0, mode: "nominal",
      state: { buildHash: 0xdeadbeef, slips: 258 }, values: { pressurePa: 196133, threshold: 9.75, statistic: NaN },
    });
  });

  it("finds every housekeeping field where the dictionary's document says it is", () => {
    const { fields } = dictionaryDocument().packets.find((packet) => packet.name === "housekeeping")!;
    const sender = new Sender();
    const bytes = Object.fromEntries(Array.from({ length: StateByte.Count - 2 }, (_, index) => [index + 2, 37 + 3 * index]));
    sender.housekeeping(Object.fromEntries(Array.from({ length: Hk.Count }, (_, index) => [index, 0.5 + index])), bytes);
    const frame = Buffer.from(sender.frames[0]!.slice(1), "base64");
    const packet = decode(sender.frames).outputs[0] as HousekeepingPacket;
    const decoded: Record<string, number> = { ...packet.state, ...packet.values };
    const own = fields.filter((field) => field.offset >= 19);
    expect(own.map((field) => field.name).sort()).toEqual(Object.keys(decoded).sort());
    for (const { name, offset, bytes: length, type } of own) {
      expect(decoded[name], name).toBe(type.includes("float") ? frame.readFloatLE(offset) : frame.readUIntBE(offset, length));
    }
  });

  it("says why it does not know a packet, and goes on", () => {
    const sender = new Sender();
    sender.event(99 as Event, Severity.Low, 0, 0, 0, []);
    sender.housekeeping({}, { [StateByte.Structure]: 7 });
    sender.housekeeping();
    const { outputs, decoder } = decode(sender.frames);
    expect(outputs.map((output) => output.kind)).toEqual(["unknown", "unknown", "housekeeping"]);
    expect(outputs[0]).toMatchObject({ reason: "event 99" });
    expect(decoder.counters).toMatchObject({ frames: 3, unknown: 2 });
  });

  it("takes an event with fewer or more numbers than the dictionary has", () => {
    const sender = new Sender();
    sender.event(Event.Gap, Severity.Low, 0, 0, 0, []);
    sender.event(Event.Gap, Severity.Low, 0, 0, 0, [12.5, 77]);
    expect(decode(sender.frames).outputs).toMatchObject([{ event: "gap", values: {} }, { event: "gap", values: { durationS: 12.5 } }]);
  });

  it("reads times beyond 2³² milliseconds", () => {
    const sender = new Sender();
    sender.clock.advanceTo(120 * 86_400_000 + 500);
    sender.housekeeping();
    expect(decode(sender.frames).outputs[0]).toMatchObject({ timeS: 120 * 86400 + 0.5 });
  });
});

describe("the link's counters", () => {
  it("count missing frames by the sequence count, across its wrap-around", () => {
    const sender = new Sender();
    for (let count = 0; count < 16390; count++) sender.housekeeping();
    sender.frames.splice(16382, 5);
    expect(decode(sender.frames).decoder.counters).toMatchObject({ frames: 16385, gap: 5, restarts: 0, duplicate: 0 });
  });

  it("count a repeated frame and pass it on once", () => {
    const sender = new Sender();
    sender.housekeeping();
    sender.housekeeping();
    const { outputs, decoder } = decode([sender.frames[0]!, sender.frames[0]!, sender.frames[1]!]);
    expect(outputs.map((output) => output.kind)).toEqual(["housekeeping", "discarded", "housekeeping"]);
    expect(decoder.counters).toMatchObject({ duplicate: 1, gap: 0, restarts: 0 });
  });

  it("count a restart, not a gap, where a board boots", () => {
    const before = new Sender();
    const after = new Sender();
    for (let count = 0; count < 5; count++) before.housekeeping();
    after.event(Event.Boot, Severity.Informative, 0, 0, 0, []);
    after.housekeeping();
    expect(decode([...before.frames, ...after.frames]).decoder.counters).toMatchObject({ restarts: 1, gap: 0 });
  });
});

describe("the link's counters where a board's first packets were lost", () => {
  it("count a restart by the time that went back", () => {
    const before = new Sender();
    before.clock.advanceTo(50_000);
    before.housekeeping();
    const after = new Sender();
    for (let second = 1; second <= 5; second++) {
      after.clock.advanceTo(second * 1000);
      after.housekeeping();
    }
    expect(decode([before.frames[0]!, ...after.frames.slice(3)]).decoder.counters).toMatchObject({ restarts: 1, gap: 3 });
  });
});

describe("JSON Lines", () => {
  it("have the estimate of every 60 s of board time, and what is not known as null", () => {
    const sender = new Sender();
    for (let second = 1; second <= 180; second++) {
      sender.clock.advanceTo(second * 1000);
      sender.housekeeping({ [Hk.PressurePa]: 196100.2, [Hk.Statistic]: 0.12 });
    }
    const estimates = linesOf(sender.frames, 60).filter((line) => line.type === "estimate");
    expect(estimates.map((line) => line.timeS)).toEqual([60, 120, 180]);
    expect(JSON.parse(lineText(estimates[0]!))).toMatchObject({ type: "estimate", pressurePa: 196100.2, statistic: 0.12, inventoryKg: null });
    expect(linesOf(sender.frames, 0).filter((line) => line.type === "estimate")).toEqual([]);
  });

  it("have an alarm with its intervals and onset, and the estimate of the same cycle", () => {
    const sender = new Sender();
    const floats = new Array<number>(AlarmField.Count).fill(NaN);
    floats[AlarmField.LeakRateKgPerS] = 0.0051;
    floats[AlarmField.LeakRateLow] = 0.0047;
    floats[AlarmField.TimeToEmptyS] = Infinity;
    floats[AlarmField.AgeS] = 15;
    sender.clock.advanceTo(30_000);
    sender.housekeeping();
    sender.clock.advanceTo(31_000);
    sender.event(Event.Alarm, Severity.High, 0, AlarmState.Raised, Alarm.Leak, floats);
    sender.housekeeping();
    const lines = linesOf(sender.frames, 60).filter((line) => line.type !== "board" && line.type !== "event").map((line) => JSON.parse(lineText(line)) as Record<string, unknown>);
    expect(lines.map((line) => line["type"])).toEqual(["alarm", "estimate"]);
    expect(lines[0]).toEqual({
      type: "alarm", timeS: 31, alarm: "leak", state: "raised", leakRateKgPerS: { value: 0.0051, low: 0.0047, high: null },
      holeDiameterM: { value: null, low: null, high: null }, timeToMinimumPressureS: { value: null, low: null, high: null },
      timeToEmptyS: { value: null, low: null, high: null }, onsetS: { value: 16, low: null, high: null }, place: null, cause: "undecided",
    });
  });

  it("have the contract's example of a sensor's fault", () => {
    const sender = new Sender();
    sender.clock.advanceTo(12_000);
    sender.event(Event.SensorFault, Severity.Medium, 0, 17, 0, []);
    expect(linesOf(sender.frames, 60)).toEqual([{ type: "event", timeS: 12, event: "sensor-fault", severity: "medium", sensor: "P1", fault: "stuck" }]);
  });

  it("name a dictionary that is not this program's, and a board that has not the configuration given", () => {
    const sender = new Sender();
    sender.housekeeping({}, { [StateByte.DictionaryVersion1]: 9 });
    sender.housekeeping({}, { [StateByte.DictionaryVersion1]: 9, [StateByte.ConfigurationCrc3]: 7 });
    expect(linesOf(sender.frames, 60)).toMatchObject([
      { type: "board", dictionaryVersion: 9 }, { type: "event", event: "dictionary-version", severity: "high" },
      { type: "event", event: "other-configuration", text: expect.stringMatching(/^the board has no configuration, /) as string },
      { type: "board" }, { event: "dictionary-version" },
      { type: "event", event: "other-configuration", severity: "medium", text: expect.stringMatching(/^the board has configuration 00000007, /) as string },
    ]);
  });
});
