import {
  Event, Hk, Service, StateByte, applicationProcess, telemetryHeaderBytes,
  type Alarm, type AlarmState, type Mode, type Parameter, type Rejection, type Verification,
} from "#firmware/telemetry/dictionary.ts";
import {
  alarmStateTexts, alarmTexts, eventFieldTexts, eventTexts, eventsWithText, modeTexts, parameterTexts, rejectionTexts, severityTexts,
  verificationTexts, type FieldText,
} from "#firmware/telemetry/dictionary-texts.ts";

/** Names of the fields of a packet, as the dictionary's enum has them. */
type FieldNames<E> = Uncapitalize<Exclude<keyof E & string, "Count">>;
type StateStem<K extends string> = K extends `${infer Stem}0` ? Stem : K extends `${string}${1 | 2 | 3}` | "Count" ? never : K;

export type HousekeepingValues = Record<FieldNames<typeof Hk>, number>;
export type HousekeepingState = Record<Uncapitalize<StateStem<keyof typeof StateByte & string>>, number>;

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
  /** What an exception or last words say, one byte a character; only in events that carry text. */
  readonly text?: string;
}

/** ST[1]: what became of a telecommand. */
export interface VerificationPacket extends PacketHeader {
  readonly kind: "verification";
  readonly report: (typeof verificationTexts)[Verification]["name"];
  readonly reason: (typeof rejectionTexts)[Rejection]["name"];
  /** Sequence count of the telecommand; null where the board could not read one. */
  readonly request: number | null;
  /** Sequence count of the last telecommand that the board accepted; 16,383 as well where there was none since its start. */
  readonly lastSequence: number;
}

/** ST[17,2]: the board is alive. */
export interface AlivePacket extends PacketHeader { readonly kind: "alive" }

/** ST[20,2]: a parameter's value. */
export interface ParameterPacket extends PacketHeader {
  readonly kind: "parameter";
  readonly parameter: (typeof parameterTexts)[Exclude<Parameter, Parameter.Count>]["name"];
  /** In the parameter's unit; NaN where the configuration has none. */
  readonly value: number;
}

/** A packet whose frame was right, but which this dictionary does not describe. */
export interface UnknownPacket extends PacketHeader {
  readonly kind: "unknown";
  readonly reason: string;
  readonly bytes: Uint8Array;
}

export type Packet = HousekeepingPacket | EventPacket | VerificationPacket | AlivePacket | ParameterPacket | UnknownPacket;

const eventNames = Object.values(eventFieldTexts).map((texts) => Object.values<FieldText>(texts).map((text) => text.name));
const housekeepingBytes = telemetryHeaderBytes + StateByte.Count + 4 * Hk.Count;
/** Event, sensor, code, alarm. */
const eventBytes = telemetryHeaderBytes + 4;
/** Identification and sequence control of the telecommand, reason, last sequence count. */
const verificationBytes = telemetryHeaderBytes + 7;
/** How many, which, its value. */
const parameterBytes = telemetryHeaderBytes + 6;

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
  const subtype = packet[8]!;
  if (service === Service.Verification) return decodeVerification(packet, sequence, timeS);
  if (service === Service.Test && subtype === 2 && packet.length === telemetryHeaderBytes) return { kind: "alive", sequence, timeS };
  if (service === Service.Parameter && subtype === 2) return decodeParameter(packet, sequence, timeS);
  return unknown(packet, sequence, timeS, `service ${service}, subtype ${subtype}`);
}

