import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { claimFile, openFile, saveFile, writeAll } from "#host/report/output-file.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { InputError } from "#sims/input-error.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-output-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a file that an option names", () => {
  it.each([["a folder", "", /cannot be written \(EISDIR\)/], ["a missing folder", "none/a.html", /there is no folder .*none/], ["a file in place of a folder", "file/a.html", /cannot be written \(ENOTDIR\)/]])("is refused in the same sentence by all that write: %s", (_, name, reason) => {
    writeFileSync(join(folder, "file"), "");
    const path = join(folder, name);
    for (const act of [() => openFile("--csv", path), () => saveFile("--csv", path, ""), () => claimFile("--csv", path, [""])]) {
      expect(act).toThrow(InputError);
      expect(act).toThrow(reason);
      expect(act).toThrow(/^--csv .*; name a file that can be made$/);
    }
    expect(existsSync(join(folder, "none"))).toBe(false);
  });

  it("is refused for a wrong ending, before it is made", () => {
    const path = join(folder, "a.txt");
    expect(() => claimFile("--plot", path, [".svg", ".png"])).toThrow(`--plot ${path}: right would be a name that ends in .svg or .png`);
    expect(existsSync(path)).toBe(false);
  });

  it("is not there after a look whether it can be made; a link to none stays one", () => {
    const path = join(folder, "new.html");
    claimFile("--html", path, [".html"]);
    expect(existsSync(path)).toBe(false);
    const link = join(folder, "link.html");
    symlinkSync(path, link);
    claimFile("--html", link, [".html"]);
    expect([readlinkSync(link), existsSync(path)]).toEqual([path, false]);
  });

  it.skipIf(!existsSync("/dev/full"))("says what is wrong where the disk is full, and in which file", () => {
    const file = openSync("/dev/full", "w");
    expect(() => writeAll(file, Buffer.from("a"), "/dev/full (--csv)")).toThrow(UnavailableError);
    expect(() => writeAll(file, Buffer.from("a"), "/dev/full (--csv)")).toThrow("cannot write to /dev/full (--csv): the disk is full (ENOSPC)");
    closeSync(file);
  });

  it("keeps what stands in it until it is written", () => {
    const path = join(folder, "old.HTML");
    writeFileSync(path, "old");
    claimFile("--html", path, [".html"]);
    expect(readFileSync(path, "utf8")).toBe("old");
    saveFile("--html", path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
  });
});
