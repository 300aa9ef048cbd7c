import { horizons, outcomes, type CampaignSummary, type Outcomes } from "#sims/campaign/campaign-summary.ts";
import { percentOf, type TailRow } from "#sims/campaign/tail-model.ts";
import type { Subject } from "#sims/campaign/watched-loop.ts";
import { loopSensors } from "#sims/loop/loop-sensors.ts";
import type { ProofHeader } from "#host/prove/proof-file.ts";
import { delayPlot, detectionPlot } from "#host/prove/proof-plots.ts";
import { escape } from "#host/report/escape.ts";
import { falseAlarmText, few, hole, percent, percentBounded, perYear, rate, ratio, spreadText, tailText, time, verdictOf } from "#host/prove/proof-words.ts";

const style = `
@page { size: A4; margin: 7mm }
body { font: 11px/1.35 system-ui, "DejaVu Sans", sans-serif; color: #1c2733; background: #fff; max-width: 900px; margin: 1.5em auto; padding: 0 1.5em }
h1 { font-size: 2em; margin: 0 } h2 { font-size: 1.25em; margin: .9em 0 .2em; border-bottom: 1px solid #d5d9de }
p { margin: .3em 0 } p.lead { font-size: 1.25em } .small { font-size: .95em; color: #4a5765 }
.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2em } figure { margin: .4em 0 } figcaption { font-weight: 600 } svg { max-width: 100%; height: auto; display: block }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1em 1em; margin: .4em 0 } dt { font-weight: 600 } dd { margin: 0 }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } th, td { text-align: right; padding: .08em .35em; border-bottom: 1px solid #eceff2 }
td { white-space: nowrap } th:first-child, td:first-child { text-align: left; padding-left: 0 } td:first-child { white-space: normal } th { font-weight: 600; vertical-align: bottom } .bad { color: #b3261e; font-weight: 600 } tr.judged td { background: #f1f5ff }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 5.8pt; line-height: 1.22 } h2 { margin-top: .55em } svg { height: 39mm; margin: 0 auto } section, figure { break-inside: avoid } }
`;

/** Shares of intervals that a 95 % interval may hold the truth in, and most of the ratios: beyond them a figure is marked. */
const leastCoverage = 0.93;
const mostRatio = { textbook: { median: 0.9, high: 2 }, mismatched: { median: 1.1, high: 3 } } as const;

/** @returns the proof as one HTML page that needs nothing from anywhere else and prints on A4 */
export function proofPage(summary: CampaignSummary, header: ProofHeader, subject: Subject): string {
  const { densityKgPerM3 } = subject.configuration.loop!.coolant;
  const section = (title: string, body: string): string => `<section>\n<h2>${title}</h2>\n${body}\n</section>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pinhole proof: ${escape(summary.loop)}</title>
<style>${style}</style>
</head>
<body>
<h1>Proof of detection: ${escape(summary.loop)}</h1>
<p class="lead">${escape(verdictOf(summary, densityKgPerM3))}</p>
<p class="small">${escape(originOf(summary, header))}</p>
${section("In the terms of API RP 1130", terms(summary, densityKgPerM3))}
<div class="two">
<figure><figcaption>Probability of detection, exact 95 % bounds</figcaption>${detectionPlot(summary, densityKgPerM3)}</figure>
<figure><figcaption>Delay from the hole to the alarm</figcaption>${delayPlot(summary, densityKgPerM3)}</figure>
</div>
<div class="two">
${section("Every case, sorted", outcomeTable("", summary.cases.map(({ kind, outcomes: counts }) => [kind, counts])))}
${section("Look-alikes and sensor faults", outcomeTable("", summary.incidents.map(({ name, outcomes: counts }) => [name, counts])))}
</div>
${section("Leaks, plant as in the loop file", rungTable(summary, densityKgPerM3))}
<div class="two">
${section("False alarms", falseAlarms(summary))}
${section("95 % intervals, a minute after the alarm", coverageTable(summary))}
</div>
${section("Plants that differ from the loop file", mismatchTable(summary, densityKgPerM3))}
${section("How to read it", notes(summary, subject))}
</body>
</html>
`;
}

function originOf(summary: CampaignSummary, { build }: ProofHeader): string {
  const partial = summary.runs < summary.plannedRuns ? ` of ${summary.plannedRuns} planned` : "";
  return `${summary.runs} runs${partial}, seed ${summary.seed}, knob ${few(summary.falseAlarmsPerYear)} false alarms a year, in ${summary.place}. The firmware's core itself ran, in the program of build ${build}. `
    + `Made by: pinhole prove, of the loop ${summary.loop}, --runs ${summary.plannedRuns} --seed ${summary.seed}.`;
}