/** Every field by its name at once: an object built field by field costs several times as much. */
function decodeHousekeeping(packet: Uint8Array, sequence: number, timeS: number): Packet {
  const at = telemetryHeaderBytes;
  if (packet.length !== housekeepingBytes || packet[at] !== 1) {
    return unknown(packet, sequence, timeS, `housekeeping structure ${packet[at] ?? "none"} of ${packet.length} bytes`);
  }
  const mode = modeTexts[packet[at + StateByte.Mode] as Mode];
  if (!mode) return unknown(packet, sequence, timeS, `mode ${packet[at + StateByte.Mode]}`);
  readFloats(packet, at + StateByte.Count);
  const state: HousekeepingState = {
    structure: packet[at + StateByte.Structure]!, mode: packet[at + StateByte.Mode]!, alarms: packet[at + StateByte.Alarms]!,
    board: packet[at + StateByte.Board]!, pressureFault: packet[at + StateByte.PressureFault]!, temperatureFault: packet[at + StateByte.TemperatureFault]!,
    boots: packet[at + StateByte.Boots]!, resetCause: packet[at + StateByte.ResetCause]!,
    slips: twoBytes(packet, at + StateByte.Slips0), dropped: twoBytes(packet, at + StateByte.Dropped0),
    buildHash: fourBytes(packet, at + StateByte.BuildHash0), configurationCrc: fourBytes(packet, at + StateByte.ConfigurationCrc0),
    dictionaryVersion: twoBytes(packet, at + StateByte.DictionaryVersion0), verdict: packet[at + StateByte.Verdict]!,
    acknowledged: packet[at + StateByte.Acknowledged]!, rejected: packet[at + StateByte.Rejected]!,
  };
  const values: HousekeepingValues = {
    pressurePa: floats[Hk.PressurePa]!, temperatureK: floats[Hk.TemperatureK]!, inventoryKg: floats[Hk.InventoryKg]!,
    inventorySigmaKg: floats[Hk.InventorySigmaKg]!, statistic: floats[Hk.Statistic]!, threshold: floats[Hk.Threshold]!,
    leakRateKgPerS: floats[Hk.LeakRateKgPerS]!, commissioningProgress: floats[Hk.CommissioningProgress]!,
    commissioningRemainingS: floats[Hk.CommissioningRemainingS]!, cycleMs: floats[Hk.CycleMs]!, elapsedS: floats[Hk.ElapsedS]!,
    freeVariables: floats[Hk.FreeVariables]!,
  };
  return { kind: "housekeeping", sequence, timeS, mode: mode.name, state, values };
}

function twoBytes(packet: Uint8Array, first: number): number {
  return (packet[first]! << 8) | packet[first + 1]!;
}

function fourBytes(packet: Uint8Array, first: number): number {
  return ((packet[first]! << 24) | (packet[first + 1]! << 16) | (packet[first + 2]! << 8) | packet[first + 3]!) >>> 0;
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
  const head = { kind: "event", sequence, timeS, event: event.name, severity: severity.name, sensor: packet[telemetryHeaderBytes + 1]!, code, alarm } as const;
  if (eventsWithText.includes(number)) return { ...head, values: {}, text: String.fromCharCode(...packet.subarray(eventBytes)) };
  const names = eventNames[number]!;
  const count = Math.min(readFloats(packet, eventBytes), names.length);
  const values: Record<string, number> = {};
  for (let field = 0; field < count; field++) values[names[field]!] = floats[field]!;
  return { ...head, values };
}

function decodeVerification(packet: Uint8Array, sequence: number, timeS: number): Packet {
  const at = telemetryHeaderBytes;
  const report = verificationTexts[packet[8] as Verification];
  const reason = rejectionTexts[packet[at + 4] as Rejection];
  if (packet.length !== verificationBytes || !report || !reason) {
    return unknown(packet, sequence, timeS, `verification of subtype ${packet[8]!}, reason ${packet[at + 4] ?? "none"}, ${packet.length} bytes`);
  }
  const isRead = packet[at] !== 0 || packet[at + 1] !== 0 || packet[at + 2] !== 0 || packet[at + 3] !== 0;
  const request = isRead ? ((packet[at + 2]! & 63) << 8) | packet[at + 3]! : null;
  return { kind: "verification", sequence, timeS, report: report.name, reason: reason.name, request, lastSequence: ((packet[at + 5]! & 63) << 8) | packet[at + 6]! };
}

function decodeParameter(packet: Uint8Array, sequence: number, timeS: number): Packet {
  const number = packet[telemetryHeaderBytes + 1] as Exclude<Parameter, Parameter.Count>;
  const text = parameterTexts[number];
  if (packet.length !== parameterBytes || packet[telemetryHeaderBytes] !== 1 || !text) {
    return unknown(packet, sequence, timeS, `parameter ${packet[telemetryHeaderBytes + 1] ?? "none"}, ${packet.length} bytes`);
  }
  readFloats(packet, telemetryHeaderBytes + 2);
  return { kind: "parameter", sequence, timeS, parameter: text.name, value: floats[0]! };
}
