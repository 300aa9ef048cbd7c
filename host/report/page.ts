import type { Interval } from "#host/link/json-lines.ts";
import { compare, judgedLine, type ComparisonRow } from "#host/report/comparison.ts";
import { escape } from "#host/report/escape.ts";
import { eventDetails, lossText, News } from "#host/report/people-lines.ts";
import { clockTime, duration, durationInterval, holeDiameter, pressure, temperature } from "#host/report/people-units.ts";
import { plotSvg } from "#host/report/plots.ts";
import type { RecordedRun } from "#host/report/recorded-run.ts";
import { runPlots } from "#host/report/run-plots.ts";

/** Alarm and event lines shown; the rest is counted. */
const linesShown = 200;

/** What a board tells within one cycle lies within this time, s. */
const cycleS = 1;

const style = `
body { font: 15px/1.45 system-ui, "DejaVu Sans", sans-serif; color: #1c2733; background: #fff; max-width: 900px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #d5d9de; padding-bottom: .2rem }
p.lead { font-size: 1.05rem } figure { margin: .6rem 0 } svg { max-width: 100%; height: auto; display: block }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th, td { text-align: left; padding: .25rem .9rem .25rem 0; vertical-align: top; border-bottom: 1px solid #eceff2 }
th { font-weight: 600 } .alarm { color: #b3261e; font-weight: 600 } .good { color: #1b6e3c } .small, details { font-size: .85rem; color: #4a5765 }
pre { overflow-x: auto; background: #f5f7f9; padding: .6rem }
`;

