import { hkTexts, stateTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { dictionaryDocument, fieldTypes, type DictionaryDocument, type DocumentCode, type DocumentField, type DocumentPacket } from "#host/export/dictionary-document.ts";
import { InputError } from "#sims/input-error.ts";
import type { HousekeepingState, HousekeepingValues } from "./packet-decoder.ts";

/** Names by their numbers. */
export type Names = readonly (string | undefined)[];

/** An unsigned number in a packet; of no bytes where the dictionary has none. */
export interface Place { readonly offset: number; readonly bytes: number }

export interface EventLayout {
  readonly name: string;
  /** Names of its floats, in their order. */
  readonly fields: readonly string[];
  /** Whether text stands in place of floats. */
  readonly hasText: boolean;
}

/**
 * All that a decoder must know of a dictionary: where things are in packets, and what numbers are called. Headers are
 * the standards' own and the same in every dictionary. A packet that the dictionary lacks has the service -1.
 */
export interface PacketLayout {
  readonly version: number;
  /** First two bytes of every packet. */
  readonly identification: number;
  readonly housekeeping: {
    readonly service: number;
    readonly bytes: number;
    readonly state: Readonly<Record<keyof HousekeepingState, Place>>;
    /** Of the first float. */
    readonly floatsAt: number;
    /** Places among the floats; `absentFloat` for what the dictionary lacks. */
    readonly values: Readonly<Record<keyof HousekeepingValues, number>>;
  };
  readonly event: { readonly service: number; readonly event: number; readonly sensor: number; readonly code: number; readonly alarm: number; readonly floatsAt: number };
  readonly verification: {
    readonly service: number; readonly bytes: number; readonly requestIdentification: number; readonly requestSequence: number; readonly reason: number; readonly lastSequence: number;
  };
  readonly alive: { readonly service: number; readonly subtype: number; readonly bytes: number };
  readonly parameter: { readonly service: number; readonly subtype: number; readonly bytes: number; readonly count: number; readonly parameter: number; readonly value: number };
  readonly events: readonly (EventLayout | undefined)[];
  readonly alarms: Names;
  readonly alarmStates: Names;
  readonly causes: Names;
  readonly places: Names;
  readonly faults: Names;
  readonly modes: Names;
  readonly parameters: Names;
  readonly rejections: Names;
  readonly severities: Names;
  readonly verdicts: Names;
  readonly verifications: Names;
}

/** Most floats that a packet can have room for. */
export const mostFloats = 512;
/** Place of a float that no packet has: there is always NaN. */
export const absentFloat = mostFloats - 1;
const longestPacketBytes = 1024;
const floatBytes = 4;
/** Beyond every number that fits its byte. */
const numbers = 256;

/**
 * @param document  what `dictionaryDocument` gives, or gave in an earlier version of this program
 * @throws InputError where it does not describe packets
 */
export function layoutOf(document: DictionaryDocument): PacketLayout {
  const { version, packets, events, alarms, parameters, codes } = checked(document);
  const packetOf = (name: string): DocumentPacket | undefined => packets.find((packet) => packet.name === name);
  const housekeeping = needed(packetOf("housekeeping"), "packets has no housekeeping");
  const event = needed(packetOf("event"), "packets has no event");
  const floatsAt = housekeeping.fields.find(isFloat)?.offset ?? Number(housekeeping.bytes);
  const eventEnd = Math.max(...event.fields.map(({ offset, bytes }) => offset + bytes));
  const own = (packet: DocumentPacket | undefined, field: string): number => (packet ? placeOf(packet, field).offset : 0);
  const verification = packetOf("verification");
  const alive = packetOf("alive");
  const parameter = packetOf("parameter");
  return {
    version,
    identification: needed(housekeeping.fields.find((field) => field.name === "identification")?.value, "housekeeping.identification has no value"),
    housekeeping: {
      service: housekeeping.service,
      bytes: lengthOf(housekeeping),
      state: byName(Object.values(stateTexts), (name) => statePlace(housekeeping, name)),
      floatsAt,
      values: byName(Object.values(hkTexts), (name) => floatPlace(housekeeping, name, floatsAt)),
    },
    event: {
      service: event.service, event: own(event, "event"), sensor: own(event, "sensor"), code: own(event, "code"), alarm: own(event, "alarm"), floatsAt: eventEnd,
    },
    verification: {
      service: serviceOf(verification), bytes: lengthOf(verification), requestIdentification: own(verification, "requestIdentification"),
      requestSequence: own(verification, "requestSequence"), reason: own(verification, "reason"), lastSequence: own(verification, "lastSequence"),
    },
    alive: { service: serviceOf(alive), subtype: Number(alive?.subtype), bytes: lengthOf(alive) },
    parameter: {
      service: serviceOf(parameter), subtype: Number(parameter?.subtype), bytes: lengthOf(parameter), count: own(parameter, "count"),
      parameter: own(parameter, "parameter"), value: own(parameter, "value"),
    },
    events: byNumber(events, ({ name, fields }) => eventLayout(name, fields, eventEnd)),
    alarms: byNumber(alarms, nameOf),
    alarmStates: byNumber(codes.alarmStates, nameOf),
    causes: byNumber(codes.causes ?? [], nameOf),
    places: byNumber(codes.places ?? [], nameOf),
    faults: byNumber(codes.faults, nameOf),
    modes: byNumber(codes.modes, nameOf),
    parameters: byNumber(parameters, nameOf),
    rejections: byNumber(codes.rejections, nameOf),
    severities: byNumber(codes.severities, nameOf),
    verdicts: byNumber(codes.verdicts, nameOf),
    verifications: byNumber(codes.verifications, nameOf),
  };
}

/** @throws InputError where what was read is no such document: it may come from a file */
function checked(document: DictionaryDocument): DictionaryDocument {
  const { version, packets, events, alarms, parameters, codes } = (isObject(document) ? document : {}) as Partial<DictionaryDocument>;
  needed(Number.isInteger(version) || undefined, "version is no whole number");
  for (const [name, list] of Object.entries({ packets, events })) {
    for (const one of listOf<DocumentPacket>(list, name)) for (const field of listOf<DocumentField>(one.fields, `${name}: ${one.name}.fields`)) checkField(field, one.name);
  }
  for (const { name, service } of packets!) needed(isByte(service) || undefined, `packets: ${name}.service is no number from 0 to 255`);
  const lists: Record<string, unknown> = { events, alarms, parameters };
  for (const name of ["alarmStates", "causes", "places", "faults", "modes", "rejections", "severities", "verdicts", "verifications"] as const) {
    // A list that an earlier dictionary had not is empty.
    lists[`codes.${name}`] = isObject(codes) ? (codes as Record<string, unknown>)[name] ?? [] : undefined;
  }
  for (const [name, list] of Object.entries(lists)) {
    for (const code of listOf<DocumentCode>(list, name)) needed(isByte(code.number) || undefined, `${name}: ${code.name} has no number from 0 to 255`);
  }
  return document;
}

function checkField({ name, offset, bytes, type }: DocumentField, packet: string): void {
  needed(Number.isInteger(offset) && offset >= 0 && Number.isInteger(bytes) && bytes > 0 && offset + bytes <= longestPacketBytes || undefined, `${packet}.${name} lies outside any packet`);
  needed(Object.values<string>(fieldTypes).includes(type) || undefined, `${packet}.${name} has a type that is not known`);
  needed((type === fieldTypes.characters || bytes <= 4) || undefined, `${packet}.${name} is longer than a number`);
}

function listOf<T extends { name: string }>(list: unknown, name: string): T[] {
  needed(Array.isArray(list) && list.every((one) => isObject(one) && typeof (one as { name?: unknown }).name === "string") || undefined, `${name} is no list of what has a name`);
  return list as T[];
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < numbers;
}

function needed<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new InputError(`${otherwise}; right would be what pinhole dictionary --format json writes`);
  return value;
}

