import { outcomes, type CampaignSummary } from "#sims/campaign/campaign-summary.ts";
import { falseAlarmText, few, hole, percentBounded, rate, ratio, spreadText, time, verdictOf } from "#host/prove/proof-words.ts";

/** @returns the proof in lines for a terminal: what matters of the page */
export function proofText(summary: CampaignSummary, densityKgPerM3: number): string {
  const { commissioning, coverage, rungs } = summary;
  const partial = summary.runs < summary.plannedRuns ? ` of ${summary.plannedRuns}` : "";
  const lines = [
    `${summary.loop}: ${summary.runs}${partial} runs, seed ${summary.seed}, in ${summary.place}`,
    verdictOf(summary, densityKgPerM3),
    falseAlarmText(summary),
    `Commissioning accepted ${commissioning.accepted} of ${summary.runs}, after ${time(commissioning.durationS.median)}.`,
    "",
    ...columns([
      ["leak rate", "hole", "% found in a minute", "an hour", "a day", "delay, median / 95 %", "over reference + 2 samples"],
      ...rungs.map((rung) => [
        rate(rung.lossKgPerS, densityKgPerM3), hole(rung.holeM), ...(["minute", "hour", "day"] as const).map((horizon) => few(100 * (rung.found[horizon].value ?? 0))),
        spreadText(rung.delayS, time), spreadText(rung.ratio, ratio),
      ]),
    ]),
    "",
    ...columns([["cases", ...outcomes], ...summary.cases.map(({ kind, outcomes: counts }) => [kind, ...outcomes.map((outcome) => String(counts[outcome]))])]),
    "",
    ...columns([["95 % intervals", "hold the truth"], ...coverage.map(({ quantity, judged }) => [quantity, percentBounded(judged.share)])]),
    "",
    ...columns([
      ["plants that differ", ...outcomes, "over reference", "false alarms in days"],
      ...summary.mismatched.map((plant) => [plant.name, ...outcomes.map((outcome) => String(plant.outcomes[outcome])), spreadText(plant.ratio, ratio), `${plant.quiet.alarms} in ${few(plant.quiet.watchedS / 86400)}`]),
    ]),
    "",
    ...columns([["incidents", ...outcomes], ...summary.incidents.map(({ name, outcomes: counts }) => [name, ...outcomes.map((outcome) => String(counts[outcome]))])]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Cells below one another. */
function columns(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd());
}
