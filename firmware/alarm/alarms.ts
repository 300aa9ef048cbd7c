import { Alarm, AlarmState, Event, Service, Severity } from "../telemetry/dictionary.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

/** Cycles that a pressure must be beyond its limit before it is believed. */
const persistence = 3;
/** Share of the limit by which the pressure must be back. */
const hysteresis = 0.02;
/** Seconds without a valid reading that make an alarm. */
const silentS = 30;

/** The alarms that stand, one bit each, and their reports. */
export class Alarms {
  standing = 0;
  private below = 0;
  private silentForS = 0;
  private nextReportS = 10;

  constructor(private readonly telemetry: Telemetry) {}

  private tell(alarm: Alarm, state: AlarmState, severity: Severity, floats: number[] | Float64Array): void {
    this.telemetry.send(Service.Event, severity, [Event.Alarm, 0, state, alarm], floats);
  }

  raise(alarm: Alarm, severity: Severity, floats: number[] | Float64Array): void {
    if (this.standing & (1 << alarm)) return;
    this.standing |= 1 << alarm;
    if (alarm === Alarm.Leak) this.nextReportS = 10;
    this.tell(alarm, AlarmState.Raised, severity, floats);
  }

  clear(alarm: Alarm): void {
    if (!(this.standing & (1 << alarm))) return;
    this.standing &= ~(1 << alarm);
    this.tell(alarm, AlarmState.Cleared, Severity.Informative, []);
  }

  /** Repeats a standing leak alarm when its diagnosis has sharpened: after 10 s, then every minute. */
  sharpen(standingS: number, floats: Float64Array): void {
    if (standingS < this.nextReportS) return;
    this.nextReportS = this.nextReportS < 60 ? 60 : this.nextReportS + 60;
    this.tell(Alarm.Leak, AlarmState.Updated, Severity.High, floats);
  }

  /**
   * The limit alarms, once a cycle.
   * @param pressurePa NaN where it is not known: then only the silence counts
   */
  limits(pressurePa: number, minimumPressurePa: number, silent: boolean, elapsedS: number): void {
    if (!silent && !this.standing && pressurePa >= minimumPressurePa) {
      this.below = 0;
      this.silentForS = 0;
      return;
    }
    this.silentForS = silent ? this.silentForS + elapsedS : 0;
    if (this.silentForS > silentS) this.raise(Alarm.SensorFault, Severity.Medium, []);
    else if (!silent) this.clear(Alarm.SensorFault);
    if (isNaN(pressurePa)) return;
    this.below = pressurePa < minimumPressurePa ? this.below + 1 : 0;
    if (this.below >= persistence) this.raise(Alarm.PressureLow, Severity.High, []);
    else if (pressurePa > minimumPressurePa * (1 + hysteresis)) this.clear(Alarm.PressureLow);
  }
}