function isFloat({ type }: DocumentField): boolean {
  return type === fieldTypes.float;
}

function nameOf({ name }: { name: string }): string {
  return name;
}

function serviceOf(packet: DocumentPacket | undefined): number {
  return packet?.service ?? -1;
}

/** @returns a packet's length, all its fields inside it */
function lengthOf(packet: DocumentPacket | undefined): number {
  if (!packet) return 0;
  const end = Math.max(...packet.fields.map(({ offset, bytes }) => offset + bytes));
  return needed(packet.bytes === end ? end : undefined, `${packet.name} is not as long as its fields`);
}

function placeOf({ name, fields }: DocumentPacket, field: string): Place {
  const { offset, bytes } = needed(fields.find((one) => one.name === field), `${name} has no ${field}`);
  return { offset, bytes };
}

function statePlace(packet: DocumentPacket, name: string): Place {
  return packet.fields.some((field) => field.name === name && !isFloat(field)) ? placeOf(packet, name) : { offset: 0, bytes: 0 };
}

function floatPlace({ name: packet, fields }: DocumentPacket, name: string, floatsAt: number): number {
  const field = fields.find((one) => one.name === name && isFloat(one));
  return field ? needed(placeAmong(field, floatsAt), `${packet}.${name} is not in line with the floats`) : absentFloat;
}

function placeAmong({ offset }: DocumentField, floatsAt: number): number | undefined {
  return (offset - floatsAt) % floatBytes === 0 ? (offset - floatsAt) / floatBytes : undefined;
}

function eventLayout(name: string, fields: readonly DocumentField[], floatsAt: number): EventLayout {
  if (fields.length === 1 && fields[0]!.type === fieldTypes.characters) return { name, fields: [], hasText: true };
  fields.forEach((field, index) => needed(isFloat(field) && placeAmong(field, floatsAt) === index || undefined, `${name}.${field.name} is not in line with the floats`));
  return { name, fields: fields.map(nameOf), hasText: false };
}

function byNumber<T extends { number: number }, U>(list: readonly T[] | undefined, get: (one: T) => U): (U | undefined)[] {
  const found = new Array<U | undefined>(Math.max(0, ...(list ?? []).map((one) => one.number + 1))).fill(undefined);
  for (const one of list ?? []) found[one.number] = get(one);
  return found;
}

function byName<Name extends string, T>(texts: readonly { readonly name: Name }[], get: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(texts.map(({ name }) => [name, get(name)])) as Record<Name, T>;
}

/** Of this program's own dictionary. */
export const ownLayout: PacketLayout = layoutOf(dictionaryDocument());
