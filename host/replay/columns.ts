import { InputError } from "#sims/input-error.ts";
import { columnUnitNames, columnUnitS } from "#host/replay/times.ts";
import { quantities, unitNames, unitOf, type Quantity, type Unit } from "#host/replay/units.ts";

/** One reading of every row. */
export interface Channel {
  quantity: Quantity;
  /** Which of several sensors of the quantity; undefined for the only or first one. */
  sensorId: string | undefined;
  /** Position in the row, from 0. */
  column: number;
  columnName: string;
  unit: Unit;
  /** Whether the user named the unit; else it is the quantity's SI unit. */
  unitNamed: boolean;
  /** A column of our own recordings: the sensor's reading as it is, which of a gauge sensor is in gauge. */
  asIs: boolean;
}

export interface Columns {
  /** Position of the time in the row, from 0. */
  time: number;
  timeName: string;
  /** What a number in it counts, s. */
  timeUnitS: number;
  /** The times are board time as they stand; others count from the first row. */
  boardTime: boolean;
  channels: Channel[];
  /** Names of columns that are neither the time nor a channel. */
  unused: string[];
}

export interface ColumnOptions {
  /** Texts of the form `channel=Column[:unit]`. */
  map: string[];
  /** Of the form `Column[:unit]`. */
  time: string | undefined;
  delimiter: string;
  /** Sign between whole number and fraction; absent: a point. */
  decimal?: string;
}

/** The header of our own recordings. Further sensors of a quantity follow as `pressurePa.P2`. */
export const ownTime = "timeS";
export const ownColumns: Record<Quantity, string> = {
  pressure: "pressurePa", temperature: "temperatureK", flow: "flowM3PerS", level: "levelM",
};

/** Headers are quoted in refusals up to this many columns. */
const columnsQuoted = 20;

/** Names of columns that say that times are in milliseconds. */
const saysMilliseconds = /(^|[^a-z])(ms|msecs?|millis|milliseconds?)\W*$/i;

/**
 * Finds time and channels in a header.
 * @param where the header is, for refusals
 * @throws InputError when a column is not there, a unit or channel does not exist, or a foreign header has no map
 */
export function resolveColumns(where: string, header: string[], options: ColumnOptions): Columns {
  const isOwn = header.includes(ownTime) && header.some((name) => ownChannel(name) !== undefined);
  const doubled = header.find((name, index) => name !== "" && header.indexOf(name) !== index);
  if (doubled !== undefined) throw new InputError(`${where}: the column "${doubled}" is there twice; name every column differently`);
  if (options.map.length === 0 && !isOwn) {
    throw new InputError(`${where}: columns ${quoted(header)} are not our own (${ownTime},${ownColumns.pressure},` +
      `${ownColumns.temperature}); say which is what with --map pressure=Column:unit${delimiterHint(header, options.delimiter)}`);
  }
  const channels = options.map.length === 0
    ? header.flatMap((name, column) => ownChannel(name, column) ?? [])
    : options.map.map((text) => mappedChannel(text, header, where, options.delimiter));
  channels.forEach((channel, index) => {
    const same = channels.findIndex((other) => other.quantity === channel.quantity && other.sensorId === channel.sensorId);
    if (same !== index) throw new InputError(`--map: ${channelName(channel)} is given twice; name the second sensor as in ${channel.quantity}.P2`);
  });
  if (!channels.some((channel) => channel.quantity === "pressure")) {
    throw new InputError(`${where}: no pressure among the columns; a leak is judged from one, name it with --map pressure=Column:unit`);
  }
  const asked = options.time ?? (header.includes(ownTime) ? ownTime : undefined);
  if (asked === undefined) throw new InputError(`${where}: name the column of times with --time Column, one of ${quoted(header)}`);
  const { columnName: timeName, unitName } = splitUnit(asked, header);
  const time = columnOf(timeName, "--time", header, where, options.delimiter);
  if (unitName === undefined && saysMilliseconds.test(timeName)) {
    throw new InputError(`${where}: column "${timeName}" would be read in seconds, and its name says milliseconds; right would be --time ${timeName}:ms, or ${timeName}:s where they are seconds`);
  }
  const timeUnitS = unitName === undefined ? 1 : columnUnitS(unitName);
  if (timeUnitS === undefined) throw new InputError(`--time ${asked}: no unit "${unitName}" for times; there are ${columnUnitNames.join(" ")}`);
  const unused = header.filter((name, index) => name !== "" && index !== time && !channels.some(({ column }) => column === index));
  return { time, timeName, timeUnitS, boardTime: timeName === ownTime, channels, unused };
}

