import type { Command } from "commander";
import { armedS } from "#firmware/telemetry/dictionary.ts";
import { BoardTalk, type Bearing } from "#host/link/board-talk.ts";
import { outcomeText, type ExchangeOutcome } from "#host/link/command-exchange.ts";
import { JsonLines, lineText } from "#host/link/json-lines.ts";
import type { Packet } from "#host/link/packet-decoder.ts";
import { telecommandNames, telecommandsFor } from "#host/link/telecommand.ts";
import { peopleLine } from "#host/report/people-lines.ts";
import { clockTime, duration } from "#host/report/people-units.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { InputError } from "#sims/input-error.ts";
import { numberFrom } from "./arguments.ts";
import { interruption } from "./interrupt.ts";

interface CommandOptions { json?: boolean; timeout: number }

type Fields = Readonly<Record<string, string>>;

/** Reports that only say that all goes well. */
const routine: ReadonlySet<string> = new Set(["accepted", "started", "completed"]);

/** command PORT NAME [field=value …] */
export function register(program: Command): void {
  program
    .command("command")
    .description("Sends a telecommand and ends when the board has carried it out, saying what was done; with --json, every report on it as it comes.")
    .argument("<port>", "serial device of the board")
    .argument("<name>", telecommandNames.join(", "))
    .argument("[fields...]", "parameter=NAME, value=NUMBER, alarm=NAME, durationS=SECONDS, stage=arm|fire (absent: arm, then fire)")
    .option("--timeout <s>", "wall time without a report after which it ends, s", numberFrom(0.1, "seconds"), 10)
    .option("--json", "reports as JSON Lines on standard output")
    .action(sendCommand);
}

async function sendCommand(path: string, name: string, words: readonly string[], options: CommandOptions): Promise<void> {
  const fields = fieldsOf(words);
  // Refused before the port is opened.
  telecommandsFor(name, fields);
  const lines = new JsonLines({ everyS: 0 });
  let outcome: ExchangeOutcome | undefined;
  let timeS = NaN;
  let isSaid = false;
  const take = (packet: Packet, bearing: Bearing): void => {
    timeS = packet.timeS;
    const isData = packet.kind === "alive" || packet.kind === "parameter";
    if (!isData && bearing === "none") return;
    // For people nothing of what goes as it should: the board's count is found by a refusal, and arming may be one.
    if (!options.json && packet.kind === "verification" && (bearing === "mended" || routine.has(packet.report))) return;
    isSaid ||= isData;
    for (const line of lines.linesFor(packet)) process.stdout.write(`${options.json ? lineText(line) : (peopleLine(line, undefined) ?? "")}\n`);
  };
  const talk = new BoardTalk({
    path, timeoutS: options.timeout, signal: interruption(), onPacket: take,
    onOpen: () => talk.ask(name, fields, (ended) => {
      outcome = ended;
      talk.end();
    }),
  });
  await talk.run();
  if (outcome === undefined) throw new UnavailableError(`${name}: interrupted before the board had answered`);
  if (outcome !== "none") throw new UnavailableError(`${name} was not carried out: ${outcomeText(outcome)}`);
  if (!options.json && !isSaid) process.stdout.write(`${clockTime(timeS).padStart(10)}  ${effectText(name, fields)}\n`);
}

/** @param fields that the telecommand was sent with @returns what it has done, for people */
export function effectText(name: string, fields: Fields): string {
  if (fields["stage"] === "arm") return `${name} is armed: stage=fire within ${armedS} s of board time carries it out`;
  const durationS = Number(fields["durationS"]);
  switch (name) {
    case "start-commissioning":
      return "commissioning has begun";
    case "acknowledge":
      return "what stands is acknowledged; what had returned or was latched has ended";
    case "mark-refill":
      return "the refill is noted: detection starts from here";
    case "hold":
      return durationS > 0 ? `detection is held for ${duration(durationS)}` : "detection goes on";
    case "shelve":
      return durationS > 0 ? `the ${fields["alarm"]} alarm is out of sight for ${duration(durationS)}; it lives on` : `the ${fields["alarm"]} alarm is in sight again`;
    case "release-console":
      return "the line is given back to the interpreter's console";
    case "reset":
      return "the board restarts";
    default:
      return `${name} was carried out`;
  }
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
