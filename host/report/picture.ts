import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { plotHeight, plotSvg, plotWidth, type PlotRequest } from "#host/report/plots.ts";

/** Sharp on screens with two pixels a point. */
const pixelsPerPoint = 2;

/** @returns an SVG file's text: the plots below one another */
export function plotsSvg(requests: PlotRequest[]): string {
  const height = requests.length * plotHeight;
  const body = requests.map((request, index) => plotSvg(request).replace("<svg ", `<svg y="${index * plotHeight}" `)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${plotWidth}" height="${height}" viewBox="0 0 ${plotWidth} ${height}">\n` +
    `<rect width="100%" height="100%" fill="white"/>\n${body}\n</svg>\n`;
}

/** @returns a PNG file's bytes: the plots below one another */
export function plotsPng(requests: PlotRequest[]): Buffer {
  // Fonts of the machine are left out, so that the picture is the same everywhere.
  const fonts = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const drawing = new Resvg(plotsSvg(requests).replaceAll("system-ui, sans-serif", "DejaVu Sans"), {
    fitTo: { mode: "zoom", value: pixelsPerPoint },
    font: { loadSystemFonts: false, fontFiles: [join(fonts, "DejaVuSans.ttf")], defaultFontFamily: "DejaVu Sans" },
  });
  return drawing.render().asPng();
}
