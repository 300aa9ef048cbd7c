import type { Configuration } from "#firmware/configuration.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import { configurationText } from "#sims/loop/loop-file.ts";
import { boardName } from "./board-names.ts";
import { hexadecimal } from "./hexadecimal.ts";
import type { LinkCounters } from "./link-counters.ts";
import type { EventPacket, HousekeepingPacket, Packet, VerificationPacket } from "./packet-decoder.ts";
import { ownLayout, type Names, type PacketLayout } from "./packet-layout.ts";

/** A 95 % interval: an end of null is not bounded, a value of null is never reached. */
export interface Interval { value: number | null; low: number | null; high: number | null }

export interface EstimateLine {
  type: "estimate";
  timeS: number;
  pressurePa: number | null;
  temperatureK: number | null;
  inventoryKg: number | null;
  inventorySigmaKg: number | null;
  statistic: number | null;
  threshold: number | null;
  mode: string;
  leakRateKgPerS: number | null;
}

export interface AlarmLine {
  type: "alarm";
  timeS: number;
  alarm: string;
  state: string;
  leakRateKgPerS?: Interval;
  /** In a run without a loop file, in place of the loss, Pa/s. */
  pressureFallPaPerS?: Interval;
  holeDiameterM?: Interval;
  timeToMinimumPressureS?: Interval;
  timeToEmptyS?: Interval;
  onsetS?: Interval;
  place?: string | null;
  /** Liquid or gas, or undecided. */
  cause?: string;
}

export interface EventLine {
  type: "event";
  timeS: number | null;
  event: string;
  severity: string;
  [field: string]: unknown;
}

/** What a board says of itself, whenever it changes. */
export interface BoardLine {
  type: "board";
  timeS: number;
  board: string;
  buildHash: string;
  configurationCrc: string;
  dictionaryVersion: number;
  mode: string;
  boots: number;
  /** Outcome of the last commissioning. */
  verdict: string;
  /** Alarms that the operator has acknowledged. */
  acknowledged: string[];
  /** Telecommands refused since the start, modulo 256. */
  rejected: number;
}

/** A report on a telecommand. */
export interface VerificationLine {
  type: "verification";
  timeS: number;
  report: string;
  /** Of the telecommand; null where the board could not read it. */
  sequence: number | null;
  /** Why it was refused or not carried out; null where it was not. */
  reason: string | null;
  lastSequence: number;
}

export interface AliveLine { type: "alive"; timeS: number }

export interface ParameterLine { type: "parameter"; timeS: number; parameter: string; value: number | null }

export interface LinkLine extends LinkCounters { type: "link"; timeS: number | null }

export type JsonLine = EstimateLine | AlarmLine | EventLine | BoardLine | VerificationLine | AliveLine | ParameterLine | LinkLine;

export interface JsonLinesOptions {
  /** Board time between estimate lines, s; 0 leaves them out. */
  everyS?: number;
  /** Of the board, where it is known: gives sensors their names, and tells whether the temperature was measured. A board with another one is told of. */
  configuration?: Configuration | undefined;
  /** By which the packets were decoded. */
  layout?: PacketLayout;
}

/** Event of a board that runs another configuration than the one given. */
export const otherConfiguration = "other-configuration";

/** @returns whether the temperature that a board tells is one: without a thermometer it is what the monitor assumes */
export function hasThermometer({ sensors }: Configuration): boolean {
  return sensors.some(({ quantity }) => quantity === "temperature");
}

/** Packets to the JSON Lines of CONTRACT.md. */
export class JsonLines {
  /** Time of the last packet, s. */
  timeS: number | null = null;
  private readonly everyS: number;
  private readonly sensors: Configuration["sensors"];
  private readonly hasThermometer: boolean;
  private readonly layout: PacketLayout;
  private dueS: number;
  private alarmed = false;
  private readonly configurationCrc: number | undefined;
  private board = "";
  /** Checksum of the configuration that the board was last found to have. */
  private foundCrc: number | undefined;

