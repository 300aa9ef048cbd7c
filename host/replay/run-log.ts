import type { Configuration } from "#firmware/configuration.ts";
import { JsonLines, type AlarmLine, type EventLine, type JsonLine } from "#host/link/json-lines.ts";
import type { Packet } from "#host/link/packet-decoder.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";

/** One alarm of a run, from raised to cleared. */
export interface AlarmSummary {
  alarm: string;
  firstS: number;
  lastS: number;
  clearedS: number | null;
  /** As last told; null for an alarm that has none. */
  diagnosis: Diagnosis | null;
}

export type Diagnosis = Pick<AlarmLine, "leakRateKgPerS" | "pressureFallPaPerS" | "holeDiameterM" | "timeToMinimumPressureS" | "timeToEmptyS" | "onsetS" | "place">;

/** What commissioning ended with; a number that is not known is null. */
export interface CommissionedSummary {
  accepted: boolean;
  /** Verdict that refused, or `unfinished`; null where it was accepted. */
  reason: string | null;
  durationS: number | null;
  /** The rate at which the run was judged: the one asked for, or the lowest one supported. */
  falseAlarmsPerYear: number | null;
  lowestFalseAlarmsPerYear: number | null;
  sigmaKg: number | null;
  threshold: number | null;
  /** Found within those times; null where nothing is watched, too. */
  smallestLeakKgPerS: { minute: number | null; hour: number | null; day: number | null };
  largestHiddenLeakKgPerS: number | null;
  /** The same without a loop file, as falls of the pressure, Pa/s; null with one. */
  smallestFallPaPerS: { minute: number | null; hour: number | null; day: number | null };
  largestHiddenFallPaPerS: number | null;
}

export interface SummaryLine {
  type: "summary";
  samples: number;
  durationS: number;
  alarms: AlarmSummary[];
  commissioned: CommissionedSummary;
}

const unknown = { minute: null, hour: null, day: null };

/** What commissioning ended with where the run ended before it did. */
export const unfinished: CommissionedSummary = {
  accepted: false, reason: "unfinished", durationS: null, falseAlarmsPerYear: null, lowestFalseAlarmsPerYear: null, sigmaKg: null, threshold: null,
  smallestLeakKgPerS: unknown, largestHiddenLeakKgPerS: null, smallestFallPaPerS: unknown, largestHiddenFallPaPerS: null,
};

/** Verdicts after which nothing is watched. */
const unwatched: ReadonlySet<string> = new Set(["already-leaking", "below-minimum", "no-signal", "interrupted"]);

/** @returns whether the loop is watched with what commissioning ended with */
export function isWatched({ falseAlarmsPerYear, reason }: CommissionedSummary): boolean {
  return falseAlarmsPerYear !== null && !unwatched.has(reason ?? "");
}

/** @returns the lowest rate of false alarms that the record supports; null where none, or where it is of no use: refused, and not for the rate, and not watched either */
export function lowestRateToTell(commissioned: CommissionedSummary): number | null {
  const { accepted, falseAlarmsPerYear, lowestFalseAlarmsPerYear } = commissioned;
  const isForRate = !accepted && !(lowestFalseAlarmsPerYear! < falseAlarmsPerYear!);
  return isForRate || isWatched(commissioned) ? lowestFalseAlarmsPerYear : null;
}

/**
 * Follows a run in one process by its telemetry: frames as a board sends them in, lines of CONTRACT.md out, summed up at
 * the end.
 */
export class RunLog {
  private readonly decoder = new TelemetryDecoder();
  private readonly lines: JsonLines;
  private readonly alarms: AlarmSummary[] = [];
  commissioned: CommissionedSummary = unfinished;
  /** Board time when commissioning first ended, s; undefined where it has not. */
  commissionedS: number | undefined;
  private readonly hasLoop: boolean;

  /**
   * @param everyS board seconds between estimates; 0 for none
   * @param write gets each line in order
   * @param look gets each packet too, where somebody wants them all
   */
  constructor(
    configuration: Configuration, everyS: number, private readonly write: (line: JsonLine) => void, private readonly look?: (packet: Packet) => void,
  ) {
    this.lines = new JsonLines({ everyS, configuration });
    this.hasLoop = configuration.loop !== undefined;
  }

