import { standardAtmospherePa, type Configuration, type SensorConfiguration } from "#firmware/configuration.ts";
import { InputError } from "#sims/input-error.ts";
import { channelName, type Channel, type Columns } from "#host/replay/columns.ts";
import { median } from "#host/replay/injection.ts";
import type { Row } from "#host/replay/recording.ts";
import type { Source } from "#host/replay/replay-configuration.ts";
import { toSi, unitNames, unitOf } from "#host/replay/units.ts";

/** No coolant is liquid outside these temperatures, K; what a unit that would be right must give, K. */
const possibleK = [150, 600] as const;
const likelyK = [220, 480] as const;
/** So many times above or below the loop file's pressure a recording is in another unit, where one brings it as near as the other. */
const strangeRatio = 8;
const nearRatio = 4;
/** Below this absolute pressure a recording whose unit nobody named is in another unit, Pa; what one that would be right must give. */
const strangePa = 1000;
const likelyPa = [2e4, 5e6] as const;
/** Gauge read as absolute lies by the outside's pressure too low; within this share of the reference that is the likely reason. */
const gaugeShare = 0.15;
/** Sensors at one place are hardly farther apart than this: twice the 50 mbar that a data sheet allows an MS5837-30BA, Pa. */
const apartPa = 1e4;
/** A recorded period this many times the loop file's is milliseconds read as seconds. */
const strangePeriod = 500;

interface Doubt { isStrange: boolean; isLikely: (value: number) => boolean; why: string }

/**
 * Refuses units that cannot be meant, where another one fits: a pressure far from the loop file's, a temperature at which
 * nothing is liquid. What is merely strange goes on, and the monitor says what it thinks of it.
 * @param loop of the loop file; undefined without one
 * @returns notes on what may be wrong and may be right, a sentence each
 * @throws InputError naming column and unit
 */
export function checkPlausible(
  path: string, columns: Columns, firstRows: readonly Row[], configuration: Configuration, sources: readonly Source[], loop: Configuration | undefined,
): string[] {
  const notes: string[] = [];
  sources.forEach((source, index) => {
    const channel = columns.channels[source.channel]!;
    const typical = typicalReading(firstRows, source);
    if (typical === undefined) return;
    const sensor = configuration.sensors[index]!;
    const now = toSi(channel.unit, typical, NaN) + source.outsidePa;
    const doubt = channel.quantity === "temperature" ? doubtOfTemperature(now)
      : channel.quantity === "pressure" && sensor.node !== "ambient" ? doubtOfPressure(now, channel, configuration) : undefined;
    const called = `${path}: column "${channel.columnName}", read in ${channel.unit.name}, is about ${shown(now)} ${channel.quantity === "pressure" ? "Pa absolute" : "K"}`;
    if (doubt?.isStrange) {
      const fitting = fittingUnits(channel, (name) => doubt.isLikely(inUnit(name, channel, sensor, typical)));
      const map = `--map ${channelName(channel)}=${channel.columnName}`;
      if (fitting.length === 1) throw new InputError(`${called}, ${doubt.why}; in ${fitting[0]} it would fit: ${map}:${fitting[0]}`);
      if (fitting.length > 1) throw new InputError(`${called}, ${doubt.why}; it may be in ${fitting.slice(0, -1).join(", ")} or ${fitting.at(-1)}, which the values alone do not tell: name the unit with ${map}:UNIT`);
    }
    if (channel.quantity === "pressure" && sensor.node !== "ambient" && isGaugeLikely(now, source, configuration)) {
      notes.push(`${called}, and as gauge pressure it would be near the loop file's: if it is that, map it as ${channel.unit.name}g`);
    }
  });
  notes.push(...pressuresApart(columns, firstRows, configuration, sources).map((text) => `${path}: ${text}`));
  if (loop !== undefined && configuration.samplePeriodS > strangePeriod * loop.samplePeriodS) {
    notes.push(`${path}: a row every ${shown(configuration.samplePeriodS)} s, where the loop file has one every ${shown(loop.samplePeriodS)} s: were they milliseconds, --time ${columns.timeName}:ms would read them so`);
  }
  return notes;
}

