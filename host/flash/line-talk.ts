import { randomInt } from "node:crypto";
import { CommandExchange } from "#host/link/command-exchange.ts";
import type { HousekeepingPacket, Packet } from "#host/link/packet-decoder.ts";
import { telecommandsFor } from "#host/link/telecommand.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { SerialLine, type BoardLine } from "./board-line.ts";

/** A running pinhole answers a telecommand in its next cycle, ms. */
const releaseMs = 3500;
/** Between two attempts to open a port that vanished with the board's restart, ms. */
const reopenMs = 250;
/** Of what came so much is kept. */
const keptCharacters = 2000;
/** End of what an interpreter says whose console is here. */
const prompt = /\n(password)?>$/;

/** What was heard of a board before it was flashed. */
export interface Heard {
  /** Bytes of any kind. */
  bytes: number;
  /** Whether a packet of any kind came: a pinhole runs there. */
  packets?: boolean;
  /** The last housekeeping; undefined where none came. */
  housekeeping?: HousekeepingPacket;
  /** Why the board did not give its console; "none" where it did, undefined where no report came. */
  outcome: CommandExchange["outcome"];
}

/** Asks a running pinhole for its console. That nobody answers is fine, and so is a prompt: a board without pinhole has its console already. */
export async function askForConsole(line: BoardLine, signal: AbortSignal): Promise<Heard> {
  const exchange = new CommandExchange(telecommandsFor("release-console", {}), randomInt(16384));
  const heard: Heard = { bytes: 0, outcome: undefined };
  let text = "";
  await until(releaseMs, signal, (finish) => {
    line.onClose = finish;
    line.onBytes = packetsTo((packet) => {
      heard.packets = true;
      if (packet.kind === "housekeeping") heard.housekeeping = packet;
      if (packet.kind !== "verification") return;
      const answer = exchange.take(packet);
      if (answer !== undefined) line.write(answer);
      if (exchange.outcome !== undefined) finish();
    }, (bytes) => {
      heard.bytes += bytes.length;
      text = (text + bytes.toString("latin1")).slice(-keptCharacters);
      if (!heard.packets && prompt.test(text)) finish();
    });
    // Whatever half a line lies in a console's input is ended first.
    line.write(`\n${exchange.begin()}`);
  });
  heard.outcome = exchange.outcome;
  return heard;
}

/** What was heard of a board after its restart. */
export interface Restarted {
  housekeeping?: HousekeepingPacket;
  /** End of all that came, one character a byte. */
  text: string;
  /** Why the port could not be opened, the last time it could not. */
  trouble?: string;
}

/**
 * Waits for the first housekeeping after a restart, in which the port may vanish and come again.
 * @param line  already open; closed at the end, like any other that was opened meanwhile
 * @returns no housekeeping where none came in time
 */
export async function firstHousekeeping(path: string, withinMs: number, signal: AbortSignal, line?: SerialLine): Promise<Restarted> {
  const result: Restarted = { text: "" };
  const endMs = Date.now() + withinMs;
  let open = line;
  while (result.housekeeping === undefined && Date.now() < endMs && !signal.aborted) {
    try {
      open = open?.isOpen ? open : await SerialLine.open(path);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      result.trouble = error.message;
      await until(reopenMs, signal, () => {});
      continue;
    }
    await hearHousekeeping(open, endMs - Date.now(), signal, result);
  }
  await open?.close();
  return result;
}

/** Ends when housekeeping has come, the time is over, or the line is lost. */
function hearHousekeeping(line: BoardLine, withinMs: number, signal: AbortSignal, result: Restarted): Promise<void> {
  return until(withinMs, signal, (finish) => {
    line.onClose = finish;
    line.onBytes = packetsTo((packet) => {
      if (packet.kind !== "housekeeping") return;
      result.housekeeping ??= packet;
      finish();
    }, (bytes) => (result.text = (result.text + bytes.toString("latin1")).slice(-keptCharacters)));
  });
}

/** @returns a promise that ends when `work` calls what it is given, after a time, or with the signal */
function until(withinMs: number, signal: AbortSignal, work: (finish: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, withinMs);
    signal.addEventListener("abort", finish);
    work(finish);
    if (signal.aborted) finish();
  });
}

/** @returns a receiver of bytes that hands them on, and the packets among them */
function packetsTo(take: (packet: Packet) => void, hear: (bytes: Buffer) => void): (bytes: Buffer) => void {
  const decoder = new TelemetryDecoder();
  return (bytes) => {
    hear(bytes);
    decoder.append(bytes);
    for (let output = decoder.next(); output !== undefined; output = decoder.next()) if (output.kind !== "discarded") take(output);
  };
}
