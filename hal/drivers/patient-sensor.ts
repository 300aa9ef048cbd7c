import { Fault } from "#hal/types.ts";
import type { Sample, Sensor, SensorOptions } from "#hal/types.ts";

const patience = 3;
/** An absent part is probed this often, ms: each probe can stall a controller for long. */
export const retryEveryMs = 60000;

/**
 * @param untilMs when a part that was absent is looked for again; 0: it is not absent
 * @returns the same while that lies ahead, else 0
 */
export function pausedUntil(untilMs: number, nowMs: number): number {
  const pauseMs = untilMs - nowMs;
  // A longer pause than any that was set is a clock put back, or the end.
  return pauseMs > 0 && (pauseMs <= retryEveryMs || pauseMs === Infinity) ? untilMs : 0;
}

/**
 * What every driver does about failure: nothing is ever thrown, a part that fails three times in a row is set up anew,
 * and one that does not answer is left alone for a minute. Life cycle after ECMA-419: an options object, which is never
 * changed, `configure`, `sample`, `close`.
 */
export abstract class PatientSensor<Options extends SensorOptions> implements Sensor {
  protected fault: Fault = Fault.NotReady;
  /** Whether the part has been found and set up. */
  protected isSetUp = false;
  private failures = 0;
  private retryMs = 0;

  constructor(protected options: Options) {}

  /**
   * Changes what is named and nothing else; the part is set up anew with the next `start`.
   * @param options any but those that say where the part is
   */
  configure(options: Partial<Options>): void {
    this.options = Object.assign({}, this.options, options);
    this.isSetUp = false;
  }

  /** @returns ms until the conversion is done; may throw */
  protected abstract begin(nowMs: number): number;

  /** Takes the result, and calls `succeed` or `fail`. @returns ms still to wait, 0 when done; may throw */
  protected abstract collect(nowMs: number): number;

  abstract sample(): Sample;

  start(nowMs: number): number {
    this.retryMs = pausedUntil(this.retryMs, nowMs);
    if (this.retryMs) return 0;
    this.fault = Fault.NotReady;
    try {
      return this.begin(nowMs);
    } catch {
      return this.fail(Fault.Nack, nowMs);
    }
  }

  poll(nowMs: number): number {
    if (this.fault !== Fault.NotReady) return 0;
    try {
      return this.collect(nowMs);
    } catch {
      return this.fail(Fault.Nack, nowMs);
    }
  }

  close(): void {
    this.fault = Fault.Absent;
    this.retryMs = Infinity;
  }

  protected succeed(): number {
    this.fault = Fault.None;
    this.failures = 0;
    return 0;
  }

  protected fail(fault: Fault, nowMs: number): number {
    this.failures++;
    if (this.failures >= patience) {
      const isSilent = fault === Fault.Nack || fault === Fault.Absent;
      if (isSilent || !this.isSetUp) this.retryMs = nowMs + retryEveryMs;
      // A wire or a value that is wrong is watched on; a part that has lost its settings or its tongue is not.
      if (isSilent || fault === Fault.Reset || fault === Fault.Timeout || fault === Fault.NotReady) this.isSetUp = false;
    }
    this.fault = fault === Fault.Nack && !this.isSetUp ? Fault.Absent : fault;
    return 0;
  }
}
