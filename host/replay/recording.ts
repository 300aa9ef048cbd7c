import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { CsvError, parse, type InfoRecord } from "csv-parse";
import { InputError } from "#sims/input-error.ts";
import { standardAtmospherePa } from "#sims/loop/loop-file.ts";
import { resolveColumns, type Channel, type ColumnOptions, type Columns } from "#host/replay/columns.ts";
import { timeForms, timeReaderFor, type TimeReader } from "#host/replay/times.ts";
import { toSi } from "#host/replay/units.ts";

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
}

/** Rows from which the sample period is taken. */
const rowsLookedAt = 101;

/** A longer line is no line of a recording. */
const lineBytesMost = 100_000;

interface Line { line: number; cells: string[] }

/**
 * Opens a CSV recording and reads its first rows. The rest is streamed.
 * @throws InputError, one sentence, when the file is not there, has no valid row, or its header does not answer the options
 */
export async function openRecording(path: string, options: ColumnOptions): Promise<Recording> {
  const lines = readLines(path, options.delimiter);
  const header = await lines.next();
  if (header.done) throw new InputError(`${path}: the file is empty; a header and rows are needed`);
  const columns = resolveColumns(path, header.value.cells, options);
  const rows = readRows(path, columns, header.value.cells.length, lines);
  const firstRows: Row[] = [];
  let anyPressure = false;
  // A valid pressure is waited for, so that a recording without one is refused before anything is written.
  while (firstRows.length < rowsLookedAt || !anyPressure) {
    const row = await rows.next();
    if (row.done) break;
    firstRows.push(row.value);
    anyPressure ||= columns.channels.some((channel, index) => channel.quantity === "pressure" && isPossible(channel, row.value.readings[index]!));
  }
  if (firstRows.length === 0) throw new InputError(`${path}: no rows after the header; at least one with a time and a pressure is needed`);
  if (!anyPressure) {
    const names = columns.channels.filter((channel) => channel.quantity === "pressure").map((channel) => `"${channel.columnName}"`);
    throw new InputError(`${path}: no valid rows, ${names.join(", ")} has no possible pressure in any of ${firstRows.length}; name a column and unit that have`);
  }
  return { columns, firstRows: firstRows.slice(0, rowsLookedAt), rows: chained(firstRows, rows) };
}

/** @returns the median of the positive steps between these rows, s, to the microsecond; 1 where there is none */
export function medianPeriodS(rows: Row[]): number {
  const periods = rows.slice(1).map((row, index) => row.timeS - rows[index]!.timeS).filter((period) => period > 0);
  periods.sort((a, b) => a - b);
  return toMicrosecond(periods[periods.length >> 1] ?? 1);
}

/** Rounds to a microsecond, so that differences of printed times are the same as of those they were printed from. */
export function toMicrosecond(timeS: number): number {
  return Math.round(timeS * 1e6) / 1e6;
}

/** @returns whether a pressure is one: a number, and not below vacuum */
function isPossible(channel: Channel, reading: number): boolean {
  return toSi(channel.unit, reading, { externalPressurePa: standardAtmospherePa, densityKgPerM3: NaN }) >= 0;
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
    info: true, bom: true, delimiter, trim: true, relax_column_count: true, skip_empty_lines: true, max_record_size: lineBytesMost,
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

async function* readRows(path: string, columns: Columns, width: number, lines: AsyncGenerator<Line>): AsyncGenerator<Row> {
  let readTime: TimeReader | undefined;
  let originS = 0;
  for await (const { line, cells } of lines) {
    if (cells.length !== width) {
      throw new InputError(`${path}, line ${line}: ${cells.length} columns where the header has ${width}; every row needs as many`);
    }
    const timeCell = cells[columns.time]!;
    const isFirst = readTime === undefined;
    readTime ??= timeReaderFor(timeCell);
    const timeS = readTime?.(timeCell);
    if (timeS === undefined || !Number.isFinite(timeS)) {
      const right = isFirst ? timeForms : `the form of the rows before it (${timeForms})`;
      throw new InputError(`${path}, line ${line}, column "${columns.timeName}": "${timeCell.slice(0, 60)}" is not a time; right would be ${right}`);
    }
    if (isFirst && !columns.boardTime) originS = timeS;
    const readings = new Float64Array(columns.channels.length);
    for (let index = 0; index < readings.length; index++) {
      const channel = columns.channels[index]!;
      const cell = cells[channel.column]!;
      const isEmpty = cell === "" || /^nan$/i.test(cell);
      const value = isEmpty ? NaN : Number(cell);
      if (!isEmpty && !Number.isFinite(value)) {
        throw new InputError(`${path}, line ${line}, column "${channel.columnName}": "${cell.slice(0, 60)}" is not a number; ` +
          `right would be a number with a decimal point, or an empty cell for no reading`);
      }
      readings[index] = value;
    }
    yield { line, timeS: columns.boardTime ? timeS : toMicrosecond(timeS - originS), readings };
  }
}
