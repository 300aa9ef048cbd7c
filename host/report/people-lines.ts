import type { AlarmLine, EstimateLine, EventLine, Interval, JsonLine, VerificationLine } from "#host/link/json-lines.ts";
import { commissionedBy, isWatched, lowestRateToTell, unfinished, type AlarmSummary, type CommissionedSummary, type Diagnosis, type SummaryLine } from "#host/replay/run-log.ts";
import { clockTime, counted, duration, durationInterval, exactly, holeDiameter, leakRate, pressure, pressureFall, temperature, volume } from "#host/report/people-units.ts";
import { printable } from "#host/report/printable.ts";

/** People are told of a sharpened diagnosis when its rate has moved by this share since they were last told. */
const worthTelling = 0.1;

/** Fields of an event's line that are told otherwise. */
const namedFields = new Set(["type", "timeS", "event", "severity"]);

/** Mode after a refused commissioning that no earlier one stands behind: every run in one process begins without any. */
export const modeWithoutEarlier = "uncommissioned";

/** Farthest Unix time that a date can be made of, ms: ECMA-262, time values. */
const lastUnixMs = 8.64e15;

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
 * @param modeAfter as `eventDetails` takes it
 * @returns a line of text without a line feed; undefined for lines that say nothing to people
 */
export function peopleLine(line: JsonLine, densityKgPerM3: number | undefined, modeAfter?: string): string | undefined {
  const at = clockTime(line.timeS).padStart(10);
  if (line.type === "estimate") return `${at}  ${estimateText(line)}`;
  if (line.type === "alarm") return `${at}  ${alarmText(line, densityKgPerM3)}`;
  if (line.type === "event") return `${at}  ${eventText(line, densityKgPerM3, modeAfter)}`;
  if (line.type === "verification") return `${at}  ${verificationText(line)}`;
  if (line.type === "alive") return `${at}  the board is alive`;
  return line.type === "parameter" ? `${at}  ${line.parameter} is ${line.value === null ? "not set" : Number(line.value.toPrecision(7))}` : undefined;
}

/** Keeps, of every alarm, the last line that told of a loss: what is told of a loop that has run dry is that it loses nothing. */
export class Losses {
  /** By alarm: when the one that stands was first told, s. */
  private readonly since = new Map<string, number>();
  private readonly last = new Map<string, AlarmLine>();

  take(line: AlarmLine): void {
    const sinceS = this.since.get(line.alarm) ?? line.timeS;
    if (line.state === "cleared") this.since.delete(line.alarm);
    else this.since.set(line.alarm, sinceS);
    if ((line.leakRateKgPerS?.value ?? 0) > 0) this.last.set(keyOf(line.alarm, sinceS), line);
  }

  /** @returns the last line of an alarm that told of a loss; undefined where none did */
  lastOf({ alarm, firstS }: AlarmSummary): AlarmLine | undefined {
    return this.last.get(keyOf(alarm, firstS));
  }
}

function keyOf(alarm: string, sinceS: number): string {
  return `${alarm} ${sinceS}`;
}

/** @param losses that the run has told of, where they were kept @returns the closing lines of a run */
export function peopleSummary(summary: SummaryLine, densityKgPerM3: number | undefined, losses?: Losses): string {
  const lines = [`${counted(summary.samples, "sample")}, ${duration(summary.durationS)}`];
  lines.push(...commissioningText(summary.commissioned, densityKgPerM3, "not watched"));
  const watched = isWatched(summary.commissioned);
  if (summary.alarms.length === 0) lines.push(watched ? "no alarm" : "no alarm; but nothing was watched");
  for (const one of summary.alarms) {
    const { alarm, firstS, clearedS, diagnosis } = one;
    const end = clearedS === null ? "still standing" : `cleared at ${clockTime(clearedS)}`;
    const told = diagnosis === null ? "" : diagnosisText(diagnosis, densityKgPerM3);
    const last = diagnosis?.leakRateKgPerS?.value === 0 ? losses?.lastOf(one) : undefined;
    const before = last ? `; at ${clockTime(last.timeS)} still${diagnosisText(last, densityKgPerM3).slice(1)}` : "";
    lines.push(`${alarm} alarm at ${clockTime(firstS)}, ${end}${told}${before}`);
  }
  return lines.join("\n");
}

