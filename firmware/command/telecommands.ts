import { kept } from "../alarm/alarms.ts";
import type { Hal } from "#hal/types.ts";
import type { Monitor } from "../monitor.ts";
import {
  BoardFunction, Event, Parameter, Rejection, Service, Severity, Stage, StateByte, Verification, applicationProcess, armedS,
  alarmCount, firstLoopParameter, longestHoldS, longestTelecommandBytes, parameterHighs, parameterKeys, parameterLows, telecommandHeaderBytes,
} from "../telemetry/dictionary.ts";
import { readRecord, writeRecord } from "../store/record.ts";

/** Characters kept of a line that has no end yet; base64 of the longest telecommand, its check and the frame's marks. */
const longestLine = 96;
/** Where parameters that were set are kept. */
const parameterFile = "pinhole.set";

/** Kept in storage: how often the board has started, a colon, and what the run left behind; nothing after an orderly reset. */
export const runningFile = "pinhole.run";

/**
 * Telecommands: checked, verified (ST[01]), carried out. They wait in a buffer of one line and are worked off between
 * cycles, one at a time; nothing changes state that has not passed its check sequence, its length and its sequence count.
 */
export class Telecommands {
  /** What has come and waits to be worked off. */
  text = "";
  private lastSequence = -1;
  private armed = -1;
  private armedMs = 0;
  private quiet = false;

  constructor(private readonly hal: Hal, private readonly monitor: Monitor) {
    hal.line.onData((text) => {
      // A full buffer keeps the newest: what came before it is noise or will be sent again.
      this.text = (this.text + text).slice(-2 * longestLine);
    });
    this.restore();
  }

  /** Works off one waiting telecommand, if there is one. */
  work(): void {
    let line = "";
    let start = -1;
    // Lines in which no frame begins are noise.
    while (start < 0) {
      if (!this.text) return;
      const end = this.text.indexOf("\n");
      if (end < 0) {
        if (this.text.length < longestLine) return;
        // Too long for a frame: what may be the beginning of another is kept.
        start = this.text.lastIndexOf("~");
        this.text = start > 0 ? this.text.substr(start) : "";
        return this.refuse("", Rejection.TooLong);
      }
      line = this.text.substr(0, end);
      this.text = this.text.substr(end + 1);
      start = line.lastIndexOf("~");
    }
    let packet = "";
    try {
      packet = this.hal.unbase64(line.substr(start + 1)) || "";
    } catch {
      packet = "";
    }
    this.take(packet);
  }

  /** ST[1]: the telecommand's packet identification and sequence control, a reason where there is one, the last sequence count taken. */
  private verify(packet: string, subtype: number, reason: number): void {
    const bytes: number[] = [];
    for (let index = 0; index < 4; index++) bytes.push(packet.charCodeAt(index) | 0);
    bytes.push(reason, (this.lastSequence >> 8) & 63, this.lastSequence & 255);
    this.monitor.telemetry.send(Service.Verification, subtype, bytes);
  }

  private refuse(packet: string, reason: Rejection, report?: Verification): void {
    this.monitor.state[StateByte.Rejected] = this.monitor.state[StateByte.Rejected]! + 1;
    this.verify(packet, report || Verification.Rejected, reason);
  }

  private take(framed: string): void {
    const length = framed.length - 4;
    const packet = framed.substr(0, length > 0 ? length : 0);
    const at = (index: number): number => framed.charCodeAt(index);
    if (length < telecommandHeaderBytes) return this.refuse("", Rejection.TooShort);
    const check = at(length) * 16777216 + at(length + 1) * 65536 + at(length + 2) * 256 + at(length + 3);
    if (this.hal.crc32(packet) !== check) return this.refuse("", Rejection.BadCheck);
    if (length > longestTelecommandBytes) return this.refuse(packet, Rejection.TooLong);
    if ((at(0) & 248) !== 24 || (at(6) & 240) !== 32) return this.refuse(packet, Rejection.NotTelecommand);
    if ((at(0) & 7) * 256 + at(1) !== applicationProcess) return this.refuse(packet, Rejection.WrongProcess);
    if (at(4) * 256 + at(5) !== length - 7) return this.refuse(packet, Rejection.WrongLength);
    const sequence = (at(2) & 63) * 256 + at(3);
    if (this.lastSequence >= 0) {
      const ahead = (sequence - this.lastSequence) & 16383;
      if (!ahead) return this.refuse(packet, Rejection.Repeated);
      if (ahead > 8191) return this.refuse(packet, Rejection.OutOfOrder);
    }
    const service = at(7);
    const subtype = at(8);
    const data = packet.substr(telecommandHeaderBytes);
    // Of what is no longer than its headers they are nothing, and its length is refused.
    const first = data.charCodeAt(0);
    const second = data.charCodeAt(1);
    let reason: Rejection = Rejection.None;
    let wanted = 0;
    if (service === Service.Function && subtype === 1) {
      wanted = first === BoardFunction.Hold ? 6 : first === BoardFunction.Shelve ? 7 : 2;
      if (first > BoardFunction.Shelve) reason = Rejection.UnknownFunction;
    } else if (service === Service.Parameter && (subtype === 1 || subtype === 3)) {
      wanted = subtype === 1 ? 2 : 6;
      if (second >= Parameter.Count) reason = Rejection.UnknownParameter;
    } else if (service !== Service.Test || subtype !== 1) reason = Rejection.UnknownService;
    if (!reason && data.length !== wanted) reason = Rejection.WrongLength;
    if (reason) return this.refuse(packet, reason);
    this.lastSequence = sequence;
    this.verify(packet, Verification.Accepted, 0);
    this.verify(packet, Verification.Started, 0);
    if (service === Service.Test) this.monitor.telemetry.send(Service.Test, 2, []);
    else if (service === Service.Parameter) reason = this.parameter(subtype, second, data);
    else reason = this.perform(first, second, wanted > 2 ? this.float(data) : 0, data.charCodeAt(6));
    if (reason) return this.refuse(packet, reason, Verification.Failed);
    this.verify(packet, Verification.Completed, 0);
    if (!this.quiet) return;
    // The last report has gone out; now the line is the console's.
    this.hal.releaseConsole();
  }

