import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { horizons, leastDetection, type CampaignSummary } from "#sims/campaign/campaign-summary.ts";

const width = 430;
const height = 250;
const colours = { minute: "#b45309", hour: "#0f766e", day: "#1d4ed8" } as const;
const referenceColour = "#8a94a0";
const horizonNames = { minute: "within a minute", hour: "within an hour", day: "within a day" } as const;

/** @returns 0.1, 10, 10k; nothing between the powers of ten */
function axisNumber(value: number): string {
  const exponent = Math.log10(value);
  return Math.abs(exponent - Math.round(exponent)) > 1e-9 ? "" : value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(1)));
}

/** What the horizontal axes share: rates in mL/h, logarithmic. */
function rates(summary: CampaignSummary, densityKgPerM3: number): { of: (lossKgPerS: number) => number; axis: Plot.ScaleOptions } {
  const of = (lossKgPerS: number): number => lossKgPerS / densityKgPerM3 * 3.6e9;
  const all = summary.rungs.map(({ lossKgPerS }) => of(lossKgPerS));
  return { of, axis: { type: "log", domain: [all[0]! / 1.3, all[all.length - 1]! * 1.3], label: "leak rate (mL/h)", ticks: 6, tickFormat: axisNumber } };
}

/** @returns SVG: the share of leaks found against their rate, with exact bounds */
export function detectionPlot(summary: CampaignSummary, densityKgPerM3: number): string {
  const { of, axis } = rates(summary, densityKgPerM3);
  const points = horizons.flatMap(({ name }) => summary.rungs.map(({ lossKgPerS, found }) => ({
    rate: of(lossKgPerS), share: 100 * (found[name].value ?? 0), low: 100 * (found[name].low ?? 0), high: 100 * (found[name].high ?? 1), horizon: name,
  })));
  return draw({
    x: axis, y: { domain: [0, 100], label: "found (%)", grid: true, ticks: 5 },
    marks: [
      Plot.frame({ stroke: "#d5d9de" }),
      Plot.ruleY([100 * leastDetection], { stroke: referenceColour, strokeDasharray: "4 3" }),
      Plot.ruleX(points, { x: "rate", y1: "low", y2: "high", stroke: (point: Point) => colours[point.horizon], strokeOpacity: 0.5, strokeWidth: 2 }),
      ...horizons.map(({ name }) => Plot.lineY(points.filter(({ horizon }) => horizon === name), { x: "rate", y: "share", stroke: colours[name], strokeWidth: 1.5, marker: "circle" })),
      Plot.text([`${100 * leastDetection} %`], { frameAnchor: "left", y: () => 100 * leastDetection, text: (label: string) => label, dx: 4, dy: 8, fill: referenceColour, textAnchor: "start" }),
    ],
  }, horizons.map(({ name }) => ({ label: horizonNames[name], colour: colours[name] })));
}

interface Point { horizon: keyof typeof colours }

/** @returns SVG: the delay against the rate, median and 95th percentile, beside the reference */
export function delayPlot(summary: CampaignSummary, densityKgPerM3: number): string {
  const { of, axis } = rates(summary, densityKgPerM3);
  const points = summary.rungs.map(({ lossKgPerS, delayS, referenceS }) => ({
    rate: of(lossKgPerS), median: delayS.median, high: delayS.high, reference: Math.max(summary.samplePeriodS, referenceS),
  }));
  const medians = points.filter(({ median }) => median !== null);
  const highs = points.filter(({ high }) => high !== null);
  return draw({
    x: axis, y: { type: "log", label: "delay (s)", grid: true, ticks: 5, tickFormat: axisNumber },
    marks: [
      Plot.frame({ stroke: "#d5d9de" }),
      Plot.lineY(points, { x: "rate", y: "reference", stroke: referenceColour, strokeDasharray: "4 3", strokeWidth: 1.5 }),
      Plot.lineY(highs, { x: "rate", y: "high", stroke: colours.day, strokeOpacity: 0.45, strokeWidth: 1.2, marker: "circle" }),
      Plot.lineY(medians, { x: "rate", y: "median", stroke: colours.day, strokeWidth: 1.5, marker: "circle" }),
    ],
  }, [{ label: "reference", colour: referenceColour }, { label: "95th percentile", colour: "#9fb3ec" }, { label: "median", colour: colours.day }]);
}

function draw(options: Plot.PlotOptions, legend: { label: string; colour: string }[]): string {
  const { document } = parseHTML("<html><body></body></html>");
  const svg = Plot.plot({ document: document as never, width, height, marginLeft: 44, marginRight: 10, marginTop: 26, ...options }) as unknown as { outerHTML: string };
  let x = width - 10;
  const entries = [...legend].reverse().map(({ label, colour }) => {
    x -= 10 + 5.8 * label.length;
    const entry = `<circle cx="${x - 6}" cy="9" r="3.5" fill="${colour}"/><text x="${x + 1}" y="12.5">${label}</text>`;
    x -= 14;
    return entry;
  });
  return svg.outerHTML.replace(/<style>[\s\S]*?<\/style>/, "").replace(/^<svg /, '<svg xmlns="http://www.w3.org/2000/svg" role="img" ')
    .replace(/<\/svg>$/, `<g font-size="10.5" text-anchor="start" aria-label="legend">${entries.join("")}</g></svg>`);
}
