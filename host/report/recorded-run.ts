import type { Configuration } from "#firmware/configuration.ts";
import { hasThermometer, type AlarmLine, type EventLine } from "#host/link/json-lines.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { gapPeriods, medianPeriodS, Series } from "#host/report/series.ts";

/** What really happened, where a simulator can tell. */
export interface Truth {
  holes: { onsetS: number; diameterM: number; node: string }[];
  minimumPressureAtS: number | null;
  emptyAtS: number | null;
  /** What went wrong besides the holes. */
  faults?: { kind: string; onsetS: number; endS: number | null }[];
}

/** A recorded run, in memory: columns for what comes every cycle, lines for the rest. */
export class RecordedRun {
  /** Known before the first cycle is taken, where it is known at all. */
  configuration: Configuration | undefined;
  buildHash: string | undefined;
  dictionaryVersion: number | undefined;
  readonly timeS = new Series();
  readonly pressurePa = new Series();
  readonly temperatureK = new Series();
  readonly inventoryKg = new Series();
  readonly statistic = new Series();
  readonly threshold = new Series();
  /** 1 where a loss would have been seen, 0 where not. */
  readonly watching = new Series();
  readonly alarms: AlarmLine[] = [];
  readonly events: EventLine[] = [];
  /** How often the board has started anew. */
  restarts = 0;
  /** When housekeeping first said that a leak alarm stands, s: its raising may not have been received. */
  leakStoodAtS: number | undefined;
  /** Of the link, by name, with a line of meaning each. */
  counters: { name: string; count: number; meaning: string }[] = [];
  truth: Truth | undefined;
  readonly trueTimeS = new Series();
  readonly trueLiquidKg = new Series();

  /** Takes one cycle's housekeeping. Times only go up. */
  add(packet: HousekeepingPacket): void {
    const { pressurePa, temperatureK, inventoryKg, statistic, threshold } = packet.values;
    this.timeS.push(Math.max(packet.timeS, this.timeS.last() ?? -Infinity));
    this.pressurePa.push(pressurePa);
    this.temperatureK.push(this.configuration === undefined || hasThermometer(this.configuration) ? temperatureK : NaN);
    this.inventoryKg.push(inventoryKg);
    this.statistic.push(statistic);
    this.threshold.push(threshold);
    this.watching.push(packet.mode === "nominal" && Number.isFinite(pressurePa) ? 1 : 0);
  }

  addTruth(timeS: number, liquidKg: number): void {
    this.trueTimeS.push(Math.max(timeS, this.trueTimeS.last() ?? -Infinity));
    this.trueLiquidKg.push(liquidKg);
  }

  /** @returns how long a loss would have been seen, s: mode nominal, a valid pressure, and no gap in what was received */
  watchedS(): number {
    const timeS = this.timeS.view();
    const watching = this.watching.view();
    const gapS = gapPeriods * medianPeriodS(timeS, 0, timeS.length);
    let sumS = 0;
    for (let index = 1; index < watching.length; index++) {
      const elapsedS = timeS[index]! - timeS[index - 1]!;
      if (watching[index] && watching[index - 1] && elapsedS <= gapS) sumS += elapsedS;
    }
    return sumS;
  }

  /** @returns the first leak alarm's line; undefined where none was raised */
  firstLeak(): AlarmLine | undefined {
    return this.alarms.find((line) => line.alarm === "leak" && line.state === "raised");
  }

  /** @returns coolant's density at its reference state, kg/m³; undefined where the loop is not known */
  densityKgPerM3(): number | undefined {
    return this.configuration?.loop?.coolant.densityKgPerM3;
  }
}
