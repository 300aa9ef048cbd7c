import { describe, expect, it } from "vitest";
import { compare } from "#host/report/comparison.ts";
import { reportPage } from "#host/report/page.ts";
import { plotsPng } from "#host/report/picture.ts";
import { RecordedRun } from "#host/report/recorded-run.ts";
import { runPlots } from "#host/report/run-plots.ts";

const onsetS = 3600;
const rateKgPerS = 0.0051;

/** Two hours of a loop that begins to lose 5.1 g/s after one; the statistic crosses its threshold 15 s later. */
function leakingRun(): RecordedRun {
  const run = new RecordedRun();
  for (let timeS = 0; timeS < 7200; timeS++) {
    const lostKg = Math.max(0, timeS - onsetS) * rateKgPerS;
    run.timeS.push(timeS);
    run.pressurePa.push(196_133 - 6e4 * lostKg);
    run.temperatureK.push(293.15 + Math.sin(timeS / 900));
    run.inventoryKg.push(34 - lostKg);
    run.statistic.push(timeS < 600 ? NaN : timeS > onsetS ? timeS - onsetS : 0.5);
    run.threshold.push(timeS < 600 ? NaN : 9.8);
    run.watching.push(timeS < 600 ? 0 : 1);
    if (timeS % 10 === 0) run.addTruth(timeS, 34 - lostKg);
  }
  run.truth = { holes: [{ onsetS, diameterM: 0.0008, node: "middle" }], minimumPressureAtS: 4043, emptyAtS: null };
  run.alarms.push({
    type: "alarm", timeS: 3615, alarm: "leak", state: "raised", leakRateKgPerS: { value: 0.005, low: 0.0047, high: 0.0055 },
    holeDiameterM: { value: 0.00079, low: 0.00074, high: 0.00079 }, timeToMinimumPressureS: { value: 430, low: 400, high: 450 },
    timeToEmptyS: { value: null, low: null, high: null }, onsetS: { value: 3601, low: null, high: null }, place: null,
  });
  run.events.push({ type: "event", timeS: 600, event: "mode", severity: "informative", mode: "nominal" });
  run.counters = [{ name: "frames", count: 7200, meaning: "Frames <right>." }];
  return run;
}

describe("the report's table", () => {
  const rows = Object.fromEntries(compare(leakingRun()).map((row) => [row.what, row]));

  it("measures the delay from the true onset", () => {
    expect(rows["alarm delay"]!.estimate).toBe("15.0 s");
  });

  it("takes the true rate from the true liquid at the time of the estimate", () => {
    expect(rows["leak rate"]).toMatchObject({ truth: "18.4 kg/h", inside: true });
  });

  it("says so when the truth is outside the interval", () => {
    expect(rows["hole"]).toMatchObject({ truth: "0.800 mm", inside: false });
  });

  it("sets the forecast against the time that really passed", () => {
    // 4043 s − 3615 s.
    expect(rows["time to minimum pressure"]).toMatchObject({ truth: "7.13 min", inside: true });
  });

  it("judges nothing that has no interval", () => {
    expect(rows["leak began at"]!.inside).toBeUndefined();
    expect(rows["time to empty"]).toMatchObject({ estimate: "never", inside: undefined });
  });

  it("is empty without an alarm", () => {
    expect(compare(new RecordedRun())).toEqual([]);
  });
});

describe("the report", () => {
  const page = reportPage(leakingRun());

  it("is one file that fetches nothing", () => {
    const found = page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "").match(/https?:\/\/|<script|<link|<img|@import|url\((?!#)/g);
    expect(found).toBeNull();
  });

  it("shows pressure, temperature, liquid and statistic, whole and around the alarm", () => {
    expect(page.match(/<svg /g)).toHaveLength(8);
    for (const title of ["pressure (bar)", "temperature (°C)", "liquid (kg)", "statistic"]) expect(page.includes(title), title).toBe(true);
    expect(page.includes(">true</text>")).toBe(true);
  });

  it("keeps a long recording small", () => {
    expect(page.length).toBeLessThan(600_000);
  });

  it("shows text from the recording as text", () => {
    expect(page.includes("Frames &lt;right&gt;.")).toBe(true);
    const run = leakingRun();
    run.events.push({ type: "event", timeS: 1, event: "<script>alert(1)</script>", severity: "low" });
    expect(reportPage(run).includes("<script")).toBe(false);
  });

  it("is not emptied by absurd values", () => {
    const run = leakingRun();
    const values = run.pressurePa.view();
    values[100] = 1e30;
    values[101] = NaN;
    const [request] = runPlots(run).whole;
    expect(reportPage(run).match(/<svg /g)).toHaveLength(8);
    expect(request!.title).toBe("pressure (bar)");
    expect(/e\+\d\d/.test(reportPage(run))).toBe(false);
  });

  it("says plainly that nothing was decoded", () => {
    expect(reportPage(new RecordedRun())).toContain("No reading was decoded");
  });

  it("says how much of the time was watched, gaps left out", () => {
    const quiet = leakingRun();
    quiet.alarms.length = 0;
    // 7199 s − 600 s.
    expect(quiet.watchedS()).toBe(6599);
    expect(reportPage(quiet)).toContain("No leak alarm while it was watched. 120 min of board time, 7,200 samples; 110 min of it was watched.");
    for (const timeS of [8000, 8001]) {
      quiet.timeS.push(timeS);
      quiet.watching.push(1);
    }
    expect(quiet.watchedS()).toBe(6600);
  });

  it("does not deny an alarm whose beginning was not received", () => {
    const run = leakingRun();
    run.alarms.length = 0;
    run.leakStoodAtS = 4000;
    expect(reportPage(run)).toContain("</span>, standing at 1:06:40; its beginning is not in the recording.");
  });

  it("tells of a refused commissioning whether an earlier result stands", () => {
    const refused = (mode: string): string => {
      const run = leakingRun();
      run.events.push({ type: "event", timeS: 5000, event: "commissioning", severity: "medium", verdict: "already-leaking", durationS: 3600 }, { type: "event", timeS: 5000.02, event: "mode", severity: "informative", mode });
      return reportPage(run);
    };
    expect(refused("nominal")).toContain("refused (already-leaking), the earlier result stands");
    expect(refused("uncommissioned")).toContain("refused (already-leaking), not watched");
  });

  it("says of a loop that has lost what it can lose that it is there already", () => {
    const run = leakingRun();
    run.alarms.push({ ...run.alarms[0]!, timeS: 7000, state: "updated", leakRateKgPerS: { value: 0, low: null, high: null }, timeToMinimumPressureS: { value: 0, low: 0, high: 0 } });
    expect(reportPage(run)).toMatch(/nothing measurable<\/td><td>0\.790 mm.*<td>already there/);
  });

  it("gives its plots as a picture too", () => {
    const png = plotsPng(runPlots(leakingRun()).alarm);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(1720);
  });
});
