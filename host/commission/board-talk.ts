import { randomInt } from "node:crypto";
import { UnavailableError } from "#host/cli/unavailable-error.ts";
import { CommandExchange, type ExchangeOutcome } from "#host/link/command-exchange.ts";
import type { Packet } from "#host/link/packet-decoder.ts";
import { SerialLink } from "#host/link/serial-link.ts";
import { telecommandsFor } from "#host/link/telecommand.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";

export interface BoardTalkOptions {
  path: string;
  /** Wall time without telemetry, or without a report on a telecommand, after which the talk ends, s. */
  timeoutS: number;
  /** Ends the talk from outside. */
  signal: AbortSignal;
  /** The port is open. */
  onOpen: () => void;
  /** Gets every packet, in order. */
  onPacket: (packet: Packet) => void;
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

  /** Sends a telecommand when those before it have been answered. @param answer gets how it ended */
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
    if (exchange && packet.kind === "verification" && exchange.steps.concerns(packet)) {
      this.wait();
      const text = exchange.steps.take(packet);
      if (text !== undefined) this.link.send(text);
      const { outcome } = exchange.steps;
      if (outcome !== undefined) {
        this.exchange = undefined;
        exchange.answer(outcome);
        if (!this.exchange) this.waiting.shift()?.();
      }
    }
    this.options.onPacket(packet);
  }

  private wait(): void {
    clearTimeout(this.timer);
    const { path, timeoutS } = this.options;
    this.timer = setTimeout(() => {
      const heard = this.decoder.counters.frames > 0 ? "telemetry came" : this.decoder.counters.bytes > 0 ? "something came, but no telemetry" : "nothing came";
      const why = this.exchange ? `no answer to ${this.exchange.name}` : "no telemetry";
      this.end(new UnavailableError(`${path}: ${why} within ${timeoutS} s (--timeout): ${heard}`));
    }, Math.min(timeoutS * 1000, longestTimerMs));
  }
}