/** @param text of the form `Column[:unit]`; a column's own name may hold a colon, so the whole is tried first */
function splitUnit(text: string, header: string[]): { columnName: string; unitName: string | undefined } {
  const colon = header.includes(text) ? -1 : text.lastIndexOf(":");
  return colon < 0 ? { columnName: text, unitName: undefined } : { columnName: text.slice(0, colon), unitName: text.slice(colon + 1) };
}

/** @returns as the user writes it: `pressure` or `pressure.P2` */
export function channelName(channel: Pick<Channel, "quantity" | "sensorId">): string {
  return channel.sensorId === undefined ? channel.quantity : `${channel.quantity}.${channel.sensorId}`;
}

function ownChannel(name: string, column = 0): Channel | undefined {
  const dot = name.indexOf(".");
  const plain = dot < 0 ? name : name.slice(0, dot);
  const quantity = quantities.find((candidate) => ownColumns[candidate] === plain);
  const unit = quantity && unitOf(quantity, undefined);
  if (!quantity || !unit) return undefined;
  return { quantity, sensorId: dot < 0 ? undefined : name.slice(dot + 1), column, columnName: name, unit, unitNamed: false, asIs: true };
}

function mappedChannel(text: string, header: string[], where: string, delimiter: string): Channel {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InputError(`--map ${text}: write channel=Column or channel=Column:unit`);
  const channel = text.slice(0, equals);
  const dot = channel.indexOf(".");
  const quantityName = dot < 0 ? channel : channel.slice(0, dot);
  const sensorId = dot < 0 ? undefined : channel.slice(dot + 1);
  const quantity = quantities.find((candidate) => candidate === quantityName);
  if (quantity === undefined || sensorId === "") {
    throw new InputError(`--map ${text}: no channel "${channel}"; there are ${quantities.join(", ")}, or ${quantities[0]}.P2 for one of several`);
  }
  const { columnName, unitName } = splitUnit(text.slice(equals + 1), header);
  const column = columnOf(columnName, `--map ${text}`, header, where, delimiter);
  const unit = unitOf(quantity, unitName);
  if (unit === undefined) {
    throw new InputError(`--map ${text}: no unit "${unitName}" for ${quantity}; there are ${unitNames(quantity).join(" ")}`);
  }
  return { quantity, sensorId, column, columnName, unit, unitNamed: unitName !== undefined, asIs: false };
}

function columnOf(name: string, asked: string, header: string[], where: string, delimiter: string): number {
  const column = header.includes(name) ? header.indexOf(name) : header.findIndex((one) => isSameButUnread(one, name));
  if (column < 0) {
    throw new InputError(`${where}: no column "${name}" (asked for by ${asked}); there are ${quoted(header)}${delimiterHint(header, delimiter)}`);
  }
  return column;
}

/** @returns whether a header is this name but for signs that were not in UTF-8, as "°" of older programs */
function isSameButUnread(header: string, name: string): boolean {
  return header.includes("\uFFFD") && header.length === name.length && [...header].every((sign, index) => sign === "\uFFFD" || sign === name[index]);
}

/** @returns names of columns for a sentence, not more of them than people read */
export function quoted(header: string[]): string {
  const shown = header.slice(0, columnsQuoted).map((name) => `"${name.slice(0, 60)}"`).join(", ");
  return header.length > columnsQuoted ? `${shown} and ${header.length - columnsQuoted} more` : shown;
}

/** @returns a hint where the header looks cut at the wrong sign, else nothing */
function delimiterHint(header: string[], delimiter: string): string {
  const only = header.length === 1 ? header[0]! : "";
  const likely = [";", "\t", "|", ","].find((sign) => sign !== delimiter && only.includes(sign));
  if (likely === undefined) return "";
  return `; the columns look separated by ${likely === "\t" ? "tabs: add --delimiter '\\t'" : `"${likely}": add --delimiter '${likely}'`}`;
}
