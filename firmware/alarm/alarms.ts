import type { Hal } from "#hal/types.ts";
import { readRecord, writeRecord } from "../store/record.ts";
import { Alarm, AlarmState, Cause, Event, Service, Severity, StateByte, alarmCount } from "../telemetry/dictionary.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

/** Cycles that a pressure must be beyond its limit before it is believed. */
const persistence = 3;
/** Share of the limit by which the pressure must be back, and for how long, s: one that swings about its limit is one alarm. */
const hysteresis = 0.02;
const offDelayS = 60;
/** Seconds without a valid reading that make an alarm. */
const silentS = 30;
/** Where alarms that stand are kept, and which ones: what must not be forgotten by a reset. */
const alarmFile = "pinhole.alarms";
export const kept = (1 << Alarm.Leak) | (1 << Alarm.GasLoss);

/**
 * The alarms' life, one bit each. An alarm is normal; or it stands, unacknowledged or acknowledged; or it has returned to
 * normal before anybody acknowledged it; or it is latched: it stood before a reset and has not shown since. A shelved
 * alarm lives on unseen until its time is over. Source: the states of ISA-18.2.
 */
export class Alarms {
  standing = 0;
  acknowledged = 0;
  returned = 0;
  latched = 0;
  shelved = 0;
  /** What the leak is put down to. */
  cause: Cause = Cause.Undecided;
  private readonly shelvedS = new Float32Array(alarmCount);
  private below = 0;
  private backForS = 0;
  private silentForS = 0;
  private nextReportS = 10;

  constructor(private readonly hal: Hal, private readonly telemetry: Telemetry) {}

  private tell(alarm: Alarm, state: AlarmState, severity: Severity, floats?: number[] | Float64Array): void {
    if (!(this.shelved & (1 << alarm)) || state === AlarmState.Shelved) this.telemetry.send(Service.Event, severity, [Event.Alarm, (1 << alarm) & kept ? this.cause : 0, state, alarm], floats);
    if (state === AlarmState.Updated) return;
    const bytes = this.telemetry.state;
    bytes[StateByte.Alarms] = this.standing | this.latched;
    bytes[StateByte.Acknowledged] = this.acknowledged;
    bytes[StateByte.Returned] = this.returned;
    bytes[StateByte.Latched] = this.latched;
    bytes[StateByte.Shelved] = this.shelved;
    if ((1 << alarm) & kept && state <= AlarmState.Acknowledged) writeRecord(this.hal, alarmFile, [(this.standing | this.latched) & kept]);
  }

  /** Takes up what stood before a reset. */
  resume(): void {
    const stored = readRecord(this.hal, alarmFile);
    this.latched = stored ? stored[0]! : 0;
    for (let alarm = 0; alarm < alarmCount; alarm++) if (this.latched & (1 << alarm)) this.tell(alarm, AlarmState.Latched, Severity.High);
  }

  raise(alarm: Alarm, severity: Severity, floats?: number[] | Float64Array): void {
    const bit = 1 << alarm;
    if (this.standing & bit) return;
    this.standing |= bit;
    this.returned &= ~bit;
    this.latched &= ~bit;
    // Gas loss goes on from a leak.
    if (alarm === Alarm.Leak) this.nextReportS = 10;
    this.tell(alarm, AlarmState.Raised, severity, floats);
  }

  clear(alarm: Alarm): void {
    const bit = 1 << alarm;
    if (!(this.standing & bit)) return;
    this.standing &= ~bit;
    if (!(this.acknowledged & bit)) this.returned |= bit;
    this.acknowledged &= ~bit;
    this.tell(alarm, AlarmState.Cleared, Severity.Informative);
  }

  /** The operator has seen them: what stands is acknowledged, what has returned or was latched is normal again. */
  acknowledge(): void {
    const seen = (this.standing & ~this.acknowledged) | this.returned | this.latched;
    this.acknowledged = this.standing;
    this.returned = 0;
    this.latched = 0;
    for (let alarm = 0; alarm < alarmCount; alarm++) if (seen & (1 << alarm)) this.tell(alarm, AlarmState.Acknowledged, Severity.Informative);
  }

  /** Keeps an alarm out of sight for a time; 0 ends it. */
  shelve(alarm: Alarm, durationS: number): void {
    this.shelved |= 1 << alarm;
    this.shelvedS[alarm] = durationS;
    if (durationS > 0) this.tell(alarm, AlarmState.Shelved, Severity.Informative);
    else this.wait(0);
  }

  /** Time passes for what is shelved. */
  wait(elapsedS: number): void {
    for (let alarm = 0; alarm < alarmCount; alarm++) {
      const bit = 1 << alarm;
      if (!(this.shelved & bit)) continue;
      this.shelvedS[alarm] = this.shelvedS[alarm]! - elapsedS;
      if (this.shelvedS[alarm]! > 0) continue;
      this.shelved &= ~bit;
      this.tell(alarm, AlarmState.Unshelved, Severity.Informative);
      if (this.standing & bit) this.tell(alarm, AlarmState.Raised, Severity.High);
    }
  }

  /** Repeats a standing alarm when its diagnosis has sharpened: after 10 s, then every minute. */
  sharpen(alarm: Alarm, severity: Severity, standingS: number, floats: Float64Array): void {
    if (standingS < this.nextReportS) return;
    this.nextReportS = this.nextReportS < 60 ? 60 : this.nextReportS + 60;
    this.tell(alarm, AlarmState.Updated, severity, floats);
  }

  /**
   * The limit alarms, once a cycle.
   * @param pressurePa NaN where it is not known: then only the silence counts
   */
  limits(pressurePa: number, minimumPressurePa: number, silent: boolean, elapsedS: number): void {
    if (this.shelved) this.wait(elapsedS);
    if (!silent && !this.standing && pressurePa >= minimumPressurePa) {
      this.below = 0;
      this.silentForS = 0;
      return;
    }
    this.silentForS = silent ? this.silentForS + elapsedS : 0;
    // One reading alone is never enough, however long its period.
    if (this.silentForS > Math.max(silentS, elapsedS)) this.raise(Alarm.SensorFault, Severity.Medium);
    else if (!silent) this.clear(Alarm.SensorFault);
    if (isNaN(pressurePa)) return;
    this.below = pressurePa < minimumPressurePa ? this.below + 1 : 0;
    if (this.below >= persistence) this.raise(Alarm.PressureLow, Severity.High);
    this.backForS = pressurePa > minimumPressurePa * (1 + hysteresis) ? this.backForS + elapsedS : 0;
    if (this.backForS >= offDelayS) this.clear(Alarm.PressureLow);
  }
}
