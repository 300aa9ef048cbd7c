import { standardAtmospherePa } from "#firmware/configuration.ts";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { CsvError, parse, type InfoRecord } from "csv-parse";
import { InputError } from "#sims/input-error.ts";
import { resolveColumns, type Channel, type ColumnOptions, type Columns } from "#host/replay/columns.ts";
import { RunClock, toMicrosecond } from "#host/replay/run-clock.ts";
import { plainNumber, timeForms, timeReaderFor, type TimeReader } from "#host/replay/times.ts";
import { toSi } from "#host/replay/units.ts";
import { UnavailableError } from "#host/unavailable-error.ts";

/** One row, as it stands in the file. */
export interface Row {
  /** In the file, from 1. */
  line: number;
  /** Board time, or seconds since the first row; not ordered where the recording's clock was set. */
  timeS: number;
  /** One a channel, in the recording's own units; NaN where the cell is empty. */
  readings: Float64Array;
}

export interface Recording {
  columns: Columns;
  /** Rows looked at so far and not yet read out; the first of them all. */
  firstRows: Row[];
  /** Every row once, the first ones included. Throws InputError at a row that cannot be read. */
  rows: AsyncGenerator<Row>;
  /** What was left out and is worth saying, once all rows are read. */
  notes: string[];
}

/** What reading a recording through has shown. */
export interface CheckedRecording {
  /** Board time at the first row, s. */
  firstS: number;
  /** Board time at the last row, s: backward steps of the recording's clock left out. */
  lastS: number;
  notes: string[];
}

/**
 * Reads a recording to its end, so that one which cannot be read is refused before anything is done with it.
 * @param signal ends it before the end
 * @returns undefined where it is no plain file, and could be read only once
 * @throws InputError as the recording's rows do, and where most of its times do not go on
 * @throws UnavailableError where the signal has come
 */
export async function checkRecording(path: string, options: ColumnOptions, signal?: AbortSignal): Promise<CheckedRecording | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory()) return undefined;
  const { columns, rows, notes } = await openRecording(path, options);
  const isEmpty = columns.channels.map(() => true);
  let clock: RunClock | undefined;
  let firstS = NaN;
  let count = 0;
  let stays = 0;
  let steps = 0;
  for await (const { timeS, readings } of rows) {
    if (signal?.aborted) throw new UnavailableError(`${path}: interrupted while it was read through; nothing was judged`);
    count++;
    if (clock === undefined) clock = new RunClock(firstS = timeS);
    else {
      const elapsedS = clock.take(timeS);
      if (elapsedS === 0) stays++;
      else if (elapsedS < 0) steps++;
    }
    readings.forEach((reading, channel) => {
      if (!Number.isNaN(reading)) isEmpty[channel] = false;
    });
  }
  // Ten rows a second with times in whole seconds stand still in nine of ten. Noise goes back in half of its rows, no clock in every fourth.
  if (stays + steps > clockStepsBorne && (stays > mostStill * count || steps > count / 4)) {
    throw new InputError(`${path}: in ${stays + steps} of ${count} rows column "${columns.timeName}" is not later than in the row before; name a column of times that go on with --time Column, the oldest row first`);
  }
  for (const { columnName } of columns.channels.filter((_, channel) => isEmpty[channel])) {
    // A board's sensor may have failed before its first reading, and the monitor's word on it must stay the same.
    notes.push(`${path}: column "${columnName}" has no reading in any row and stands for a sensor that failed; where there was none, leave the column out`);
  }
  return { firstS, lastS: clock?.runS ?? NaN, notes };
}

/** Rows from which the sample period is taken. */
const rowsLookedAt = 101;

/** A time beyond this many seconds is one of another unit: in seconds it would be the year 5138. */
const latestS = 1e11;
/** A board that began later has been running for 31 years: it is the Unix clock, s. */
const unixS = 1e9;
/** Longest step of time that a board's clock can show, s: 68 years. */
const longestLeapS = 2 ** 31;

/** Board time is counted in seconds of 32 bits. */
const latestBoardS = 2 ** 32 - 1;

/** Rows without a possible pressure after which none is waited for. */
const rowsWaitedFor = 200_000;