function estimateText(line: EstimateLine): string {
  const parts = [pressure(line.pressurePa), temperature(line.temperatureK)];
  if (line.inventoryKg !== null) parts.push(`${line.inventoryKg.toFixed(3)} kg`);
  if (line.mode === "uncommissioned") parts.push("not commissioned: no leak is looked for");
  if (line.statistic !== null && line.threshold !== null) parts.push(`statistic ${line.statistic.toFixed(2)} of ${line.threshold.toFixed(2)}`);
  return parts.join("  ");
}

function verificationText({ report, sequence, reason }: VerificationLine): string {
  return `telecommand ${sequence ?? "(not readable)"} ${report}${reason === null ? "" : `: ${reason}`}`;
}

/** @param refused what becomes of the loop where nothing of this commissioning is watched with */
function commissioningText(commissioned: CommissionedSummary, densityKgPerM3: number | undefined, refused: string): string[] {
  const told = (rate: number): string => `${counted(Number(rate.toPrecision(3)), "false alarm")} a year`;
  const { accepted, reason, durationS, falseAlarmsPerYear } = commissioned;
  const watched = isWatched(commissioned);
  if (commissioned === unfinished) return ["commissioning did not end: nothing was judged"];
  if (reason === "interrupted") return ["commissioning cut short by a reset (interrupted), not watched until it is started again"];
  const watch = watched ? `watched at ${told(falseAlarmsPerYear!)}` : refused;
  const verdict = accepted ? `accepted, ${watch}` : watched ? `not accepted as asked (${reason}), but ${watch}` : `refused (${reason}), ${watch}`;
  const lines = [`commissioning of ${duration(durationS)} ${verdict}`];
  const lowest = lowestRateToTell(commissioned);
  if (!accepted && lowest !== null) lines.push(`the lowest rate that this record supports is ${told(lowest)}`);
  if (!watched) return lines;
  const smallestOf = (found: CommissionedSummary["smallestLeakKgPerS"], textOf: (rate: number) => string): string => Object.entries(found)
    .flatMap(([within, rate]) => (rate === null ? [] : [`${textOf(rate)} within ${within === "hour" ? "an" : "a"} ${within}`])).join(", ");
  const leaks = smallestOf(commissioned.smallestLeakKgPerS, (rate) => leakRate(exactly(rate), densityKgPerM3));
  const falls = smallestOf(commissioned.smallestFallPaPerS, (rate) => pressureFall(exactly(rate)));
  if (leaks !== "") lines.push(`smallest leak found: ${leaks}`);
  if (falls !== "") lines.push(`smallest fall of pressure found: ${falls}`);
  return lines;
}

function alarmText(line: AlarmLine, densityKgPerM3: number | undefined): string {
  if (line.state !== "raised" && line.state !== "updated") return `${line.alarm} alarm ${line.state}`;
  return (line.state === "raised" ? `ALARM ${line.alarm}` : line.alarm) + diagnosisText(line, densityKgPerM3, line.cause);
}

