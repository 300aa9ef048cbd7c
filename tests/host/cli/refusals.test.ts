import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
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
    [prove, ["prove", "spacecraft", "--runs", "1000000", "--shard", "1/2", "--html", "proof.html"], /^--html does not go with --shard/],
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

  it.each(["20000", "0.001"])("takes no knob of %s, which no board takes either", (knob) => {
    const { status, stderr } = run("replay", "a.csv", "--false-alarms-per-year", knob);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^pinhole: [^\n]*right would be a number from 0\.01 to 10000[^\n]*\n$/);
  });

  it.skipIf(!existsSync("/dev/full")).each([["dictionary"], ["--help"], ["simulate", "eclipse-quiet", "--duration", "100", "--json"]])("says in a line that the disk is full: %s %s", (...words) => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "host/cli/main.ts", ...words], { encoding: "utf8", stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    expect(stderr).toBe("pinhole: cannot write to standard output: the disk is full (ENOSPC)\n");
    expect(status).toBe(1);
  });

  it.skipIf(!existsSync("/dev/full"))("simulates nothing for a file on a full disk", () => {
    expect(run("simulate", "eclipse-quiet", "--csv", "/dev/full")).toMatchObject({ status: 1, stdout: "", stderr: "pinhole: cannot write to /dev/full (--csv): the disk is full (ENOSPC)\n" });
  });

  it.skipIf(process.platform === "win32")("ends a simulation whose file can grow no more, and does not blame the board", () => {
    const folder = mkdtempSync(join(tmpdir(), "pinhole-limit-"));
    const words = ["--import", "tsx", "host/cli/main.ts", "simulate", "eclipse-quiet", "--duration", "40000", "--csv", join(folder, "a.csv")];
    // In kB; a write beyond fails where the signal is ignored.
    const { status, stdout, stderr } = spawnSync("bash", ["-c", 'trap "" XFSZ; ulimit -f 600; exec "$0" "$@"', process.execPath, ...words], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(stderr).toMatch(/^pinhole: cannot write to \S+a\.csv \(--csv\): the file is too large \(EFBIG\)\n$/);
    expect(status).toBe(1);
    expect(stdout).not.toMatch(/exception|samples/);
  });

  it.each(["--version", "-V"])("says its name, its version and its firmware's build by %s", (option) => {
    const { status, stdout } = run(option);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^pinhole \S+, firmware build [0-9a-f]{8}\n$/);
  });
});
