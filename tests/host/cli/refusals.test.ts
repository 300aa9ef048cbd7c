import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import * as plan from "#host/cli/plan.ts";
import * as prove from "#host/cli/prove.ts";
import { InputError } from "#sims/input-error.ts";

const missing = join(tmpdir(), "pinhole-no-such-folder");

describe("an output that cannot be written is refused before any run", () => {
  it.each([
    [prove, ["prove", "spacecraft", "--runs", "1000000", "--html", join(missing, "a.html")], /^--html .*there is no folder/],
    [prove, ["prove", "spacecraft", "--runs", "1000000", "--html", "proof.txt"], /^--html proof.txt: right would be a name that ends in .html/],
    [prove, ["prove", "spacecraft", "--merge", "none.jsonl", "--html", missing], /^--html .*right would be/],
    [plan, ["plan", "spacecraft", "--plot", join(missing, "a.svg")], /^--plot .*there is no folder/],
    [plan, ["plan", "spacecraft", "--plot", "package.json/a.svg"], /^--plot .*cannot be written \(ENOTDIR\)/],
  ])("%#", async (verb, words, sentence) => {
    const program = new Command();
    verb.register(program);
    const refusal = program.parseAsync(words, { from: "user" });
    await expect(refusal).rejects.toThrow(InputError);
    await expect(refusal).rejects.toThrow(sentence);
    expect(existsSync(missing)).toBe(false);
  });
});

describe("the program", () => {
  const run = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ["--import", "tsx", "host/cli/main.ts", ...words], { encoding: "utf8" });

  it.each([
    [["replay", "a.csv", "--bogus"], "pinhole replay --help lists what there is\n"], [["prove"], "pinhole prove --help lists what there is\n"],
    [["bogus"], "; pinhole --help lists what there is\n"],
  ])("says after the wrong options %j whose help lists the right ones", (words, end) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(2);
    expect(stderr.endsWith(end), stderr).toBe(true);
  });

  it.each(["--version", "-V"])("says its name, its version and its firmware's build by %s", (option) => {
    const { status, stdout } = run(option);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^pinhole \S+, firmware build [0-9a-f]{8}\n$/);
  });
});
