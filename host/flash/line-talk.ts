import { randomInt } from "node:crypto";
import { UnavailableError } from "#host/cli/unavailable-error.ts";
import { CommandExchange } from "#host/link/command-exchange.ts";
import type { HousekeepingPacket, Packet } from "#host/link/packet-decoder.ts";
import { SerialLink } from "#host/link/serial-link.ts";
import { telecommandsFor } from "#host/link/telecommand.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";

/** A running pinhole answers a telecommand in its next cycle, ms. */
const releaseMs = 3500;
/** Between two attempts to open a port that vanished with the board's restart, ms. */
const reopenMs = 250;

/** What was heard of a board before it was flashed. */
export interface Heard {
  /** Bytes of any kind. */
  bytes: number;
  /** The last housekeeping; undefined where none came. */
  housekeeping?: HousekeepingPacket;
  /** Why the board did not give its console; "none" where it did, undefined where no report came. */
  outcome: CommandExchange["outcome"];
}

/**
 * Asks a running pinhole for its console. That nobody answers is fine: a board without pinhole has its console already.
 * @throws UnavailableError where the port cannot be opened or the line is lost
 */
export async function askForConsole(path: string, signal: AbortSignal): Promise<Heard> {
  const exchange = new CommandExchange(telecommandsFor("release-console", {}), randomInt(16384));
  const heard: Heard = { bytes: 0, outcome: undefined };
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const link = packetLink(path, AbortSignal.any([signal, over.signal]), (packet) => {
    if (packet.kind === "housekeeping") heard.housekeeping = packet;
    if (packet.kind !== "verification") return;
    const text = exchange.take(packet);
    if (text !== undefined) link.send(text);
    if (exchange.outcome !== undefined) over.abort();
  }, (count) => (heard.bytes += count), () => {
    timer = setTimeout(() => over.abort(), releaseMs);
    // Whatever half a line lies in a console's input is ended first.
    link.send(`\n${exchange.begin()}`);
  });
  try {
    await link.run();
  } finally {
    clearTimeout(timer);
  }
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
 * @returns no housekeeping where none came in time
 */
export async function firstHousekeeping(path: string, withinMs: number, signal: AbortSignal): Promise<Restarted> {
  const late = AbortSignal.timeout(withinMs);
  const over = new AbortController();
  const ending = AbortSignal.any([signal, late, over.signal]);
  const result: Restarted = { text: "" };
  while (!ending.aborted) {
    const link = packetLink(path, ending, (packet) => {
      if (packet.kind !== "housekeeping") return;
      result.housekeeping ??= packet;
      over.abort();
    }, (_count, bytes) => (result.text = (result.text + bytes.toString("latin1")).slice(-2000)));
    try {
      await link.run();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      result.trouble = error.message;
      await new Promise((resolve) => setTimeout(resolve, reopenMs));
    }
  }
  return result;
}

function packetLink(path: string, signal: AbortSignal, take: (packet: Packet) => void, count: (bytes: number, text: Buffer) => void, onOpen?: () => void): SerialLink {
  const decoder = new TelemetryDecoder();
  return new SerialLink({
    path, signal, reconnect: false, ...(onOpen && { onOpen }),
    onBytes: (bytes) => {
      count(bytes.length, bytes);
      decoder.append(bytes);
      for (let output = decoder.next(); output !== undefined; output = decoder.next()) if (output.kind !== "discarded") take(output);
    },
  });
}
