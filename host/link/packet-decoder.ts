import { telemetryHeaderBytes, type Event, type Hk, type Mode, type Parameter, type Rejection, type StateByte, type Verification } from "#firmware/telemetry/dictionary.ts";
import type { eventTexts, modeTexts, parameterTexts, rejectionTexts, severityTexts, verificationTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { mostFloats, ownLayout, type PacketLayout, type Place } from "./packet-layout.ts";

// Names are those of this program's dictionary; a packet decoded by another layout may have others.

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
  /** SI; NaN for what is not known, and for what the layout lacks. */
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

/** Floats of a packet, put together as whole numbers of four bytes; the last is never written, so that it stays NaN. */
const floats = new Float32Array(mostFloats).fill(NaN);
const floatBits = new Int32Array(floats.buffer);

/** Puts a packet's floats, little-endian, where they can be read. @returns how many there are */
function readFloats(packet: Uint8Array, first: number): number {
  const count = Math.min((packet.length - first) >> 2, mostFloats - 1);
  for (let place = 0, at = first; place < count; place++, at += 4) {
    floatBits[place] = packet[at]! | (packet[at + 1]! << 8) | (packet[at + 2]! << 16) | (packet[at + 3]! << 24);
  }
  return count;
}

/** @returns an unsigned big-endian number; NaN where the layout has none */
function unsigned(packet: Uint8Array, { offset, bytes }: Place): number {
  switch (bytes) {
    case 1: return packet[offset]!;
    case 2: return (packet[offset]! << 8) | packet[offset + 1]!;
    case 3: return (packet[offset]! << 16) | (packet[offset + 1]! << 8) | packet[offset + 2]!;
    case 4: return ((packet[offset]! << 24) | (packet[offset + 1]! << 16) | (packet[offset + 2]! << 8) | packet[offset + 3]!) >>> 0;
    default: return NaN;
  }
}

function unknown(packet: Uint8Array, sequence: number, timeS: number, reason: string): UnknownPacket {
  return { kind: "unknown", sequence, timeS, reason, bytes: packet };
}

/**
 * @param packet  a whole space packet, its CRC taken off
 * @param layout  of the dictionary that the board speaks
 * @returns what the dictionary says it is; `unknown` with a reason for anything else. Never throws.
 */
export function decodePacket(packet: Uint8Array, layout: PacketLayout = ownLayout): Packet {
  const sequence = ((packet[2]! & 63) << 8) | packet[3]!;
  if (packet.length < telemetryHeaderBytes) return unknown(packet, sequence, NaN, "shorter than its headers");
  const seconds = ((packet[13]! << 24) | (packet[14]! << 16) | (packet[15]! << 8) | packet[16]!) >>> 0;
  const fraction = (packet[17]! << 8) | packet[18]!;
  const timeS = Math.round((seconds + fraction / 65536) * 1000) / 1000;
  if ((packet[0]! << 8 | packet[1]!) !== layout.identification) return unknown(packet, sequence, timeS, "not telemetry of the monitor's process");
  const service = packet[7]!;
  if (service === layout.housekeeping.service) return decodeHousekeeping(packet, layout, sequence, timeS);
  if (service === layout.event.service) return decodeEvent(packet, layout, sequence, timeS);
  if (service === layout.verification.service) return decodeVerification(packet, layout, sequence, timeS);
  const subtype = packet[8]!;
  const { alive, parameter } = layout;
  if (service === alive.service && subtype === alive.subtype && packet.length === alive.bytes) return { kind: "alive", sequence, timeS };
  if (service === parameter.service && subtype === parameter.subtype) return decodeParameter(packet, layout, sequence, timeS);
  return unknown(packet, sequence, timeS, `service ${service}, subtype ${subtype}`);
}

/** Every field by its name at once: an object built field by field costs several times as much. */
function decodeHousekeeping(packet: Uint8Array, layout: PacketLayout, sequence: number, timeS: number): Packet {
  const { bytes, state: places, floatsAt, values: at } = layout.housekeeping;
  const structure = packet[places.structure.offset];
  if (packet.length !== bytes || structure !== 1) return unknown(packet, sequence, timeS, `housekeeping structure ${structure ?? "none"} of ${packet.length} bytes`);
  const number = packet[places.mode.offset]!;
  const mode = layout.modes[number] as HousekeepingPacket["mode"] | undefined;
  if (mode === undefined) return unknown(packet, sequence, timeS, `mode ${number}`);
  readFloats(packet, floatsAt);
  const state: HousekeepingState = {
    structure, mode: number, alarms: unsigned(packet, places.alarms), board: unsigned(packet, places.board),
    pressureFault: unsigned(packet, places.pressureFault), temperatureFault: unsigned(packet, places.temperatureFault),
    boots: unsigned(packet, places.boots), resetCause: unsigned(packet, places.resetCause), slips: unsigned(packet, places.slips),
    dropped: unsigned(packet, places.dropped), buildHash: unsigned(packet, places.buildHash), configurationCrc: unsigned(packet, places.configurationCrc),
    dictionaryVersion: unsigned(packet, places.dictionaryVersion), verdict: unsigned(packet, places.verdict),
    acknowledged: unsigned(packet, places.acknowledged), rejected: unsigned(packet, places.rejected), returned: unsigned(packet, places.returned),
    latched: unsigned(packet, places.latched), shelved: unsigned(packet, places.shelved), faultySensors: unsigned(packet, places.faultySensors),
  };
  const values: HousekeepingValues = {
    pressurePa: floats[at.pressurePa]!, temperatureK: floats[at.temperatureK]!, inventoryKg: floats[at.inventoryKg]!,
    inventorySigmaKg: floats[at.inventorySigmaKg]!, statistic: floats[at.statistic]!, threshold: floats[at.threshold]!,
    leakRateKgPerS: floats[at.leakRateKgPerS]!, commissioningProgress: floats[at.commissioningProgress]!,
    commissioningRemainingS: floats[at.commissioningRemainingS]!, cycleMs: floats[at.cycleMs]!, elapsedS: floats[at.elapsedS]!,
    freeVariables: floats[at.freeVariables]!,
  };
  return { kind: "housekeeping", sequence, timeS, mode, state, values };
}

function decodeEvent(packet: Uint8Array, layout: PacketLayout, sequence: number, timeS: number): Packet {
  const { event: at, events } = layout;
  const severity = layout.severities[packet[8]!] as EventPacket["severity"] | undefined;
  const number = packet[at.event]!;
  const event = events[number];
  const isWhole = packet.length >= at.floatsAt;
  if (severity === undefined || event === undefined || !isWhole) {
    return unknown(packet, sequence, timeS, severity !== undefined && isWhole ? `event ${number}` : `event of subtype ${packet[8]!}, ${packet.length} bytes`);
  }
  const code = packet[at.code]!;
  const alarm = packet[at.alarm]!;
  if (event.name === "alarm" && (layout.alarms[alarm] === undefined || layout.alarmStates[code] === undefined)) {
    return unknown(packet, sequence, timeS, `alarm ${alarm}, state ${code}`);
  }
  const head = { kind: "event", sequence, timeS, event: event.name as EventPacket["event"], severity, sensor: packet[at.sensor]!, code, alarm } as const;
  if (event.hasText) return { ...head, values: {}, text: String.fromCharCode(...packet.subarray(at.floatsAt)) };
  const names = event.fields;
  const count = Math.min(readFloats(packet, at.floatsAt), names.length);
  const values: Record<string, number> = {};
  for (let field = 0; field < count; field++) values[names[field]!] = floats[field]!;
  return { ...head, values };
}

function decodeVerification(packet: Uint8Array, layout: PacketLayout, sequence: number, timeS: number): Packet {
  const { bytes, requestIdentification: first, requestSequence: second, reason: reasonAt, lastSequence: last } = layout.verification;
  const report = layout.verifications[packet[8]!] as VerificationPacket["report"] | undefined;
  const reason = layout.rejections[packet[reasonAt]!] as VerificationPacket["reason"] | undefined;
  if (packet.length !== bytes || report === undefined || reason === undefined) {
    return unknown(packet, sequence, timeS, `verification of subtype ${packet[8]!}, reason ${packet[reasonAt] ?? "none"}, ${packet.length} bytes`);
  }
  const isRead = packet[first] !== 0 || packet[first + 1] !== 0 || packet[second] !== 0 || packet[second + 1] !== 0;
  const request = isRead ? ((packet[second]! & 63) << 8) | packet[second + 1]! : null;
  return { kind: "verification", sequence, timeS, report, reason, request, lastSequence: ((packet[last]! & 63) << 8) | packet[last + 1]! };
}

function decodeParameter(packet: Uint8Array, layout: PacketLayout, sequence: number, timeS: number): Packet {
  const at = layout.parameter;
  const number = packet[at.parameter]!;
  const parameter = layout.parameters[number] as ParameterPacket["parameter"] | undefined;
  if (packet.length !== at.bytes || packet[at.count] !== 1 || parameter === undefined) {
    return unknown(packet, sequence, timeS, `parameter ${packet[at.parameter] ?? "none"}, ${packet.length} bytes`);
  }
  readFloats(packet, at.value);
  return { kind: "parameter", sequence, timeS, parameter, value: floats[0]! };
}