/** @returns the diagnosis after a colon; nothing where there is none */
function diagnosisText({ leakRateKgPerS, pressureFallPaPerS, holeDiameterM, timeToMinimumPressureS, timeToEmptyS, place }: Diagnosis, densityKgPerM3: number | undefined, cause?: string): string {
  const parts: string[] = [];
  if (cause === "undecided") parts.push("liquid or gas");
  else if (cause !== undefined) parts.push(`it is ${cause}`);
  if (leakRateKgPerS && leakRateKgPerS.value !== null) parts.push(`losing ${lossText(leakRateKgPerS, densityKgPerM3)}`);
  if (pressureFallPaPerS && pressureFallPaPerS.value !== null) parts.push(`pressure falling by ${pressureFall(pressureFallPaPerS)}`);
  if (holeDiameterM && holeDiameterM.value !== null) parts.push(`hole ${holeDiameter(holeDiameterM)}`);
  if (place) parts.push(`${place === "middle" ? "half-way round" : `near the pump's ${place}`}`);
  if (timeToMinimumPressureS && timeToMinimumPressureS.value !== null) parts.push(timeToMinimumPressureS.value === 0 ? "already at the minimum pressure" : `minimum pressure in ${durationInterval(timeToMinimumPressureS)}`);
  if (timeToEmptyS && timeToEmptyS.value !== null) parts.push(timeToEmptyS.value === 0 ? "already empty" : `empty in ${durationInterval(timeToEmptyS)}`);
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

/** @returns a loss as `leakRate` tells it; a rate of zero by the most that it may be */
export function lossText(rateKgPerS: Interval, densityKgPerM3: number | undefined): string {
  const { value, high } = rateKgPerS;
  if (value !== 0) return leakRate(rateKgPerS, densityKgPerM3);
  return high !== null && high > 0 ? `at most ${leakRate(exactly(high), densityKgPerM3)}` : "nothing measurable";
}

function eventText(line: EventLine, densityKgPerM3: number | undefined, modeAfter: string | undefined): string {
  const details = eventDetails(line, densityKgPerM3, modeAfter);
  return `${line.event} (${line.severity})${details === "" ? "" : `: ${details}`}`;
}

/**
 * @param modeAfter that the board went into at once, where that is known: a refused commissioning leaves an earlier result in force
 * @returns what an event says besides its name; nothing where it says no more
 */
export function eventDetails(line: EventLine, densityKgPerM3: number | undefined, modeAfter?: string): string {
  if (line.event === "commissioning" && line["verdict"] !== "begun") {
    const refused = modeAfter === undefined ? "an earlier result stands, if there is one" : modeAfter === "nominal" ? "the earlier result stands" : "not watched";
    return commissioningText(commissionedBy(line), densityKgPerM3, refused).join("; ");
  }
  return Object.entries(line).filter(([key]) => !namedFields.has(key)).map(([key, value]) => fieldText(key, value, densityKgPerM3)).filter((text) => text !== undefined).join(", ");
}

/** @returns a field of an event as text; undefined for one that is not known */
function fieldText(key: string, value: unknown, densityKgPerM3: number | undefined): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "number") return numberText(key, value, densityKgPerM3);
  if (typeof value !== "object") return `${key} ${printable(String(value))}`;
  const inner = Object.entries(value as object).map(([name, one]) => fieldText(name, one, densityKgPerM3)).filter((text) => text !== undefined);
  return inner.length === 0 ? undefined : `${key} (${inner.join(", ")})`;
}

function numberText(key: string, value: number, densityKgPerM3: number | undefined): string {
  switch (key) {
    case "awayS":
      return `away for ${duration(value)}`;
    case "boardTimeS":
      return `board time ${clockTime(value)}`;
    case "durationS":
      return `for ${duration(value)}`;
    case "elapsedS":
      return `by ${duration(value)}`;
    case "lateMs":
      return `late by ${duration(value / 1000)}`;
    case "step":
      // Of the inventory where the loop is known; else nothing here tells whether it is that or a pressure.
      return densityKgPerM3 === undefined ? `step ${Number(value.toPrecision(4))}` : `step ${volume(value / densityKgPerM3)}`;
    case "unixMs":
      return Math.abs(value) <= lastUnixMs ? `at ${new Date(value).toISOString().replace("T", " ").slice(0, 19)} UTC` : `unixMs ${value}`;
    default:
      return `${key} ${Number(value.toPrecision(4))}`;
  }
}
