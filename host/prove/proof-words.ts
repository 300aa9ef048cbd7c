import type { Bounded } from "#sims/campaign/exact-bounds.ts";
import type { TailModel } from "#sims/campaign/tail-model.ts";
import type { CampaignSummary, RungSummary, Spread } from "#sims/campaign/campaign-summary.ts";
import { leastDetection } from "#sims/campaign/campaign-summary.ts";
import { duration, exactly, holeDiameter, leakRate } from "#host/report/people-units.ts";

/** Clustering of alarms up to which they pass for independent. */
const independent = 2;
/** Most false alarms in EPA's protocol for tests of tanks. */
const mostFalseAlarms = 0.05;

/** @returns as in `98.5 %`, `100 %` */
export function percent(share: number | null): string {
  if (share === null) return "–";
  const value = share * 100;
  return `${value === 0 || value === 100 ? value : value > 99 || value < 1 ? value.toFixed(2) : value.toFixed(1)} %`;
}

/** @returns as in `98.5 % (95.7 … 99.7)` */
export function percentBounded({ value, low, high }: Bounded): string {
  return value === null ? "–" : `${percent(value)} (${percent(low).replace(" %", "")} … ${percent(high).replace(" %", "")})`;
}

/** Two significant digits from 0.001 to 99, whole numbers above. */
export function few(value: number): string {
  return value === 0 ? "0" : value >= 100 ? Math.round(value).toLocaleString("en") : value < 1e-3 ? value.toExponential(0) : String(Number(value.toPrecision(2)));
}

/** @returns as in `3.2 (0.4 … 12)` a year */
export function perYear({ value, low, high }: Bounded): string {
  return value === null ? "–" : `${few(value)} (${few(low ?? 0)} … ${high === null ? "∞" : few(high)})`;
}

/** @returns as in `26.7 mL/h` */
export function rate(rateKgPerS: number | null, densityKgPerM3: number): string {
  return rateKgPerS === null ? "none" : leakRate(exactly(rateKgPerS), densityKgPerM3);
}

/** @returns as in `0.125 mm` */
export function hole(diameterM: number): string {
  return holeDiameter(exactly(diameterM));
}

/** @returns as in `12 s`; a dash where it is never or not known */
export function time(timeS: number | null): string {
  return timeS === null ? "–" : duration(timeS);
}

/** @param value without a unit; @returns as in `1.25`; a dash where it is not known */
export function ratio(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}

/** @param text says one of its ends, in whatever unit the spread is in; @returns median and 95th percentile, as in `12 s / 3.20 min` */
export function spreadText({ median, high }: Spread, text: (value: number | null) => string): string {
  return `${text(median)} / ${text(high)}`;
}

/** The result in the terms of EPA's protocol: a smallest leak by its share of detection, and the share of false alarms. */
export function verdictOf(summary: CampaignSummary, densityKgPerM3: number): string {
  const { minute, hour, day } = summary.smallestLeakKgPerS;
  const tests = summary.quiet.tests;
  const finds = day === null ? withoutSmallest(summary, densityKgPerM3)
    : `Finds ${percent(leastDetection)} or more of all leaks from ${rate(day, densityKgPerM3)} within a day, from ${rate(hour, densityKgPerM3)} within an hour, from ${rate(minute, densityKgPerM3)} within a minute.`;
  const isShown = tests.high !== null && tests.high <= mostFalseAlarms;
  const isRefuted = tests.low !== null && tests.low > mostFalseAlarms;
  const alarms = `${summary.quiet.testsWithAlarm} of ${summary.quiet.testCount} quiet days had a false alarm: P(FA) ${percentBounded(tests)} a day; at most ${percent(mostFalseAlarms)} ${isShown ? "is shown" : isRefuted ? "is not met" : "is not shown by so few runs"}.`;
  return `${finds} ${alarms}`;
}

/** Where the largest leaks are not all found, there is no smallest one above which all are. */
function withoutSmallest({ rungs }: CampaignSummary, densityKgPerM3: number): string {
  const isFound = ({ found }: RungSummary): boolean => found.day.value! >= leastDetection;
  const first = rungs.find(isFound);
  if (!first) return `No leak tried was found in ${percent(leastDetection)} of the runs within a day.`;
  const failing = rungs.filter((rung) => rung.lossKgPerS > first.lossKgPerS && !isFound(rung));
  return `Finds ${percent(leastDetection)} of the leaks of ${rate(first.lossKgPerS, densityKgPerM3)} within a day, but fewer of larger ones: ${failing.map((rung) => `${percent(rung.found.day.value)} of ${rate(rung.lossKgPerS, densityKgPerM3)}`).join(", ")}.`;
}

/** What the tail model may be used for. */
export function tailText({ perYear: line, isBound, reason }: TailModel): string {
  if (!line) return `The tail model may not be used: ${reason}.`;
  return `The tail model, checked, gives ${perYear(line)} a year${isBound ? ", a bound rather than an estimate: where it was checked fewer were counted" : ""}.`;
}

/** What is known of false alarms at the knob in use, a year. */
export function falseAlarmText({ quiet, tail, falseAlarmsPerYear }: CampaignSummary): string {
  const seen = `${quiet.alarms} false alarm${quiet.alarms === 1 ? "" : "s"} in ${few(quiet.watchedS / 86400)} quiet days at a knob of ${few(falseAlarmsPerYear)} a year: ${perYear(quiet.perYear)} a year`;
  const clusters = quiet.clustering !== null && quiet.clustering > independent
    ? ` They come in clusters, in ${quiet.testsWithAlarm} of ${quiet.testCount} runs, which widens these bounds.` : "";
  return `${seen}.${clusters} ${tailText(tail)} At most ${tail.mostPerYear === null ? "any number" : few(tail.mostPerYear)} a year (95 %).`;
}
