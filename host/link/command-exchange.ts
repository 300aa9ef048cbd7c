import { rejectionTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { frameText } from "./frame-encoder.ts";
import type { VerificationPacket } from "./packet-decoder.ts";
import { nextSequence, telecommandPacket, type Telecommand } from "./telecommand.ts";

/** How an exchange ended: with the reason that the board gave, "none" where everything was carried out. */
export type ExchangeOutcome = VerificationPacket["reason"];

/** @returns an outcome and what it means, in words */
export function outcomeText(outcome: ExchangeOutcome): string {
  return `${outcome}. ${Object.values(rejectionTexts).find(({ name }) => name === outcome)?.meaning ?? ""}`.trim();
}

/**
 * The exchange of telecommands and their reports as a function of what comes: no port, no timer. Each telecommand is
 * sent when the one before it was carried out. Three things are mended, once each: a sequence count that the board
 * does not take (another host was there before), a frame that it could not read, and an arming that had expired
 * before the firing came, as on a board whose clock runs fast; then both are sent at once.
 */
export class CommandExchange {
  outcome: ExchangeOutcome | undefined;
  private step = 0;
  /** Whether the step after this one has been sent already. */
  private isAhead = false;
  private hasRenumbered = false;
  private hasResent = false;
  private hasPaired = false;

  /** @param sequence  count of the first telecommand, 0 … 16,383 */
  constructor(private readonly telecommands: readonly Telecommand[], private sequence: number) {}

  /** @returns the text to begin with */
  begin(): string {
    return this.frame();
  }

  /** @returns whether a report is on the telecommand that is waited for, or on one that the board could not read */
  concerns({ request }: VerificationPacket): boolean {
    return this.outcome === undefined && (request === null || request === this.sequence);
  }

  /** Takes a report. @returns what to send now; undefined for nothing. `outcome` is set when the exchange is over */
  take(packet: VerificationPacket): string | undefined {
    if (!this.concerns(packet)) return undefined;
    const { report, reason } = packet;
    switch (report) {
      case "accepted":
      case "started":
        return undefined;
      case "completed":
        // What arms itself and was carried out at once had been armed before.
        return this.isLast || this.telecommands[this.step]!.armsItself ? this.end("none") : this.advance();
      case "rejected":
        return this.mendRejection(packet);
      default:
        if (reason !== "not-armed") return this.end(reason);
        if (!this.isLast) return this.telecommands[this.step]!.armsItself ? this.advance() : this.end(reason);
        return this.step > 0 && !this.hasPaired ? this.sendBoth() : this.end(reason);
    }
  }

  private get isLast(): boolean {
    return this.step === this.telecommands.length - 1;
  }

  private frame(): string {
    return frameText(telecommandPacket(this.telecommands[this.step]!, this.sequence));
  }

  private end(reason: ExchangeOutcome): undefined {
    this.outcome = reason;
    return undefined;
  }

  private advance(): string | undefined {
    this.step++;
    this.sequence = nextSequence(this.sequence);
    if (!this.isAhead) return this.frame();
    this.isAhead = false;
    return undefined;
  }

  private mendRejection({ reason, request, lastSequence }: VerificationPacket): string | undefined {
    if (request === null) {
      if (this.hasResent) return this.end(reason);
      // It may have been somebody else's noise: with the same count it is not carried out twice.
      this.hasResent = true;
      return this.frame();
    }
    const isCount = reason === "repeated" || reason === "out-of-order";
    if (!isCount || this.hasRenumbered || this.hasResent) return this.end(reason);
    this.hasRenumbered = true;
    this.sequence = nextSequence(lastSequence);
    return this.frame();
  }

  private sendBoth(): string {
    this.hasPaired = true;
    this.isAhead = true;
    this.step--;
    this.sequence = nextSequence(this.sequence);
    return this.frame() + frameText(telecommandPacket(this.telecommands[this.step + 1]!, nextSequence(this.sequence)));
  }
}