/** Cells that say that there is no reading, as spreadsheets and data frames write them. */
const noReading = /^(nan|null|n\/?a|none|-+|#n\/a)?$/i;

/** A logger's word in place of a reading, such as #NV, Bad, overflow: it has no digit that might be one of a number. */
const word = /^\D+$/;

/** So many rows at repeated or backward times are told one by one, whatever share of a recording they are. */
const clockStepsBorne = 10;
/** Share of rows that do not go on in time, beyond which the column is no clock's. */
const mostStill = 0.98;

/** A longer line is no line of a recording. */
const lineBytesMost = 100_000;

interface Line { line: number; cells: string[] }

/**
 * Opens a CSV recording and reads its first rows. The rest is streamed.
 * @throws InputError, one sentence, when the file is not there, has no valid row, or its header does not answer the options
 */
export async function openRecording(path: string, options: ColumnOptions): Promise<Recording> {
  const lines = readLines(path, options.delimiter);
  let header = await lines.next();
  while (!header.done && isPreamble(header.value.cells, options)) header = await lines.next();
  if (header.done) throw new InputError(`${path}: the file is empty; a header and rows are needed`);
  const columns = resolveColumns(`${path}, line ${header.value.line}`, header.value.cells, options);
  const notes: string[] = [];
  const rows = readRows(path, columns, options, header.value.cells.length, lines, notes);
  const firstRows: Row[] = [];
  let anyPressure = false;
  // A valid pressure is waited for, so that a recording without one is refused before anything is written.
  while (firstRows.length < rowsLookedAt || !anyPressure) {
    const row = await rows.next();
    if (row.done) break;
    if (firstRows.length >= rowsWaitedFor) {
      await rows.return(undefined);
      break;
    }
    firstRows.push(row.value);
    anyPressure ||= columns.channels.some((channel, index) => channel.quantity === "pressure" && isPossible(channel, row.value.readings[index]!));
  }
  if (firstRows.length === 0) throw new InputError(`${path}: no rows after the header; at least one with a time and a pressure is needed`);
  if (!anyPressure) {
    const names = columns.channels.filter((channel) => channel.quantity === "pressure").map((channel) => `"${channel.columnName}"`);
    throw new InputError(`${path}: no valid rows, ${names.join(", ")} has no possible pressure in ${firstRows.length < rowsWaitedFor ? `any of ${firstRows.length}` : `the first ${firstRows.length}`}; name a column and unit that have`);
  }
  return { columns, firstRows: firstRows.slice(0, rowsLookedAt), rows: chained(firstRows, rows), notes };
}

/** @returns whether a line before the header is a remark, or what spreadsheets write about their delimiter: it begins so, and names no column asked for */
function isPreamble(cells: readonly string[], { time, map }: ColumnOptions): boolean {
  return /^(#|sep=)/i.test(cells[0] ?? "") && !cells.some((cell) => cell !== "" && [time, ...map].some((asked) => asked?.includes(cell)));
}

/** @returns the median of the positive steps between these rows, s, to the microsecond; 1 where there is none */
export function medianPeriodS(rows: Row[]): number {
  const periods = rows.slice(1).map((row, index) => row.timeS - rows[index]!.timeS).filter((period) => period > 0);
  periods.sort((a, b) => a - b);
  return toMicrosecond(periods[periods.length >> 1] ?? 1);
}

/** @returns whether a pressure is one: a number, and not below vacuum */
function isPossible(channel: Channel, reading: number): boolean {
  return toSi(channel.unit, reading, NaN) >= (channel.unit.gauge ? -standardAtmospherePa : 0);
}

async function* chained(first: Row[], rest: AsyncGenerator<Row>): AsyncGenerator<Row> {
  yield* first;
  yield* rest;
}

async function* readLines(path: string, delimiter: string): AsyncGenerator<Line> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new InputError(`${path}: no such file`);
  if (found.isDirectory()) throw new InputError(`${path}: is a folder; give a CSV file`);
  const file = createReadStream(path);
  const parser = parse({
    info: true, bom: true, delimiter, record_delimiter: ["\r\n", "\n", "\r"], trim: true, relax_column_count: true, skip_empty_lines: true, max_record_size: lineBytesMost,
  });
  file.on("error", (error) => parser.destroy(error));
  try {
    for await (const { info, record } of file.pipe(parser) as AsyncIterable<{ info: InfoRecord; record: string[] }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new InputError(`${path}: ${error.message.replace(/\s+/g, " ").slice(0, 160)}; is this a CSV file?`);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EACCES") throw new InputError(`${path}: may not be read; give yourself permission to read it`);
    throw error;
  } finally {
    file.destroy();
  }
}

async function* readRows(
  path: string, columns: Columns, { delimiter, decimal }: ColumnOptions, width: number, lines: AsyncGenerator<Line>, notes: string[],
): AsyncGenerator<Row> {
  let readTime: TimeReader | undefined;
  let originS = 0;
  let beforeS = NaN;
  let short: Line | undefined;
  const words: { columnName: string; line: number; cell: string; count: number }[] = [];
  for await (const { line, cells } of lines) {
    if (short) throw wrongWidth(path, short, width, delimiter);
    if (cells.length < width) {
      // The last row may be the one that was being written when the recorder stopped.
      short = { line, cells };
      continue;
    }
    if (cells.length > width) throw wrongWidth(path, { line, cells }, width, delimiter);
    const timeCell = cells[columns.time]!;
    const isFirst = readTime === undefined;
    const text = withPoint(timeCell, decimal);
    readTime ??= timeReaderFor(text, columns.timeUnitS);
    const timeS = readTime?.(text);
    const where = `${path}, line ${line}, column "${columns.timeName}"`;
    if (timeS === undefined || !Number.isFinite(timeS)) {
      const right = isFirst ? timeForms : `the form of the rows before it (${timeForms})`;
      throw new InputError(`${where}: "${timeCell.slice(0, 60)}" is not a time; right would be ${right}`);
    }
    if (Math.abs(timeS) > latestS && !/[:T]/.test(timeCell)) {
      throw new InputError(`${where}: "${timeCell.slice(0, 60)}" seconds are thousands of years, which looks like milliseconds: --time ${columns.timeName}:ms reads them so`);
    }
    if (timeS - beforeS > longestLeapS) {
      throw new InputError(`${where}: "${timeCell.slice(0, 60)}" is ${Math.round((timeS - beforeS) / 31_557_600)} years after the row before it; mend or take out that row`);
    }
    if (isFirst && (!columns.boardTime || timeS > unixS)) {
      originS = timeS;
      if (columns.boardTime) notes.push(`${path}: column "${columns.timeName}" begins at ${timeCell.slice(0, 60)}, a calendar's time (seconds since 1970): times of the run count from the first row`);
    }
    if (columns.boardTime && originS === 0 && !(timeS >= 0 && timeS < latestBoardS)) {
      throw new InputError(`${where}: ${timeCell.slice(0, 60)} is no board time; right would be seconds from 0 to ${latestBoardS}`);
    }
    beforeS = timeS;
    const readings = Float64Array.from(columns.channels, ({ column, columnName }, channel) => {
      const cell = cells[column]!;
      const value = numberIn(cell, decimal);
      if (Number.isFinite(value)) return value;
      if (noReading.test(cell)) return NaN;
      if (!word.test(cell)) throw wrongNumber(`${path}, line ${line}, column "${columnName}"`, cell, decimal);
      (words[channel] ??= { columnName, line, cell, count: 0 }).count++;
      return NaN;
    });
    yield { line, timeS: toMicrosecond(timeS - originS), readings };
  }
  words.forEach(({ columnName, line, cell, count }) => {
    notes.push(`${path}, line ${line}, column "${columnName}": "${cell.slice(0, 60)}" is no number and was taken for no reading${count > 1 ? `, and so were ${count - 1} more such cells` : ""}`);
  });
  if (short) {
    if (readTime === undefined) throw wrongWidth(path, short, width, delimiter);
    notes.push(`${path}, line ${short.line}: the last row breaks off (${short.cells.length} of ${width} columns) and was left out`);
  }
}

/** @returns what is wrong with a cell that holds neither a number nor a word */
function wrongNumber(where: string, cell: string, decimal = "."): InputError {
  const hint = decimal === "." && /^[+-]?\d+,\d+$/.test(cell) ? " (with decimal commas, add --decimal ,)" : "";
  return new InputError(`${where}: "${cell.slice(0, 60)}" is not a number; ` +
    `right would be a number with a decimal ${decimal === "." ? "point" : "comma"}, or an empty cell for no reading${hint}`);
}

/** @returns the number in a cell; NaN where there is none */
function numberIn(cell: string, decimal: string | undefined): number {
  const text = withPoint(cell, decimal);
  return plainNumber.test(text) ? Number(text) : NaN;
}

/** @returns a cell with a decimal point; nothing for a number that has one where commas were announced: it may stand between thousands */
function withPoint(cell: string, decimal: string | undefined): string {
  if (decimal !== ",") return cell;
  return cell.includes(".") && plainNumber.test(cell) ? "" : cell.replace(",", ".");
}

function wrongWidth(path: string, { line, cells }: Line, width: number, delimiter: string): InputError {
  const hint = delimiter === "," && cells.length > width ? "; were these decimal commas, columns would need another separator" : "";
  return new InputError(`${path}, line ${line}: ${cells.length} columns where the header has ${width}; every row needs as many${hint}`);
}
