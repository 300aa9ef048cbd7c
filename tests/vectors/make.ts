/**
 * Writes the test vectors beside this file: `NAME.bin`, the bytes on the line, and `NAME.json`, what they mean.
 * Everything is put together here from the standards' own numbers, with other people's CRC and base64 and without the
 * dictionary, so that firmware, host and vectors can only agree by being right. Run: npx tsx tests/vectors/make.ts
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import crc32 from "crc/crc32";
import type { StreamMeaning, TelecommandMeaning, TelemetryMeaning } from "./vector.ts";

const folder = import.meta.dirname;
const monitorProcess = 0x50;

const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
const floats = (...values: number[]): Buffer => Buffer.concat(values.map(float));

/** CCSDS 133.0-B-2 primary header before what follows it. */
function spacePacket(identification: number, sequence: number, rest: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16BE(identification | monitorProcess, 0);
  header.writeUInt16BE(0xc000 | sequence, 2);
  header.writeUInt16BE(rest.length - 1, 4);
  return Buffer.concat([header, rest]);
}

/** ECSS-E-ST-70-41C telemetry: version 2, message type, no counter, no destination, CUC time of 4 + 2 bytes. */
function telemetry(sequence: number, timeS: number, service: number, subtype: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.set([0x20, service, subtype]);
  header.writeUInt32BE(Math.floor(timeS), 7);
  header.writeUInt16BE((timeS % 1) * 65536, 11);
  return spacePacket(0x0800, sequence, Buffer.concat([header, data]));
}

/** ECSS-E-ST-70-41C telecommand: version 2, acceptance, start and completion to be reported, no source. */
function telecommand(sequence: number, service: number, subtype: number, data: Buffer): Buffer {
  return spacePacket(0x1800, sequence, Buffer.concat([Buffer.from([0x2d, service, subtype, 0, 0]), data]));
}

function frame(packet: Buffer, check = crc32(packet)): Buffer {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(check);
  return Buffer.from(`~${Buffer.concat([packet, crc]).toString("base64")}\n`);
}

for (const name of ["telemetry", "telecommands", "streams"]) {
  mkdirSync(join(folder, name), { recursive: true });
  for (const file of readdirSync(join(folder, name))) rmSync(join(folder, name, file));
}

