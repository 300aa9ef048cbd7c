import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { crc32 } from "#hal/simulated/crc32.ts";
import { InputError } from "#sims/input-error.ts";
import { planCampaign } from "#sims/campaign/campaign-plan.ts";
import { playRun, type RunRecord } from "#sims/campaign/campaign-run.ts";
import { summarise } from "#sims/campaign/campaign-summary.ts";
import { subjectOf, type Subject } from "#sims/campaign/watched-loop.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { hexadecimal } from "#host/link/hexadecimal.ts";
import { loopOf, referenceLoops } from "#host/loop/read-loop.ts";
import { programBuild } from "#host/prove/program-build.ts";
import { mergeProofs, proofLines, runsOf, type ProofHeader, type Shard } from "#host/prove/proof-file.ts";
import { proofPage } from "#host/prove/proof-page.ts";
import { proofText } from "#host/prove/proof-text.ts";
import { claimFile, saveFile } from "#host/report/output-file.ts";
import { onWorkers } from "#host/workers/on-workers.ts";
import { seed, wholeNumber, workerCount } from "./arguments.ts";
import { interruption } from "./interrupt.ts";
import { progressBar } from "./progress-bar.ts";

interface Options {
  runs?: number;
  seed?: number;
  workers: number;
  shard?: Shard;
  merge?: string[];
  html?: string;
  json?: true;
}

const usualRuns = 100;
const mostRuns = 1_000_000;

/** prove LOOP */
export function register(program: Command): void {
  program
    .command("prove")
    .description("Monte-Carlo proof of detection as a one-page report: commissions a monitor in every run, then gives it leaks of every rate, quiet, look-alikes, and plants that differ from the loop file.")
    .argument("<loop>", `loop file, or ${referenceLoops.map(({ name }) => name).join(", ")}`)
    .option("--runs <N>", `commissionings, each with one leak of every rate and one of every other case; default: ${usualRuns}`, wholeNumber(1, mostRuns))
    .option("--seed <N>", "of everything random; default: 1", seed)
    .option("--workers <N>", "runs played at a time; the result is the same", workerCount, availableParallelism())
    .option("--shard <i/n>", "only the i-th of n shares of the runs, for several machines; with --json, to be merged", shardOf)
    .option("--merge <file...>", "plays nothing; puts what all shards have written together")
    .option("--html <file.html>", "the report as one page that needs nothing else and prints on paper; not of a shard")
    .option("--json", "JSON Lines: what was planned, each run, the summary")
    .addHelpText("after", `
Example: four shards on as many machines, or on one through GNU parallel, then one report:
  parallel 'npx pinhole prove my.loop.json --runs 1000 --workers 1 --shard {}/4 --json > shard{}.jsonl' ::: 1 2 3 4
  npx pinhole prove my.loop.json --merge shard*.jsonl --html proof.html`)
    .action(prove);
}

async function prove(loop: string, options: Options): Promise<void> {
  const loopFile = loopOf(loop);
  if (options.html !== undefined && options.shard) {
    throw new InputError("--html does not go with --shard: a share of the runs is no proof; keep every share with --json, and make the page of all of them with --merge");
  }
  if (options.html !== undefined) claimFile("--html", options.html, [".html", ".htm"]);
  const loopCrc = hexadecimal(crc32(JSON.stringify(loopFile)));
  const { header, subject, runs, isStopped } = options.merge ? merged(options, options.merge, loopFile, loopCrc) : await played(options, loopFile, loopCrc);
  const summary = summarise(header.plan, subject, runs);
  // A report that is there is not given up for one of fewer runs than were asked for.
  if (options.html !== undefined && isStopped && existsSync(options.html)) console.error(`stopped after ${runs.length} runs: ${options.html} stays as it was`);
  else if (options.html !== undefined) saveFile("--html", options.html, proofPage(summary, header, subject));
  process.stdout.write(options.json ? proofLines(header, runs, summary) : proofText(summary, subject.configuration.loop!.coolant.densityKgPerM3));
}

interface Proof {
  header: ProofHeader;
  subject: Subject;
  runs: RunRecord[];
  /** The user has had enough before all were played. */
  isStopped: boolean;
}

function merged(options: Options, paths: string[], loopFile: LoopFile, loopCrc: string): Proof {
  for (const [name, value] of [["--runs", options.runs], ["--seed", options.seed], ["--shard", options.shard]] as const) {
    if (value !== undefined) throw new InputError(`${name} does not go with --merge: the files say it; leave it out`);
  }
  const { header, runs } = mergeProofs(paths, loopFile.name, loopCrc);
  return { header, runs, subject: subjectOf(header.plan.loopFile), isStopped: false };
}

async function played({ runs = usualRuns, seed: seedNumber = 1, workers, shard }: Options, loopFile: LoopFile, loopCrc: string): Promise<Proof> {
  if (shard && shard.count > runs) throw new InputError(`--shard ${shard.index}/${shard.count}: there are only ${runs} runs to share; give fewer shards or more --runs`);
  // Before the runs: the file may be another one after them.
  const build = programBuild();
  const { plan, subject } = planCampaign(loopFile, seedNumber, runs);
  const own = runsOf(plan, shard);
  const bar = progressBar("proving {bar} {value}/{total} runs, {eta_formatted} to go");
  bar?.start(own.length, 0);
  const records = await onWorkers({ worker: "prove-worker", workerData: plan, does: (run) => playRun(plan, subject, run) }, own, {
    workers, done: () => bar?.increment(), signal: interruption(),
  }).finally(() => bar?.stop());
  return { header: { type: "proof", build, loopCrc, plan, ...(shard && { shard: `${shard.index}/${shard.count}` }) }, subject, runs: records, isStopped: records.length < own.length };
}

function shardOf(text: string): Shard {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (!index || !count || index > count) throw new InvalidArgumentError("right would be i/n, as in 2/8: the second of eight, i from 1 to n");
  return { index, count };
}
