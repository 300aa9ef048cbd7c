import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { CampaignPlan } from "#sims/campaign/campaign-plan.ts";
import { playRun, type RunRecord } from "#sims/campaign/campaign-run.ts";
import type { Subject } from "#sims/campaign/watched-loop.ts";

/** Beside the built program; there is none beside the sources, where runs are played in the program itself. */
const workerFile = fileURLToPath(new URL("./prove-worker.js", import.meta.url));

/**
 * Plays runs, on several cores where the program is built and more than one worker is asked for. The records do not
 * depend on how many there are.
 * @param done called with the number of runs played so far
 * @param signal aborted: no further runs are begun
 * @returns the records played, by run
 */
export async function playRuns(
  plan: CampaignPlan, subject: Subject, runs: readonly number[], workers: number, done: (count: number) => void, signal: AbortSignal,
): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  const take = (record: RunRecord): void => {
    records.push(record);
    done(records.length);
  };
  const threads = Math.min(workers, runs.length);
  if (threads < 2 || !existsSync(workerFile)) {
    for (const run of runs) {
      if (signal.aborted) break;
      take(playRun(plan, subject, run));
      await setImmediate();
    }
    return records;
  }
  const pool = new Piscina<number, RunRecord>({ filename: workerFile, minThreads: threads, maxThreads: threads, workerData: plan });
  try {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < runs.length && !signal.aborted) take(await pool.run(runs[next++]!));
    };
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    await pool.destroy();
  }
  return records.sort((one, other) => one.run - other.run);
}
