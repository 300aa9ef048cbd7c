import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "pinhole-simulate-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a simulation that is ended early", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s says so, sums up, and keeps whole rows", async (signal) => {
    const csv = join(folder, `${signal}.csv`);
    const child = spawn(process.execPath, ["--import", "tsx", "host/cli/main.ts", "simulate", "eclipse-quiet", "--duration", "40000000", "--every", "0", "--csv", csv], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    let complained = "";
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    child.stderr.on("data", (text: Buffer) => (complained += text.toString()));
    await once(child.stdout, "data");
    child.kill(signal);
    const [code] = (await once(child, "close")) as [number | null];
    expect(complained).toMatch(/^note: interrupted after [^\n]* of 463 d\n$/);
    expect(said).toMatch(/\d samples, /);
    expect(code).toBe(0);
    const rows = readFileSync(csv, "utf8").split("\n");
    expect(rows.pop()).toBe("");
    expect(rows.at(-1)!.split(",")).toHaveLength(3);
    expect(Number(/([\d,]+) samples/.exec(said)![1]!.replaceAll(",", ""))).toBe(rows.length - 1);
  }, 60_000);
});
