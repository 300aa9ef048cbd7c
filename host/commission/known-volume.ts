import type { Loop } from "#firmware/configuration.ts";
import { normalQuantile } from "#firmware/detect/knob.ts";
import { InputError } from "#sims/input-error.ts";
import type { Interval } from "#host/link/json-lines.ts";
import { readRunTime } from "#host/replay/times.ts";
import { accumulatorAt, compare, complianceOf, indexOf, sigmaShareOf, stiffPartM3PerPa, type ComplianceLine } from "./compliance.ts";
import { jackknifeQuantile, jackknifed } from "./least-squares.ts";
import type { LoopReading } from "./quiet-record.ts";
import type { Untold } from "./temperature-compliance.ts";

/** A volume of liquid drawn from the loop, m³ (negative: added), and when, s; NaN where that is not known yet. */
export interface KnownVolume { volumeM3: number; atS: number }

const volumeUnits: Readonly<Record<string, number>> = { mL: 1e-6, ml: 1e-6, cm3: 1e-6, L: 1e-3, l: 1e-3, m3: 1 };
const mostM3 = 1;

/** Half the width of a syringe's 95 % interval, share of the volume: ISO 7886-1, table 1, tolerance from half the capacity up. */
const syringeTolerance = 0.04;
/** What of each side is looked at, s, and what around the time told is not: nobody's watch is better. */
export const windowS = 600;
const unsureS = 30;
/** Readings needed on each side. */
const leastReadings = 20;
/** The level after is that of two halves of so long a time, s, which differ by no more than this share of the step or their noise. */
const settledS = 60;
const settledShare = 0.005;
const settledDeviates = 3;
const settlingStepS = 10;
/** A change of the pressure by no more than so many times the largest of those before is one of them. */
const usualSlack = 2;
/** A temperature that moves less than this tells nothing of what it does, K. */
const stillK = 0.03;

/**
 * @param text as in `10mL`, or `10mL@1h` in a recording; @param option its name, for refusals
 * @param sign 1: drawn, -1: added; @param liquidM3 of the loop, Infinity where it is not known; @throws InputError
 */
export function parseKnownVolume(text: string, option: string, sign: 1 | -1, needsTime: boolean, liquidM3 = Infinity): KnownVolume {
  const example = needsTime ? "10mL@3600 or 10mL@1h (a time of the run)" : "10mL";
  const refuse = (why: string): never => {
    throw new InputError(`${option} ${text}: ${why}; right would be a volume as in ${example}, in ${["mL", "L", "cm3", "m3"].join(", ")}`);
  };
  const [volume = "", time, ...more] = text.split("@");
  const match = /^([\d.]+(?:e[+-]?\d+)?)\s*([A-Za-z]+3?)$/.exec(volume.trim());
  const perUnit = match === null ? undefined : volumeUnits[match[2]!];
  if (match === null || perUnit === undefined || more.length > 0) return refuse("this is no volume with a unit");
  const volumeM3 = Number(match[1]) * perUnit;
  if (!(volumeM3 > 0 && volumeM3 <= mostM3)) return refuse("nobody measures out that");
  if (volumeM3 > liquidM3) return refuse(`the loop file has no more than ${shown(liquidM3 * 1000)} L of liquid`);
  if (!needsTime) return time === undefined ? { volumeM3: sign * volumeM3, atS: NaN } : refuse("a board is watched for the step, no time is needed");
  const atS = readRunTime(time ?? "");
  return atS !== undefined ? { volumeM3: sign * volumeM3, atS } : refuse("when it was done is missing");
}

/**
 * Compliance from the step that a known volume makes: pressure before and after it has settled, both corrected for what
 * temperature and a steady drift do meanwhile, by one regression over both sides.
 * @param readings around the time, in order; more than the windows need is ignored
 * @param loop undefined without a loop file: then nothing is said of the gas
 */
