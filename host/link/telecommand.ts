import {
  BoardFunction, Parameter, Service, Stage, applicationProcess, longestHoldS, parameterHighs, parameterLows, telecommandHeaderBytes,
} from "#firmware/telemetry/dictionary.ts";
import { alarmTexts, functionTexts, parameterTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { InputError } from "#sims/input-error.ts";
import { nearestWord } from "#sims/loop/nearest.ts";

/** What is asked of a board, without the sequence count that each sending has. */
export interface Telecommand {
  readonly service: number;
  readonly subtype: number;
  readonly data: Uint8Array;
  /** Refused as not armed, it has armed the same telecommand sent once more. */
  readonly armsItself: boolean;
}

/** PUS version 2; reports on acceptance, start and completion are asked for. */
const versionAndFlags = 0x2d;
/** Modulus of the sequence count. */
const sequenceCounts = 16384;

const functionNumbers = new Map(Object.entries(functionTexts).map(([number, { name }]) => [name as string, Number(number) as BoardFunction]));
const parameterNumbers = new Map(Object.entries(parameterTexts).map(([number, { name }]) => [name as string, Number(number) as Exclude<Parameter, Parameter.Count>]));
const stageNumbers = new Map([["arm", Stage.Arm], ["fire", Stage.Fire]]);
/** Functions that are armed and then fired. */
const guarded: readonly BoardFunction[] = [BoardFunction.StartCommissioning, BoardFunction.MarkRefill, BoardFunction.Hold, BoardFunction.Reset, BoardFunction.Shelve];
/** Functions that take a time. */
const timed: readonly BoardFunction[] = [BoardFunction.Hold, BoardFunction.Shelve];
const alarmNumbers = new Map(Object.entries(alarmTexts).map(([number, { name }]) => [name as string, Number(number)]));

/** Names of all telecommands, as CONTRACT.md has them. */
export const telecommandNames: readonly string[] = ["are-you-alive", "get-parameter", "set-parameter", ...functionNumbers.keys()];

/**
 * What to send for a telecommand, in order. Without a stage, a guarded function is armed, then fired; a parameter that
 * arms itself is there twice.
 * @param fields  of `parameter`, `value`, `durationS`, `alarm`, `stage` those that the telecommand has
 * @throws InputError for an unknown name or field, a field that is missing, a value outside its range
 */
export function telecommandsFor(name: string, fields: Readonly<Record<string, string>>): Telecommand[] {
  const board = functionNumbers.get(name);
  if (board === undefined && !telecommandNames.includes(name)) throw new InputError(`telecommand ${name}: ${insteadOf(name, telecommandNames)}`);
  const wanted = fieldsOf(name, board);
  for (const field of Object.keys(fields)) {
    if (!wanted.includes(field)) throw new InputError(`${name} has no field ${field}; ${wanted.length > 0 ? `right would be ${wanted.join(", ")}` : "it has none"}`);
  }
  if (name === "are-you-alive") return [{ service: Service.Test, subtype: 1, data: new Uint8Array(0), armsItself: false }];
  if (board === undefined) return parameterTelecommands(name, fields);
  const durationS = timed.includes(board) ? numberOf(name, fields, "durationS", 0, longestHoldS) : undefined;
  const alarm = board === BoardFunction.Shelve ? [numberedBy(name, fields, "alarm", alarmNumbers)] : [];
  const stages = !guarded.includes(board) ? [Stage.Fire] : fields["stage"] === undefined ? [Stage.Arm, Stage.Fire] : [numberedBy(name, fields, "stage", stageNumbers)];
  return stages.map((stage) => ({ service: Service.Function, subtype: 1, data: dataOf([board, stage], durationS, alarm), armsItself: false }));
}

/** @returns the telecommand as a space packet; @param sequence 0 … 16,383 */
export function telecommandPacket({ service, subtype, data }: Telecommand, sequence: number): Uint8Array {
  const packet = new Uint8Array(telecommandHeaderBytes + data.length);
  const view = new DataView(packet.buffer);
  // Telecommand with a secondary header; unsegmented.
  view.setUint16(0, 0x1800 | applicationProcess);
  view.setUint16(2, 0xc000 | sequence);
  view.setUint16(4, packet.length - 7);
  packet.set([versionAndFlags, service, subtype], 6);
  packet.set(data, telecommandHeaderBytes);
  return packet;
}

/** @returns the sequence count after one */
export function nextSequence(sequence: number): number {
  return (sequence + 1) % sequenceCounts;
}

function fieldsOf(name: string, board: BoardFunction | undefined): string[] {
  if (board === undefined) return name === "get-parameter" ? ["parameter"] : name === "set-parameter" ? ["parameter", "value"] : [];
  return [...(board === BoardFunction.Shelve ? ["alarm"] : []), ...(timed.includes(board) ? ["durationS"] : []), ...(guarded.includes(board) ? ["stage"] : [])];
}

function parameterTelecommands(name: string, fields: Readonly<Record<string, string>>): Telecommand[] {
  const parameter = numberedBy(name, fields, "parameter", parameterNumbers);
  if (name === "get-parameter") return [{ service: Service.Parameter, subtype: 1, data: dataOf([1, parameter]), armsItself: false }];
  const value = numberOf(name, fields, "value", parameterLows[parameter]!, parameterHighs[parameter]!, parameterTexts[parameter].name, parameterTexts[parameter].unit);
  const armsItself = parameter === Parameter.FalseAlarmsPerYear;
  const telecommand = { service: Service.Parameter, subtype: 3, data: dataOf([1, parameter], value), armsItself };
  return armsItself ? [telecommand, telecommand] : [telecommand];
}

function dataOf(bytes: readonly number[], float?: number, after: readonly number[] = []): Uint8Array {
  const data = new Uint8Array(bytes.length + (float === undefined ? 0 : 4) + after.length);
  data.set(bytes);
  data.set(after, data.length - after.length);
  if (float !== undefined) new DataView(data.buffer).setFloat32(bytes.length, float, true);
  return data;
}

function numberedBy<N>(name: string, fields: Readonly<Record<string, string>>, field: string, numbers: ReadonlyMap<string, N>): N {
  const word = fields[field];
  if (word === undefined) throw new InputError(`${name} needs ${field}=…; right would be one of ${[...numbers.keys()].join(", ")}`);
  const number = numbers.get(word);
  if (number === undefined) throw new InputError(`${name} ${field}=${word}: ${insteadOf(word, [...numbers.keys()])}`);
  return number;
}

function numberOf(name: string, fields: Readonly<Record<string, string>>, field: string, low: number, high: number, of = field, unit = "s"): number {
  const text = fields[field];
  const right = `right would be a number from ${low} to ${high}${unit && `, ${unit}`}`;
  if (text === undefined) throw new InputError(`${name} needs ${field}=…; ${right}`);
  const value = Number(text);
  if (text.trim() === "" || !(value >= low && value <= high)) throw new InputError(`${name} ${field}=${text}: ${of === field ? "" : `${of} cannot be that; `}${right}`);
  return floatWithin(value, low, high);
}

/** @returns the 32-bit float next to a value that is still inside its range: the board compares what it gets */
function floatWithin(value: number, low: number, high: number): number {
  const near = Math.fround(value);
  if (near >= low && near <= high) return near;
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, near);
  // All ranges are of positive numbers, whose bits are in their order.
  bits.setInt32(0, bits.getInt32(0) + (near < low ? 1 : -1));
  return bits.getFloat32(0);
}

function insteadOf(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return `unknown; ${near === undefined ? "" : `did you mean ${near}? `}right would be one of ${known.join(", ")}`;
}
