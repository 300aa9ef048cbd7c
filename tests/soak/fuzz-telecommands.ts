import { Mode, Parameter, StateByte, firstLoopParameter, parameterKeys } from "#firmware/telemetry/dictionary.ts";
import { Random } from "#hal/simulated/random.ts";
import { frameText } from "#host/link/frame-encoder.ts";
import type { VerificationPacket } from "#host/link/packet-decoder.ts";
import { nextSequence, telecommandPacket, telecommandsFor, type Telecommand } from "#host/link/telecommand.ts";
import { CommandedBoard, commissionedStorage } from "#tests/firmware/command/commanded-board.ts";
import { below, mutantOf } from "./mutation.ts";

export interface TelecommandTally {
  telecommands: number;
  /** Reports by their name and reason. */
  reports: Record<string, number>;
  /** Times that something a telecommand can change had changed. */
  effects: number;
  restarts: number;
  /** What must not be, in words, the first few; empty where all is well. */
  failures: string[];
}

const mostFailures = 10;
/** Mutants whose reports may still come. */
const mostRecent = 8;
/** Telecommands in this many are sent as the one before asks for: armed is fired, the knob is sent again. */
const followedIn = 3;

/** Everything that hosts send. */
function allTelecommands(): Telecommand[] {
  const parameters = ["falseAlarmsPerYear", "housekeepingPeriodS", "minimumPressurePa", "toleratedLossKgPerS", "externalPressurePa", "dischargeCoefficient", "dischargeCoefficientSigma"];
  const values = ["2", "10", "130000", "0", "101325", "0.6", "0.1"];
  return [
    telecommandsFor("are-you-alive", {}), telecommandsFor("acknowledge", {}), telecommandsFor("start-commissioning", {}),
    telecommandsFor("mark-refill", {}), telecommandsFor("hold", { durationS: "20" }), telecommandsFor("reset", {}), telecommandsFor("release-console", {}),
    ...parameters.flatMap((parameter, index) => [telecommandsFor("get-parameter", { parameter }), telecommandsFor("set-parameter", { parameter, value: values[index]! })]),
  ].flat();
}

/** What telecommands can change, as numbers and texts; what changes by itself is left out. */
function stateOf({ monitor, hal, storage }: CommandedBoard): string {
  const { configuration } = monitor;
  let text = `${hal.resets} ${hal.consoleReleased} ${monitor.state[StateByte.Acknowledged]!} ${storage.read("pinhole.set") ?? ""}`;
  for (let number = 0; number < Parameter.Count; number++) {
    const holder = (number < firstLoopParameter ? configuration : configuration?.loop) as Record<string, unknown> | undefined;
    text += ` ${String(holder?.[parameterKeys[number]!])}`;
  }
  return text;
}

/**
 * Feeds mutated telecommands to the monitor behind its line: nothing throws, nothing is accepted that was not sent whole,
 * and nothing changes without a report that it was carried out.
 */
export function fuzzTelecommands(count: number, seed: number, progress?: (done: number) => void): TelecommandTally {
  const random = new Random(seed);
  const telecommands = allTelecommands();
  const tally: TelecommandTally = { telecommands: 0, reports: {}, effects: 0, restarts: 0, failures: [] };
  const fail = (what: string): void => {
    if (tally.failures.length < mostFailures) tally.failures.push(what);
  };
  const board = new CommandedBoard({ storage: commissionedStorage() });
  let recent: Uint8Array[] = [];
  let sequence = 0;
  let place = 0;
  let before = stateOf(board);
  let mode = board.monitor.mode;
  // A reset follows its report by a fifth of a second, which may be in the next round.
  let wasDone = false;
  for (let index = 0; index < count; index++) {
    place = below(random, followedIn) === 0 ? (place + 1) % telecommands.length : below(random, telecommands.length);
    const telecommand = telecommands[place]!;
    // Mostly the next count; at times the last one again, or any.
    const dice = below(random, 16);
    const packet = telecommandPacket(telecommand, dice === 0 ? sequence : dice === 1 ? below(random, 16384) : nextSequence(sequence));
    const other = telecommandPacket(telecommands[below(random, telecommands.length)]!, nextSequence(sequence));
    const { text, resealed } = mutantOf(packet, frameText(other), random);
    recent.push(packet, other);
    if (resealed) recent.push(resealed);
    recent = recent.slice(-3 * mostRecent);
    tally.telecommands++;
    board.packets.length = 0;
    try {
      board.hal.send(text);
      // An end to whatever was begun, so that nothing waits for long.
      if ((index & 7) === 7) board.hal.send("\n");
      board.run(1);
    } catch (error) {
      fail(`telecommand ${index}: ${String(error)} thrown by ${JSON.stringify(text)}`);
    }
    let isDone = false;
    for (const report of board.packets) {
      if (report.kind === "event" && report.event === "exception") fail(`telecommand ${index}: ${report.text ?? ""} by ${JSON.stringify(text)}`);
      if (report.kind !== "verification") continue;
      const name = report.reason === "none" ? report.report : `${report.report} ${report.reason}`;
      tally.reports[name] = (tally.reports[name] ?? 0) + 1;
      if (report.report !== "rejected" && !recent.some((sent) => isOf(report, sent))) fail(`telecommand ${index}: accepted ${report.request ?? "none"} out of ${JSON.stringify(text)}`);
      if (report.report === "accepted") sequence = report.lastSequence;
      if (report.report === "completed") isDone = true;
    }
    const after = stateOf(board);
    const entered = board.monitor.mode !== mode && (board.monitor.mode === Mode.Hold || board.monitor.mode === Mode.Commissioning);
    if (after !== before || entered) {
      if (isDone || (board.hal.resets > 0 && wasDone)) tally.effects++;
      else fail(`telecommand ${index}: ${before} became ${after} in mode ${board.monitor.mode} after ${JSON.stringify(text)}`);
    }
    if (board.hal.resets > 0) {
      tally.restarts++;
      board.restart();
    }
    board.hal.consoleReleased = false;
    before = stateOf(board);
    mode = board.monitor.mode;
    wasDone = isDone;
    progress?.(index + 1);
  }
  return tally;
}

function isOf({ request }: VerificationPacket, sent: Uint8Array): boolean {
  return sent.length > 3 && request === ((sent[2]! & 63) << 8 | sent[3]!);
}