/** @returns one HTML page that needs nothing from anywhere else */
export function reportPage(run: RecordedRun): string {
  const name = run.configuration?.name ?? "unnamed loop";
  const plots = runPlots(run);
  const section = (title: string, body: string): string => `<section>\n<h2>${title}</h2>\n${body}\n</section>`;
  const figures = (requests: typeof plots.whole): string =>
    requests.map((request) => `<figure>\n${plotSvg(request)}\n</figure>`).join("\n");
  const comparison = compare(run);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pinhole report: ${escape(name)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escape(name)}</h1>
${lead(run)}
${comparison.length > 0 ? section(run.truth === undefined ? "Diagnosis" : "Truth against estimate", comparisonTable(comparison, run)) : ""}
${plots.alarm.length > 0 ? section("Around the alarm", figures(plots.alarm)) : ""}
${section("The whole run", figures(plots.whole))}
${section("Alarms", alarmTable(run))}
${section("Events", eventTable(run))}
${section("Link", counterTable(run))}
${section("Configuration", configurationTable(run))}
</body>
</html>
`;
}

function lead(run: RecordedRun): string {
  const timeS = run.timeS.view();
  if (timeS.length === 0) return `<p class="lead">No reading was decoded from this recording.</p>`;
  const lengthS = timeS[timeS.length - 1]! - timeS[0]!;
  const watchedS = run.watchedS();
  const restarts = run.restarts === 0 ? "" : ` The board started anew ${run.restarts === 1 ? "once" : `${run.restarts} times`}.`;
  const seen = `${duration(lengthS)} of board time, ${timeS.length.toLocaleString("en")} samples; ${watchedS === 0 ? "none" : duration(watchedS)} of it was watched.${restarts}`;
  const raised = run.firstLeak();
  if (raised === undefined && run.leakStoodAtS !== undefined) {
    return `<p class="lead"><span class="alarm">Leak alarm</span>, standing at ${clockTime(run.leakStoodAtS)}; its beginning is not in the recording. ${seen}</p>`;
  }
  if (raised === undefined && watchedS === 0) return `<p class="lead">Nothing was judged: the board was commissioning, not commissioned, on hold or without a pressure all the time. ${seen}</p>`;
  if (raised === undefined) return `<p class="lead">No leak alarm while it was watched. ${seen}</p>`;
  const hole = run.truth?.holes[0];
  const after = hole === undefined ? "" : `, ${duration(raised.timeS - hole.onsetS)} after the hole`;
  return `<p class="lead"><span class="alarm">Leak alarm</span> at ${clockTime(raised.timeS)}${after}. ${seen}</p>`;
}

function comparisonTable(rows: ComparisonRow[], run: RecordedRun): string {
  const hasTruth = run.truth !== undefined;
  const verdict = (row: ComparisonRow): string => (row.inside === undefined ? "" : row.inside ? `<span class="good">inside</span>` : `<span class="alarm">outside</span>`);
  const raised = run.firstLeak();
  const caption = raised === undefined ? "" : `<p class="small">As told at ${clockTime(judgedLine(run, raised).timeS)}.</p>`;
  return caption + table(
    ["", ...(hasTruth ? ["truth"] : []), "estimate (95 % interval)", ...(hasTruth ? ["truth in interval"] : [])],
    rows.map((row) => [row.what, ...(hasTruth ? [row.truth] : []), row.estimate, ...(hasTruth ? [verdict(row)] : [])]),
  );
}

function alarmTable(run: RecordedRun): string {
  if (run.alarms.length === 0) return run.watchedS() > 0 ? "<p>None.</p>" : "<p>None: nothing was judged.</p>";
  const density = run.densityKgPerM3();
  const news = new News();
  const told = run.alarms.filter((line) => news.isNews(line));
  const rows = told.slice(0, linesShown).map((line) => [
    clockTime(line.timeS), escape(line.alarm), escape(line.state),
    line.leakRateKgPerS ? lossText(line.leakRateKgPerS, density) : "", line.holeDiameterM ? holeDiameter(line.holeDiameterM) : "",
    line.timeToMinimumPressureS ? leftText(line.timeToMinimumPressureS) : "", line.timeToEmptyS ? leftText(line.timeToEmptyS) : "",
  ]);
  return table(["board time", "alarm", "state", "leak rate", "hole", "to minimum pressure", "to empty"], rows) + left(told.length);
}

function eventTable(run: RecordedRun): string {
  if (run.events.length === 0) return "<p>None.</p>";
  const rows = run.events.slice(0, linesShown).map((line, index) => [
    clockTime(line.timeS), escape(line.event), escape(line.severity), escape(eventDetails(line, run.densityKgPerM3(), modeAfter(run, index))),
  ]);
  return table(["board time", "event", "severity", ""], rows) + left(run.events.length);
}

/** @returns the mode that the board went into upon an event, in the same cycle; undefined where that was not received */
function modeAfter({ events }: RecordedRun, index: number): string | undefined {
  const next = events.slice(index + 1).find(({ event }) => event === "mode" || event === "commissioning");
  return next?.event === "mode" && next.timeS! - events[index]!.timeS! < cycleS ? String(next["mode"]) : undefined;
}

/** @returns time left as in `6.53 min (6.02 … 7.13)` */
function leftText(interval: Interval): string {
  return interval.value === 0 ? "already there" : durationInterval(interval);
}

function left(count: number): string {
  return count > linesShown ? `<p class="small">and ${(count - linesShown).toLocaleString("en")} more</p>` : "";
}

function counterTable(run: RecordedRun): string {
  if (run.counters.length === 0) return "<p>Not counted.</p>";
  return table(["counter", "count", ""], run.counters.map(({ name, count, meaning }) => [escape(name), count.toLocaleString("en"), `<span class="small">${escape(meaning)}</span>`]));
}

function configurationTable(run: RecordedRun): string {
  const loop = run.configuration?.loop;
  const rows = [
    ["build hash", escape(run.buildHash ?? "not known")],
    ["dictionary version", String(run.dictionaryVersion ?? "not known")],
    ...(run.configuration === undefined ? [] : [
      ["false alarms per year", String(run.configuration.falseAlarmsPerYear)],
      ["sensors", escape(run.configuration.sensors.map((sensor) => `${sensor.id} ${sensor.quantity} (${sensor.part})`).join(", "))],
    ]),
    ...(loop === undefined ? [] : [
      ["liquid", `${(loop.liquidVolumeM3 * 1000).toFixed(1)} L of ${loop.coolant.densityKgPerM3} kg/m³`],
      ["minimum pressure", pressure(loop.minimumPressurePa)],
      ["reference temperature", temperature(loop.coolant.referenceTemperatureK)],
    ]),
  ];
  const whole = run.configuration === undefined ? "" :
    `<details><summary>the whole configuration</summary><pre>${escape(JSON.stringify(run.configuration, null, 2))}</pre></details>`;
  return table(["", ""], rows) + whole;
}

function table(head: string[], rows: string[][]): string {
  const heading = head.some((cell) => cell !== "") ? `<tr>${head.map((cell) => `<th>${cell}</th>`).join("")}</tr>\n` : "";
  return `<table>\n${heading}${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n")}\n</table>`;
}