/** JSON has no NaN and no infinity: they are written as words. */
function write(name: string, bytes: Buffer, meaning: TelemetryMeaning | TelecommandMeaning | StreamMeaning): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.bin`, bytes);
  const text = JSON.stringify(meaning, (_, value: unknown) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value), 2);
  writeFileSync(`${path}.json`, `${text}\n`);
}

// Telemetry ------------------------------------------------------------------------------------------------------

const framesByName: Record<string, Buffer> = {};
let nextSequence = 0;

function writeTelemetry(name: string, timeS: number, service: number, subtype: number, data: Buffer, packet: Record<string, unknown>, sequence = nextSequence++): void {
  const bytes = frame(telemetry(sequence, timeS, service, subtype, data));
  framesByName[name] = bytes;
  write(`telemetry/${name}`, bytes, { packet: { sequence, timeS, ...packet } });
}

const modes = ["unconfigured", "uncommissioned", "commissioning", "nominal", "hold"];
const hkNames = [
  "pressurePa", "temperatureK", "inventoryKg", "inventorySigmaKg", "statistic", "threshold", "leakRateKgPerS", "commissioningProgress",
  "commissioningRemainingS", "cycleMs", "elapsedS", "freeVariables",
];

function writeHousekeeping(name: string, timeS: number, mode: number, last: readonly number[], values: readonly number[]): void {
  // Structure, mode, alarms, board, two faults, boots, cause; slips, dropped; hash, CRC; dictionary; verdict, acknowledged, rejected; returned, latched, shelved, faulty sensors.
  const state = Buffer.from([1, mode, 5, 1, 17, 2, 3, 1, 1, 2, 3, 4, 0xde, 0xad, 0xbe, 0xef, 0x01, 0x23, 0x45, 0x67, 0, 2, ...last, 2, 1, 64, 5]);
  writeTelemetry(name, timeS, 3, 25, Buffer.concat([state, floats(...values)]), {
    kind: "housekeeping",
    mode: modes[mode],
    state: {
      structure: 1, mode, alarms: 5, board: 1, pressureFault: 17, temperatureFault: 2, boots: 3, resetCause: 1, slips: 258, dropped: 772,
      buildHash: 0xdeadbeef, configurationCrc: 0x01234567, dictionaryVersion: 2, verdict: last[0], acknowledged: last[1], rejected: last[2],
      returned: 2, latched: 1, shelved: 64, faultySensors: 5,
    },
    values: Object.fromEntries(hkNames.map((field, index) => [field, values[index]])),
  });
}

for (const [mode, name] of modes.entries()) writeHousekeeping(`housekeeping-${name}`, 60 + mode, mode, [mode, 4, 250 + mode], [196133, 293.25, 34, 0.0078125, 0.5, 9.75, 0.0078125, 0.25, 3600, 31.5, 1, 4000]);
writeHousekeeping("housekeeping-nothing-known", 0.5, 3, [0, 0, 0], new Array<number>(12).fill(NaN));
writeHousekeeping("housekeeping-extremes", 4294967295.75, 3, [7, 127, 255], [3.4028234663852886e38, 1.401298464324817e-45, -1, 0, Infinity, -Infinity, 0.5, 1, 2, 3, 4, 5]);

const severities = ["", "informative", "low", "medium", "high"];

function writeEvent(name: string, event: string, number: number, severity: number, bytes: readonly [number, number, number], values: Record<string, number>, text?: string): void {
  const data = Buffer.concat([Buffer.from([number, ...bytes]), text === undefined ? floats(...Object.values(values)) : Buffer.from(text, "latin1")]);
  writeTelemetry(`event-${name}`, 1000 + number / 4, 5, severity, data, {
    kind: "event", event, severity: severities[severity], sensor: bytes[0], code: bytes[1], alarm: bytes[2], values, ...(text !== undefined && { text }),
  });
}

writeEvent("boot", "boot", 0, 1, [0, 0, 0], {});
for (let mode = 0; mode < modes.length; mode++) writeEvent(`mode-${modes[mode]!}`, "mode", 1, 1, [0, mode, 0], {});
for (let fault = 1; fault <= 18; fault++) writeEvent(`sensor-fault-${fault}`, "sensor-fault", 2, 3, [fault % 3, fault, 0], {});
writeEvent("sensor-recovered", "sensor-recovered", 3, 1, [1, 0, 0], {});
writeEvent("gap", "gap", 4, 2, [0, 0, 0], { durationS: 12.5 });
writeEvent("clock-step", "clock-step", 5, 2, [0, 0, 0], { elapsedS: -3 });
const commissioning = {
  durationS: 11156, falseAlarmsPerYear: 1, sigmaKg: 0.00125, threshold: 9.75, smallestLeakMinuteKgPerS: 0.005, smallestLeakHourKgPerS: 0.0005,
  smallestLeakDayKgPerS: NaN, largestHiddenLeakKgPerS: 0.00001, lowestFalseAlarmsPerYear: 0.25, complianceRatio: 1.25,
};
for (const [name, verdict] of [["begun", 0], ["accepted", 1], ["too-short", 2], ["no-thermal-cycle", 3], ["already-leaking", 4], ["no-signal", 5], ["interrupted", 6], ["unresolved", 7], ["contradicted", 8], ["below-minimum", 9]] as const) {
  writeEvent(`commissioning-${name}`, "commissioning", 6, verdict < 2 ? 1 : 3, [0, verdict, 0], roundedAll(verdict === 0 || verdict === 6 ? {} : commissioning));
}
writeEvent("refill", "refill", 7, 2, [0, 0, 0], { step: 0.5 });
writeEvent("refill-by-telecommand", "refill", 7, 1, [0, 1, 0], {});
writeEvent("bleed", "bleed", 8, 2, [0, 0, 0], { step: -0.125 });
writeEvent("pump", "pump", 9, 2, [0, 0, 0], {});
writeEvent("slip", "slip", 10, 2, [0, 0, 0], { lateMs: 250 });
const diagnosis = {
  leakRateKgPerS: 0.0051, leakRateLow: 0.0047, leakRateHigh: 0.0055, holeDiameterM: 0.0008, holeDiameterLow: 0.00074, holeDiameterHigh: 0.00086,
  timeToMinimumPressureS: 392, timeToMinimumPressureLow: 361, timeToMinimumPressureHigh: 428, timeToEmptyS: Infinity, timeToEmptyLow: 6000,
  timeToEmptyHigh: NaN, ageS: 15.5,
};
for (const [alarm, name] of ["leak", "gas-loss", "pressure-low", "pressure-high", "temperature-high", "temperature-low", "sensor-fault"].entries()) {
  for (const [state, word] of ["raised", "updated", "cleared", "latched", "acknowledged", "shelved", "unshelved"].entries()) {
    if (state === 1 && alarm > 1) continue;
    writeEvent(`alarm-${name}-${word}`, "alarm", 11, state === 2 || state > 3 ? 1 : 4, [alarm < 2 ? alarm + 1 : 0, state, alarm], roundedAll(alarm < 2 && state < 2 ? diagnosis : {}));
  }
}
writeEvent("parameter", "parameter", 12, 2, [0, 1, 0], { number: 0, old: 1, new: 2 });
writeEvent("exception", "exception", 13, 3, [0, 0, 0], {}, "step: TypeError: Cannot read property 'a' of undef");
writeEvent("exception-empty", "exception", 13, 3, [0, 0, 0], {}, "");
writeEvent("restart", "restart", 14, 3, [0, 0, 0], {}, "running");

for (const [code, word] of ["over", "begun"].entries()) {
  writeEvent(`disagreement-${word}`, "disagreement", 15, code === 0 ? 1 : 3, [1, code, 0], {});
  writeEvent(`data-fault-${word}`, "data-fault", 16, code === 0 ? 1 : 3, [0, code, 0], {});
}

/** Values as a 32-bit float keeps them. */
function roundedAll(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Math.fround(value)]));
}

const reasons = [
  "none", "bad-check", "too-short", "too-long", "not-telecommand", "wrong-process", "wrong-length", "unknown-service", "unknown-function",
  "unknown-parameter", "out-of-range", "repeated", "out-of-order", "not-armed", "wrong-mode", "not-stored",
];

function writeVerification(report: string, subtype: number, reason: number, request: number | null, last: number): void {
  const head = request === null ? [0, 0, 0, 0] : [0x18, 0x50, 0xc0 | (request >> 8), request & 255];
  const name = `verification-${report}${reason > 0 ? `-${reasons[reason]!}` : ""}`;
  writeTelemetry(name, 2000.25, 1, subtype, Buffer.from([...head, reason, last >> 8, last & 255]), { kind: "verification", report, reason: reasons[reason], request, lastSequence: last });
}

writeVerification("accepted", 1, 0, 4711, 4711);
writeVerification("started", 3, 0, 16383, 16383);
writeVerification("completed", 7, 0, 0, 0);
writeVerification("start-failed", 4, 14, 1, 1);
for (let reason = 1; reason <= 12; reason++) if (reason !== 10) writeVerification("rejected", 2, reason, reason < 4 ? null : 100 + reason, 16383);
for (const reason of [10, 13, 14, 15]) writeVerification("failed", 8, reason, 258, 258);
writeTelemetry("alive", 2001, 17, 2, Buffer.alloc(0), { kind: "alive" });
const parameters = ["falseAlarmsPerYear", "housekeepingPeriodS", "minimumPressurePa", "toleratedLossKgPerS", "externalPressurePa", "dischargeCoefficient", "dischargeCoefficientSigma"];
for (const [number, parameter] of parameters.entries()) {
  const value = number === 1 ? NaN : 0.5 + number;
  writeTelemetry(`parameter-${parameter}`, 2002, 20, 2, Buffer.concat([Buffer.from([1, number]), float(value)]), { kind: "parameter", parameter, value });
}

// Telecommands ---------------------------------------------------------------------------------------------------

const done = ["accepted", "started", "completed"];
const failed = (reason: string): string[] => ["accepted", "started", `failed ${reason}`];

function writeTelecommand(file: string, service: number, subtype: number, data: Buffer, asked: { name: string; fields: Record<string, string> }, reports: string[], sequence = 4711): Buffer {
  const bytes = frame(telecommand(sequence, service, subtype, data));
  write(`telecommands/${file}`, bytes, { asked: { ...asked, sequence }, reports });
  return bytes;
}

const alive = writeTelecommand("are-you-alive", 17, 1, Buffer.alloc(0), { name: "are-you-alive", fields: {} }, done);
writeTelecommand("are-you-alive-last-count", 17, 1, Buffer.alloc(0), { name: "are-you-alive", fields: {} }, done, 16383);
writeTelecommand("are-you-alive-first-count", 17, 1, Buffer.alloc(0), { name: "are-you-alive", fields: {} }, done, 0);
for (const [number, parameter] of parameters.entries()) {
  writeTelecommand(`get-parameter-${parameter}`, 20, 1, Buffer.from([1, number]), { name: "get-parameter", fields: { parameter } }, done);
  const value = [2, 10, 130000, 0.5, 101325, 0.75, 0.25][number]!;
  const fields = { parameter, value: String(value) };
  writeTelecommand(`set-parameter-${parameter}`, 20, 3, Buffer.concat([Buffer.from([1, number]), float(value)]), { name: "set-parameter", fields }, number === 0 ? failed("not-armed") : done);
}
const functions = ["start-commissioning", "acknowledge", "mark-refill", "hold", "release-console", "reset", "shelve"];
for (const [number, name] of functions.entries()) {
  const rest = name === "hold" ? float(600) : name === "shelve" ? Buffer.concat([float(3600), Buffer.from([1])]) : Buffer.alloc(0);
  const fields = name === "hold" ? { durationS: "600" } : name === "shelve" ? { alarm: "gas-loss", durationS: "3600" } : {};
  if (name === "acknowledge" || name === "release-console") writeTelecommand(name, 8, 1, Buffer.from([number, 1]), { name, fields }, done);
  else {
    writeTelecommand(`${name}-arm`, 8, 1, Buffer.concat([Buffer.from([number, 0]), rest]), { name, fields: { ...fields, stage: "arm" } }, done);
    writeTelecommand(`${name}-fire-unarmed`, 8, 1, Buffer.concat([Buffer.from([number, 1]), rest]), { name, fields: { ...fields, stage: "fire" } }, failed("not-armed"));
  }
}

const refuse = (file: string, bytes: Buffer, ...reports: string[]): void => write(`telecommands/refused-${file}`, bytes, { reports });
const changed = (place: number, byte: number): Buffer => {
  const packet = telecommand(4711, 17, 1, Buffer.alloc(0));
  packet[place] = byte;
  return frame(packet);
};
const text = (value: string): Buffer => Buffer.from(value, "latin1");
refuse("bad-check", frame(telecommand(4711, 17, 1, Buffer.alloc(0)), 0x12345678), "rejected bad-check");
refuse("no-check", text(`~${telecommand(4711, 17, 1, Buffer.alloc(0)).toString("base64")}\n`), "rejected too-short");
refuse("truncated", text(`${alive.subarray(0, 20).toString("latin1")}\n`), "rejected too-short");
refuse("empty", text("~\n"), "rejected too-short");
refuse("no-base64", text("~!\"#$%&'()*,-.:;<>?@[]^_`{|}\n"), "rejected too-short");
refuse("spliced", text(`${alive.subarray(0, 12).toString("latin1")}${frame(telecommand(4712, 20, 1, Buffer.from([1, 3]))).subarray(12).toString("latin1")}`), "rejected bad-check");
refuse("too-long", frame(telecommand(4711, 17, 1, Buffer.alloc(54))), "rejected too-long");
refuse("endless", text(`~${"A".repeat(150)}`), "rejected too-long");
refuse("telemetry", changed(0, 0x08), "rejected not-telecommand");
refuse("no-secondary-header", changed(0, 0x10), "rejected not-telecommand");
refuse("packet-version", changed(0, 0x38), "rejected not-telecommand");
refuse("pus-version", changed(6, 0x1d), "rejected not-telecommand");
refuse("process", changed(1, 0x51), "rejected wrong-process");
refuse("length-more", changed(5, 5), "rejected wrong-length");
refuse("length-huge", changed(4, 255), "rejected wrong-length");
refuse("service", changed(7, 9), "rejected unknown-service");
refuse("subtype", changed(8, 2), "rejected unknown-service");
refuse("function", frame(telecommand(4711, 8, 1, Buffer.from([7, 1]))), "rejected unknown-function");
refuse("parameter", frame(telecommand(4711, 20, 1, Buffer.from([1, 7]))), "rejected unknown-parameter");
refuse("data-missing", frame(telecommand(4711, 8, 1, Buffer.from([5]))), "rejected wrong-length");
refuse("data-more", frame(telecommand(4711, 17, 1, Buffer.from([0]))), "rejected wrong-length");
refuse("value-high", frame(telecommand(4711, 20, 3, Buffer.concat([Buffer.from([1, 5]), float(1.5)]))), ...failed("out-of-range"));
refuse("value-nan", frame(telecommand(4711, 20, 3, Buffer.concat([Buffer.from([1, 2]), float(NaN)]))), ...failed("out-of-range"));
refuse("repeated", Buffer.concat([alive, alive]), ...done, "rejected repeated");
refuse("out-of-order", Buffer.concat([alive, frame(telecommand(4710, 17, 1, Buffer.alloc(0)))]), ...done, "rejected out-of-order");
refuse("nothing-console-text", text("reset();\r\n>load()\n"));
refuse("nothing-after-tilde-text", Buffer.concat([text("~abc"), alive]), ...done);

