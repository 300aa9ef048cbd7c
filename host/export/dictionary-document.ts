import {
  Hk, Parameter, Service, Severity, StateByte, Verification, applicationProcess, armedS, dictionaryVersion, longestTelecommandBytes, longestText, parameterHighs,
  parameterLows, telecommandHeaderBytes, telemetryHeaderBytes, type Event,
} from "#firmware/telemetry/dictionary.ts";
import {
  alarmStateTexts, alarmTexts, causeTexts, placeTexts, eventFieldTexts, eventTexts, eventsWithText, faultTexts, functionTexts, hkTexts, modeTexts, parameterTexts, rejectionTexts,
  serviceTexts, severityTexts, stateTexts, verdictTexts, verificationTexts, type EventText, type FieldText,
} from "#firmware/telemetry/dictionary-texts.ts";
import { linkCounterTexts } from "#host/link/link-counters.ts";

/** What the bytes of a field are. */
export const fieldTypes = { unsigned: "unsigned, big-endian", float: "32-bit float, little-endian", characters: "characters, at most so many" } as const;

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

/** A value that a telecommand can change, and within which limits. */
export interface DocumentParameter { number: number; name: string; unit: string; low: number; high: number; meaning: string }

export interface DictionaryDocument {
  version: number;
  frame: string;
  packets: DocumentPacket[];
  telecommands: DocumentPacket[];
  parameters: DocumentParameter[];
  events: DocumentEvent[];
  alarms: ({ number: number; name: string } & EventText)[];
  codes: Record<"faults" | "modes" | "severities" | "alarmStates" | "causes" | "places" | "verdicts" | "services" | "functions" | "verifications" | "rejections", DocumentCode[]>;
  linkCounters: Record<string, string>;
}

/** Bytes before an event's floats, after the headers. */
const eventHead: readonly FieldText[] = [
  { name: "event", unit: "", meaning: "Number of the event." },
  { name: "sensor", unit: "", meaning: "Place in the configuration's list of sensors, in events about one." },
  { name: "code", unit: "", meaning: "Fault, mode, verdict, alarm state or reset cause, as the event says." },
  { name: "alarm", unit: "", meaning: "Number of the alarm, in alarm events." },
];

function number(name: string, offset: number, bytes: number, meaning: string, value?: number, unit = ""): DocumentField {
  return { name, offset, bytes, type: fieldTypes.unsigned, ...(value !== undefined && { value }), unit, meaning };
}

/** Of the space packet and the PUS-C telemetry secondary header. */
function headerFields(service: number, subtype: number | undefined): DocumentField[] {
  return [
    number("identification", 0, 2, "Version 0, telemetry, secondary header present, application process.", 0x0800 | applicationProcess),
    number("sequence", 2, 2, "Sequence flags 3 (unsegmented) in the upper two bits, packet sequence count in the others."),
    number("length", 4, 2, "Bytes after this field, less one."),
    number("pusVersion", 6, 1, "PUS version 2, time reference status 0.", 32),
    number("service", 7, 1, "Service type.", service),
    number("subtype", 8, 1, service === Service.Event ? "Message subtype: the severity." : "Message subtype.", subtype),
    number("messageCount", 9, 2, "Message type counter: not used.", 0),
    number("destination", 11, 2, "Destination: not used.", 0),
    number("seconds", 13, 4, "Board time since its start, coarse.", undefined, "s"),
    number("fraction", 17, 2, "Board time, fine.", undefined, "s/65536"),
  ];
}

/** Of the space packet and the PUS-C telecommand secondary header. */
function telecommandHeaderFields(service: number, subtype: number): DocumentField[] {
  return [
    number("identification", 0, 2, "Version 0, telecommand, secondary header present, application process.", 0x1800 | applicationProcess),
    number("sequence", 2, 2, "Sequence flags 3 (unsegmented) in the upper two bits, packet sequence count in the others; it must go up."),
    number("length", 4, 2, "Bytes after this field, less one."),
    number("pusVersion", 6, 1, "PUS version 2 in the upper four bits; the reports wanted in the others."),
    number("service", 7, 1, "Service type.", service),
    number("subtype", 8, 1, "Message subtype.", subtype),
    number("source", 9, 2, "Source: not used.", 0),
  ];
}

function telecommand(name: string, service: number, subtype: number, data: readonly DocumentField[]): DocumentPacket {
  const fields = [...telecommandHeaderFields(service, subtype), ...data];
  return { name, service, subtype, bytes: fields.reduce((sum, field) => sum + field.bytes, 0), fields };
}

/** Every telecommand, by the name that the host program has for it. */
function telecommands(): DocumentPacket[] {
  const at = telecommandHeaderBytes;
  const float = (name: string, unit: string, meaning: string): DocumentField => (
    { name, offset: at + 2, bytes: 4, type: fieldTypes.float, unit, meaning }
  );
  const which = [number("count", at, 1, "How many parameters.", 1), number("parameter", at + 1, 1, "Number of the parameter.")];
  return [
    telecommand("are-you-alive", Service.Test, 1, []),
    telecommand("get-parameter", Service.Parameter, 1, which),
    telecommand("set-parameter", Service.Parameter, 3, [...which, float("value", "", "New value, in the parameter's unit and within its limits.")]),
    ...Object.entries(functionTexts).map(([value, { name, meaning }]) => telecommand(name, Service.Function, 1, [
      number("function", at, 1, meaning, Number(value)),
      number("stage", at + 1, 1, `0 arms, 1 fires; what must be armed is fired within ${armedS} s.`),
      ...(name === "hold" ? [float("durationS", "s", "How long detection is held; 0 ends it.")] : []),
      ...(name === "shelve" ? [float("durationS", "s", "How long the alarm is out of sight; 0 ends it."), number("alarm", at + 6, 1, "Number of the alarm.")] : []),
    ])),
  ];
}

