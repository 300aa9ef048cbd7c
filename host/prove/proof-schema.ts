import { Ajv, type ValidateFunction } from "ajv";
import type { CampaignPlan } from "#sims/campaign/campaign-plan.ts";
import type { RunRecord } from "#sims/campaign/campaign-run.ts";
import { outcomes } from "#sims/campaign/campaign-summary.ts";
import { incidents, mismatches } from "#sims/campaign/cases.ts";
import type { ProofHeader } from "./proof-file.ts";

const ajv = new Ajv({ strict: true, allowUnionTypes: true });

const number = { type: "number" };
const count = { type: "integer", minimum: 0 };
const text = { type: "string" };
const orNull = { type: ["number", "null"] };
const outcome = { enum: outcomes };

/** @returns an object with these keys and perhaps the optional ones */
function record(properties: Record<string, object>, optional: Record<string, object> = {}): object {
  return { type: "object", required: Object.keys(properties), properties: { ...properties, ...optional } };
}

/** @param length exact; absent: any */
function list(items: object, length?: number): object {
  return { type: "array", items, ...(length !== undefined && { minItems: length, maxItems: length }) };
}

/** Tells whether a line is a proof's header; the loop file in it is for others to check. */
export const isHeader: ValidateFunction<ProofHeader> = ajv.compile<ProofHeader>(record({
  type: { const: "proof" }, build: text, loopCrc: text,
  plan: record({
    loopFile: { type: "object" }, seed: count, runs: count, ladderKgPerS: { ...list(number), minItems: 1 }, judgedRung: count, judgedLeaks: count,
    shortLadder: list(count), slowKgPerS: number, horizonS: number, quietS: number, mismatchQuietS: number,
  }),
}, { shard: text }));

const told = record({ value: orNull, low: orNull, high: orNull, truth: number });
const leak = record({ outcome, delayS: orNull }, { told: record({ rateKgPerS: told, holeM: told, ageS: told }, { minimumPressureS: told }) });

function plant(leaks: number): object {
  return record({
    commissioned: record({ isWatching: { type: "boolean" }, verdict: count, durationS: number, smallestLeakKgPerS: record({ minute: orNull, hour: orNull, day: orNull }) }),
    quiet: record({ alarms: count, watchedS: number, peaks: list(number) }),
    leaks: list(leak, leaks),
  });
}

/** Made once for each plan's numbers: all shards of a proof have the same. */
const runChecks = new Map<string, ValidateFunction<RunRecord>>();

/** @returns what tells whether a line is a run as the plan has it, with every case that is summed up */
export function runCheck({ ladderKgPerS, shortLadder, judgedLeaks }: CampaignPlan): ValidateFunction<RunRecord> {
  const numbers = [ladderKgPerS.length, shortLadder.length, judgedLeaks].join(" ");
  let check = runChecks.get(numbers);
  if (!check) {
    check = ajv.compile<RunRecord>(record({
      type: { const: "run" }, run: count, textbook: plant(ladderKgPerS.length), judged: list(leak, judgedLeaks),
      mismatched: list(plant(shortLadder.length), mismatches.length), incidents: list(outcome, incidents.length),
    }));
    runChecks.set(numbers, check);
  }
  return check;
}

/** @returns in words what a check has found wrong first, as in `textbook.quiet: must have required property 'peaks'` */
export function faultOf({ errors }: ValidateFunction): string {
  const [error] = errors ?? [];
  if (!error) return "it is not what it should be";
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  return `${path === "" ? "" : `${path}: `}${error.message ?? error.keyword}`;
}
