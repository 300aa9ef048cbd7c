import { readFileSync } from "node:fs";
import { InputError } from "#sims/input-error.ts";
import type { CampaignPlan } from "#sims/campaign/campaign-plan.ts";
import type { RunRecord } from "#sims/campaign/campaign-run.ts";
import type { CampaignSummary } from "#sims/campaign/campaign-summary.ts";
import { checkLoopFile } from "#sims/loop/loop-file.ts";
import { faultOf, isHeader, runCheck } from "./proof-schema.ts";

/** First line of a proof's JSON Lines: everything that its runs follow from. */
export interface ProofHeader {
  type: "proof";
  /** Of this program, by which the runs were played. */
  build: string;
  /** CRC-32 of the loop file as read, its defaults not written out. */
  loopCrc: string;
  plan: CampaignPlan;
  /** As asked for: "2/8"; absent where all runs were to be played. */
  shard?: string;
}

/** By which a header's line is known though it is cut short. */
const headerStart = '{"type":"proof"';

/** Header, a line for each run, and the summary: what `prove --json` writes. */
export function proofLines(header: ProofHeader, runs: readonly RunRecord[], summary: CampaignSummary): string {
  return [header, ...runs, summary].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** A shard of the runs: those whose number leaves this remainder. */
export interface Shard { index: number; count: number }

/** @returns the runs' numbers in a shard, ascending */
export function runsOf(plan: CampaignPlan, shard: Shard | undefined): number[] {
  return Array.from({ length: plan.runs }, (_, run) => run).filter((run) => !shard || run % shard.count === shard.index - 1);
}

/**
 * Puts shards together.
 * @param expected header of the proof that is asked for, but for seed and number of runs, which the files say
 * @returns header and runs as if one program had played them all
 * @throws InputError, one sentence, where the files are no shards, do not belong together, or a run is missing or there twice
 */
export function mergeProofs(paths: readonly string[], loopName: string, loopCrc: string): { header: ProofHeader; runs: RunRecord[] } {
  let merged: ProofHeader | undefined;
  let identity = "";
  const from = new Map<number, string>();
  const runs: RunRecord[] = [];
  for (const path of paths) {
    const { header, records } = readProof(path);
    const { shard: _, ...whole } = header;
    if (header.loopCrc !== loopCrc) throw new InputError(`${path}: made of the loop ${header.plan.loopFile.name} (CRC ${header.loopCrc}), not of ${loopName} (${loopCrc}); merge shards of the loop file named`);
    if (!merged) {
      merged = whole;
      identity = JSON.stringify(whole);
    } else if (JSON.stringify(whole) !== identity) throw new InputError(`${path}: ${differenceOf(merged, whole)}; merge only shards of one proof, ${paths[0]!} being another`);
    for (const record of records) {
      const other = from.get(record.run);
      if (other !== undefined) throw new InputError(`${path}: run ${record.run} is in ${other === path ? "it twice" : `${other} too`}; give each shard once`);
      if (!(record.run < whole.plan.runs)) throw new InputError(`${path}: run ${record.run} is none of the ${whole.plan.runs} planned`);
      from.set(record.run, path);
      runs.push(record);
    }
  }
  if (!merged) throw new InputError("--merge needs at least one file");
  const missing = runsOf(merged.plan, undefined).filter((run) => !from.has(run));
  if (missing.length > 0) throw new InputError(`--merge: ${missing.length} of ${merged.plan.runs} runs are in none of the files, run ${missing[0]!} the first; give every shard, each played to its end`);
  return { header: merged, runs: runs.sort((one, other) => one.run - other.run) };
}

function differenceOf(one: ProofHeader, other: ProofHeader): string {
  if (one.build !== other.build) return `played by the build ${other.build}, others by ${one.build}`;
  if (one.plan.seed !== other.plan.seed) return `played with seed ${other.plan.seed}, others with ${one.plan.seed}`;
  if (one.plan.runs !== other.plan.runs) return `of ${other.plan.runs} runs, others of ${one.plan.runs}`;
  return "planned otherwise than others";
}

/** @throws InputError, one sentence with the line, where the file is not whole and of what `prove --json` writes */
function readProof(path: string): { header: ProofHeader; records: RunRecord[] } {
  const wrong = (line: number, what?: string): InputError => new InputError(`${path}, line ${line}: this is no output of pinhole prove --json${what === undefined ? "" : `: ${what}`}`);
  let header: ProofHeader | undefined;
  let isRun: ReturnType<typeof runCheck> | undefined;
  const records: RunRecord[] = [];
  const lines = readText(path).split("\n");
  lines.forEach((text, index) => {
    if (text === "") return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      const isCut = index === lines.length - 1 && (header !== undefined || text.startsWith(headerStart));
      throw isCut ? new InputError(`${path}, line ${index + 1}: the file ends in the midst of a line; give the whole of what prove --json wrote, or play this shard again`) : wrong(index + 1);
    }
    const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
    if ((index === 0) !== (type === "proof")) throw wrong(index + 1);
    if (type === "proof") {
      if (!isHeader(value)) throw wrong(index + 1, faultOf(isHeader));
      checkLoopFile(value.plan.loopFile, `${path}, line ${index + 1}`);
      header = value;
      isRun = runCheck(value.plan);
    } else if (type === "run") {
      if (!isRun!(value)) throw wrong(index + 1, faultOf(isRun!));
      records.push(value);
    }
  });
  if (!header) throw wrong(1);
  return { header, records };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new InputError(`${path}: ${code === "ENOENT" ? "no such file" : `cannot be read (${code})`}; give what prove --shard --json wrote`);
  }
}
