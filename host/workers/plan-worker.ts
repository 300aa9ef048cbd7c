/** One task of the pool: a run of the plan. */
export { playPlanRun as default } from "#host/plan/plan.ts";
