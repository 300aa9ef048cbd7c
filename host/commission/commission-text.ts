import type { Configuration } from "#firmware/configuration.ts";
import { verdictTexts } from "#firmware/telemetry/dictionary-texts.ts";
import type { Interval } from "#host/link/json-lines.ts";
import { isWatched, lowestRateToTell, type CommissionedSummary } from "#host/replay/run-log.ts";
import { clockTime, counted, digits, duration, exactly, holeDiameter, leakRate, pressure, pressureFall, temperature } from "#host/report/people-units.ts";
import { holeFactor } from "#sims/loop/orifice.ts";
import type { ComplianceLine } from "./compliance.ts";
import type { Awaited, CourseLine } from "./course.ts";

/** What commissioning ended with, and what that means at this loop. */
export interface CommissionedLine extends CommissionedSummary {
  type: "commissioned";
  timeS: number;
  /** Sharp-edged hole that loses the smallest leak found, m; null where the loop is not known. */
  smallestHoleM: { minute: number | null; hour: number | null; day: number | null };
}

const waitingFor: Readonly<Record<Awaited, string>> = {
  "set-time": "the time that was set",
  samples: "quiet samples enough for the false-alarm rate asked for, first to learn from and then to check on",
  "thermal-cycle": "one whole thermal cycle to learn from, another to check on",
  "end-of-cycle": "the temperature to come round: a thermal cycle has begun and not ended",
};

/** @param pressurePa at the hole; @returns the line that a result gives at this loop */
export function commissionedLine(timeS: number, result: CommissionedSummary, configuration: Configuration | undefined, pressurePa: number): CommissionedLine {
  const { minute, hour, day } = result.smallestLeakKgPerS;
  const holeOf = (kgPerS: number | null): number | null => holeM(kgPerS, configuration, pressurePa);
  return { type: "commissioned", timeS, ...result, smallestHoleM: { minute: holeOf(minute), hour: holeOf(hour), day: holeOf(day) } };
}

/** @returns diameter of the sharp-edged hole that loses so much, m; null where that is not known */
function holeM(kgPerS: number | null, configuration: Configuration | undefined, pressurePa: number): number | null {
  const loop = configuration?.loop;
  if (loop === undefined || kgPerS === null || !(pressurePa > loop.externalPressurePa)) return null;
  const perArea = holeFactor(1, loop.dischargeCoefficient) * Math.sqrt(loop.coolant.densityKgPerM3 * (pressurePa - loop.externalPressurePa));
  return Math.sqrt(kgPerS / perArea);
}

/** @returns where commissioning stands, in a line */
export function courseText({ timeS, progress, isLonger, remainingS, awaits, swingK }: CourseLine): string {
  const left = remainingS === null ? "time left not known" : `${duration(remainingS)} left`;
  const swing = swingK === null ? "" : ` (temperature has moved by ${swingK.toFixed(1)} K)`;
  return `${clockTime(timeS).padStart(10)}  commissioning ${Math.floor(100 * progress)} %${isLonger ? ", it needs longer than thought" : ""}, ${left}: waits for ${waitingFor[awaits]}${swing}`;
}

/**
 * Why a record ended before commissioning did.
 * @param durationS of the record; @param commissioningS that was asked for; @param last where it stood when last told
 */
export function unfinishedText(samples: number, durationS: number, commissioningS: number | undefined, last: CourseLine | undefined): string {
  const ended = `the record of ${counted(samples, "sample")} ended before commissioning did`;
  if (commissioningS !== undefined && commissioningS >= durationS) {
    return `${ended}: it is only ${duration(durationS)} long, where commissioning is set to ${duration(commissioningS)}; a longer one is needed, or fewer seconds`;
  }
  // The board's clock for it runs while there are readings only.
  if (commissioningS !== undefined) return `${ended}, which is set to ${duration(commissioningS)}: too few samples had a pressure and a temperature that are believed; the events of the sensors say why, and a longer record is of no use without them`;
  const stood = last === undefined ? ", which had hardly begun: it takes samples in which no quantity is without a reading"
    : `, ${Math.floor(100 * last.progress)} % when last told: it waited for ${waitingFor[last.awaits]}`;
  return `${ended}${stood}; a longer one is needed, or --commission S for the first S seconds and the false-alarm rate that they support`;
}

/** What was taken for commissioning in a recording that ends before it would by itself. */
export function halfText(halfS: number): string {
  return `commissioning needs longer than this recording is, so its first half is taken for it, as by --commission ${halfS}, at the false-alarm rate that this supports; a leak in it would be learnt`;
}

/** Why a recording was not run through: the user has had enough. */
export function interruptedText(samples: number): string {
  return `interrupted after ${counted(samples, "sample")}; the rest of the recording was not looked at`;
}