  constructor(options: JsonLinesOptions = {}) {
    this.everyS = options.everyS ?? 60;
    const { configuration } = options;
    this.sensors = configuration?.sensors ?? [];
    this.hasThermometer = configuration === undefined || hasThermometer(configuration);
    this.configurationCrc = this.foundCrc = configuration && crc32(configurationText(configuration));
    this.layout = options.layout ?? ownLayout;
    this.dueS = this.everyS;
  }

  /** @returns the lines that a packet gives, often none; `lineText` prints one */
  linesFor(packet: Packet): JsonLine[] {
    if (packet.kind === "unknown") return [];
    if (this.timeS !== null && packet.timeS < this.timeS - 1) this.dueS = this.everyS;
    this.timeS = packet.timeS;
    if (packet.kind === "event") return this.event(packet);
    if (packet.kind === "verification") return [verificationLine(packet)];
    if (packet.kind === "alive") return [{ type: "alive", timeS: packet.timeS }];
    if (packet.kind === "parameter") return [{ type: "parameter", timeS: packet.timeS, parameter: packet.parameter, value: known(packet.value) }];
    const lines: JsonLine[] = [];
    const { state } = packet;
    const board = [state.board, state.buildHash, state.configurationCrc, state.dictionaryVersion, state.boots, state.verdict, state.acknowledged, state.rejected].join(" ");
    if (board !== this.board) {
      this.board = board;
      lines.push(boardLine(packet, this.layout));
      if (state.dictionaryVersion !== this.layout.version) lines.push(this.strangeDictionary(state.dictionaryVersion));
      lines.push(...this.otherConfiguration(state.configurationCrc));
    }
    if (this.everyS > 0 && (packet.timeS >= this.dueS || this.alarmed)) {
      this.dueS = (Math.floor(packet.timeS / this.everyS) + 1) * this.everyS;
      this.alarmed = false;
      const line = estimateLine(packet);
      lines.push(this.hasThermometer ? line : { ...line, temperatureK: null });
    }
    return lines;
  }

  /** @returns the line for something that happened to the link and not on the board */
  linkEvent(event: "link-lost" | "link-restored", fields: Record<string, unknown> = {}): EventLine {
    // Another board may be plugged in.
    this.board = "";
    return { type: "event", timeS: this.timeS, event, severity: event === "link-lost" ? "medium" : "informative", ...fields };
  }

  linkLine(counters: LinkCounters): LinkLine {
    return { type: "link", timeS: this.timeS, ...counters };
  }

  private strangeDictionary(version: number): EventLine {
    const reader = this.layout === ownLayout ? "this program's" : "the recording's";
    const text = `the board speaks dictionary version ${version}, ${reader} is ${this.layout.version}: numbers may be wrong`;
    return { type: "event", timeS: this.timeS, event: "dictionary-version", severity: "high", text };
  }

  /** @returns a line on a board that has another configuration than the one that was given for it, once for each that it has */
  private otherConfiguration(found: number): EventLine[] {
    if (this.configurationCrc === undefined || found === this.foundCrc) return [];
    this.foundCrc = found;
    if (found === this.configurationCrc) return [];
    const text = `the board has ${found ? `configuration ${hexadecimal(found)}` : "no configuration"}, and the loop file gives ${hexadecimal(this.configurationCrc)}: names of sensors and volumes may be another loop's`;
    return [{ type: "event", timeS: this.timeS, event: otherConfiguration, severity: "medium", text }];
  }

  private event(packet: EventPacket): JsonLine[] {
    if (packet.event === "alarm") {
      this.alarmed = true;
      return [alarmLine(packet, this.layout)];
    }
    const { timeS, event, severity } = packet;
    return [{ type: "event", timeS, event, severity, ...this.details(packet) }];
  }

  private details(packet: EventPacket): Record<string, unknown> {
    const { event, code, values } = packet;
    const { faults, modes, parameters, verdicts } = this.layout;
    switch (event) {
      case "sensor-fault":
        return { sensor: this.sensorName(packet.sensor), fault: named(faults, code, "fault") };
      case "sensor-recovered":
        return { sensor: this.sensorName(packet.sensor) };
      case "mode":
        return { mode: named(modes, code, "mode") };
      case "commissioning":
        return { verdict: named(verdicts, code, "verdict"), ...allKnown(values) };
      case "parameter": {
        const { number, old, new: now } = values;
        return { parameter: number === undefined ? null : named(parameters, number, "parameter"), old: known(old), new: known(now), ...causeOf(code) };
      }
      case "refill":
        return { ...allKnown(values), ...causeOf(code) };
      default:
        return { ...allKnown(values), ...(packet.text !== undefined && { text: packet.text }) };
    }
  }

