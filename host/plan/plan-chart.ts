import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { escape } from "#host/report/escape.ts";
import type { PlannedRow } from "./plan.ts";
import { dayS, horizonsS } from "./smallest-leak.ts";

const width = 860;
const height = 420;
const pointsPerLegendRow = 16;
/** Lines told apart also without colours. */
const colours = ["#1b6ca8", "#c0392b", "#2e8b57", "#8e5bb5", "#d98200", "#5a6570", "#00868b", "#b0457f"];
const dashes = ["none", "6 3", "2 3"];
/** Times marked on the axis, s. */
const marked: readonly [number, string][] = [[10, "10 s"], [60, "a minute"], [600, "10 min"], [3600, "an hour"], [6 * 3600, "6 h"], [dayS, "a day"]];

/** @returns an SVG file's text: the smallest leak over the time in which it is found, a line a candidate */
export function planSvg(loopName: string, rows: readonly PlannedRow[]): string {
  const { document } = parseHTML("<html><body></body></html>");
  const drawn = rows.filter(({ hour }) => hour.kgPerS > 0);
  const points = drawn.map(({ curveKgPerS, hour }) => horizonsS
    .map((horizonS, index) => ({ x: horizonS, y: curveKgPerS[index]! * hour.mLPerH / hour.kgPerS }))
    .filter(({ y }) => y > 0 && Number.isFinite(y)));
  const svg = Plot.plot({
    document: document as never, width, height, marginLeft: 70, marginTop: 30, marginBottom: 40,
    x: { type: "log", domain: [horizonsS[0]!, dayS], ticks: marked.map(([timeS]) => timeS), tickFormat: () => "", label: "found within" },
    y: { type: "log", label: `smallest leak of ${loopName}, mL/h`, grid: true, tickFormat: "~g" },
    marks: [
      Plot.frame({ stroke: "#d5d9de" }),
      // The axis itself leaves out what is not near a power of ten.
      Plot.text(marked, { x: ([timeS]) => timeS, text: ([, name]) => name, frameAnchor: "bottom", dy: 17 }),
      Plot.ruleX([60, 3600, dayS], { stroke: "#b0b6bc", strokeDasharray: "4 3" }),
      ...points.map((line, index) => Plot.lineY(line, {
        x: "x", y: "y", stroke: colours[index % colours.length]!, strokeWidth: 1.8, strokeDasharray: dashes[Math.floor(index / colours.length) % dashes.length]!,
      })),
    ],
  }) as unknown as { outerHTML: string };
  const legend = drawn.map(({ name }, index) => {
    const y = height + pointsPerLegendRow * (index + 0.7);
    const dash = dashes[Math.floor(index / colours.length) % dashes.length]!;
    return `<line x1="72" x2="100" y1="${y - 4}" y2="${y - 4}" stroke="${colours[index % colours.length]}" stroke-width="2" stroke-dasharray="${dash}"/><text x="108" y="${y}">${escape(name)}</text>`;
  });
  const whole = height + pointsPerLegendRow * (drawn.length + 0.5);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="system-ui, sans-serif" font-size="12">\n` +
    `<rect width="100%" height="100%" fill="white"/>\n${svg.outerHTML.replace(/<style>[\s\S]*?<\/style>/, "")}\n${legend.join("\n")}\n</svg>\n`;
}
