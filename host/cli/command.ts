import { randomInt } from "node:crypto";
import type { Command } from "commander";
import { rejectionTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { CommandExchange, type ExchangeOutcome } from "#host/link/command-exchange.ts";
import { JsonLines, lineText } from "#host/link/json-lines.ts";
import type { Packet } from "#host/link/packet-decoder.ts";
import { SerialLink } from "#host/link/serial-link.ts";
import { telecommandNames, telecommandsFor } from "#host/link/telecommand.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { peopleLine } from "#host/report/people-lines.ts";
import { InputError } from "#sims/input-error.ts";
import { numberFrom } from "./arguments.ts";
import { interruption } from "./interrupt.ts";
import { UnavailableError } from "./unavailable-error.ts";

interface CommandOptions { json?: boolean; timeout: number }

/** A timer for longer than this would end at once. */
const longestTimerMs = 2 ** 31 - 1;

/** command PORT NAME [field=value …] */
export function register(program: Command): void {
  program
    .command("command")
    .description("Sends a telecommand, prints the board's reports on it as they come, and ends when it was carried out.")
    .argument("<port>", "serial device of the board")
    .argument("<name>", telecommandNames.join(", "))
    .argument("[fields...]", "parameter=NAME, value=NUMBER, durationS=SECONDS, stage=arm|fire (absent: arm, then fire)")
    .option("--timeout <s>", "wall time without a report after which it ends, s", numberFrom(0.1, "seconds"), 10)
    .option("--json", "reports as JSON Lines on standard output")
    .action(sendCommand);
}

async function sendCommand(path: string, name: string, words: readonly string[], options: CommandOptions): Promise<void> {
  const exchange = new CommandExchange(telecommandsFor(name, fieldsOf(words)), randomInt(16384));
  const decoder = new TelemetryDecoder();
  const lines = new JsonLines({ everyS: 0 });
  const over = new AbortController();
  const interrupted = interruption();
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isLate = true;
      over.abort();
    }, Math.min(options.timeout * 1000, longestTimerMs));
  };
  const take = (packet: Packet): void => {
    if (packet.kind !== "alive" && packet.kind !== "parameter" && !(packet.kind === "verification" && exchange.concerns(packet))) return;
    for (const line of lines.linesFor(packet)) process.stdout.write(`${options.json ? lineText(line) : (peopleLine(line, undefined) ?? "")}\n`);
    if (packet.kind !== "verification") return;
    wait();
    const text = exchange.take(packet);
    if (text !== undefined) link.send(text);
    if (exchange.outcome !== undefined) over.abort();
  };
  const link = new SerialLink({
    path,
    reconnect: false,
    borrow: true,
    signal: AbortSignal.any([interrupted, over.signal]),
    onOpen: () => {
      wait();
      link.send(exchange.begin());
    },
    onBytes: (bytes) => {
      decoder.append(bytes);
      for (let output = decoder.next(); output !== undefined; output = decoder.next()) if (output.kind !== "discarded") take(output);
    },
  });
  try {
    await link.run();
  } finally {
    clearTimeout(timer);
  }
  if (exchange.outcome === "none") return;
  if (exchange.outcome !== undefined) throw new UnavailableError(`${name} was not carried out: ${meaningOf(exchange.outcome)}`);
  if (!isLate) throw new UnavailableError(`${name}: interrupted before the board had answered`);
  const heard = decoder.counters.frames > 0 ? "telemetry comes, but no report" : decoder.counters.bytes > 0 ? "something comes, but no telemetry" : "nothing comes";
  throw new UnavailableError(`${path}: no answer to ${name} within ${options.timeout} s (--timeout): ${heard}`);
}

/** @throws InputError for a word that is no field, or a field given twice */
function fieldsOf(words: readonly string[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const word of words) {
    const [, field, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (field === undefined || value === undefined) throw new InputError(`${word}: right would be field=value, such as parameter=falseAlarmsPerYear`);
    if (Object.hasOwn(fields, field)) throw new InputError(`${field} is given twice; give it once`);
    fields[field] = value;
  }
  return fields;
}

function meaningOf(outcome: ExchangeOutcome): string {
  const meaning = Object.values(rejectionTexts).find(({ name }) => name === outcome)?.meaning ?? "";
  return `${outcome}. ${meaning}`;
}