/** @returns the median of a column's first readings, in its own unit; undefined where there are none */
function typicalReading(firstRows: readonly Row[], { channel }: Source): number | undefined {
  const readings = firstRows.map((row) => row.readings[channel]!).filter((reading) => Number.isFinite(reading));
  return readings.length === 0 ? undefined : median(readings);
}

/** @returns a sentence on each pressure that lies too far from another one of the same node */
function pressuresApart(columns: Columns, firstRows: readonly Row[], { sensors }: Configuration, sources: readonly Source[]): string[] {
  const firstAt = new Map<string, { columnName: string; pascal: number }>();
  return sources.flatMap((source, index) => {
    const { quantity, unit, columnName } = columns.channels[source.channel]!;
    const typical = typicalReading(firstRows, source);
    if (quantity !== "pressure" || typical === undefined) return [];
    const node = sensors[index]!.node ?? "suction";
    const pascal = toSi(unit, typical, NaN) + source.outsidePa;
    const first = firstAt.get(node);
    if (first === undefined) firstAt.set(node, { columnName, pascal });
    const apart = Math.abs(pascal - (first ?? { pascal }).pascal);
    return apart > apartPa ? [`columns "${first!.columnName}" and "${columnName}" are ${shown(apart)} Pa apart and are taken for sensors at one place: a loop file tells their nodes, a g in the unit which of them is gauge`] : [];
  });
}

/**
 * @returns units in which a column would fit, in the order in which they should be offered: gauge ones only where no
 * absolute one does, for near the pressure outside they all fit
 */
function fittingUnits({ quantity, unit }: Channel, fits: (name: string) => boolean): string[] {
  const names = unitNames(quantity).filter((name) => name !== unit.name && fits(name));
  const absolute = names.filter((name) => !unitOf(quantity, name)!.gauge);
  return absolute.length > 0 ? absolute : names;
}

function doubtOfTemperature(kelvin: number): Doubt {
  return {
    isStrange: !(kelvin >= possibleK[0] && kelvin <= possibleK[1]), why: "at which no coolant is liquid",
    isLikely: (value) => value >= likelyK[0] && value <= likelyK[1],
  };
}

function doubtOfPressure(pascal: number, channel: Channel, configuration: Configuration): Doubt {
  const referencePa = configuration.loop?.accumulator?.gasPressurePa;
  if (referencePa === undefined) {
    return {
      isStrange: !channel.unitNamed && pascal < strangePa, why: "hardly that of a loop, and its unit was not named",
      isLikely: (value) => value >= likelyPa[0] && value <= likelyPa[1],
    };
  }
  return {
    isStrange: pascal < referencePa / strangeRatio || pascal > referencePa * strangeRatio, why: `where the loop file has ${shown(referencePa)} Pa`,
    isLikely: (value) => value > referencePa / nearRatio && value < referencePa * nearRatio,
  };
}

function isGaugeLikely(pascal: number, source: Source, { loop }: Configuration): boolean {
  const referencePa = loop?.accumulator?.gasPressurePa;
  if (referencePa === undefined || source.outsidePa > 0 || !(loop!.externalPressurePa > 0)) return false;
  return Math.abs(pascal + loop!.externalPressurePa - referencePa) < gaugeShare * referencePa && Math.abs(pascal - referencePa) > 2 * gaugeShare * referencePa;
}

/** @returns the reading taken in another unit: K, or Pa absolute */
function inUnit(name: string, channel: Channel, sensor: SensorConfiguration, reading: number): number {
  const unit = unitOf(channel.quantity, name)!;
  return toSi(unit, reading, NaN) + (unit.gauge ? sensor.externalPressurePa ?? standardAtmospherePa : 0);
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
