import { Command, CommanderError } from "commander";
import { buildHashOf } from "#host/flash/flash-plan.ts";
import { hexadecimal } from "#host/link/hexadecimal.ts";
import { printable } from "#host/report/printable.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { writeFailure } from "#host/write-failure.ts";
import { InputError } from "#sims/input-error.ts";
import * as board from "./board.ts";
import * as command from "./command.ts";
import * as commission from "./commission.ts";
import * as decode from "./decode.ts";
import * as demo from "./demo.ts";
import * as dictionary from "./dictionary.ts";
import * as flash from "./flash.ts";
import * as monitor from "./monitor.ts";
import * as plan from "./plan.ts";
import * as ports from "./ports.ts";
import * as prove from "./prove.ts";
import * as record from "./record.ts";
import * as replay from "./replay.ts";
import * as report from "./report.ts";
import * as simulate from "./simulate.ts";

/** Each adds one verb to the program. */
const verbs = [demo, simulate, board, replay, commission, prove, plan, monitor, record, decode, command, report, flash, ports, dictionary];

/** Of package.json, written here by the build. */
declare const __PROGRAM_VERSION__: string;

/** Says which program this is, and which firmware it goes with, as a board shows it: only when asked, where the parser's own version option wants the text at every start. */
function sayVersion(): never {
  const version = typeof __PROGRAM_VERSION__ === "undefined" ? "unbuilt" : __PROGRAM_VERSION__;
  process.stdout.write(`pinhole ${version}, firmware build ${hexadecimal(buildHashOf(readBundle()))}\n`);
  throw new CommanderError(0, "pinhole.version", "");
}

/** Makes the program, its verbs' actions not yet run. */
function makeProgram(): Command {
  const program = new Command("pinhole");
  program
    .description("Onboard leak monitor for liquid cooling loops: simulation, virtual board, serial link, reports.")
    .option("-V, --version", "this program's version and the build hash of its firmware")
    .on("option:version", sayVersion)
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => {} })
    .addHelpText("after", "\nExit code: 0 done, 1 it could not be done, 2 the input is wrong.");
  for (const verb of verbs) verb.register(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ outputError: () => {} });
  return program;
}

/** Not by the console, which what a verb uses may have taken for itself. */
function say(line: string | undefined): void {
  process.stderr.write(`${line ?? ""}\n`);
}

/**
 * @param program whose verbs have help of their own
 * @returns the exit code of an error, having said it in a line
 */
function sayError(error: unknown, program: Command): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const text = error.message.replace(/^error: /, "").replaceAll("\n", " ");
    const verb = program.commands.find((command) => command.name() === process.argv[2]);
    // Commander shows the help itself where no verb was given.
    if (!/^\(outputHelp\)/.test(text)) say(`pinhole: ${text}; pinhole ${verb ? `${verb.name()} ` : ""}--help lists what there is`);
    return 2;
  }
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof InputError || error instanceof UnavailableError) {
    say(`pinhole: ${printable(text)}`);
    return error instanceof InputError ? 2 : 1;
  }
  say(process.env["PINHOLE_DEBUG"] && error instanceof Error ? error.stack : `pinhole: unexpected: ${printable(text)}`);
  return 1;
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // The reader has gone, as in "pinhole decode FILE | head": nothing is left to do.
    if (error.code === "EPIPE") process.exit(0);
    if (stream === process.stdout) say(`pinhole: ${writeFailure("standard output", error).message}`);
    process.exit(1);
  });
}

const program = makeProgram();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = sayError(error, program);
}
