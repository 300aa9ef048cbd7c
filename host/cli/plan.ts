import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { loopOf, referenceLoops } from "#host/loop/read-loop.ts";
import { candidatesOf, parseChoice, suitableParts, withSensors, type Candidate } from "#host/plan/candidate.ts";
import { planSvg } from "#host/plan/plan-chart.ts";
import { mostRunsPerRow, planRows, playPlanRun, rowRuns, type PlannedRow, type SmallestLeak } from "#host/plan/plan.ts";
import { horizonsS } from "#host/plan/smallest-leak.ts";
import { claimFile, saveFile } from "#host/report/output-file.ts";
import { printable } from "#host/report/printable.ts";
import { onWorkers } from "#host/workers/on-workers.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { repeatable, seed, workerCount } from "./arguments.ts";
import { progressBar } from "./progress-bar.ts";

interface Options {
  sensor: string[];
  seed: number;
  workers: number;
  plot?: string;
  json?: true;
}

/** plan LOOP */
export function register(program: Command): void {
  program
    .command("plan")
    .description("The smallest leak that a loop's sensors, and others in their place, can show in a minute, an hour and a day: before hardware is bought.")
    .argument("<loop>", `loop file, or ${referenceLoops.map(({ name }) => name).join(", ")}`)
    .addOption(repeatable("--sensor <part>", "to try in place of the loop's sensors of that quantity, repeatable: a part (tmp117), numbers (noisePa=20,driftPaPerDay=50), or both (ads1115,noisePa=40); none: every known part that suits"))
    .option("--seed <N>", "of everything random", seed, 1)
    .option("--workers <N>", "runs played at a time; the result is the same", workerCount, availableParallelism())
    .option("--plot <file.svg>", "the smallest leak over the time in which it is found, a line a choice of sensors")
    .option("--json", "JSON Lines in SI units")
    .action(plan);
}

async function plan(path: string, options: Options): Promise<void> {
  const loopFile = loopOf(path);
  const choices = options.sensor.map(parseChoice);
  const candidates = choices.length > 0 ? candidatesOf(loopFile, choices, path) : everyPart(loopFile, path);
  if (options.plot !== undefined) claimFile("--plot", options.plot, [".svg"]);
  const bar = progressBar("planning {bar} {percentage} %");
  // Not every row needs all the runs that one may need.
  bar?.start(candidates.length * mostRunsPerRow, 0);
  const rows = await planRows(candidates, options.seed, (runs) => onWorkers({ worker: "plan-worker", does: playPlanRun }, runs, { workers: options.workers, done: () => bar?.increment() }))
    .finally(() => bar?.stop());
  for (const line of options.json ? rows.map((row) => JSON.stringify(jsonOf(row))) : tableOf(loopFile, rows)) console.log(printable(line));
  if (options.plot !== undefined) saveFile("--plot", options.plot, planSvg(loopFile.name, rows));
}

/** The loop as it is, and with each known part that suits it in place of its own, one at a time. */
function everyPart(loopFile: LoopFile, source: string): Candidate[] {
  const [own] = candidatesOf(loopFile, [], source) as [Candidate];
  const others = (["pressure", "temperature"] as const).flatMap((quantity) => suitableParts(loopFile, quantity).map((part) => withSensors(loopFile, [part])));
  return [own, ...others.filter(({ name }) => name !== own.name)];
}

function jsonOf(row: PlannedRow): object {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const leak = ({ kgPerS, errorShare, holeM }: SmallestLeak): object => ({ leakRateKgPerS: known(kgPerS), standardErrorShare: known(errorShare), holeDiameterM: known(holeM) });
  return {
    type: "plan", sensors: row.name, sigmaKg: row.sigmaKg, pressureSigmaKg: row.pressureSigmaKg, temperatureSigmaKg: row.temperatureSigmaKg,
    minute: leak(row.minute), hour: leak(row.hour), day: leak(row.day),
    limit: row.limit ?? null, limitFactor: row.limit ? row.limitFactor : null,
    next: row.next ? { part: row.next.part, minuteFactor: known(row.next.minute), hourFactor: known(row.next.hour), dayFactor: known(row.next.day) } : null,
    curve: horizonsS.map((foundWithinS, index) => ({ foundWithinS, leakRateKgPerS: known(row.curveKgPerS[index]!) })),
    refused: row.refused, runs: row.runs,
  };
}

function tableOf(loopFile: LoopFile, rows: readonly PlannedRow[]): string[] {
  const head = ["sensors", "one sample", "in a minute", "in an hour", "in a day", "limited by", "next better sensor"];
  const cells = rows.map((row) => [
    row.name, `${digits(row.sigmaKg * 1000)} g`, leakText(row.minute), leakText(row.hour), leakText(row.day),
    row.limit ? `${row.limit} (× ${digits(row.limitFactor)})` : "nothing alone",
    nextText(row),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]!.length)));
  const text = (line: string[]): string => line.map((cell, column) => cell.padEnd(widths[column]!)).join("   ").trimEnd();
  const refused = rows.filter((row) => row.refused > 0);
  const errors = rows.flatMap(({ minute, hour, day }) => [minute, hour, day].map(({ errorShare }) => errorShare)).filter(Number.isFinite);
  return [
    `${loopFile.name}: the smallest leak that is found in time in half of all cases, at ${loopFile.falseAlarmsPerYear ?? 1} false alarm(s) a year, a day after commissioning`,
    "", text(head), ...cells.map(text), "",
    "A leak in kg/s, as liquid, and as the hole that loses so much at the reference pressure. One sample: standard deviation of its inventory.",
    ...(errors.length > 0 ? [`Of ${rowRuns} runs a row, each commissioned on a plant of its own; the standard error of a leak is ${digits(100 * Math.min(...errors))} to ${digits(100 * Math.max(...errors))} % (--json: of each).`] : []),
    "Limited by: what, taken away, would make the hour's leak smaller, and by what factor (compensation: what it leaves of the temperature's swings). Next better sensor: the factors for minute, hour and day.",
    ...refused.map((row) => `${row.name}: commissioning was refused in ${row.refused} of ${row.runs} runs.`),
  ];
}

function nextText({ next, limit }: PlannedRow): string {
  if (next) return `${next.part}: × ${[next.minute, next.hour, next.day].map(digits).join(", ")}`;
  if (limit === undefined) return "no one part: give two --sensor, a quantity each";
  return limit === "compensation" ? "none helps: steadier heat" : "none known";
}

function leakText({ kgPerS, mLPerH, holeM }: SmallestLeak): string {
  if (!Number.isFinite(kgPerS)) return "not known";
  return `${kgPerS.toExponential(1)} kg/s ${digits(mLPerH)} mL/h${Number.isFinite(holeM) ? ` ${digits(holeM * 1000)} mm` : ""}`;
}

function digits(value: number): string {
  return !Number.isFinite(value) ? "–" : value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}
