import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { decimate, robustRange, type Point } from "#host/report/series.ts";

export interface Line {
  timeS: Float64Array;
  values: Float64Array;
  colour: string;
  /** As in SVG's stroke-dasharray. */
  dash?: string;
  /** Written at the line's end in the legend. */
  label: string;
}

export interface Mark { timeS: number; colour: string; label: string }

export interface PlotRequest {
  /** What the vertical axis shows, with its unit. */
  title: string;
  fromS: number;
  toS: number;
  /** Where the axis of time has its zero, and what it counts from there; absent: board time. */
  origin?: { timeS: number; since: string };
  lines: Line[];
  marks: Mark[];
  /** Logarithmic, from this value up to that one; what is outside is drawn at the edge. */
  logarithmic?: [number, number];
}

export const plotWidth = 860;
export const plotHeight = 190;
const marginLeft = 64;
const marginRight = 16;

/** Labels of marks are written in this many rows, this far apart, points. */
const labelRows = 4;
const labelRowPoints = 13;

/** Lines of a plot do not touch its edges. */
const margin = 0.05;

/** @returns one SVG element as text, complete in itself */
export function plotSvg(request: PlotRequest): string {
  const { document } = parseHTML("<html><body></body></html>");
  const scale = timeScale(request.toS - request.fromS, request.origin?.timeS ?? 0);
  const pixels = plotWidth - marginLeft - marginRight;
  const domain = request.logarithmic ?? linearDomain(request.lines);
  const marks: Plot.Markish[] = [Plot.frame({ stroke: "#d5d9de" })];
  for (const line of request.lines) {
    const points = decimate(line.timeS, line.values, request.fromS, request.toS, pixels).map((point) => onPlot(point, scale, domain));
    marks.push(Plot.lineY(points, {
      x: "x", y: "y", stroke: line.colour, strokeWidth: 1.3, clip: true, ...(line.dash === undefined ? {} : { strokeDasharray: line.dash }),
    }));
  }
  const inside = request.marks.filter((mark) => mark.timeS >= request.fromS && mark.timeS <= request.toS);
  inside.forEach((mark, index) => {
    const x = scale.of(mark.timeS);
    marks.push(Plot.ruleX([x], { stroke: mark.colour, strokeWidth: 1.2, strokeDasharray: "4 3" }));
    // Labels of neighbouring marks stand below one another.
    marks.push(Plot.text([mark.label], {
      x: () => x, frameAnchor: "top", text: (label: string) => label, fill: mark.colour, textAnchor: "end", lineAnchor: "top",
      dx: -4, dy: 4 + labelRowPoints * (index % labelRows), fontSize: 10, stroke: "white", strokeWidth: 3,
    }));
  });
  const svg = Plot.plot({
    document: document as never, width: plotWidth, height: plotHeight, marginLeft, marginRight, marginTop: 24,
    x: { domain: [scale.of(request.fromS), scale.of(request.toS)], label: `${request.origin?.since ?? "board time"} (${scale.unit})` },
    y: { domain, label: request.title, grid: true, ticks: 5, ...logarithmicAxis(request.logarithmic) },
    marks,
  }) as unknown as { outerHTML: string };
  return withLegend(plain(svg.outerHTML), request.lines);
}

/** Without the style sheet, which not every renderer reads, and with the name space that a file of its own needs. */
function plain(svg: string): string {
  return svg.replace(/<style>[\s\S]*?<\/style>/, "").replace(/^<svg /, '<svg xmlns="http://www.w3.org/2000/svg" ');
}

function withLegend(svg: string, lines: Line[]): string {
  let x = plotWidth - marginRight;
  const entries = [...lines].reverse().map((line) => {
    x -= 14 + 6.2 * line.label.length;
    const entry = `<line x1="${x - 18}" x2="${x - 2}" y1="12" y2="12" stroke="${line.colour}" stroke-width="2"` +
      `${line.dash === undefined ? "" : ` stroke-dasharray="${line.dash}"`}/><text x="${x + 2}" y="15" text-anchor="start">${line.label}</text>`;
    x -= 18;
    return entry;
  });
  return svg.replace(/<\/svg>$/, `<g font-size="11" aria-label="legend">${entries.join("")}</g></svg>`);
}

function linearDomain(lines: Line[]): [number, number] {
  const ranges = lines.map((line) => robustRange(line.values)).filter((range) => range !== undefined);
  if (ranges.length === 0) return [0, 1];
  const low = Math.min(...ranges.map((range) => range[0]));
  const high = Math.max(...ranges.map((range) => range[1]));
  const slack = (high - low) * margin || Math.abs(high) * margin || 1;
  return [low - slack, high + slack];
}

function logarithmicAxis(domain: [number, number] | undefined): Plot.ScaleOptions {
  if (domain === undefined) return {};
  const decades: number[] = [];
  for (let exponent = Math.ceil(Math.log10(domain[0])); 10 ** exponent <= domain[1]; exponent++) decades.push(10 ** exponent);
  return { type: "log", ticks: decades, tickFormat: "~g" };
}

function onPlot(point: Point, scale: TimeScale, [low, high]: [number, number]): { x: number; y: number } {
  return { x: scale.of(point.timeS), y: Number.isNaN(point.value) ? NaN : Math.min(high, Math.max(low, point.value)) };
}

interface TimeScale { unit: string; of: (timeS: number) => number }

/** @returns the unit in which a span of time reads best on an axis, and times in it */
function timeScale(spanS: number, originS: number): TimeScale {
  const [unit, perUnitS] = spanS > 4 * 86_400 ? ["days", 86_400] as const : spanS > 2 * 3_600 ? ["h", 3_600] as const : ["min", 60] as const;
  return { unit, of: (timeS) => (timeS - originS) / perUnitS };
}
