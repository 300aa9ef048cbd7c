import { AlarmField, CommissioningField, Event, Hk, Service, StateByte, applicationProcess, telemetryHeaderBytes, type Alarm, type AlarmState, type Mode } from "#firmware/telemetry/dictionary.ts";
import { alarmStateTexts, alarmTexts, eventFieldTexts, eventTexts, hkTexts, modeTexts, severityTexts, stateTexts, type FieldText } from "#firmware/telemetry/dictionary-texts.ts";

/** Names of the fields of a packet, as the dictionary's enum has them. */
type FieldNames<E> = Uncapitalize<Exclude<keyof E & string, "Count">>;
type StateStem<K extends string> = K extends `${infer Stem}0` ? Stem : K extends `${string}${1 | 2 | 3}` | "Count" ? never : K;

export type HousekeepingValues = Record<FieldNames<typeof Hk>, number>;
export type HousekeepingState = Record<Uncapitalize<StateStem<keyof typeof StateByte & string>>, number>;
export type AlarmValues = Record<FieldNames<typeof AlarmField>, number>;
export type CommissioningValues = Record<FieldNames<typeof CommissioningField>, number>;

interface PacketHeader {
  /** Packet sequence count, 0 … 16,383. */
  readonly sequence: number;
  /** Board time, s, to the millisecond. */
  readonly timeS: number;
}

export interface HousekeepingPacket extends PacketHeader {
  readonly kind: "housekeeping";
  readonly mode: (typeof modeTexts)[Mode]["name"];
  readonly state: HousekeepingState;
  /** SI; NaN for what is not known. */
  readonly values: HousekeepingValues;
}

export interface EventPacket extends PacketHeader {
  readonly kind: "event";
  readonly event: (typeof eventTexts)[Event]["name"];
  readonly severity: (typeof severityTexts)[keyof typeof severityTexts]["name"];
  /** Place in the configuration's list of sensors; means something in events about a sensor only. */
  readonly sensor: number;
  /** Fault, mode, verdict, alarm state or reset cause, as the event says. */
  readonly code: number;
  readonly alarm: number;
  /** The event's own numbers, by name; absent where the packet has none. */
  readonly values: Readonly<Record<string, number>>;
}

/** A packet whose frame was right, but which this dictionary does not describe. */
export interface UnknownPacket extends PacketHeader {
  readonly kind: "unknown";
  readonly reason: string;
  readonly bytes: Uint8Array;
}

export type Packet = HousekeepingPacket | EventPacket | UnknownPacket;

function namesOf(texts: Readonly<Record<number, FieldText>>): string[] {
  return Object.values(texts).map((text) => text.name);
}

function templateOf<Values>(names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, NaN])) as Values;
}

const hkNames = namesOf(hkTexts);
const hkTemplate = templateOf<HousekeepingValues>(hkNames);
const stateFirsts = Object.keys(stateTexts).map(Number);
const stateEnds = [...stateFirsts.slice(1), StateByte.Count];
const stateNames = namesOf(stateTexts);
const stateTemplate = templateOf<HousekeepingState>(stateNames);
const eventNames = Object.values(eventFieldTexts).map(namesOf);
const housekeepingBytes = telemetryHeaderBytes + StateByte.Count + 4 * Hk.Count;
/** Event, sensor, code, alarm. */
const eventBytes = telemetryHeaderBytes + 4;

// Floats are little-endian on the line; they are read through memory, which is so on every machine that runs Node.
const floats = new Float32Array(1024);
const floatBytes = new Uint8Array(floats.buffer);

/** Copies a packet's floats to where they can be read. @returns how many there are */
function readFloats(packet: Uint8Array, first: number): number {
  const length = packet.length;
  for (let from = first, to = 0; from < length; from++, to++) floatBytes[to] = packet[from]!;
  return (length - first) >> 2;
}

function unknown(packet: Uint8Array, sequence: number, timeS: number, reason: string): UnknownPacket {
  return { kind: "unknown", sequence, timeS, reason, bytes: packet };
}

/**
 * @param packet  a whole space packet, its CRC taken off
 * @returns what the dictionary says it is; `unknown` with a reason for anything else. Never throws.
 */
export function decodePacket(packet: Uint8Array): Packet {
  const sequence = ((packet[2]! & 63) << 8) | packet[3]!;
  if (packet.length < telemetryHeaderBytes) return unknown(packet, sequence, NaN, "shorter than its headers");
  const seconds = ((packet[13]! << 24) | (packet[14]! << 16) | (packet[15]! << 8) | packet[16]!) >>> 0;
  const fraction = (packet[17]! << 8) | packet[18]!;
  const timeS = Math.round((seconds + fraction / 65536) * 1000) / 1000;
  if ((packet[0]! << 8 | packet[1]!) !== (0x800 | applicationProcess)) return unknown(packet, sequence, timeS, "not telemetry of the monitor's process");
  const service = packet[7]!;
  if (service === Service.Housekeeping) return decodeHousekeeping(packet, sequence, timeS);
  if (service === Service.Event) return decodeEvent(packet, sequence, timeS);
  return unknown(packet, sequence, timeS, `service ${service}, subtype ${packet[8]!}`);
}

function decodeHousekeeping(packet: Uint8Array, sequence: number, timeS: number): Packet {
  if (packet.length !== housekeepingBytes || packet[telemetryHeaderBytes] !== 1) {
    return unknown(packet, sequence, timeS, `housekeeping structure ${packet[telemetryHeaderBytes] ?? "none"} of ${packet.length} bytes`);
  }
  const state: Record<string, number> = { ...stateTemplate };
  for (let field = 0; field < stateNames.length; field++) {
    let value = 0;
    for (let byte = stateFirsts[field]!; byte < stateEnds[field]!; byte++) value = value * 256 + packet[telemetryHeaderBytes + byte]!;
    state[stateNames[field]!] = value;
  }
  const mode = modeTexts[state["mode"] as Mode];
  if (!mode) return unknown(packet, sequence, timeS, `mode ${state["mode"]}`);
  readFloats(packet, telemetryHeaderBytes + StateByte.Count);
  const values: Record<string, number> = { ...hkTemplate };
  for (let field = 0; field < hkNames.length; field++) values[hkNames[field]!] = floats[field]!;
  return { kind: "housekeeping", sequence, timeS, mode: mode.name, state: state as HousekeepingState, values: values as HousekeepingValues };
}

function decodeEvent(packet: Uint8Array, sequence: number, timeS: number): Packet {
  const severity = severityTexts[packet[8] as keyof typeof severityTexts];
  const number = packet[telemetryHeaderBytes] as Event;
  const event = eventTexts[number];
  if (!severity || !event || packet.length < eventBytes) {
    return unknown(packet, sequence, timeS, severity && packet.length >= eventBytes ? `event ${number}` : `event of subtype ${packet[8]!}, ${packet.length} bytes`);
  }
  const code = packet[telemetryHeaderBytes + 2]!;
  const alarm = packet[telemetryHeaderBytes + 3]!;
  if (number === Event.Alarm && (!alarmTexts[alarm as Alarm] || !alarmStateTexts[code as AlarmState])) {
    return unknown(packet, sequence, timeS, `alarm ${alarm}, state ${code}`);
  }
  const names = eventNames[number]!;
  const count = Math.min(readFloats(packet, eventBytes), names.length);
  const values: Record<string, number> = {};
  for (let field = 0; field < count; field++) values[names[field]!] = floats[field]!;
  return { kind: "event", sequence, timeS, event: event.name, severity: severity.name, sensor: packet[telemetryHeaderBytes + 1]!, code, alarm, values };
}
