import type { Line, Mark, PlotRequest } from "#host/report/plots.ts";
import type { RecordedRun } from "#host/report/recorded-run.ts";

const measured = "#1f5fa8";
const trueColour = "#d0741c";
const alarmColour = "#b3261e";

/** The close view runs from this long before the leak's onset to this long after the alarm, s. */
const closeBeforeS = 300;
const closeAfterS = 1_200;

/** The statistic is drawn from a hundredth to a hundred times the threshold, so that no value can flatten the rest. */
const statisticSpan = 100;

/** @returns the plots of the whole run and, where there was a leak alarm, of the time around it */
export function runPlots(run: RecordedRun): { whole: PlotRequest[]; alarm: PlotRequest[] } {
  const timeS = run.timeS.view();
  if (timeS.length === 0) return { whole: [], alarm: [] };
  const firstS = timeS[0]!;
  const lastS = Math.max(timeS[timeS.length - 1]!, firstS + 1);
  const raised = run.firstLeak();
  if (raised === undefined) return { whole: plotsOf(run, firstS, lastS), alarm: [] };
  const onsetS = run.truth?.holes[0]?.onsetS ?? raised.timeS;
  const closeFromS = Math.max(firstS, Math.min(onsetS, raised.timeS) - closeBeforeS);
  const origin = { timeS: onsetS, since: run.truth === undefined ? "after the alarm" : "after the hole" };
  const close = plotsOf(run, closeFromS, Math.min(lastS, raised.timeS + closeAfterS)).map((request) => ({ ...request, origin }));
  return { whole: plotsOf(run, firstS, lastS), alarm: close };
}

function plotsOf(run: RecordedRun, fromS: number, toS: number): PlotRequest[] {
  const timeS = run.timeS.view();
  const line = (values: Float64Array, label: string, colour = measured): Line => within({ timeS, values, colour, label }, fromS, toS);
  const marks = marksOf(run);
  const threshold = run.threshold.view();
  const level = threshold.findLast((value) => value > 0);
  const request = (title: string, lines: Line[]): PlotRequest => ({ title, fromS, toS, marks, lines });
  const minimumPa = run.firstLeak() === undefined ? undefined : run.configuration?.loop?.minimumPressurePa;
  const minimum = minimumPa === undefined ? [] : [{
    timeS: Float64Array.of(fromS, toS), values: new Float64Array(2).fill(minimumPa / 1e5), colour: alarmColour, dash: "2 3", label: "minimum",
  }];
  const requests = [
    request("pressure (bar)", [line(run.pressurePa.view().map((value) => value / 1e5), "measured"), ...minimum]),
    request("temperature (°C)", [line(run.temperatureK.view().map((value) => value - 273.15), "measured")]),
  ];
  const inventory = line(run.inventoryKg.view(), "estimated");
  if (inventory.values.some((value) => Number.isFinite(value))) {
    const trueLine: Line = { timeS: run.trueTimeS.view(), values: run.trueLiquidKg.view(), colour: trueColour, dash: "5 3", label: "true" };
    requests.push(request("liquid (kg)", trueLine.timeS.length > 0 ? [inventory, within(trueLine, fromS, toS)] : [inventory]));
  }
  if (level !== undefined) {
    requests.push({
      ...request("statistic", [line(run.statistic.view(), "statistic"), { ...line(threshold, "threshold", alarmColour), dash: "5 3" }]),
      logarithmic: [level / statisticSpan, level * statisticSpan],
    });
  }
  return requests;
}

/** Cuts a line to a span of time, so that its range there, and no other, sets the axis. */
function within(line: Line, fromS: number, toS: number): Line {
  const start = line.timeS.findIndex((time) => time >= fromS);
  const end = line.timeS.findLastIndex((time) => time <= toS) + 1;
  return start < 0 ? { ...line, timeS: line.timeS.subarray(0, 0), values: line.values.subarray(0, 0) } : { ...line, timeS: line.timeS.subarray(start, end), values: line.values.subarray(start, end) };
}

function marksOf(run: RecordedRun): Mark[] {
  const holes = run.truth?.holes.map((hole): Mark => ({ timeS: hole.onsetS, colour: trueColour, label: "hole (true)" })) ?? [];
  const faults = (run.truth?.faults ?? []).flatMap(({ kind, onsetS, endS }): Mark[] => [
    { timeS: onsetS, colour: trueColour, label: `${kind} (true)` },
    ...(endS === null ? [] : [{ timeS: endS, colour: trueColour, label: `${kind} ends (true)` }]),
  ]);
  const alarms = run.alarms.filter((line) => line.state !== "updated").map((line): Mark =>
    ({ timeS: line.timeS, colour: line.state === "cleared" ? "#1b6e3c" : alarmColour, label: line.state === "cleared" ? `${line.alarm} cleared` : line.alarm }));
  const commissioned = run.events.filter((line) => line.event === "mode" && line["mode"] === "nominal").slice(0, 1)
    .map((line): Mark => ({ timeS: line.timeS ?? NaN, colour: "#1b6e3c", label: "commissioned" }));
  return [...commissioned, ...holes, ...faults, ...alarms].slice(0, 40);
}