/** Packets that answer a telecommand. */
function answers(): DocumentPacket[] {
  const at = telemetryHeaderBytes;
  const subtypes = Object.keys(verificationTexts).join(", ");
  return [
    {
      name: "verification", service: Service.Verification, subtype: `${subtypes}: what is reported`, bytes: at + 7,
      fields: [
        ...headerFields(Service.Verification, undefined),
        number("requestIdentification", at, 2, "Identification of the telecommand; 0 where it could not be read."),
        number("requestSequence", at + 2, 2, "Sequence control of the telecommand; 0 where it could not be read."),
        number("reason", at + 4, 1, `Why not, a number of the list of rejections; 0 in reports ${Verification.Accepted}, ${Verification.Started} and ${Verification.Completed}.`),
        number("lastSequence", at + 5, 2, "Sequence count of the last telecommand taken."),
      ],
    },
    { name: "alive", service: Service.Test, subtype: 2, bytes: at, fields: headerFields(Service.Test, 2) },
    {
      name: "parameter", service: Service.Parameter, subtype: 2, bytes: at + 6,
      fields: [
        ...headerFields(Service.Parameter, 2),
        number("count", at, 1, "How many parameters.", 1),
        number("parameter", at + 1, 1, "Number of the parameter."),
        { name: "value", offset: at + 2, bytes: 4, type: fieldTypes.float, unit: "", meaning: "Its value, in its unit." },
      ],
    },
  ];
}

function parameters(): DocumentParameter[] {
  return Object.values(parameterTexts).slice(0, Parameter.Count).map(({ name, unit, meaning }, index) => (
    { number: index, name, unit, low: parameterLows[index]!, high: parameterHighs[index]!, meaning }
  ));
}

function floatFields(texts: Readonly<Record<number, FieldText>>, first: number): DocumentField[] {
  return Object.values(texts).map(({ name, unit, meaning }, index) => (
    { name, offset: first + 4 * index, bytes: 4, type: fieldTypes.float, unit, meaning }
  ));
}

function byteField({ name, unit, meaning }: FieldText, offset: number, bytes: number): DocumentField {
  return { name, offset, bytes, type: fieldTypes.unsigned, unit, meaning };
}

function stateFields(): DocumentField[] {
  const firsts = Object.keys(stateTexts).map(Number);
  return Object.values(stateTexts).map((text, index) => (
    byteField(text, telemetryHeaderBytes + firsts[index]!, (firsts[index + 1] ?? StateByte.Count) - firsts[index]!)
  ));
}

function eventFields(event: Event, first: number): DocumentField[] {
  if (!eventsWithText.includes(event)) return floatFields(eventFieldTexts[event], first);
  return [{ name: "text", offset: first, bytes: longestText, type: fieldTypes.characters, unit: "", meaning: "What the interpreter said." }];
}

function codes(texts: Readonly<Record<number, { name: string; meaning: string }>>): DocumentCode[] {
  return Object.entries(texts).map(([key, { name, meaning }]) => ({ number: Number(key), name, meaning }));
}

/** @returns all of the dictionary that a person or another program wants to know */
export function dictionaryDocument(): DictionaryDocument {
  const floatsAt = telemetryHeaderBytes + StateByte.Count;
  const eventFloatsAt = telemetryHeaderBytes + eventHead.length;
  const eventBytes = eventHead.map((text, index) => byteField(text, telemetryHeaderBytes + index, 1));
  return {
    version: dictionaryVersion,
    frame: `"~", base64 (with padding) of the packet and its CRC-32 (IEEE 802.3, big-endian), line feed; a telecommand's packet takes at most ${longestTelecommandBytes} bytes`,
    packets: [
      {
        name: "housekeeping", service: Service.Housekeeping, subtype: 25, bytes: floatsAt + 4 * Hk.Count,
        fields: [...headerFields(Service.Housekeeping, 25), ...stateFields(), ...floatFields(hkTexts, floatsAt)],
      },
      {
        name: "event", service: Service.Event, subtype: `${Severity.Informative} to ${Severity.High}, the severity`, bytes: `${eventFloatsAt} and the event's own`,
        fields: [...headerFields(Service.Event, undefined), ...eventBytes],
      },
      ...answers(),
    ],
    telecommands: telecommands(),
    parameters: parameters(),
    events: Object.entries(eventTexts).map(([key, text]) => ({ number: Number(key), ...text, fields: eventFields(Number(key) as Event, eventFloatsAt) })),
    alarms: Object.entries(alarmTexts).map(([key, text]) => ({ number: Number(key), ...text })),
    codes: {
      faults: codes(faultTexts), modes: codes(modeTexts), severities: codes(severityTexts), alarmStates: codes(alarmStateTexts), causes: codes(causeTexts), places: codes(placeTexts), verdicts: codes(verdictTexts),
      services: codes(serviceTexts), functions: codes(functionTexts), verifications: codes(verificationTexts), rejections: codes(rejectionTexts),
    },
    linkCounters: linkCounterTexts,
  };
}
