import { plotsSvg } from "#host/report/picture.ts";
import type { Line, PlotRequest } from "#host/report/plots.ts";
import type { RecordedRun } from "#host/report/recorded-run.ts";
import { runPlots } from "#host/report/run-plots.ts";
import { decimate } from "#host/report/series.ts";

/** Least and greatest value are kept of so many columns: enough for a page, a third of what the plot could show. */
const columns = 260;
/** More marks than these hide one another. */
const marksAtMost = 8;

/** @returns an SVG file's text, some tens of kilobytes: the plots of the whole run below one another */
export function smallPicture(run: RecordedRun): string {
  const requests = runPlots(run).whole.map((request) => ({
    ...request, marks: request.marks.slice(0, marksAtMost), lines: request.lines.map((line) => thinned(line, request)),
  }));
  return plotsSvg(requests).replace(/ d="[^"]*"/g, (path) => path.replace(/\d+\.\d+/g, (digits) => String(Math.round(10 * Number(digits)) / 10)));
}

function thinned(line: Line, request: PlotRequest): Line {
  const points = decimate(line.timeS, line.values, request.fromS, request.toS, columns);
  return { ...line, timeS: Float64Array.from(points, (point) => point.timeS), values: Float64Array.from(points, (point) => point.value) };
}