/** @returns the result, in lines */
export function commissionedText(line: CommissionedLine, densityKgPerM3: number | undefined): string {
  const { accepted, reason, durationS, falseAlarmsPerYear, largestHiddenFallPaPerS, largestHiddenLeakKgPerS, sigmaKg, threshold } = line;
  const watched = isWatched(line);
  const verdict = watched ? "not accepted as asked, but watched" : "refused";
  const lines = [`commissioning of ${duration(durationS)} ${accepted ? "accepted" : `${verdict}: ${reason}. ${meaningOf(reason)}`}`];
  const lowest = lowestRateToTell(line);
  const isLowest = !accepted && lowest !== null && falseAlarmsPerYear === lowest;
  if (falseAlarmsPerYear !== null) lines.push(`  ${named("false alarms a year")}${shown(falseAlarmsPerYear)}${isLowest ? " (the lowest that the record supports)" : ""}`);
  if (lowest !== null && !isLowest) lines.push(`  ${named("lowest that the record supports")}${shown(lowest)}`);
  for (const within of watched ? ["minute", "hour", "day"] as const : []) {
    const fall = line.smallestFallPaPerS[within];
    const text = fall === null ? leakText(line.smallestLeakKgPerS[within], line.smallestHoleM[within], densityKgPerM3) : pressureFall(exactly(fall));
    lines.push(`  ${named(`smallest ${fall === null ? "leak" : "fall"} in ${within === "hour" ? "an" : "a"} ${within}`)}${text}`);
  }
  if (watched && densityKgPerM3 !== undefined && line.smallestLeakKgPerS.day !== null && line.smallestHoleM.day === null) {
    lines.push("  no holes: the loop's pressure is not above the loop file's externalPressurePa, and nothing leaks out of such a loop");
  }
  if (watched && largestHiddenFallPaPerS !== null) lines.push(`  ${named("largest fall it may hide")}${pressureFall(exactly(largestHiddenFallPaPerS))}`);
  else if (watched) lines.push(`  ${named("largest leak it may hide")}${leakText(largestHiddenLeakKgPerS, null, densityKgPerM3)}`);
  if (sigmaKg !== null) lines.push(`  ${named("noise of one sample")}${shown(sigmaKg * 1000)} g${densityKgPerM3 === undefined ? "" : ` (${shown(sigmaKg / densityKgPerM3 * 1e6)} mL)`}`);
  if (threshold !== null) lines.push(`  ${named("threshold")}${shown(threshold)} standard deviations`);
  return lines.join("\n");
}

/** @returns a measured compliance with what to write into the loop file, in lines */
export function complianceText(line: ComplianceLine): string {
  const { complianceM3PerPa, gasVolumeM3, pressurePa, temperatureK, loopFileM3PerPa, ratio, comparison, accumulator } = line;
  const lines = [
    `compliance ${line.method === "temperature" ? "from how pressure follows temperature" : "from the known volume"}, at ${pressure(pressurePa)} and ${temperature(temperatureK)}`,
    `  ${intervalText(complianceM3PerPa, 1e11)} mL/bar`,
  ];
  if (gasVolumeM3 !== null) lines.push(`  gas volume ${intervalText(gasVolumeM3, 1000)} L`);
  if (loopFileM3PerPa !== null && ratio !== null && comparison !== null) {
    const how = comparison === "agrees" ? "agrees" : comparison === "differs" ? `is ${shown(ratio)} times that, outside the interval` : `contradicts it: ${shown(ratio)} times as much; commissioning may accept it all the same, as it judges by the temperature of its own time alone, and not where that tells too little`;
    lines.push(`  the loop file's ${shown(loopFileM3PerPa * 1e11)} mL/bar ${how}`);
  } else {
    lines.push(`  were it all gas: ${shown(complianceM3PerPa.value! * pressurePa * 1000)} L; --loop FILE takes liquid and hoses off`);
  }
  lines.push(`  assumes: ${line.assumes}`);
  if (accumulator !== null) lines.push("  for the loop file:", ...pasteLines(accumulator, line.complianceSigmaShare));
  return lines.join("\n");
}

/** @returns whole keys of a loop file, as text that replaces those there */
function pasteLines(accumulator: NonNullable<ComplianceLine["accumulator"]>, complianceSigmaShare: number): string[] {
  const { gasVolumeM3, gasPressurePa, temperatureK, ...others } = accumulator;
  const rounded = (value: number, count: number): number => Number(value.toPrecision(count));
  const keys = { gasVolumeM3: rounded(gasVolumeM3, 3), gasPressurePa: rounded(gasPressurePa, 6), temperatureK: rounded(temperatureK, 5), ...others };
  return [
    `    "accumulator": { ${Object.entries(keys).map(([key, value]) => `"${key}": ${value}`).join(", ")} },`,
    `    "complianceSigmaShare": ${rounded(complianceSigmaShare, 2)}`,
  ];
}

function leakText(kgPerS: number | null, holeOfM: number | null, densityKgPerM3: number | undefined): string {
  if (kgPerS === null) return "not known";
  const hole = holeOfM === null ? "" : `, hole ${holeDiameter(exactly(holeOfM))}`;
  return `${kgPerS.toExponential(2)} kg/s${densityKgPerM3 === undefined ? "" : `, ${leakRate(exactly(kgPerS), densityKgPerM3)}`}${hole}`;
}

function intervalText({ value, low, high }: Interval, scale: number): string {
  const one = (end: number | null, open: string): string => (end === null ? open : digits(end * scale));
  return `${one(value, "?")} (${one(low, "0")} … ${one(high, "∞")})`;
}

function shown(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
}

function meaningOf(reason: string | null): string {
  return Object.values(verdictTexts).find(({ name }) => name === reason)?.meaning ?? "";
}

function named(text: string): string {
  return text.padEnd(33);
}
