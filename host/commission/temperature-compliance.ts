import type { Loop } from "#firmware/configuration.ts";
import type { Interval } from "#host/link/json-lines.ts";
import { accumulatorAt, compare, complianceOf, indexOf, sigmaShareOf, stiffPartM3PerPa, type ComplianceLine } from "./compliance.ts";
import { jackknifeQuantile, jackknifed } from "./least-squares.ts";
import type { LoopReading } from "./quiet-record.ts";

/** Shortest record, in means of a minute, and smallest spread of its temperature, K, that tell anything. */
const leastMeans = 60;
const leastSpreadK = 0.1;
/**
 * What a single rate term leaves of the lags of thermometer, walls and gas, and of parts at other temperatures: standard
 * deviation of the slope, as a share. In simulated loops whose gas lags by minutes it was 1 to 2 %.
 */
const lagShare = 0.02;
/** Two means farther apart than this have no rate between them, s. */
const longestStepS = 180;

/** Why the temperature does not tell the compliance. */
export interface Untold { untold: string }

/**
 * A loop's gas volume from how its pressure follows its temperature. In a tight loop V stays: with s = dp/dT,
 *
 *     β·V_l + V_g/(n·T) = s·(V_l/K + C_h + V_g/(n·p)),
 *
 * so that V_g = n·(β·V_l − s·(V_l/K + C_h))/(s/p − 1/T). The slope comes from a regression of pressure on temperature, its
 * rate (the thermometer's and the gas's lag) and a straight line in time (a leak, a drift).
 * Source: the volume closure of sims/loop, differentiated; physics of evaporative-leak monitors of vehicles.
 * @param means of a minute each, of a loop that nobody worked at
 */
export function temperatureCompliance(means: readonly LoopReading[], loop: Loop): ComplianceLine | Untold {
  const rows: number[][] = [];
  const pressures: number[] = [];
  for (let index = 1; index < means.length - 1; index++) {
    const [before, mean, after] = [means[index - 1]!, means[index]!, means[index + 1]!];
    if (after.timeS - before.timeS > longestStepS) continue;
    rows.push([1, mean.timeS - means[0]!.timeS, mean.temperatureK, (after.temperatureK - before.temperatureK) / (after.timeS - before.timeS)]);
    pressures.push(mean.pressurePa);
  }
  if (rows.length < leastMeans) return { untold: `only ${rows.length} quiet minutes with pressure and temperature, ${leastMeans} are needed` };
  const temperatureK = meanOf(rows.map((row) => row[2]!));
  const pressurePa = meanOf(pressures);
  const spreadK = Math.sqrt(meanOf(rows.map((row) => (row[2]! - temperatureK) ** 2)));
  if (!(spreadK >= leastSpreadK)) return { untold: `the temperature hardly moved (${spreadK.toFixed(2)} K standard deviation, ${leastSpreadK} K are needed)` };
  // Around their means: the constant is nobody's question, and digits are kept.
  const centred = rows.map(([one, timeS, kelvin, rate]) => [one!, timeS!, kelvin! - temperatureK, rate!]);
  const slope = jackknifed(centred, pressures.map((pressure) => pressure - pressurePa), 2);
  const reach = jackknifeQuantile * Math.hypot(slope.error, lagShare * slope.value);
  const gasAt = (perK: number): number | null => gasVolume(perK, pressurePa, temperatureK, loop);
  const value = gasAt(slope.value);
  // A steeper slope is a smaller cushion.
  const low = gasAt(slope.value + reach) ?? 0;
  const high = gasAt(slope.value - reach);
  // Only a liquid that shrinks as it warms, as water below 4 °C, may draw the pressure down.
  if (slope.value < 0 && loop.coolant.thermalExpansionPerK >= 0) {
    return { untold: `the pressure falls by ${Math.round(-slope.value)} Pa as it warms by a kelvin, which no tight loop does: a wrong column, unit or sign of one of the two would give that` };
  }
  if (value === null) {
    return { untold: `the pressure follows the temperature by ${Math.round(slope.value)} Pa/K, which a gas cushion of any size would give: expansion of the gas hides that of the liquid` };
  }
  const index = indexOf(loop);
  const stiff = stiffPartM3PerPa(loop);
  const complianceAt = (gasM3: number | null): number | null => (gasM3 === null ? null : gasM3 / (index * pressurePa) + stiff);
  const complianceM3PerPa: Interval = { value: complianceAt(value), low: complianceAt(low), high: complianceAt(high) };
  const loopFileM3PerPa = complianceOf(loop, pressurePa, temperatureK);
  return {
    type: "compliance", method: "temperature", timeS: means.at(-1)!.timeS, pressurePa, temperatureK, complianceM3PerPa, complianceSigmaShare: sigmaShareOf(complianceM3PerPa),
    gasVolumeM3: { value, low, high }, loopFileM3PerPa, ...compare(loopFileM3PerPa, complianceM3PerPa),
    assumes: "no leak, refill or pump step in the record; liquid volume, expansion, hoses and polytropic index as in the loop file; liquid and gas at the measured temperature but for a lag",
    accumulator: accumulatorAt(loop, value, pressurePa, temperatureK),
  };
}

/** @returns gas volume for a slope, m³, not below 0; null where no finite volume gives so flat a slope */
function gasVolume(perK: number, pressurePa: number, temperatureK: number, loop: Loop): number | null {
  const flatness = perK / pressurePa - 1 / temperatureK;
  if (!(flatness > 0)) return null;
  const { coolant, liquidVolumeM3 } = loop;
  return Math.max(0, indexOf(loop) * (coolant.thermalExpansionPerK * liquidVolumeM3 - perK * stiffPartM3PerPa(loop)) / flatness);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
