import type { Random } from "#hal/simulated/random.ts";
import { Fault } from "#hal/types.ts";
import type { Configuration } from "#firmware/configuration.ts";
import { Monitor } from "#firmware/monitor.ts";
import { Alarm, CommissioningField, Hk, Mode, StateByte, type Verdict } from "#firmware/telemetry/dictionary.ts";
import { configurationText, type LoopFile, referencePressureOf, toConfiguration } from "../loop/loop-file.ts";
import { ListeningHal } from "./listening-hal.ts";
import { placeOf, type Place } from "./place.ts";
import { CampaignPlant, type Differences } from "./plant.ts";
import { copyOf } from "./snapshot.ts";

/** No housekeeping packets: what is looked at is in the monitor's state. */
const never = 1e9;
/** Longest commissioning that is waited for, s. */
export const longestCommissioningS = 3 * 86400;

/** Alarms that say that something is being lost. */
export const lossAlarms = (1 << Alarm.Leak) | (1 << Alarm.GasLoss);

/** What a campaign needs of a loop, made once. */
export interface Subject {
  loopFile: LoopFile;
  /** As the monitor is told. */
  configuration: Configuration;
  place: Place;
}

/**
 * @param loopFile as `parseLoopFile` returns it
 * @returns its monitor's configuration, without housekeeping, which nobody reads in a campaign, and the place it stands in
 */
export function subjectOf(loopFile: LoopFile): Subject {
  return { loopFile, configuration: { ...toConfiguration(loopFile), housekeepingPeriodS: never }, place: placeOf(loopFile) };
}

/** How commissioning ended; SI. */
export interface Commissioned {
  isWatching: boolean;
  verdict: Verdict;
  durationS: number;
  smallestLeakKgPerS: { minute: number; hour: number; day: number };
}

/** A plant and the monitor on it, readings handed over directly: one step is one sample. */
export class WatchedLoop {
  readonly plant: CampaignPlant;
  readonly hal: ListeningHal;
  readonly monitor: Monitor;
  /** Time since the start, s. */
  timeS = 0;

  /** @param random of the plant's noise; @param surroundingsRandom of its surroundings */
  constructor(readonly subject: Subject, differences: Differences, random: Random, surroundingsRandom: Random) {
    const { configuration, loopFile, place } = subject;
    this.plant = new CampaignPlant(configuration, place, differences, referencePressureOf(loopFile), loopFile.pump?.risePa ?? 0, random, surroundingsRandom);
    this.hal = new ListeningHal();
    this.hal.storage.write("pinhole.json", configurationText(configuration));
    this.monitor = new Monitor(this.hal, configuration);
  }

  /** One sample. @returns the time that passed, s */
  step(): number {
    const elapsedS = this.plant.sample(this.subject.configuration.samplePeriodS);
    this.take(this.plant.readings, elapsedS);
    return elapsedS;
  }

  /** One sample of a plant that several monitors watch. */
  take(readings: Float64Array, elapsedS: number): void {
    const { monitor } = this;
    const { readings: taken, raws, faults } = monitor;
    for (let index = 0; index < readings.length; index++) {
      const reading = readings[index]!;
      taken[index] = reading;
      raws[index] = reading;
      faults[index] = Number.isNaN(reading) ? Fault.Absent : Fault.None;
    }
    this.timeS += elapsedS;
    monitor.step(elapsedS);
  }

  /** Steps until a time has passed. */
  run(durationS: number): void {
    const untilS = this.timeS + durationS;
    while (this.timeS < untilS) this.step();
  }

  /** Bits of the leak and gas-loss alarms that stand. */
  get losses(): number {
    return this.monitor.alarms.standing & lossAlarms;
  }

  get isPressureLow(): boolean {
    return (this.monitor.alarms.standing & (1 << Alarm.PressureLow)) !== 0;
  }

  get isWatching(): boolean {
    return this.monitor.mode === Mode.Nominal;
  }

  /** Runs until commissioning has ended, one way or the other. */
  commission(): Commissioned {
    while (this.monitor.mode === Mode.Commissioning && this.timeS < longestCommissioningS) this.step();
    const report = this.monitor.detector!.commissioning.report;
    return {
      isWatching: this.isWatching,
      verdict: this.monitor.state[StateByte.Verdict]!,
      durationS: this.timeS,
      smallestLeakKgPerS: {
        minute: report[CommissioningField.SmallestLeakMinuteKgPerS]!,
        hour: report[CommissioningField.SmallestLeakHourKgPerS]!,
        day: report[CommissioningField.SmallestLeakDayKgPerS]!,
      },
    };
  }

  /** @returns loop and monitor as they stand, to go another way from here, with noise of its own */
  copy(random: Random): WatchedLoop {
    const { configuration, loopFile } = this.subject;
    const copy = copyOf<WatchedLoop>(this, [this.subject, configuration, configuration.loop!, ...configuration.sensors, loopFile]);
    copy.plant.reseed(random);
    return copy;
  }

  /** Statistic over its threshold. */
  get suspicion(): number {
    return this.monitor.detector!.statistic / this.monitor.housekeeping[Hk.Threshold]!;
  }
}

/** @returns threshold with the knob at another rate over the one in use, where commissioning supports both */
export function thresholdShareOf({ configuration }: Subject, falseAlarmsPerYear: number): number {
  const { commissioning } = new Monitor(new ListeningHal(), configuration).detector!;
  return commissioning.deviateFor(falseAlarmsPerYear, 0) / commissioning.deviateFor(configuration.falseAlarmsPerYear, 0);
}
