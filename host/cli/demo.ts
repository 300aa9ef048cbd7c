import { join } from "node:path";
import type { Command } from "commander";
import { demo } from "#host/demo/demo.ts";
import { seed } from "./arguments.ts";
import { interruption } from "./interrupt.ts";

/** demo */
export function register(program: Command): void {
  program
    .command("demo")
    .description("The MS-22 leak on the shipped bundle: virtual board, serial device, alarm, report with plots. Takes about a minute.")
    .option("-o, --output <dir>", "recording and report; what an earlier demo left there is replaced", join("out", "demo"))
    .option("--seed <N>", "of everything random", seed, 1)
    .action((options: { output: string; seed: number }) => demo({ folder: options.output, seed: options.seed, signal: interruption() }));
}
