import { standardAtmospherePa, type Configuration, type SensorConfiguration } from "#firmware/configuration.ts";
import { InputError } from "#sims/input-error.ts";
import { channelName, quoted, type Channel, type Columns } from "#host/replay/columns.ts";
import { outsideOf } from "#host/replay/injection.ts";
import { toSi } from "#host/replay/units.ts";

/** Where one entry of `configuration.sensors` has its readings from. */
export interface Source {
  /** Index in the recording's channels. */
  channel: number;
  /** Of the coolant; NaN where it is not known. */
  densityKgPerM3: number;
  /** What the monitor adds to the reading of a gauge sensor, Pa; 0 for any other. */
  outsidePa: number;
}

/** @returns what the monitor is to have of a recorded reading: SI, of a gauge sensor in gauge; NaN where there is none */
export function readingOf(source: Source, { unit }: Channel, recorded: number): number {
  return toSi(unit, recorded, source.densityKgPerM3);
}

export interface ReplayKnobs {
  samplePeriodS: number;
  commissioningS?: number | undefined;
  falseAlarmsPerYear?: number | undefined;
}

/** The knob where nobody turned it. */
const falseAlarmsPerYearUsual = 1;

/**
 * Makes the monitor's configuration for a recording.
 * @param loop as made from the loop file; undefined where there is none: then nothing about volume is known
 * @returns the configuration, its sensors in the loop file's order and only those that the recording has, and the source
 * of each
 * @throws InputError when the recording has a channel that the loop file does not
 */
export function replayConfiguration(
  name: string, channels: Channel[], loop: Configuration | undefined, knobs: ReplayKnobs,
): { configuration: Configuration; sources: Source[] } {
  const pairs = loop === undefined ? channels.map(sensorWithoutLoop) : sensorsOfLoop(channels, loop);
  const commissioningS = knobs.commissioningS ?? loop?.commissioningS;
  const configuration: Configuration = {
    name: loop?.name ?? name,
    ...(loop?.loop === undefined ? {} : { loop: loop.loop }),
    samplePeriodS: knobs.samplePeriodS,
    falseAlarmsPerYear: knobs.falseAlarmsPerYear ?? loop?.falseAlarmsPerYear ?? falseAlarmsPerYearUsual,
    ...(commissioningS === undefined ? {} : { commissioningS }),
    sensors: pairs.map((pair) => pair.sensor),
  };
  const densityKgPerM3 = loop?.loop?.coolant.densityKgPerM3 ?? NaN;
  const sources = pairs.map(({ sensor, channel }): Source => {
    if (channels[channel]!.unit.mass && Number.isNaN(densityKgPerM3)) {
      throw new InputError(`--map ${channelName(channels[channel]!)}: kg/s needs the coolant's density; add --loop FILE, or map a volume flow`);
    }
    return { channel, densityKgPerM3, outsidePa: outsideOf(sensor) };
  });
  return { configuration, sources };
}

/**
 * Looks for what a recording leaves out of a loop file's sensors, or of its own columns.
 * @param loop of the loop file; undefined without one
 * @returns notes, a sentence each
 * @throws InputError where nothing was mapped, the loop file's thermometer has no column, and columns are left over: one
 * of them may be it, in whatever unit
 */
export function checkLeftOut(path: string, { channels, unused }: Columns, { sensors }: Configuration, sources: readonly Source[], loop: Configuration | undefined): string[] {
  const isMapped = channels.some(({ asIs }) => !asIs);
  const missing = (loop?.sensors ?? []).filter((sensor) => sensor.node !== "ambient" && !channels.some(({ quantity }) => quantity === sensor.quantity));
  const isWithoutK = missing.some(({ quantity }) => quantity === "temperature");
  const names = missing.map(({ id, quantity }) => `${quantity}.${id}`).join(", ");
  if (isWithoutK && unused.length > 0 && !isMapped) {
    const maps = sources.map(({ channel }, index) => `--map ${channelName(channels[channel]!)}=${channels[channel]!.columnName}${sensors[index]!.reference === "gauge" ? ":Pag" : ""}`).join(" ");
    throw new InputError(`${path}: no column for the loop file's ${names}, and ${quoted(unused)} left over; map every column, as in ${maps} --map temperature=Column:unit, or only ${maps} where the recording has no temperature`);
  }
  const notes = missing.length === 0 ? [] : [`${path}: no column for the loop file's ${names}${isWithoutK ? "; small leaks hide in what the temperature does to the pressure" : ""}`];
  if (!isMapped && unused.length > 0) notes.push(`${path}: ${quoted(unused)} left over; a column that is not our own is used only where --map says what it is`);
  return notes;
}

/** Rows in which the monitor can learn, solve and check anything at all: found by trial, from 285 on. */
export const leastCommissioningRows = 300;

/**
 * @param isOption whether the time was given as an option, else in the loop file
 * @throws InputError where a commissioning time that was set holds too few rows for any verdict
 */
export function checkCommissioningTime({ commissioningS, samplePeriodS }: Configuration, isOption: boolean): void {
  const leastS = Math.ceil(leastCommissioningRows * samplePeriodS);
  if (commissioningS === undefined || commissioningS >= leastS) return;
  const what = isOption ? `--commission ${commissioningS}` : `commissioningS of ${commissioningS} in the loop file`;
  throw new InputError(`${what}: in so short a time nothing can be learnt and checked; right would be ${leastS} s or more (${leastCommissioningRows} rows of this recording), and hours for few false alarms a year`);
}

interface Pair { sensor: SensorConfiguration; channel: number }

/** What a recording without a loop file is taken to have been measured with. */
function sensorWithoutLoop(channel: Channel, index: number): Pair {
  const id = channel.sensorId ?? `${channel.quantity[0]!.toUpperCase()}1`;
  return { sensor: referred({ id, part: "recorded", quantity: channel.quantity }, channel, standardAtmospherePa), channel: index };
}

/** @returns the sensor with the reference that the user gave its column by the unit; our own recordings hold what the sensor gave */
function referred(sensor: SensorConfiguration, channel: Channel, outsidePa: number): SensorConfiguration {
  if (channel.asIs || channel.quantity !== "pressure") return sensor;
  const externalPressurePa = sensor.externalPressurePa ?? outsidePa;
  // Above a vacuum, gauge is absolute.
  return channel.unit.gauge && externalPressurePa > 0 ? { ...sensor, reference: "gauge", externalPressurePa } : { ...sensor, reference: "absolute" };
}

function sensorsOfLoop(channels: Channel[], loop: Configuration): Pair[] {
  const pairs: Pair[] = [];
  const taken = channels.map((channel) => {
    const ofQuantity = loop.sensors.filter((sensor) => sensor.quantity === channel.quantity);
    const sensor = channel.sensorId === undefined ? ofQuantity[0] : ofQuantity.find((one) => one.id === channel.sensorId);
    if (sensor === undefined) {
      const there = loop.sensors.map((one) => `${one.quantity}.${one.id}`).join(" ");
      throw new InputError(`the recording's ${channelName(channel)} is no sensor of the loop file, which has ${there}; map those, or add the sensor there`);
    }
    return sensor;
  });
  loop.sensors.forEach((sensor) => {
    const channel = taken.indexOf(sensor);
    if (channel >= 0) pairs.push({ sensor: referred(sensor, channels[channel]!, loop.loop?.externalPressurePa ?? standardAtmospherePa), channel });
    if (taken.lastIndexOf(sensor) !== channel) {
      throw new InputError(`the sensor ${sensor.id} is mapped twice, once by its name and once as the first ${sensor.quantity}; map it once`);
    }
  });
  return pairs;
}
