import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import { Simulation } from "#sims/simulation.ts";
import { scenarios } from "#sims/scenarios/scenarios.ts";
import { readLoopFile } from "#host/loop/read-loop.ts";
import { CsvWriter } from "#host/replay/csv-writer.ts";
import { RunLog } from "#host/replay/run-log.ts";
import { duration } from "#host/report/people-units.ts";
import { numberFrom, repeatable, seed } from "./arguments.ts";
import { interruption } from "./interrupt.ts";
import { progressBar } from "./progress-bar.ts";
import { RunPicture } from "./run-picture.ts";
import { RunPrinter } from "./run-printer.ts";

interface Options {
  seed: number;
  duration?: number;
  loop?: string;
  set: string[];
  csv?: string;
  plot?: string;
  every: number;
  json?: true;
}

/** Board time between looks at the wish to stop, s. */
const sliceS = 3600;

/** simulate SCENARIO */
export function register(program: Command): void {
  program
    .command("simulate")
    .description("Runs monitor and loop in one process, as fast as it goes, through the real drivers on emulated parts.")
    .argument("<scenario>", Object.keys(scenarios).join(", "))
    .option("--seed <N>", "of everything random", seed, 1)
    .option("--duration <s>", "board time to run; default: the scenario's own", numberFrom(1, "seconds"))
    .option("--loop <file>", "loop file, in place of the scenario's loop")
    .addOption(repeatable("--set <key=value>", "sets a value of the scenario or its loop, or takes it away (null); repeatable"))
    .option("--csv <file>", "keeps the sensors' readings, for replay")
    .option("--plot <file.svg|png>", "pressure, temperature, liquid and statistic over time, the true liquid overlaid")
    .option("--every <s>", "board time between estimate lines; 0 leaves them out", numberFrom(0, "seconds"), 60)
    .option("--json", "JSON Lines in SI units, the truth last but one")
    .action(simulate);
}

async function simulate(name: string, options: Options): Promise<void> {
  const loop = readLoopFile(options.loop);
  const signal = interruption();
  // The monitor sends its first packets while it is made.
  const early: string[] = [];
  let receive = (text: string): void => void early.push(text);
  let observe = (): void => {};
  let samples = 0;
  const simulation = new Simulation({
    scenario: name, seed: options.seed, ...(loop && { loop }), overrides: options.set,
    onLine: (text) => receive(text),
    observe: () => {
      samples++;
      observe();
    },
  });
  const { configuration } = simulation.world;
  const picture = options.plot === undefined ? undefined : new RunPicture(options.plot, configuration);
  const printer = new RunPrinter(configuration, options.json ?? false);
  const log = new RunLog(configuration, options.every, (line) => {
    printer.line(line);
    picture?.line(line);
  }, picture && ((packet) => picture.packet(packet)));
  const csv = options.csv === undefined ? undefined : new CsvWriter(options.csv, configuration);
  if (csv || picture) {
    observe = () => {
      csv?.add(simulation.monitor, simulation.nowS);
      picture?.truth(simulation.nowS, simulation.massKg);
    };
  }
  for (const text of early) log.receive(text);
  receive = (text) => log.receive(text);
  const durationS = options.duration ?? simulation.scenario.durationS;
  const reachedS = await run(simulation, durationS, () => signal.aborted || csv?.failure !== undefined);
  csv?.close();
  const truth = simulation.truth();
  picture?.write(truth);
  // The same seed gives the same bytes on the same Node major and architecture.
  const summary = { ...log.summary(samples, reachedS), seed: options.seed, node: process.version, architecture: process.arch };
  if (signal.aborted && reachedS < durationS) process.stderr.write(`note: interrupted after ${duration(reachedS)} of ${duration(durationS)}\n`);
  printer.end(summary, truth);
}

/** Runs on to the end. @param isOver whether to stop before it; @returns board time reached, s */
async function run(simulation: Simulation, durationS: number, isOver: () => boolean): Promise<number> {
  const bar = process.stdout.isTTY ? undefined : progressBar("simulating {bar} {percentage} %");
  bar?.start(durationS, 0);
  let reachedS = 0;
  while (reachedS < durationS && !isOver()) {
    reachedS = Math.min(durationS, reachedS + sliceS);
    simulation.runUntil(reachedS);
    bar?.update(reachedS);
    await setImmediate();
  }
  bar?.stop();
  return reachedS;
}