// Streams --------------------------------------------------------------------------------------------------------

const a = framesByName["housekeeping-nominal"]!;
const b = framesByName["housekeeping-hold"]!;
const frameA = { frame: "housekeeping-nominal" };
const frameB = { frame: "housekeeping-hold" };
const gone = (reason: string, length: number): { discarded: string; length: number } => ({ discarded: reason, length });
const stream = (file: string, parts: readonly (Buffer | string)[], outputs: StreamMeaning["outputs"], counters: Record<string, number> = {}): void => {
  write(`streams/${file}`, Buffer.concat(parts.map((part) => (typeof part === "string" ? text(part) : part))), { outputs, counters });
};
const at = (bytes: Buffer, place: number, character: string): Buffer => Buffer.concat([bytes.subarray(0, place), text(character), bytes.subarray(place + 1)]);
const without = (bytes: Buffer, place: number): Buffer => Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)]);
/** Another character of the alphabet. */
const other = (bytes: Buffer, place: number): string => (bytes[place] === 0x41 ? "B" : "A");

stream("two-frames", [a, b], [frameA, frameB], { frames: 2 });
stream("carriage-returns", [a.subarray(0, -1), "\r\n", b], [frameA, gone("stray", 0), frameB].filter((output) => !("length" in output && output.length === 0)), { frames: 2 });
stream("console-text-between", [a, ">\r\nUncaught Error: I2C Write Error 0\r\n", b], [frameA, gone("stray", 38), frameB], { frames: 2, stray: 38, resynchronised: 1 });
stream("text-before-tilde", ["Uncaught ~", b], [gone("stray", 9), gone("tooShort", 1), frameB], { stray: 9, tooShort: 1 });
stream("zero-bytes-between", [a, Buffer.alloc(7), b], [frameA, gone("stray", 7), frameB], { stray: 7 });
stream("wrong-baud", [Buffer.from([0, 0xfe, 0xf8, 0x80, 0, 0x1e, 0xe0, 0xf8, 0x06, 0x78])], [gone("stray", 10)], { frames: 0, stray: 10 });
stream("another-program", ["$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n"], [gone("stray", 70)], { frames: 0, stray: 70 });
stream("cut-by-the-next", [a.subarray(0, 50), b], [gone("encoding", 50), frameB], { encoding: 1 });
stream("cut-at-a-whole-quartet", [a.subarray(0, 49), b], [gone("crc", 49), frameB], { crc: 1 });
stream("cut-at-the-end", [a, b.subarray(0, 50)], [frameA, gone("truncated", 50)], { truncated: 1 });
stream("cut-at-the-beginning", [a.subarray(50), b], [gone("stray", a.length - 50), frameB], { stray: a.length - 50 });
stream("line-feed-lost", [a.subarray(0, -1), b], [frameA, frameB], { frames: 2 });
stream("tilde-lost", [a, b.subarray(1)], [frameA, gone("stray", b.length - 1)], { frames: 1 });
stream("byte-lost", [without(a, 40), b], [gone("encoding", a.length - 1), frameB], { encoding: 1 });
stream("byte-twice", [a.subarray(0, 40), a.subarray(39), b], [gone("encoding", a.length + 1), frameB], { encoding: 1 });
stream("spliced", [a.subarray(0, 61), b.subarray(61), b], [gone("crc", a.length), frameB], { crc: 1 });
stream("frame-inside-a-frame", [a.subarray(0, 50), b, a.subarray(50)], [gone("encoding", 50), frameB, gone("stray", a.length - 50)], { encoding: 1 });
stream("one-character-changed", [at(a, 60, other(a, 60)), b], [gone("crc", a.length), frameB], { crc: 1 });
stream("line-feed-inside", [at(a, 61, "\n"), b], [gone("crc", 62), gone("stray", a.length - 62), frameB], { crc: 1 });
stream("tilde-inside", [at(a, 61, "~"), b], [gone("crc", 61), gone((a.length - 63) % 4 === 0 ? "crc" : "encoding", a.length - 61), frameB], {});
stream("tilde-twice", ["~", a, b], [gone("tooShort", 1), frameA, frameB], { tooShort: 1 });
stream("only-tildes", ["~~~~\n", b], [gone("tooShort", 1), gone("tooShort", 1), gone("tooShort", 1), gone("tooShort", 2), frameB], { tooShort: 4 });
stream("no-base64", [at(a, 60, "!"), b], [gone("encoding", a.length), frameB], { encoding: 1 });
stream("url-alphabet", [at(a, 60, "-"), b], [gone("encoding", a.length), frameB], { encoding: 1 });
stream("high-bit", [at(a, 60, String.fromCharCode(a[60]! | 128)), b], [gone("encoding", a.length), frameB], { encoding: 1 });
stream("blank-inside", [at(a, 60, " "), b], [gone("encoding", a.length), frameB], { encoding: 1 });
stream("padding-inside", [at(at(a, 59, "="), 60, "="), b], [gone("encoding", a.length), frameB], { encoding: 1 });