  /** @returns the 32-bit float (little-endian) after the first two bytes */
  private float(data: string): number {
    const bytes = new Uint8Array(4);
    for (let index = 0; index < 4; index++) bytes[index] = data.charCodeAt(index + 2);
    return new Float32Array(bytes.buffer)[0]!;
  }

  /** @returns the object that holds a parameter, or undefined where the configuration has none */
  private holder(parameter: number): Record<string, number> | undefined {
    const configuration = this.monitor.configuration;
    return (parameter < firstLoopParameter ? configuration : configuration && configuration.loop) as unknown as Record<string, number> | undefined;
  }

  private parameter(subtype: number, number: number, data: string): Rejection {
    const holder = this.holder(number);
    if (!holder) return Rejection.WrongMode;
    const key = parameterKeys[number]!;
    const old = holder[key];
    if (subtype === 3) {
      const value = this.float(data);
      if (!(value >= parameterLows[number]! && value <= parameterHighs[number]!)) return Rejection.OutOfRange;
      // A change of the knob is a change of detection: armed by setting it twice.
      if (number === Parameter.FalseAlarmsPerYear && !this.fire(100 + value, Stage.Fire)) {
        this.fire(100 + value, Stage.Arm);
        return Rejection.NotArmed;
      }
      holder[key] = value;
      if (!this.store()) {
        holder[key] = old!;
        return Rejection.NotStored;
      }
      this.monitor.applyParameters();
      this.monitor.event(Event.Parameter, Severity.Low, 0, 1, [number, Number(old), value]);
    }
    this.monitor.telemetry.send(Service.Parameter, 2, [1, number], [Number(holder[key])]);
    return Rejection.None;
  }

  private store(): boolean {
    const numbers: number[] = [this.monitor.configurationCrc];
    for (let number = 0; number < Parameter.Count; number++) {
      const holder = this.holder(number);
      const value = holder ? holder[parameterKeys[number]!] : undefined;
      numbers.push(value === undefined ? -1 : value);
    }
    return writeRecord(this.hal, parameterFile, numbers);
  }

  /** Takes up parameters that were set before a reset, unless the configuration has changed since. */
  private restore(): void {
    const stored = readRecord(this.hal, parameterFile);
    if (!stored || stored[0] !== this.monitor.configurationCrc) return;
    for (let number = 0; number < Parameter.Count; number++) {
      const holder = this.holder(number);
      if (!holder || stored[number + 1]! < 0) continue;
      holder[parameterKeys[number]!] = stored[number + 1]!;
      this.monitor.applyParameters();
    }
  }

  /** Arms an action, or @returns whether it may be carried out because it was armed a short time ago. */
  private fire(action: number, stage: number): boolean {
    const nowMs = this.hal.nowMs();
    const ready = this.armed === action && nowMs - this.armedMs < armedS * 1000;
    this.armed = stage === Stage.Arm ? action : -1;
    this.armedMs = nowMs;
    return stage === Stage.Fire && ready;
  }

  private perform(name: number, stage: number, argument: number, alarm: number): Rejection {
    const monitor = this.monitor;
    if (name !== BoardFunction.Acknowledge && name !== BoardFunction.ReleaseConsole) {
      if (stage === Stage.Arm) {
        this.fire(name, stage);
        return Rejection.None;
      }
      if (!this.fire(name, stage)) return Rejection.NotArmed;
    }
    if (name === BoardFunction.ReleaseConsole || name === BoardFunction.Reset) this.hal.storage.write(runningFile, monitor.state[StateByte.Boots] + ":");
    if (name === BoardFunction.Acknowledge) monitor.alarms.acknowledge();
    else if (name === BoardFunction.ReleaseConsole) this.quiet = true;
    else if (name === BoardFunction.Reset) this.hal.after(200, () => this.hal.reset());
    else {
      // A loop that leaks is not to be learnt.
      if (!monitor.detector || (name === BoardFunction.StartCommissioning && monitor.alarms.standing & kept)) return Rejection.WrongMode;
      if (name === BoardFunction.StartCommissioning) monitor.commission();
      else if (name === BoardFunction.MarkRefill) return monitor.markRefill() ? Rejection.None : Rejection.WrongMode;
      else {
        if (!(argument >= 0 && argument <= longestHoldS && !(alarm >= alarmCount))) return Rejection.OutOfRange;
        if (name === BoardFunction.Shelve) monitor.alarms.shelve(alarm, argument);
        else if (!monitor.hold(argument)) return Rejection.WrongMode;
      }
    }
    return Rejection.None;
  }
}