export function knownVolumeCompliance(readings: readonly LoopReading[], { volumeM3, atS }: KnownVolume, loop: Loop | undefined): ComplianceLine | Untold {
  const valid = readings.filter((reading) => Number.isFinite(reading.pressurePa) && Number.isFinite(reading.temperatureK));
  const before = valid.filter(({ timeS }) => timeS >= atS - windowS && timeS < atS - unsureS);
  const settling = valid.filter(({ timeS }) => timeS > atS + unsureS && timeS <= atS + windowS);
  const after = settledPart(settling, before);
  if (before.length < leastReadings) return { untold: `only ${before.length} valid readings in the ${windowS} s before the volume, ${leastReadings} are needed` };
  const did = volumeM3 > 0 ? "drawn" : "added";
  if (after.length < leastReadings) {
    return { untold: movesAsBefore(before, settling) ? `no step of the pressure to be seen: it moved no more than before when the volume was ${did}; take a larger volume, or tell the time within ${unsureS} s`
      : `the pressure had not settled within ${windowS} s after the volume, or the record ends before` };
  }
  const both = [...before, ...after];
  const meanK = mean(both, "temperatureK");
  const temperatureK = mean(before, "temperatureK");
  const isStill = Math.sqrt(both.reduce((sum, one) => sum + (one.temperatureK - meanK) ** 2, 0) / both.length) < stillK;
  const rows = both.map((one, index) => [1, index < before.length ? 0 : 1, (one.timeS - atS) / windowS, ...(isStill ? [] : [one.temperatureK - meanK])]);
  const startPa = mean(before, "pressurePa");
  const step = jackknifed(rows, both.map((one) => one.pressurePa - startPa), 1);
  const fallPa = -step.value * Math.sign(volumeM3);
  const reachPa = jackknifeQuantile * step.error;
  if (!(fallPa > reachPa)) {
    return { untold: `no step of the pressure to be seen: ${shown(step.value)} ± ${shown(reachPa)} Pa when the volume was ${did}; take a larger volume, or tell the time within ${unsureS} s` };
  }
  const share = Math.hypot(syringeTolerance, reachPa / fallPa * normalQuantile / jackknifeQuantile);
  const compliance = Math.abs(volumeM3) / fallPa;
  const complianceM3PerPa: Interval = { value: compliance, low: compliance * Math.exp(-share), high: compliance * Math.exp(share) };
  const endPa = startPa + step.value;
  // Isothermal gas has between two pressures on average the compliance at their geometric mean.
  const pressurePa = Math.sqrt(startPa * Math.max(1, endPa));
  const line = { type: "compliance" as const, method: "known-volume" as const, timeS: atS, pressurePa, temperatureK, complianceM3PerPa, complianceSigmaShare: sigmaShareOf(complianceM3PerPa) };
  if (loop === undefined) {
    return { ...line, gasVolumeM3: null, loopFileM3PerPa: null, ratio: null, comparison: null, accumulator: null, assumes: `the volume is right within ${100 * syringeTolerance} %; no leak meanwhile` };
  }
  const index = indexOf(loop);
  const stiff = stiffPartM3PerPa(loop);
  const growth = Math.pow(startPa / endPa, 1 / index) - 1;
  const gasAt = (total: number): number => Math.max(0, Math.sign(volumeM3) * (total - stiff) * fallPa / growth);
  const gasVolumeM3 = { value: gasAt(compliance), low: gasAt(complianceM3PerPa.low!), high: gasAt(complianceM3PerPa.high!) };
  const loopFileM3PerPa = complianceOf(loop, pressurePa, temperatureK);
  return {
    ...line, gasVolumeM3, loopFileM3PerPa, ...compare(loopFileM3PerPa, complianceM3PerPa),
    assumes: `the volume is right within ${100 * syringeTolerance} %; no leak meanwhile; liquid volume, its stiffness, hoses and polytropic index as in the loop file; the accumulator not at its stop`,
    accumulator: accumulatorAt(loop, gasVolumeM3.value, startPa, temperatureK),
  };
}

/** @returns the readings from where the pressure no longer moves towards its new level; none where it never stops */
function settledPart(readings: readonly LoopReading[], before: readonly LoopReading[]): readonly LoopReading[] {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || before.length === 0) return [];
  let squares = 0;
  for (let index = 1; index < before.length; index++) squares += (before[index]!.pressurePa - before[index - 1]!.pressurePa) ** 2;
  const noisePa = Math.sqrt(squares / 2 / Math.max(1, before.length - 1));
  for (let fromS = first.timeS; fromS + settledS <= last.timeS; fromS += settlingStepS) {
    const early = readings.filter(({ timeS }) => timeS >= fromS && timeS < fromS + settledS / 2);
    const late = readings.filter(({ timeS }) => timeS >= fromS + settledS / 2 && timeS < fromS + settledS);
    if (early.length === 0 || late.length === 0) continue;
    const stepPa = Math.abs(mean(late, "pressurePa") - mean(before, "pressurePa"));
    const allowedPa = settledShare * stepPa + settledDeviates * noisePa * Math.sqrt(1 / early.length + 1 / late.length);
    if (Math.abs(mean(late, "pressurePa") - mean(early, "pressurePa")) <= allowedPa) return readings.filter(({ timeS }) => timeS >= fromS);
  }
  return [];
}

/**
 * @returns whether the pressure changed no more across the time of the volume than over equal times before it: then
 * temperature moves it, and nothing was drawn
 */
function movesAsBefore(before: readonly LoopReading[], after: readonly LoopReading[]): boolean {
  const [first, last] = [before[0]!, before.at(-1)!];
  const levelFrom = (readings: readonly LoopReading[], fromS: number): number => {
    const part = readings.filter(({ timeS }) => timeS >= fromS && timeS < fromS + settledS);
    return part.length === 0 ? NaN : mean(part, "pressurePa");
  };
  const spanS = settledS + 2 * unsureS;
  let usualPa = 0;
  for (let fromS = first.timeS; fromS + spanS + settledS <= last.timeS; fromS += settlingStepS) {
    const movedPa = Math.abs(levelFrom(before, fromS + spanS) - levelFrom(before, fromS));
    if (movedPa > usualPa) usualPa = movedPa;
  }
  const acrossPa = Math.abs(levelFrom(after, after[0]?.timeS ?? NaN) - levelFrom(before, last.timeS - settledS));
  return acrossPa <= usualSlack * usualPa;
}

function mean(readings: readonly LoopReading[], key: "pressurePa" | "temperatureK"): number {
  return readings.reduce((sum, reading) => sum + reading[key], 0) / readings.length;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
