import { randomInt } from "node:crypto";
import { UnavailableError } from "#host/unavailable-error.ts";
import { CommandExchange, type ExchangeOutcome } from "./command-exchange.ts";
import type { Packet } from "./packet-decoder.ts";
import { SerialLink } from "./serial-link.ts";
import { telecommandsFor } from "./telecommand.ts";
import { TelemetryDecoder } from "./telemetry-decoder.ts";

/** What a packet is to the telecommand that is being asked: no report on it, one, or one after which it is sent again or fired. */
export type Bearing = "none" | "report" | "mended";

export interface BoardTalkOptions {
  path: string;
  /** Wall time without telemetry, or without a report on a telecommand, after which the talk ends, s. */
  timeoutS: number;
  /** Ends the talk from outside. */
  signal: AbortSignal;
  /** The port is open. */
  onOpen: () => void;
  /** Gets every packet, in order; the last report on a telecommand before its answer. */
  onPacket: (packet: Packet, bearing: Bearing) => void;
}

/** A timer for longer than this would end at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A talk with a board: its packets, and telecommands that are answered one after the other. */
export class BoardTalk {
  private readonly link: SerialLink;
  private readonly decoder = new TelemetryDecoder();
  private readonly over = new AbortController();
  private exchange: { steps: CommandExchange; name: string; answer: (outcome: ExchangeOutcome) => void } | undefined;
  private readonly waiting: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private failure: UnavailableError | undefined;

  constructor(private readonly options: BoardTalkOptions) {
    this.link = new SerialLink({
      path: options.path, reconnect: false, borrow: true,
      signal: AbortSignal.any([options.signal, this.over.signal]),
      onOpen: () => {
        this.wait();
        options.onOpen();
      },
      onBytes: (bytes) => {
        this.decoder.append(bytes);
        for (let output = this.decoder.next(); output !== undefined && !this.over.signal.aborted; output = this.decoder.next()) if (output.kind !== "discarded") this.take(output);
      },
    });
  }

  /** Talks until `end`, the signal, or nothing more comes. @throws UnavailableError */
  async run(): Promise<void> {
    try {
      await this.link.run();
    } finally {
      clearTimeout(this.timer);
    }
    if (this.failure) throw this.failure;
  }

  /** Ends the talk; @param failure what `run` then throws */
  end(failure?: UnavailableError): void {
    this.failure ??= failure;
    this.over.abort();
  }

  /** Sends a telecommand when those before it have been answered. @param answer gets how it ended; @throws InputError as `telecommandsFor` does */
  ask(name: string, fields: Readonly<Record<string, string>>, answer: (outcome: ExchangeOutcome) => void): void {
    const steps = new CommandExchange(telecommandsFor(name, fields), randomInt(16384));
    const begin = (): void => {
      this.exchange = { steps, name, answer };
      this.wait();
      this.link.send(steps.begin());
    };
    if (this.exchange) this.waiting.push(begin);
    else begin();
  }

  private take(packet: Packet): void {
    const { exchange } = this;
    if (!exchange) this.wait();
    if (!exchange || packet.kind !== "verification" || !exchange.steps.concerns(packet)) {
      this.options.onPacket(packet, "none");
      return;
    }
    this.wait();
    const text = exchange.steps.take(packet);
    if (text !== undefined) this.link.send(text);
    this.options.onPacket(packet, text !== undefined && packet.report !== "completed" ? "mended" : "report");
    const { outcome } = exchange.steps;
    if (outcome === undefined) return;
    this.exchange = undefined;
    exchange.answer(outcome);
    if (!this.exchange) this.waiting.shift()?.();
  }

  private wait(): void {
    clearTimeout(this.timer);
    const { path, timeoutS } = this.options;
    this.timer = setTimeout(() => {
      const { frames, bytes } = this.decoder.counters;
      const heard = frames > 0 ? (this.exchange ? "telemetry comes, but no report" : "it came before") : bytes > 0 ? "something comes, but no telemetry" : "nothing comes";
      const why = this.exchange ? `no answer to ${this.exchange.name}` : "no telemetry";
      this.end(new UnavailableError(`${path}: ${why} within ${timeoutS} s (--timeout): ${heard}`));
    }, Math.min(timeoutS * 1000, longestTimerMs));
  }
}
