import { workerData } from "piscina";
import type { CampaignPlan } from "#sims/campaign/campaign-plan.ts";
import { playRun, type RunRecord } from "#sims/campaign/campaign-run.ts";
import { subjectOf } from "#sims/campaign/watched-loop.ts";

const plan = workerData as CampaignPlan;
const subject = subjectOf(plan.loopFile);

/** One task of the pool: a run. */
export default function play(run: number): RunRecord {
  return playRun(plan, subject, run);
}
