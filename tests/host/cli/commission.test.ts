import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isRecordingPath } from "#host/cli/commission.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-path-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("what commission is given", () => {
  it("is a recording where it is a file, a folder, a pipe, or named as one", () => {
    writeFileSync(join(folder, "quiet"), "");
    mkdirSync(join(folder, "dir"));
    expect(["quiet", "dir", "none.csv"].map((name) => isRecordingPath(join(folder, name)))).toEqual([true, true, true]);
    expect(["/dev/null", join(folder, "ttyACM0")].map(isRecordingPath)).toEqual([false, false]);
  });

  it.skipIf(process.platform === "win32")("is a recording where it comes through a pipe, as from <(zcat quiet.csv.gz)", () => {
    const pipe = join(folder, "pipe");
    spawnSync("sh", ["-c", 'mkfifo "$0"', pipe]);
    expect(isRecordingPath(pipe)).toBe(true);
  });
});
