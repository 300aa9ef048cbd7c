/** What a benchmark found, as plain data. */
export interface Table {
  title: string;
  columns: string[];
  rows: string[][];
  /** How it was measured, and what is to be known about it. */
  notes: string[];
}

/** A row of a table of figures: what, how much, and the limit that it should hold, where there is one. */
export const figureColumns = ["figure", "measured", "limit"];

/** @returns the limit and whether it holds; `least` is a lower bound, else an upper one */
export function limitText(value: number, bound: number, text: string, least = true): string {
  return `${text}: ${(least ? value >= bound : value <= bound) ? "held" : "NOT held"}`;
}

/** @returns three digits, thousands set apart */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size >= 100 ? Math.round(value).toLocaleString("en-GB") : size >= 10 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : value.toPrecision(2);
}

export function asMarkdown({ title, columns, rows, notes }: Table): string {
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  const head = [line(columns), line(columns.map((_, index) => (index === 0 ? "---" : "---:")))];
  return [`## ${title}`, "", ...(rows.length > 0 ? [...head, ...rows.map(line), ""] : []), ...notes.map((note) => `- ${note}`), ""].join("\n");
}

export function asText({ title, columns, rows, notes }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (cells: string[]): string => cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join("   ").trimEnd();
  return [title, ...(rows.length > 0 ? all : []).map((row) => `  ${line(row)}`), ...notes.map((note) => `  · ${note}`), ""].join("\n");
}