const padded = frame(telemetry(90, 5, 17, 2, Buffer.alloc(0)));
framesByName["alive-padded"] = padded;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** The last character before the padding with a bit set that no byte takes: the same bytes, another text. */
const unusedBits = padded.length - 2 - (padded.toString("latin1").match(/=/g) ?? []).length;
stream("padding-bits-set", [at(padded, unusedBits, alphabet[alphabet.indexOf(String.fromCharCode(padded[unusedBits]!)) + 1]!), b], [gone("encoding", padded.length), frameB], { encoding: 1 });
stream("padding-lost", [padded.toString("latin1").replaceAll("=", ""), b], [gone("encoding", padded.toString("latin1").replaceAll("=", "").length), frameB], { encoding: 1 });
stream("padding-more", [padded.toString("latin1").replace("=", "==="), b], [gone("encoding", padded.length + 2), frameB], { encoding: 1 });
stream("empty-frame", ["~\n", b], [gone("tooShort", 2), frameB], { tooShort: 1 });
const shortText = frame(Buffer.from([8, 0x50, 0xc0, 0, 0, 0]));
stream("no-data", [shortText, b], [gone("tooShort", shortText.length), frameB], { tooShort: 1 });
const wrongLength = telemetry(4, 5, 17, 2, Buffer.alloc(0));
wrongLength[5]!++;
stream("wrong-length", [frame(wrongLength), b], [gone("length", frame(wrongLength).length), frameB], { length: 1 });
stream("check-little-endian", [swapped(telemetry(4, 5, 17, 2, Buffer.alloc(0))), b], [gone("crc", frame(wrongLength).length), frameB], { crc: 1 });
stream("check-of-zeros", [frame(Buffer.alloc(19), 0), b], [gone("crc", frame(Buffer.alloc(19), 0).length), frameB], { crc: 1 });
stream("endless", ["~", "A".repeat(1500), b], [gone("tooLong", 1501), frameB], { tooLong: 1 });
// What is handed on of a repeated frame is its packet.
stream("repeated", [a, a, b], [frameA, gone("duplicate", 96), frameB], { duplicate: 1, gap: 0, frames: 3 });
stream("frames-missing", [a, framesByName["housekeeping-extremes"]!], [frameA, { frame: "housekeeping-extremes" }], { gap: 2, restarts: 0 });
const boot = framesByName["event-boot"]!;
stream("restart", [framesByName["alive"]!, boot], [{ frame: "alive" }, { frame: "event-boot" }], { restarts: 1 });
stream("unknown-service", [frame(telemetry(0, 5, 9, 1, Buffer.alloc(3))), b], [{ unknown: "service 9, subtype 1" }, frameB], { unknown: 1 });
stream("unknown-event", [frame(telemetry(0, 5, 5, 1, Buffer.from([99, 0, 0, 0]))), b], [{ unknown: "event 99" }, frameB], { unknown: 1 });
stream("unknown-reason", [frame(telemetry(0, 5, 1, 2, Buffer.from([24, 80, 192, 1, 99, 0, 0]))), b], [{ unknown: "verification of subtype 2, reason 99, 26 bytes" }, frameB], { unknown: 1 });
stream("telecommand-echoed", [alive, b], [{ unknown: "shorter than its headers" }, frameB], { unknown: 1 });

function swapped(packet: Buffer): Buffer {
  const check = Buffer.alloc(4);
  check.writeUInt32LE(crc32(packet));
  return frame(packet, check.readUInt32BE());
}
