import { Command } from "commander";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { effectText, register } from "#host/cli/command.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { PacedBoard } from "#host/virtual-board/paced-board.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { scenarioBoard } from "#host/virtual-board/scenario-board.ts";

let path: string;
let stop = (): void => {};

beforeAll(() => {
  const { board, clock } = scenarioBoard({ bundle: readBundle(), scenario: "bench-pinhole", seed: 3, onSerial: (text) => paced.send(text) });
  const pty = new Pty((bytes) => board.receive(bytes.toString("latin1")));
  const paced = new PacedBoard(clock, pty, 20);
  board.start();
  paced.run().catch(() => {});
  path = pty.path;
  stop = () => {
    paced.stop();
    pty.close();
  };
});
afterAll(() => stop());
afterEach(() => void vi.restoreAllMocks());

/** @returns what `command PATH WORDS…` prints, and what it throws */
async function command(...words: string[]): Promise<{ out: string; error: unknown }> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const program = new Command();
  register(program);
  const error: unknown = await program.parseAsync(["command", path, ...words, "--timeout", "60"], { from: "user" }).then(() => undefined, (reason: unknown) => reason);
  vi.restoreAllMocks();
  return { out, error };
}

describe("what command says to people", () => {
  it("is one line of what was done, whatever count the board was at and however often it was sent", async () => {
    for (let round = 0; round < 3; round++) {
      // The first sending only arms it, which the board reports as a failure.
      expect(await command("set-parameter", "parameter=falseAlarmsPerYear", "value=2")).toMatchObject({ out: expect.stringMatching(/^ +\d:\d\d:\d\d {2}falseAlarmsPerYear is 2\n$/), error: undefined });
      expect(await command("shelve", "alarm=leak", "durationS=90")).toMatchObject({ out: expect.stringMatching(/^ +\d:\d\d:\d\d {2}the leak alarm is out of sight for 90\.0 s; it lives on\n$/), error: undefined });
    }
  }, 60_000);

  it("is the board's refusal where it was not done", async () => {
    const { out, error } = await command("hold", "durationS=60");
    expect(out).toMatch(/^ +\d:\d\d:\d\d {2}telecommand \d+ failed: wrong-mode\n$/);
    expect(error).toBeInstanceOf(UnavailableError);
    expect((error as Error).message).toMatch(/^hold was not carried out: wrong-mode\. Not possible/);
  }, 60_000);

  it("leaves every report in JSON", async () => {
    const { out } = await command("shelve", "alarm=leak", "durationS=0", "--json");
    const reports = out.trim().split("\n").map((line) => (JSON.parse(line) as { report: string }).report).filter((report) => report !== "rejected");
    expect(reports).toEqual(["accepted", "started", "completed", "accepted", "started", "completed"]);
  }, 60_000);
});

describe("the effect of a telecommand", () => {
  it.each([
    ["hold", { durationS: "0" }, "detection goes on"], ["hold", { durationS: "3600" }, "detection is held for 60.0 min"],
    ["shelve", { alarm: "gas-loss", durationS: "0" }, "the gas-loss alarm is in sight again"],
    ["reset", { stage: "arm" }, "reset is armed: stage=fire within 30 s of board time carries it out"], ["reset", {}, "the board restarts"],
  ])("%s %j: %s", (name, fields, text) => {
    expect(effectText(name, fields)).toBe(text);
  });
});