function terms(summary: CampaignSummary, densityKgPerM3: number): string {
  const { rungs, fromPromised, coverage, mismatched, cases } = summary;
  const largest = rungs[rungs.length - 1]!;
  const promised = summary.commissioning.promisedKgPerS.day;
  const told = (quantity: string): string => {
    const found = coverage.find((one) => one.quantity === quantity)!;
    return `${quantity} ${percent(found.error)} off`;
  };
  const differ = cases[1]!.outcomes;
  const worst = [...mismatched].sort((one, other) => other.outcomes.correct === one.outcomes.correct ? 0 : one.outcomes.correct - other.outcomes.correct)[0]!;
  const rows = [
    ["sensitivity", `${rate(summary.smallestLeakKgPerS.day, densityKgPerM3)} within a day, ${rate(summary.smallestLeakKgPerS.hour, densityKgPerM3)} within an hour; ${hole(largest.holeM)} in ${time(largest.delayS.median)}. `
      + `Commissioning promised ${rate(promised, densityKgPerM3)}; from there on delays are ${spreadText(fromPromised.ratio, ratio)} of reference and two samples (median / 95 %).`],
    ["reliability", falseAlarmText(summary)],
    ["accuracy", `A minute after the alarm, at ${rate(rungs[summary.judgedRung]!.lossKgPerS, densityKgPerM3)}, median: ${told("leak rate")}, ${told("hole")}, ${told("onset")}, ${told("time to minimum pressure")}.`],
    ["robustness", `On plants that differ, ${differ.correct} of ${total(differ)} leaks were told rightly; fewest on "${worst.name}", ${worst.outcomes.correct} of ${total(worst.outcomes)}.`],
  ];
  return `<dl>${rows.map(([term, text]) => `<dt>${term!}</dt><dd>${escape(text!)}</dd>`).join("\n")}</dl>`;
}

function outcomeTable(head: string, rows: [string, Outcomes][]): string {
  return table([head, ...outcomes, "right"], rows.map(([name, counts]) => [
    escape(name), ...outcomes.map((outcome) => String(counts[outcome])), percent(total(counts) > 0 ? counts.correct / total(counts) : null),
  ]));
}

function rungTable(summary: CampaignSummary, densityKgPerM3: number): string {
  const limits = mostRatio.textbook;
  const promised = summary.commissioning.promisedKgPerS.day ?? Infinity;
  return table(
    ["leak rate", "hole", "leaks", ...horizons.map(({ name }) => `found in a${name === "hour" ? "n" : ""} ${name}, %`), "delay: median", "95 %", "reference", "ratio: median", "95 %"],
    summary.rungs.map((rung) => {
      const isPromised = rung.lossKgPerS >= promised;
      return [
        rate(rung.lossKgPerS, densityKgPerM3), hole(rung.holeM), String(total(rung.outcomes)), ...horizons.map(({ name }) => percentBounded(rung.found[name]).replace(" %", "")),
        time(rung.delayS.median), time(rung.delayS.high), time(rung.referenceS),
        marked(ratio(rung.ratio.median), isPromised && !((rung.ratio.median ?? Infinity) <= limits.median)), marked(ratio(rung.ratio.high), isPromised && !((rung.ratio.high ?? Infinity) <= limits.high)),
      ];
    }), summary.judgedRung) + `<p class="small">Ratio: of the delay to the reference and two samples. Rates and holes at the reference state. Shaded: where intervals are judged.</p>`;
}

function falseAlarms({ tail, quiet, falseAlarmsPerYear }: CampaignSummary): string {
  const isTrue = !(quiet.perYear.low! > 2 * falseAlarmsPerYear);
  return `${table(["threshold", "hours above", "a year", "line", ""], tail.rows.map((row) => [
    percentOf(row.thresholdShare), String(row.hours),
    row.thresholdShare === 1 ? marked(perYear(row.counted), !isTrue) : perYear(row.counted), row.foretold ? perYear(row.foretold) : "–", rowWord(row),
  ]))}<p class="small">The highest statistic of each of ${few(quiet.watchedS / 3600)} quiet hours, over its threshold. Its highest tenth is taken for exponential above ${tail.rows[0]!.use === "fitted" ? percentOf(tail.rows[0]!.thresholdShare) : "its foot"}; the line is fitted to the first half of the runs, checked on the second, and carried on by all. ${escape(tailText(tail))} `
    + `It tells what noise and surroundings like those simulated raise; not what they do not hold: other weather, other faults, an ageing sensor, a commissioning unluckier than all ${quiet.testCount} seen.</p>`;
}

