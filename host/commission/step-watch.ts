import type { LoopReading } from "./quiet-record.ts";
import { windowS } from "./known-volume.ts";

/** What a watch of a loop that a volume is drawn from has come to. */
export type WatchState = "still" | "ready" | "moved" | "settled" | "missed";

/** Quiet time before the volume is asked for, and time after its step until it is measured, s. */
const stillS = 120;
const afterS = 180;
/** The step must begin within so long, s. */
const patienceS = 1800;
/** Readings whose mean is held against the level before, and deviations of it that are a step. */
const meanReadings = 3;
const stepDeviates = 8;
const leastReadings = 20;

/** Watches a loop for the step that a known volume makes. */
export class StepWatch {
  readonly readings: LoopReading[] = [];
  state: WatchState = "still";
  /** When the step began, s; NaN before. */
  atS = NaN;
  private levelPa = NaN;
  private noisePa = NaN;
  private readyS = NaN;

  /** @returns whether the state is another than before */
  add(reading: LoopReading): boolean {
    if (!Number.isFinite(reading.pressurePa) || !Number.isFinite(reading.temperatureK)) return false;
    const { readings } = this;
    if (readings.length > 0 && reading.timeS <= readings.at(-1)!.timeS) return false;
    readings.push(reading);
    const before = this.state;
    if (before === "still" || before === "ready") while (readings[0]!.timeS < reading.timeS - windowS) readings.shift();
    if (before === "still" && reading.timeS - readings[0]!.timeS >= stillS && readings.length >= leastReadings) {
      this.state = "ready";
      this.readyS = reading.timeS;
      this.learnLevel();
    } else if (before === "ready") this.lookForStep(reading.timeS);
    else if (before === "moved" && reading.timeS - this.atS >= afterS) this.state = "settled";
    return this.state !== before;
  }

  private learnLevel(): void {
    const { readings } = this;
    let squares = 0;
    for (let index = 1; index < readings.length; index++) squares += (readings[index]!.pressurePa - readings[index - 1]!.pressurePa) ** 2;
    this.noisePa = Math.sqrt(squares / 2 / (readings.length - 1));
    this.levelPa = meanPa(readings.slice(-2 * leastReadings));
  }

  private lookForStep(timeS: number): void {
    const { readings } = this;
    const latest = readings.slice(-meanReadings);
    const deviation = Math.abs(meanPa(latest) - this.levelPa);
    if (deviation > stepDeviates * this.noisePa / Math.sqrt(meanReadings) + 1e-4 * this.levelPa) {
      this.state = "moved";
      this.atS = latest[0]!.timeS;
    } else if (timeS - this.readyS > patienceS) this.state = "missed";
    // The level follows what temperature does, more slowly than anybody draws.
    else if (readings.length > 3 * leastReadings) this.levelPa = meanPa(readings.slice(-2 * leastReadings - meanReadings, -meanReadings));
  }
}

function meanPa(readings: readonly LoopReading[]): number {
  return readings.reduce((sum, reading) => sum + reading.pressurePa, 0) / readings.length;
}
