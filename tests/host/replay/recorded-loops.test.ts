import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonLine } from "#host/link/json-lines.ts";
import { replay } from "#host/replay/replay.ts";
import { RunLog, type SummaryLine } from "#host/replay/run-log.ts";

/** A real water loop with a pump, a tank and two valves (Skoltech Anomaly Benchmark), kept outside the project. */
const folder = join("..", "shared", "data", "skab");
const isThere = existsSync(folder);
if (!isThere) console.log(`the recorded loops of ${folder} are not there: their tests are skipped`);

async function summaryOf(name: string): Promise<{ summary: SummaryLine; lines: JsonLine[] }> {
  let log: RunLog;
  const lines: JsonLine[] = [];
  const { samples, durationS } = await replay(join(folder, name), {
    map: ["pressure=Pressure:barg", "temperature=Thermocouple:degC"], time: "datetime", delimiter: ";",
    // The first 400 rows of each are normal, about 420 s.
    loop: undefined, commissioningS: 420, falseAlarmsPerYear: undefined,
  }, (configuration) => {
    log = new RunLog(configuration, 60, (line) => lines.push(line));
  }, (text) => log.receive(text));
  return { summary: log!.summary(samples, durationS), lines };
}

function leaks(summary: SummaryLine): number {
  return summary.alarms.filter((alarm) => alarm.alarm === "leak").length;
}

describe.skipIf(!isThere)("recordings of a real loop", () => {
  // Rows of the files, less their header; repeated times are left out.
  it.each([["anomaly-free.csv", 9405], ["other-1.csv", 745], ["other-3.csv", 1137], ["valve1-0.csv", 1147]])("reads %s to its end", async (name, rows) => {
    const { summary, lines } = await summaryOf(name);
    const skipped = lines.filter((line) => line.type === "event" && line.event === "clock-step").length;
    expect(summary.samples + skipped).toBe(rows);
  });

  it("refuses to commission on 420 s, names the lowest rate that they support, and goes on at that rate", async () => {
    const { summary } = await summaryOf("other-1.csv");
    const { accepted, reason, falseAlarmsPerYear, lowestFalseAlarmsPerYear } = summary.commissioned;
    expect({ accepted, reason }).toEqual({ accepted: false, reason: "too-short" });
    expect(lowestFalseAlarmsPerYear).toBeGreaterThan(1);
    expect(falseAlarmsPerYear).toBe(lowestFalseAlarmsPerYear);
  });

  it("raises no leak alarm in normal running, nor when a valve is closed", async () => {
    expect(leaks((await summaryOf("anomaly-free.csv")).summary)).toBe(0);
    expect(leaks((await summaryOf("valve1-0.csv")).summary)).toBe(0);
  });
});
