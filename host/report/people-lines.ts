import type { AlarmLine, EstimateLine, EventLine, JsonLine, VerificationLine } from "#host/link/json-lines.ts";
import { commissionedBy, type CommissionedSummary, type Diagnosis, type SummaryLine } from "#host/replay/run-log.ts";
import { clockTime, duration, durationInterval, exactly, holeDiameter, leakRate, pressure, temperature } from "#host/report/people-units.ts";
import { printable } from "#host/report/printable.ts";

/** People are told of a sharpened diagnosis when its rate has moved by this share since they were last told. */
const worthTelling = 0.1;

/** Verdicts after which nothing is watched. */
const unwatched: ReadonlySet<string> = new Set(["already-leaking", "no-signal", "contradicted", "interrupted"]);

/** Fields of an event's line that are told otherwise. */
const namedFields = new Set(["type", "timeS", "event", "severity"]);

/** Tells the alarm lines that are news to people from those that only repeat themselves. */
export class News {
  private toldKgPerS = 0;
  private largestKgPerS = 0;
  private toldCause: string | undefined;

  isNews({ state, leakRateKgPerS, cause }: AlarmLine): boolean {
    const kgPerS = leakRateKgPerS?.value ?? 0;
    if (state !== "updated") this.largestKgPerS = 0;
    this.largestKgPerS = Math.max(this.largestKgPerS, kgPerS);
    // A loss that has nearly ended is not worth a line for every change of its small rest.
    const least = worthTelling * Math.max(this.toldKgPerS, this.largestKgPerS / 2);
    if (state === "updated" && cause === this.toldCause && Math.abs(kgPerS - this.toldKgPerS) <= least) return false;
    this.toldKgPerS = kgPerS;
    this.toldCause = cause;
    return true;
  }
}

/**
 * Says one line of output in people's units.
 * @param densityKgPerM3 of the coolant; undefined where it is not known
 * @returns a line of text without a line feed; undefined for lines that say nothing to people
 */
export function peopleLine(line: JsonLine, densityKgPerM3: number | undefined): string | undefined {
  const at = clockTime(line.timeS).padStart(10);
  if (line.type === "estimate") return `${at}  ${estimateText(line)}`;
  if (line.type === "alarm") return `${at}  ${alarmText(line, densityKgPerM3)}`;
  if (line.type === "event") return `${at}  ${eventText(line, densityKgPerM3)}`;
  if (line.type === "verification") return `${at}  ${verificationText(line)}`;
  if (line.type === "alive") return `${at}  the board is alive`;
  return line.type === "parameter" ? `${at}  ${line.parameter} is ${line.value === null ? "not set" : Number(line.value.toPrecision(7))}` : undefined;
}

/** @returns the closing lines of a run */
export function peopleSummary(summary: SummaryLine, densityKgPerM3: number | undefined): string {
  const lines = [`${summary.samples.toLocaleString("en")} samples, ${duration(summary.durationS)}`];
  if (summary.commissioned === null) lines.push("commissioning did not end: nothing was judged");
  else lines.push(...commissioningText(summary.commissioned, densityKgPerM3));
  if (summary.alarms.length === 0) lines.push("no alarm");
  for (const { alarm, firstS, clearedS, diagnosis } of summary.alarms) {
    const end = clearedS === null ? "still standing" : `cleared at ${clockTime(clearedS)}`;
    lines.push(`${alarm} alarm at ${clockTime(firstS)}, ${end}${diagnosis === null ? "" : diagnosisText(diagnosis, densityKgPerM3)}`);
  }
  return lines.join("\n");
}

function estimateText(line: EstimateLine): string {
  const parts = [pressure(line.pressurePa), temperature(line.temperatureK)];
  if (line.inventoryKg !== null) parts.push(`${line.inventoryKg.toFixed(3)} kg`);
  if (line.statistic !== null && line.threshold !== null) parts.push(`statistic ${line.statistic.toFixed(2)} of ${line.threshold.toFixed(2)}`);
  return parts.join("  ");
}

function verificationText({ report, sequence, reason }: VerificationLine): string {
  return `telecommand ${sequence ?? "(not readable)"} ${report}${reason === null ? "" : `: ${reason}`}`;
}

/** @returns whether the loop is watched with what commissioning ended with */
export function isWatched({ falseAlarmsPerYear, reason }: CommissionedSummary): boolean {
  return falseAlarmsPerYear !== null && !unwatched.has(reason ?? "");
}

