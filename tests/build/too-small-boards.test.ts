import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { boards } from "#hal/espruino/boards/boards.ts";
import { tooSmallBoards, wrongFit } from "../../build/too-small-boards.ts";

describe("boards that do not hold the usual two sensors", () => {
  it("are told when they do, and others when they do not any more", () => {
    expect(wrongFit("puck", false)).toBeUndefined();
    expect(wrongFit("espruino-pico", true)).toBeUndefined();
    expect(wrongFit("puck", true)).toMatch(/^puck: the usual bundle fits now/);
    expect(wrongFit("espruino-pico", false)).toMatch(/^espruino-pico: the usual bundle does not fit any more/);
  });

  it("are the ones that the table of boards says no of", () => {
    const table = readFileSync("docs/boards.md", "utf8").split("\n## ")[0]!;
    const rows = [...table.matchAll(/^\| `([a-z0-9-]+)` \|.*\| (yes|no) \|$/gm)];
    expect(rows.map(([, name]) => name)).toEqual(boards.map(({ name }) => name));
    expect(rows.filter(([, , fits]) => fits === "no").map(([, name]) => name)).toEqual(tooSmallBoards);
  });
});
