import { Event, Hk, Service, Severity, StateByte, applicationProcess, dictionaryVersion, telemetryHeaderBytes } from "#firmware/telemetry/dictionary.ts";
import {
  alarmStateTexts, alarmTexts, eventFieldTexts, eventTexts, faultTexts, hkTexts, modeTexts, severityTexts, stateTexts, verdictTexts,
  type EventText, type FieldText,
} from "#firmware/telemetry/dictionary-texts.ts";
import { linkCounterTexts } from "#host/link/link-counters.ts";

/** Bytes of a packet that belong together. */
export interface DocumentField {
  name: string;
  /** Of its first byte in the packet. */
  offset: number;
  bytes: number;
  type: string;
  /** Its value where it always is the same. */
  value?: number;
  unit: string;
  meaning: string;
}

export interface DocumentPacket {
  name: string;
  service: number;
  subtype: number | string;
  bytes: number | string;
  fields: DocumentField[];
}

export interface DocumentCode { number: number; name: string; meaning: string }

export interface DocumentEvent extends EventText { number: number; name: string; fields: DocumentField[] }

export interface DictionaryDocument {
  version: number;
  frame: string;
  packets: DocumentPacket[];
  events: DocumentEvent[];
  alarms: ({ number: number; name: string } & EventText)[];
  codes: Record<"faults" | "modes" | "severities" | "alarmStates" | "verdicts", DocumentCode[]>;
  linkCounters: Record<string, string>;
}

/** Bytes before an event's floats, after the headers. */
const eventHead: readonly FieldText[] = [
  { name: "event", unit: "", meaning: "Number of the event." },
  { name: "sensor", unit: "", meaning: "Place in the configuration's list of sensors, in events about one." },
  { name: "code", unit: "", meaning: "Fault, mode, verdict, alarm state or reset cause, as the event says." },
  { name: "alarm", unit: "", meaning: "Number of the alarm, in alarm events." },
];

/** Of the space packet and the PUS-C telemetry secondary header. */
function headerFields(service: number, subtype: number | undefined): DocumentField[] {
  const field = (name: string, offset: number, bytes: number, meaning: string, value?: number, unit = ""): DocumentField => (
    { name, offset, bytes, type: "unsigned, big-endian", ...(value !== undefined && { value }), unit, meaning }
  );
  return [
    field("identification", 0, 2, "Version 0, telemetry, secondary header present, application process.", 0x0800 | applicationProcess),
    field("sequence", 2, 2, "Sequence flags 3 (unsegmented) in the upper two bits, packet sequence count in the others."),
    field("length", 4, 2, "Bytes after this field, less one."),
    field("pusVersion", 6, 1, "PUS version 2, time reference status 0.", 32),
    field("service", 7, 1, "Service type.", service),
    field("subtype", 8, 1, service === Service.Event ? "Message subtype: the severity." : "Message subtype.", subtype),
    field("messageCount", 9, 2, "Message type counter: not used.", 0),
    field("destination", 11, 2, "Destination: not used.", 0),
    field("seconds", 13, 4, "Board time since its start, coarse.", undefined, "s"),
    field("fraction", 17, 2, "Board time, fine.", undefined, "s/65536"),
  ];
}

function floatFields(texts: Readonly<Record<number, FieldText>>, first: number): DocumentField[] {
  return Object.values(texts).map(({ name, unit, meaning }, index) => (
    { name, offset: first + 4 * index, bytes: 4, type: "32-bit float, little-endian", unit, meaning }
  ));
}

function byteField({ name, unit, meaning }: FieldText, offset: number, bytes: number): DocumentField {
  return { name, offset, bytes, type: "unsigned, big-endian", unit, meaning };
}

function stateFields(): DocumentField[] {
  const firsts = Object.keys(stateTexts).map(Number);
  return Object.values(stateTexts).map((text, index) => (
    byteField(text, telemetryHeaderBytes + firsts[index]!, (firsts[index + 1] ?? StateByte.Count) - firsts[index]!)
  ));
}

function codes(texts: Readonly<Record<number, { name: string; meaning: string }>>): DocumentCode[] {
  return Object.entries(texts).map(([number, { name, meaning }]) => ({ number: Number(number), name, meaning }));
}

/** @returns all of the dictionary that a person or another program wants to know */
export function dictionaryDocument(): DictionaryDocument {
  const floatsAt = telemetryHeaderBytes + StateByte.Count;
  const eventFloatsAt = telemetryHeaderBytes + eventHead.length;
  const eventBytes = eventHead.map((text, index) => byteField(text, telemetryHeaderBytes + index, 1));
  return {
    version: dictionaryVersion,
    frame: "\"~\", base64 (with padding) of the packet and its CRC-32 (IEEE 802.3, big-endian), line feed",
    packets: [
      {
        name: "housekeeping", service: Service.Housekeeping, subtype: 25, bytes: floatsAt + 4 * Hk.Count,
        fields: [...headerFields(Service.Housekeeping, 25), ...stateFields(), ...floatFields(hkTexts, floatsAt)],
      },
      {
        name: "event", service: Service.Event, subtype: `${Severity.Informative} to ${Severity.High}, the severity`, bytes: `${eventFloatsAt} and the event's own`,
        fields: [...headerFields(Service.Event, undefined), ...eventBytes],
      },
    ],
    events: Object.entries(eventTexts).map(([number, text]) => (
      { number: Number(number), ...text, fields: floatFields(eventFieldTexts[Number(number) as Event], eventFloatsAt) }
    )),
    alarms: Object.entries(alarmTexts).map(([number, text]) => ({ number: Number(number), ...text })),
    codes: { faults: codes(faultTexts), modes: codes(modeTexts), severities: codes(severityTexts), alarmStates: codes(alarmStateTexts), verdicts: codes(verdictTexts) },
    linkCounters: linkCounterTexts,
  };
}
