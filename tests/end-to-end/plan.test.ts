import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";

const folder = mkdtempSync(join(tmpdir(), "plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = (...words: string[]): Promise<{ stdout: string; stderr: string }> => promisify(execFile)(process.execPath, ["dist/pinhole.js", "plan", ...words]);

interface Row { sensors: string; hour: { leakRateKgPerS: number }; next: { part: string; hourFactor: number } | null }

describe("pinhole plan", () => {
  it("gives with two workers what it gives with one, byte for byte, and draws the same rows", { timeout: 300_000 }, async () => {
    // A sample in ten seconds: a day is soon over.
    const loop = join(folder, "slow.loop.json");
    writeFileSync(loop, JSON.stringify({ ...benchLoop, samplePeriodS: 10 }));
    const svg = join(folder, "plan.svg");
    const one = await plan(loop, "--sensor", "tmp117", "--workers", "1", "--json");
    const two = await plan(loop, "--sensor", "tmp117", "--workers", "2", "--json", "--plot", svg);
    expect(two).toEqual(one);
    expect(one.stderr).toBe("");
    const rows = one.stdout.trim().split("\n").map((line) => JSON.parse(line) as Row);
    expect(rows.map(({ sensors }) => sensors)).toEqual(["ms5837-30ba + ds18b20", "ms5837-30ba + tmp117"]);
    // The next better sensor is the one that has a row of its own.
    expect(rows[0]!.next).toMatchObject({ part: "tmp117", hourFactor: rows[0]!.hour.leakRateKgPerS / rows[1]!.hour.leakRateKgPerS });
    for (const { sensors } of rows) expect(readFileSync(svg, "utf8")).toContain(sensors);
  });
});
