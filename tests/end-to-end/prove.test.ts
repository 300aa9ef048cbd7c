import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "prove-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended { code: number; out: string; error: string }

function run(command: string, words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, words, { maxBuffer: 1e8 }, (error, out, text) => resolve({ code: error ? Number(error.code) : 0, out, error: text }));
  });
}

const prove = (...words: string[]): Promise<Ended> => run(process.execPath, ["dist/pinhole.js", "prove", ...words]);

describe("pinhole prove", () => {
  it("played in shards by a few processes at a time and merged gives what one program with two workers gives, byte for byte", { timeout: 300_000 }, async () => {
    const whole = await prove("bench", "--runs", "2", "--seed", "7", "--workers", "2", "--json");
    expect(whole).toMatchObject({ code: 0, error: "" });
    // As GNU parallel would, with what every system has.
    const shards = `printf '1\\n2\\n' | xargs -P 2 -I% sh -c '"$0" dist/pinhole.js prove bench --runs 2 --seed 7 --workers 1 --shard %/2 --json > "$1/shard%.jsonl"' ${process.execPath} ${folder}`;
    expect(await run("sh", ["-c", shards])).toMatchObject({ code: 0, error: "" });
    const paths = [join(folder, "shard1.jsonl"), join(folder, "shard2.jsonl")];
    const html = join(folder, "proof.html");
    const merged = await prove("loops/bench.loop.json", "--merge", ...paths, "--html", html, "--json");
    expect(merged.error).toBe("");
    expect(merged.out).toBe(whole.out);
    expect(readFileSync(html, "utf8")).toContain("Proof of detection: bench");
    const lines = whole.out.trim().split("\n").map((line) => JSON.parse(line) as { type: string });
    expect(lines.map(({ type }) => type)).toEqual(["proof", "run", "run", "summary"]);
    // A shard that another program has played is not the same proof.
    const [first, ...rest] = readFileSync(paths[1]!, "utf8").split("\n");
    writeFileSync(paths[1]!, [JSON.stringify({ ...(JSON.parse(first!) as object), build: "00000000" }), ...rest].join("\n"));
    const refused = await prove("bench", "--merge", ...paths);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.error).toMatch(/^pinhole: .*shard2\.jsonl: played by the build 00000000, others by [0-9a-f]{8}; merge only shards of one proof.*\n$/);
  });

  it("stopped before its end tells what there is, and leaves a report alone that was there", { timeout: 120_000 }, async () => {
    const html = join(folder, "kept.html");
    writeFileSync(html, "of all runs");
    const child = spawn(process.execPath, ["dist/pinhole.js", "prove", "bench", "--runs", "10000", "--workers", "1", "--html", html]);
    let out = "";
    let error = "";
    child.stdout.on("data", (text: Buffer) => { out += text.toString(); });
    child.stderr.on("data", (text: Buffer) => { error += text.toString(); });
    // By then it has planned and is playing.
    setTimeout(() => child.kill("SIGINT"), 8000);
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    expect(out).toMatch(/^bench: \d+ of 10,?000 runs/);
    expect(error).toMatch(/^stopped after \d+ runs: .*kept\.html stays as it was\n$/);
    expect(readFileSync(html, "utf8")).toBe("of all runs");
  });

  it.each([
    [["nosuch"], "nosuch: no such loop"], [["spacecaft"], "did you mean spacecraft?"], [["nosuch.loop.json"], "no such file"],
    [["bench", "--shard", "5/3"], "right would be i/n"], [["bench", "--shard", "0/3"], "right would be i/n"], [["bench", "--runs", "0"], "a whole number from 1"],
    [["bench", "--runs", "2", "--shard", "3/3"], "there are only 2 runs to share"], [["bench", "--workers", "none"], "a whole number from 1"],
    [["bench", "--merge", "package.json"], "package.json, line 1: this is no output of pinhole prove --json"], [["bench", "--merge", "a", "--seed", "3"], "--seed does not go with --merge"],
  ])("refuses %j in one sentence, with exit code 2", { timeout: 60_000 }, async (words, sentence) => {
    const ended = await prove(...words);
    expect(ended).toMatchObject({ code: 2, out: "" });
    expect(ended.error).toContain(sentence);
    expect(ended.error.trim().split("\n")).toHaveLength(1);
  });
});
