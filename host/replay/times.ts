/** Reads one cell of a time column. @returns seconds, since an origin common to the column; undefined where it is no time */
export type TimeReader = (cell: string) => number | undefined;

/** What a refusal says about the forms that are read. */
export const timeForms = "seconds, YYYY-MM-DD hh:mm:ss (UTC) or ISO 8601";

/** How many seconds the units have in which options give a time of the run. */
const runTimeUnits: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };

/** How many seconds the units have in which a column of times may be. */
const columnUnits: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, ...runTimeUnits };
export const columnUnitNames = Object.keys(columnUnits);

/** @returns how many seconds a unit of a time column has; undefined for any other name */
export function columnUnitS(name: string): number | undefined {
  return Object.hasOwn(columnUnits, name) ? columnUnits[name] : undefined;
}

/** @returns seconds that `3600`, `90min` or `5h` mean; undefined for any other text */
export function readRunTime(text: string): number | undefined {
  const match = /^\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(s|min|h|d)?\s*$/.exec(text);
  const timeS = match ? Number(match[1]) * runTimeUnits[match[2] ?? "s"]! : NaN;
  return Number.isFinite(timeS) ? timeS : undefined;
}

/** A number as recordings have them: no hexadecimal, no separators, no Infinity. */
export const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** ISO 8601 calendar date and time, its separator `T` or a space; a missing zone is UTC. */
const calendar = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/** Rounded to a nanosecond, so that 1001 ms are 1.001 s. */
const readNumber = (unitS: number): TimeReader => (cell) => (!plainNumber.test(cell) ? undefined : unitS === 1 ? Number(cell) : Math.round(Number(cell) * unitS * 1e9) / 1e9);

const readCalendar: TimeReader = (cell) => {
  const match = calendar.exec(cell);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as
    [number, number, number, number, number, number];
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 60) return undefined;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7].slice(1)}`);
  return midnight.getTime() / 1000 + hour * 3600 + minute * 60 + second + fraction - zoneS(match[8]);
};

/** @returns the zone's lead over UTC, s */
function zoneS(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60;
}

/** @param unitS of a number, s; @returns the reader for a column that begins with this cell; undefined where the cell is no time in a form that is read */
export function timeReaderFor(firstCell: string, unitS = 1): TimeReader | undefined {
  return [readNumber(unitS), readCalendar].find((read) => read(firstCell) !== undefined);
}