function rowWord({ use, check, falseAlarmsPerYear, foretold }: TailRow): string {
  if (use === "fitted") return "fitted";
  if (use === "knob") return marked(`knob ${few(falseAlarmsPerYear!)} a year`, foretold !== null && foretold.low! > 2 * falseAlarmsPerYear!);
  return check === null ? "too few to tell" : check === "above" ? marked("above the line", true) : check === "below" ? "below the line" : "agrees";
}

function coverageTable({ coverage, rungs, judgedRung }: CampaignSummary): string {
  const share = ({ share: bounded, told }: CampaignSummary["coverage"][number]["judged"]): string =>
    told === 0 ? "none told" : marked(`${percentBounded(bounded)} of ${told}`, bounded.high! < leastCoverage);
  return `${table(["interval of", "holds the truth", "at all rates", "error, median"], coverage.map(({ quantity, judged, all, error }) => [quantity, share(judged), share(all), percent(error)]))
  }<p class="small">First at the shaded rate (${total(rungs[judgedRung]!.outcomes)} leaks), then over all. The discharge coefficient and, for each commissioning, the gas volume are drawn from their sigmas, the hole's node from the loop's where it has a pump. Leaks that had emptied the loop to its minimum pressure by then are not judged.</p>`;
}

function mismatchTable({ mismatched, rungs, shortLadder }: CampaignSummary, densityKgPerM3: number): string {
  const limits = mostRatio.mismatched;
  const tried = shortLadder.map((rung) => rate(rungs[rung]!.lossKgPerS, densityKgPerM3)).join(", ");
  return `${table(["plant", "commissioned", ...outcomes, "ratio: median", "95 %", "false alarms, in days", "a year by the tail"], mismatched.map((plant) => [
    escape(plant.name), String(plant.commissioned), ...outcomes.map((outcome) => String(plant.outcomes[outcome])),
    marked(ratio(plant.ratio.median), !((plant.ratio.median ?? Infinity) <= limits.median)), marked(ratio(plant.ratio.high), !((plant.ratio.high ?? Infinity) <= limits.high)),
    `${plant.quiet.alarms} in ${few(plant.quiet.watchedS / 86400)}`, plant.tail.perYear ? perYear(plant.tail.perYear) : "–",
  ]))}<p class="small">Each commissioned on that plant, then watched for a quarter of a day and given leaks of ${escape(tried)}. The reference knows the AR(1) coefficient, nothing else.</p>`;
}

function notes(summary: CampaignSummary, { configuration }: Subject): string {
  const [pressure, temperature] = (["pressure", "temperature"] as const).map((quantity) => loopSensors(configuration, quantity)[0]);
  const refused = Object.entries(summary.commissioning.refused).map(([reason, count]) => `${count} × ${reason}`).join(", ");
  return `<p class="small">${[
    `A run: a plant begins at a random moment and its monitor is commissioned until it has enough (median ${time(summary.commissioning.durationS.median)}; ${summary.commissioning.accepted} of ${summary.runs} accepted${refused && `; refused: ${refused}`}). It then watches a quiet day. At random moments of that day the running monitor and its plant are copied as they stand, and the copies get a leak of each rate, a look-alike or a fault: no restart, no widened thresholds.`,
    `Readings are the simulator's with the data sheets' noise (${few(pressure?.noisePa ?? 0)} Pa, ${few(temperature?.noiseK ?? 0)} K) and resolution, handed to the core without emulated parts and buses between.`,
    "Correct: told for what it was. Missed: no alarm of a loss within a day. False alarm: an alarm of a loss without one, or one that stood when the leak began. Misdiagnosis: told as something else (gas, mere low pressure, a rate more than twice or less than half the true one, an alarm that went within the minute). No response: not watching, or nothing told of a fault.",
    "Reference: a ramp in white noise, perfectly compensated, at the knob's rate; a yardstick, not a bound. Rates by Garwood (of the knob in use, by clusters of alarms), shares by Clopper and Pearson, 95 % both. EPA's protocol for tank tests asks for P(D) ≥ 95 % at P(FA) ≤ 5 % a test; here a test is a day.",
    "Red: medians over 0.9 and 95th percentiles over 2 (plants that differ: 1.1 and 3) from the leak promised by commissioning on; false alarms surely more than twice the knob; intervals that surely hold less than 93 %.",
  ].map(escape).join(" ")}</p>`;
}

function total(counts: Outcomes): number {
  return outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
}

function marked(text: string, isBad: boolean): string {
  return isBad ? `<span class="bad">${text}</span>` : text;
}

/** @param judged row that is shaded */
function table(head: string[], rows: string[][], judged?: number): string {
  const body = rows.map((cells, index) => `<tr${index === judged ? ' class="judged"' : ""}>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n");
  return `<table>\n<tr>${head.map((cell) => `<th>${cell}</th>`).join("")}</tr>\n${body}\n</table>`;
}