  private sensorName(index: number): string {
    return this.sensors[index]?.id ?? `sensor ${index}`;
  }
}

/** Numbers as a line has them: null for what is not known, not bounded or never. */
function known(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function allKnown(values: Readonly<Record<string, number>>): Record<string, number | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, known(value)]));
}

function named(names: Names, number: number, what: string): string {
  return names[number] ?? `${what} ${number}`;
}

/** Events that happen by themselves or by a telecommand say which; 0 is by themselves. */
function causeOf(code: number): { cause?: string } {
  return code === 1 ? { cause: "telecommand" } : {};
}

function verificationLine({ timeS, report, request, reason, lastSequence }: VerificationPacket): VerificationLine {
  return { type: "verification", timeS, report, sequence: request, reason: reason === "none" ? null : reason, lastSequence };
}

function boardLine({ timeS, state, mode }: HousekeepingPacket, { alarms, verdicts }: PacketLayout): BoardLine {
  return {
    type: "board", timeS, board: boardName(state.board), buildHash: hexadecimal(state.buildHash), configurationCrc: hexadecimal(state.configurationCrc),
    dictionaryVersion: state.dictionaryVersion, mode, boots: state.boots, verdict: named(verdicts, state.verdict, "verdict"),
    acknowledged: alarms.filter((name, bit) => name !== undefined && state.acknowledged & (1 << bit)) as string[], rejected: state.rejected,
  };
}

/** @returns the line for one housekeeping packet */
export function estimateLine({ timeS, mode, values }: HousekeepingPacket): EstimateLine {
  const { pressurePa, temperatureK, inventoryKg, inventorySigmaKg, statistic, threshold, leakRateKgPerS } = values;
  return {
    type: "estimate", timeS, pressurePa: known(pressurePa), temperatureK: known(temperatureK), inventoryKg: known(inventoryKg),
    inventorySigmaKg: known(inventorySigmaKg), statistic: known(statistic), threshold: known(threshold), mode, leakRateKgPerS: known(leakRateKgPerS),
  };
}

function alarmLine({ timeS, alarm, code, sensor, values }: EventPacket, { alarms, alarmStates, causes, places }: PacketLayout): AlarmLine {
  const line: AlarmLine = { type: "alarm", timeS, alarm: named(alarms, alarm, "alarm"), state: named(alarmStates, code, "state") };
  if (values["leakRateKgPerS"] === undefined) return line;
  line.leakRateKgPerS = interval(values, "leakRateKgPerS", "leakRate");
  line.holeDiameterM = interval(values, "holeDiameterM", "holeDiameter");
  line.timeToMinimumPressureS = interval(values, "timeToMinimumPressureS", "timeToMinimumPressure");
  line.timeToEmptyS = interval(values, "timeToEmptyS", "timeToEmpty");
  const before = (age: string): number | null => known(toMillisecond(timeS - (values[age] ?? NaN)));
  line.onsetS = { value: before("ageS"), low: before("ageHigh"), high: before("ageLow") };
  line.place = places[values["place"] ?? NaN] ?? null;
  const cause = causes[sensor];
  if (cause !== undefined) line.cause = cause;
  return line;
}

function toMillisecond(timeS: number): number {
  return Math.round(timeS * 1000) / 1000;
}

function interval(values: Readonly<Record<string, number>>, value: string, stem: string): Interval {
  return { value: known(values[value]), low: known(values[`${stem}Low`]), high: known(values[`${stem}High`]) };
}

/** @returns a line's text, without the line feed; numbers that came as 32-bit floats in as few digits as tell them apart */
export function lineText(line: object): string {
  return JSON.stringify(line, (_, value: unknown) => (typeof value === "number" && !Number.isInteger(value) ? shortest(value) : value));
}

function shortest(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