  /** Takes what the firmware wrote to its line. */
  receive(text: string): void {
    this.decoder.append(Buffer.from(text, "latin1"));
    for (let output = this.decoder.next(); output !== undefined; output = this.decoder.next()) {
      if (output.kind === "discarded") throw new Error(`the monitor sent ${output.bytes.length} bytes that are no frame: ${output.reason}`);
      this.look?.(output);
      for (const line of this.lines.linesFor(output)) this.take(this.hasLoop ? line : withoutMasses(line));
    }
  }

  /** @returns the last line of a run; @param samples cycles worked through */
  summary(samples: number, durationS: number): SummaryLine {
    for (const alarm of this.alarms) if (alarm.clearedS === null) alarm.lastS = this.lines.timeS ?? alarm.lastS;
    return { type: "summary", samples, durationS, alarms: this.alarms, commissioned: this.commissioned };
  }

  private take(line: JsonLine): void {
    // There is no board: what it would say of itself is nobody's.
    if (line.type === "board") return;
    if (line.type === "alarm") this.alarm(line);
    if (line.type === "event" && line.event === "commissioning" && line["verdict"] !== "begun") {
      this.commissioned = commissionedBy(line);
      this.commissionedS ??= line.timeS ?? undefined;
    }
    this.write(line);
  }

  private alarm({ timeS, alarm, state, type: _type, ...diagnosis }: AlarmLine): void {
    const standing = this.alarms.findLast((one) => one.alarm === alarm && one.clearedS === null);
    if (state === "cleared") {
      if (standing) standing.lastS = standing.clearedS = timeS;
      return;
    }
    const known = Object.keys(diagnosis).length > 0 ? diagnosis : null;
    if (standing === undefined) this.alarms.push({ alarm, firstS: timeS, lastS: timeS, clearedS: null, diagnosis: known });
    else if (known) standing.diagnosis = known;
  }
}

/** @returns what an event `commissioning` with a verdict says */
export function commissionedBy(line: EventLine): CommissionedSummary {
  const number = (field: string): number | null => (typeof line[field] === "number" ? line[field] : null);
  const commissioned: CommissionedSummary = {
    accepted: line["verdict"] === "accepted", reason: line["verdict"] === "accepted" ? null : String(line["verdict"]), durationS: number("durationS"),
    falseAlarmsPerYear: number("falseAlarmsPerYear"), lowestFalseAlarmsPerYear: number("lowestFalseAlarmsPerYear"),
    sigmaKg: number("sigmaKg"), threshold: number("threshold"),
    smallestLeakKgPerS: { minute: number("smallestLeakMinuteKgPerS"), hour: number("smallestLeakHourKgPerS"), day: number("smallestLeakDayKgPerS") },
    largestHiddenLeakKgPerS: number("largestHiddenLeakKgPerS"),
    smallestFallPaPerS: { minute: number("smallestFallMinutePaPerS"), hour: number("smallestFallHourPaPerS"), day: number("smallestFallDayPaPerS") },
    largestHiddenFallPaPerS: number("largestHiddenFallPaPerS"),
  };
  return isWatched(commissioned) ? commissioned : { ...commissioned, smallestLeakKgPerS: unknown, smallestFallPaPerS: unknown };
}

/** By field of a loss: the one that tells it of the pressure. */
const pressureNames: Readonly<Record<string, string>> = {
  leakRateKgPerS: "pressureFallPaPerS", smallestLeakMinuteKgPerS: "smallestFallMinutePaPerS", smallestLeakHourKgPerS: "smallestFallHourPaPerS",
  smallestLeakDayKgPerS: "smallestFallDayPaPerS", largestHiddenLeakKgPerS: "largestHiddenFallPaPerS",
};

/** Without a loop file what packets tell of the inventory is of the pressure, and nothing is known in kilograms, whatever a field holds. */
function withoutMasses(line: JsonLine): JsonLine {
  return Object.fromEntries(Object.entries(line).flatMap(([name, value]) => {
    if (!/Kg(PerS)?$/.test(name)) return [[name, value]];
    const nothing = typeof value === "object" && value !== null ? { value: null, low: null, high: null } : null;
    const pressureName = pressureNames[name];
    return pressureName === undefined ? [[name, nothing]] : [[name, nothing], [pressureName, value]];
  })) as unknown as JsonLine;
}
