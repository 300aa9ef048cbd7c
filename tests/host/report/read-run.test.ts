import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Recorder } from "#host/record/recorder.ts";
import { reportPage } from "#host/report/page.ts";
import { readRun } from "#host/report/read-run.ts";
import { Simulation } from "#sims/simulation.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a board that begins its commissioning sends in so long. */
function sent(forS: number): string[] {
  const texts: string[] = [];
  new Simulation({ scenario: "eclipse-quiet", seed: 1, overrides: [], onLine: (text) => texts.push(text) }).runUntil(forS);
  return texts;
}

const texts = sent(300);
/** Boot, and that commissioning begins. */
const firstPackets = 3;

/** A board is watched for five minutes, is away for twelve, and has begun anew when it is back. */
function recording(name: string, afterwards: readonly string[]): string {
  const directory = join(folder, name);
  let unixMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  const recorder = new Recorder({ folder: directory, port: "p", wallMs: () => unixMs });
  for (const text of texts) recorder.take(Buffer.from(text, "latin1"));
  if (afterwards.length > 0) {
    recorder.linkEvent("link-lost");
    unixMs += 720_000;
    recorder.linkEvent("link-restored");
    for (const text of afterwards) recorder.take(Buffer.from(text, "latin1"));
  }
  recorder.close();
  return directory;
}

describe("a recording", () => {
  it("of a commissioning only is told to hold no judgement, and not to be free of leaks", async () => {
    const run = await readRun(recording("commissioning", []));
    expect(run.watchedS()).toBe(0);
    const page = reportPage(run);
    expect(page).toContain("Nothing was judged");
    expect(page).toContain("none of it was watched");
    expect(page).not.toContain("No leak alarm");
  });

  it.each([["as it tells itself", texts, "boot"], ["though its first packets were lost", texts.slice(firstPackets), "restart"]])("shows where the link was lost and that the board began anew, %s", async (_, afterwards, event) => {
    const directory = recording(event, afterwards);
    const run = await readRun(directory);
    expect(run.restarts).toBe(1);
    const shown = run.events.slice(run.events.findIndex((line) => line.event === "link-lost"));
    expect(shown.slice(0, 3).map((line) => line.event)).toEqual(["link-lost", "link-restored", event]);
    expect(shown[0]!.timeS).toBeGreaterThan(290);
    expect(shown[1]).toMatchObject({ timeS: shown[0]!.timeS, awayS: 720 });
    expect(run.timeS.last()).toBeGreaterThan(590);
    const page = reportPage(run);
    expect(page).toContain("at 2026-01-02 03:04:05 UTC");
    expect(page).toContain("away for 12.0 min");
    expect(page).toContain("The board started anew once.");
    // Cut off in its last line, it tells what it holds.
    appendFileSync(join(directory, "decoded.jsonl"), '{"type":"event","timeS":1,"event":"link-lo');
    appendFileSync(join(directory, "decoded.jsonl"), 'st","sev');
    expect((await readRun(directory)).events).toEqual(run.events);
  });

  it("marks what went wrong besides holes, where a simulator told it", async () => {
    const directory = recording("truth", []);
    writeFileSync(join(directory, "truth.jsonl"), `${JSON.stringify({ type: "truth", holes: [], minimumPressureAtS: null, emptyAtS: null, faults: [{ kind: "refill", onsetS: 100, endS: 200 }] })}\n`);
    const page = reportPage(await readRun(directory));
    expect(page).toContain("refill (true)");
    expect(page).toContain("refill ends (true)");
  });
});
