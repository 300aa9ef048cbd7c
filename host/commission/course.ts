import type { Configuration } from "#firmware/configuration.ts";
import { leastSwingK } from "#firmware/detect/commissioning.ts";
import { hasThermometer } from "#host/link/json-lines.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";

/** What commissioning is waiting for. */
export type Awaited = "set-time" | "samples" | "thermal-cycle" | "end-of-cycle";

/** Where commissioning stands. */
export interface CourseLine {
  type: "commissioning";
  timeS: number;
  /** Done, 0 … 1. */
  progress: number;
  /** Whether it needs longer than was thought when last told, so that the progress is less than then. */
  isLonger: boolean;
  /** Time it still needs, s; null where that depends on what the temperature does. */
  remainingS: number | null;
  awaits: Awaited;
  /** What the temperature has moved by so far, K; null without a reading. */
  swingK: number | null;
}

/** Told again after so much more or less progress, or when what is awaited is another; but not more often than so, s. */
const worthTelling = 0.1;
const setBack = 0.02;
const quietS = 300;
/** In the first cycle of each part nothing is reckoned yet: done, and yet more than this to go, s. */
const unreckonedS = 60;

/** Follows commissioning by a board's housekeeping and tells its course, with the reason for the time that it still takes. */
export class Course {
  private told: CourseLine | undefined;
  private lowestK = Infinity;
  private highestK = -Infinity;
  /** That was asked for; undefined where the monitor decides or it is not known. */
  readonly commissioningS: number | undefined;
  private readonly hasThermometer: boolean;

  /** @param configuration of the board; undefined where it is not known */
  constructor(configuration: Configuration | undefined) {
    this.commissioningS = configuration?.commissioningS;
    this.hasThermometer = configuration === undefined || hasThermometer(configuration);
  }

  /** @returns a line where there is news; undefined in any other mode than commissioning, too */
  take({ timeS, mode, values }: HousekeepingPacket): CourseLine | undefined {
    if (mode !== "commissioning") return undefined;
    const { commissioningProgress: progress, commissioningRemainingS: remaining, temperatureK } = values;
    if (temperatureK < this.lowestK) this.lowestK = temperatureK;
    if (temperatureK > this.highestK) this.highestK = temperatureK;
    if (!Number.isFinite(progress) || (progress > 0.999 && remaining > unreckonedS)) return undefined;
    const swingK = this.hasThermometer && this.highestK >= this.lowestK ? this.highestK - this.lowestK : null;
    const swings = swingK !== null && swingK >= leastSwingK;
    const awaits: Awaited = this.commissioningS !== undefined ? "set-time" : !swings ? "samples" : remaining > 0 ? "thermal-cycle" : "end-of-cycle";
    const { told } = this;
    if (told !== undefined && timeS < told.timeS + quietS && timeS >= told.timeS) return undefined;
    const isNews = told === undefined || timeS < told.timeS || progress >= told.progress + worthTelling || progress < told.progress - setBack || awaits !== told.awaits;
    if (!isNews) return undefined;
    const isLonger = told !== undefined && timeS >= told.timeS && progress < told.progress;
    this.told = { type: "commissioning", timeS, progress, isLonger, remainingS: remaining > 0 ? remaining : null, awaits, swingK };
    return this.told;
  }

  /** Where it stood when last told. */
  get last(): CourseLine | undefined {
    return this.told;
  }
}
