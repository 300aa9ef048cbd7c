import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CampaignPlan } from "#sims/campaign/campaign-plan.ts";
import { playRun } from "#sims/campaign/campaign-run.ts";
import { summarise } from "#sims/campaign/campaign-summary.ts";
import { subjectOf } from "#sims/campaign/watched-loop.ts";
import { InputError } from "#sims/input-error.ts";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";
import { mergeProofs, proofLines, runsOf, type ProofHeader } from "#host/prove/proof-file.ts";
import { proofPage } from "#host/prove/proof-page.ts";
import { proofText } from "#host/prove/proof-text.ts";

const subject = subjectOf(benchLoop);
const plan: CampaignPlan = {
  loopFile: benchLoop, seed: 11, runs: 3, ladderKgPerS: [5e-6, 1e-3], judgedRung: 0, judgedLeaks: 0, shortLadder: [1], slowKgPerS: 5e-6,
  horizonS: 300, quietS: 600, mismatchQuietS: 60,
};
const header: ProofHeader = { type: "proof", build: "b", loopCrc: "c", plan };
const runs = [0, 1, 2].map((run) => playRun(plan, subject, run));
const whole = proofLines(header, runs, summarise(plan, subject, runs));
const folder = mkdtempSync(join(tmpdir(), "prove-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes what a shard would have written, with something else about it. */
function shardFile(name: string, numbers: number[], changes: Partial<ProofHeader> = {}): string {
  const path = join(folder, name);
  const own = numbers.map((run) => runs[run]!);
  writeFileSync(path, proofLines({ ...header, ...changes, shard: "1/2" }, own, summarise(plan, subject, own)));
  return path;
}

const odd = shardFile("odd.jsonl", [1]);
const even = shardFile("even.jsonl", [0, 2]);

describe("shards", () => {
  it("share out every run once", () => {
    for (const count of [1, 2, 3]) {
      const shares = Array.from({ length: count }, (_, index) => runsOf(plan, { index: index + 1, count }));
      expect(shares.flat().sort()).toEqual([0, 1, 2]);
    }
    expect(runsOf(plan, undefined)).toEqual([0, 1, 2]);
  });

  it.each([[[odd, even]], [[even, odd]]])("merged in any order are, byte for byte, the proof in one piece", (paths) => {
    const merged = mergeProofs(paths, "bench", "c");
    expect(proofLines(merged.header, merged.runs, summarise(merged.header.plan, subject, merged.runs))).toBe(whole);
  });

  const refused = (paths: string[], crc = "c"): string => {
    try {
      mergeProofs(paths, "bench", crc);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    return "";
  };

  it("of different seeds, builds, loops and numbers of runs are refused, the file named", () => {
    const others: [Partial<ProofHeader>, string][] = [
      [{ plan: { ...plan, seed: 12 } }, "played with seed 12, others with 11"], [{ build: "x" }, "played by the build x, others by b"],
      [{ plan: { ...plan, runs: 4 } }, "of 4 runs, others of 3"], [{ plan: { ...plan, quietS: 601 } }, "planned otherwise than others"],
    ];
    for (const [changes, sentence] of others) {
      const other = shardFile("other.jsonl", [1], changes);
      expect(refused([even, other])).toContain(sentence);
      expect(refused([even, other])).toContain(other);
    }
    expect(refused([even, odd], "d")).toContain("not of bench (d)");
  });

  it("that are missing or given twice are refused", () => {
    expect(refused([even])).toContain("1 of 3 runs are in none of the files, run 1 the first");
    expect(refused([even, odd, even])).toContain("run 0 is in it twice");
    expect(refused([even, odd, shardFile("again.jsonl", [1])])).toContain(`run 1 is in ${odd} too`);
  });

  it("that are none are refused, file and line named", () => {
    const broken = join(folder, "broken.jsonl");
    for (const text of ["", "{", "[]\n", "null\n", '{"type":"run"}\n', `${JSON.stringify(header)}\n{"type":"run"}\n`, `${JSON.stringify(header)}\nnonsense\n`]) {
      writeFileSync(broken, text);
      expect(refused([broken])).toMatch(/broken\.jsonl, line [12]: this is no output of pinhole prove --json/);
    }
    expect(refused([join(folder, "none.jsonl")])).toContain("no such file");
  });

  const [headerLine, firstRun] = whole.split("\n");
  const fileOf = (text: string): string => {
    const path = join(folder, "damaged.jsonl");
    writeFileSync(path, text);
    return path;
  };

  it.each<[string, (run: Record<string, unknown>) => void, string]>([
    ["incidents", (run) => delete run["incidents"], "must have required property 'incidents'"],
    ["one of the leaks", (run) => (run["textbook"] as { leaks: unknown[] }).leaks.pop(), "textbook.leaks: must NOT have fewer than 2 items"],
    ["an hour's peak", (run) => { (run["textbook"] as { quiet: { peaks: unknown } }).quiet.peaks = ["high"]; }, "textbook.quiet.peaks.0: must be number"],
    ["all plants but one", (run) => { run["mismatched"] = (run["mismatched"] as unknown[]).slice(0, 1); }, "mismatched: must NOT have fewer than 7 items"],
    ["an outcome that is known", (run) => { run["incidents"] = ["well", ...(run["incidents"] as unknown[]).slice(1)]; }, "incidents.0: must be equal to one of the allowed values"],
  ])("with a run that lacks %s are refused, saying what", (_, damage, sentence) => {
    const run = JSON.parse(firstRun!) as Record<string, unknown>;
    damage(run);
    expect(refused([fileOf(`${headerLine}\n${JSON.stringify(run)}\n`)])).toMatch(`damaged.jsonl, line 2: this is no output of pinhole prove --json: ${sentence}`);
  });

  it("with a plan or a loop that is none are refused", () => {
    const planless = { ...header, plan: { ...plan, ladderKgPerS: [] } };
    expect(refused([fileOf(`${JSON.stringify(planless)}\n`)])).toContain("line 1: this is no output of pinhole prove --json: plan.ladderKgPerS: must NOT have fewer than 1 items");
    const loopless = { ...header, plan: { ...plan, loopFile: { ...benchLoop, sensors: [] } } };
    expect(refused([fileOf(`${JSON.stringify(loopless)}\n`)])).toMatch(/line 1: sensors is/);
  });

  it("cut short in their last line are told to be so", () => {
    for (const [text, line] of [[whole.slice(0, headerLine!.length + 100), 2], [whole.slice(0, headerLine!.length - 5), 1], [whole.slice(0, -2), 5]] as const) {
      expect(refused([fileOf(text)])).toContain(`damaged.jsonl, line ${line}: the file ends in the midst of a line`);
    }
    // The line feed alone may be missing.
    expect(refused([fileOf(whole.slice(0, -1))])).toBe("");
  });
});

describe("the report of a proof", () => {
  const summary = summarise(plan, subject, runs);
  const page = proofPage(summary, header, subject);

  it("is one page that fetches nothing, has two plots and names what it was made from", () => {
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page).not.toMatch(/<(script|link|img)|src=|url\((?!#)/);
    expect(page).toContain("build b");
    expect(page).toContain("seed 11");
    expect(page).not.toMatch(/NaN|undefined|\[object/);
    expect(page.length).toBeLessThan(300_000);
  });

  it("has a row for every rate, every plant and every incident", () => {
    for (const { name } of [...summary.mismatched, ...summary.incidents]) expect(page).toContain(name);
    for (const { kind } of summary.cases) expect(page).toContain(kind);
    expect(page.match(/mL\/h|L\/h/g)!.length).toBeGreaterThanOrEqual(summary.rungs.length);
  });

  it("does not let a loop's name into the page as markup", () => {
    const hostile = { ...summary, loop: "<script>alert(1)</script>" };
    expect(proofPage(hostile, header, subject)).not.toContain("<script>");
  });

  it("claims no share of false alarms that three quiet watches cannot show", () => {
    // 1 − 0.025^(1/3) = 70.8 %.
    expect(summary.quiet.tests.high).toBeCloseTo(0.708, 3);
    expect(page).toContain("is not shown by so few runs");
  });

  it("in lines for a terminal says the same", () => {
    const text = proofText(summary, 998.2);
    expect(text).toContain("bench: 3 runs, seed 11");
    expect(text).toContain("is not shown by so few runs");
    for (const line of text.split("\n").slice(1)) expect(line).not.toMatch(/NaN|undefined|\[object/);
  });

  it("says so where it was stopped before its end", () => {
    const partial = summarise(plan, subject, runs.slice(0, 2));
    expect(proofPage(partial, header, subject)).toContain("2 runs of 3 planned");
    expect(proofText(partial, 998.2)).toContain("2 of 3 runs");
  });
});