/** @returns the lowest rate of false alarms that the record supports; null where none, or where it is of no use: refused, and not for the rate, and not watched either */
export function lowestRateToTell(commissioned: CommissionedSummary): number | null {
  const { accepted, falseAlarmsPerYear, lowestFalseAlarmsPerYear } = commissioned;
  const isForRate = !accepted && !(lowestFalseAlarmsPerYear! < falseAlarmsPerYear!);
  return isForRate || isWatched(commissioned) ? lowestFalseAlarmsPerYear : null;
}

function commissioningText(commissioned: CommissionedSummary, densityKgPerM3: number | undefined): string[] {
  const told = (rate: number): string => `${Number(rate.toPrecision(3)).toLocaleString("en")} false alarms a year`;
  const { accepted, reason, durationS, falseAlarmsPerYear } = commissioned;
  const watched = isWatched(commissioned);
  const verdict = accepted ? "accepted" : `refused${watched ? " as asked" : ""} (${reason})`;
  const lines = [`commissioning of ${duration(durationS)} ${verdict}, ${watched ? `watched at ${told(falseAlarmsPerYear!)}` : "not watched"}`];
  const lowest = lowestRateToTell(commissioned);
  if (!accepted && lowest !== null) lines.push(`the lowest rate that this record supports is ${told(lowest)}`);
  if (!watched) return lines;
  const smallest = Object.entries(commissioned.smallestLeakKgPerS).flatMap(([within, kgPerS]) =>
    kgPerS === null ? [] : [`${leakRate(exactly(kgPerS), densityKgPerM3)} within ${within === "hour" ? "an" : "a"} ${within}`]);
  if (smallest.length > 0) lines.push(`smallest leak found: ${smallest.join(", ")}`);
  return lines;
}

function alarmText(line: AlarmLine, densityKgPerM3: number | undefined): string {
  if (line.state !== "raised" && line.state !== "updated") return `${line.alarm} alarm ${line.state}`;
  return (line.state === "raised" ? `ALARM ${line.alarm}` : line.alarm) + diagnosisText(line, densityKgPerM3, line.cause);
}

/** @returns the diagnosis after a colon; nothing where there is none */
function diagnosisText({ leakRateKgPerS, holeDiameterM, timeToMinimumPressureS, timeToEmptyS, place }: Diagnosis, densityKgPerM3: number | undefined, cause?: string): string {
  const parts: string[] = [];
  if (cause === "undecided") parts.push("liquid or gas");
  else if (cause !== undefined) parts.push(`it is ${cause}`);
  if (leakRateKgPerS && leakRateKgPerS.value !== null) parts.push(`losing ${leakRate(leakRateKgPerS, densityKgPerM3)}`);
  if (holeDiameterM && holeDiameterM.value !== null) parts.push(`hole ${holeDiameter(holeDiameterM)}`);
  if (place) parts.push(`${place === "middle" ? "half-way round" : `near the pump's ${place}`}`);
  if (timeToMinimumPressureS && timeToMinimumPressureS.value !== null) parts.push(`minimum pressure in ${durationInterval(timeToMinimumPressureS)}`);
  if (timeToEmptyS && timeToEmptyS.value !== null) parts.push(`empty in ${durationInterval(timeToEmptyS)}`);
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

function eventText(line: EventLine, densityKgPerM3: number | undefined): string {
  const details = eventDetails(line, densityKgPerM3);
  return `${line.event} (${line.severity})${details === "" ? "" : `: ${details}`}`;
}

/** @returns what an event says besides its name; nothing where it says no more */
export function eventDetails(line: EventLine, densityKgPerM3: number | undefined): string {
  if (line.event === "commissioning" && line["verdict"] !== "begun") return commissioningText(commissionedBy(line), densityKgPerM3).join("; ");
  return Object.entries(line).filter(([key]) => !namedFields.has(key)).map(([key, value]) => fieldText(key, value)).filter((text) => text !== undefined).join(", ");
}

/** @returns a field of an event as text; undefined for one that is not known */
function fieldText(key: string, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "number") return `${key} ${Number(value.toPrecision(4))}`;
  if (typeof value !== "object") return `${key} ${printable(String(value))}`;
  const inner = Object.entries(value as object).map(([name, one]) => fieldText(name, one)).filter((text) => text !== undefined);
  return inner.length === 0 ? undefined : `${key} (${inner.join(", ")})`;
}
