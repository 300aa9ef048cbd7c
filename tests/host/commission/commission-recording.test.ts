import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commissionRecording } from "#host/commission/commission-recording.ts";
import { commissionedText, complianceText, courseText, unfinishedText, type CommissionedLine } from "#host/commission/commission-text.ts";
import type { ComplianceLine } from "#host/commission/compliance.ts";
import type { CourseLine } from "#host/commission/course.ts";
import type { KnownVolume } from "#host/commission/known-volume.ts";
import { CsvWriter } from "#host/replay/csv-writer.ts";
import type { ReplayOptions } from "#host/replay/replay.ts";
import { checkCommissioningTime } from "#host/replay/replay-configuration.ts";
import { unfinished } from "#host/replay/run-log.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { Random } from "#hal/simulated/random.ts";
import { toConfiguration } from "#sims/loop/loop-file.ts";
import { benchPinhole } from "#sims/scenarios/bench-pinhole.ts";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";
import { Simulation } from "#sims/simulation.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-commission-"));
const recorded = join(folder, "bench.csv");
/** Three and a half hours of the bench, then 10 mL drawn. */
const drawnS = 12_600;
const configuration = toConfiguration(benchLoop);

beforeAll(() => {
  let observe = (): void => {};
  const simulation = new Simulation({
    scenario: { ...benchPinhole, faults: [{ kind: "bleed", onsetS: drawnS, endS: drawnS + 10, massKg: 0.009975 }] }, seed: 3, onLine: () => {}, observe: () => observe(),
  });
  const csv = new CsvWriter(recorded, configuration);
  observe = () => csv.add(simulation.monitor, simulation.nowS);
  simulation.runUntil(drawnS + 900);
  csv.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const plain: ReplayOptions = { map: [], time: undefined, delimiter: ",", loop: configuration, commissioningS: undefined, falseAlarmsPerYear: undefined };

async function run(path: string, options: Partial<ReplayOptions> = {}, volumes: KnownVolume[] = []) {
  const courses: CourseLine[] = [];
  const results: CommissionedLine[] = [];
  const compliances: ComplianceLine[] = [];
  const notes: string[] = [];
  const accepted = await commissionRecording(path, { ...plain, ...options }, volumes, {
    course: (line) => courses.push(line), commissioned: (line) => results.push(line), compliance: (line) => compliances.push(line), note: (text) => notes.push(text),
  });
  return { accepted, courses, results, compliances, notes };
}

describe("commissioning over a recording", () => {
  it("is accepted once, with its course, and both ways to the compliance agree with the loop file", async () => {
    const { accepted, courses, results, compliances } = await run(recorded, {}, [{ volumeM3: 10e-6, atS: drawnS }]);
    expect(accepted).toBe(true);
    expect(results).toHaveLength(1);
    expect(courses.map(({ awaits }) => awaits)).toContain("thermal-cycle");
    expect(compliances.map(({ method, comparison }) => `${method} ${comparison}`)).toEqual(["known-volume agrees", "temperature agrees"]);
    // The record before the volume only: the draw is no drift.
    expect(compliances[1]!.timeS).toBeLessThan(drawnS);
  }, 60_000);

  it("says of a loop file with a quarter of the gas that the data contradict it, and what to write", async () => {
    const wrong = structuredClone(configuration);
    wrong.loop!.accumulator!.gasVolumeM3 = 0.00005;
    const { compliances } = await run(recorded, { loop: wrong }, [{ volumeM3: 10e-6, atS: drawnS }]);
    expect(compliances[0]!.comparison).toBe("contradicts");
    expect(complianceText(compliances[0]!)).toMatch(/contradicts it: 0\.\d+ times as much; commissioning may accept it all the same, as it judges by the temperature/);
    const pasted = /"accumulator": (\{.*\})/.exec(complianceText(compliances[0]!))![1]!;
    const accumulator = JSON.parse(pasted) as { gasVolumeM3: number; gasPressurePa: number; temperatureK: number };
    const share = Number(/"complianceSigmaShare": (\S+)/.exec(complianceText(compliances[0]!))![1]!);
    // A syringe's 4 % are two deviations.
    expect(share).toBeGreaterThanOrEqual(0.02);
    expect(share).toBeLessThan(0.04);
    expect(accumulator.gasVolumeM3 * accumulator.gasPressurePa / accumulator.temperatureK / (0.0002 * 161_325 / 293.15)).toBeCloseTo(1, 1);
  }, 60_000);

  it("tells the compliance of a loop without a thermometer from a known volume", async () => {
    const path = join(folder, "no-thermometer.csv");
    const random = new Random(4);
    const fallPa = 4000;
    writeFileSync(path, `timeS,pressurePa\n${Array.from({ length: 9000 }, (_, timeS) => `${timeS},${200_000 - (timeS > 8000 ? fallPa : 0) + 20 * random.gaussian()}\n`).join("")}`);
    const blind = { ...configuration, sensors: configuration.sensors.filter(({ quantity }) => quantity !== "temperature") };
    const { compliances, notes } = await run(path, { loop: blind, commissioningS: 7200 }, [{ volumeM3: 10e-6, atS: 8000 }]);
    expect(compliances.map(({ method }) => method)).toEqual(["known-volume"]);
    expect(notes).toContain("temperature tells no compliance: nothing measures it");
    expect(compliances[0]!.complianceM3PerPa.value! * fallPa / 10e-6).toBeCloseTo(1, 1);
  }, 60_000);

  it("refuses on the first twenty minutes, naming the lowest rate, and says when a record ends too early", async () => {
    const short = await run(recorded, { commissioningS: 1200 });
    expect(short.accepted).toBe(false);
    expect(short.results[0]).toMatchObject({ reason: "too-short" });
    expect(commissionedText(short.results[0]!, 998.2)).toMatch(/not accepted as asked, but watched: too-short\. Too few samples[\s\S]*mL\/h, hole 0\.\d+ mm/);
    const tiny = join(folder, "tiny.csv");
    writeFileSync(tiny, `timeS,pressurePa,temperatureK\n${Array.from({ length: 300 }, (_, index) => `${index},${161_325 + 20 * Math.sin(index * 12.9898)},293.15`).join("\n")}\n`);
    const cut = await run(tiny);
    expect(cut.accepted).toBeUndefined();
    expect(cut.notes.join("\n")).toMatch(/300 samples ended before commissioning did[\s\S]*temperature tells no compliance/);
  }, 60_000);

  it("refuses a time in which nothing can be learnt and checked, by the option's name or the loop file's, and takes the least", async () => {
    await expect(run(recorded, { commissioningS: 60 })).rejects.toThrow(/^--commission 60: .*right would be 300 s or more/);
    await expect(run(recorded, { loop: { ...configuration, commissioningS: 120 } })).rejects.toThrow(/^commissioningS of 120 in the loop file: .*300 s or more/);
    expect(() => checkCommissioningTime({ ...configuration, samplePeriodS: 10, commissioningS: 2999 }, true)).toThrow(/right would be 3000 s or more \(300 rows/);
    expect((await run(recorded, { commissioningS: 300 })).results[0]).toMatchObject({ reason: "too-short" });
  }, 60_000);

  it("ends where it is interrupted, and says after how much", async () => {
    const ending = new AbortController();
    const notes: string[] = [];
    let courses = 0;
    const accepted = await commissionRecording(recorded, { ...plain, signal: ending.signal }, [], {
      course: () => {
        if (++courses === 3) ending.abort();
      },
      commissioned: () => {}, compliance: () => {}, note: (text) => notes.push(text),
    });
    expect(accepted).toBeUndefined();
    expect(courses).toBe(3);
    expect(notes).toEqual([expect.stringMatching(/^interrupted after [\d,]+ samples/)]);
    await expect(run(recorded, { signal: ending.signal })).rejects.toThrow(UnavailableError);
  }, 60_000);

  it("says what it waited for where a record ends too early, or that the time asked for is longer", () => {
    const last: CourseLine = { type: "commissioning", timeS: 3600, progress: 0.655, isLonger: false, remainingS: 1800, awaits: "thermal-cycle", swingK: 2 };
    expect(unfinishedText(4000, 4000, undefined, last)).toMatch(/, 65 % when last told: it waited for one whole thermal cycle/);
    expect(unfinishedText(500, 500, 5000, last)).toMatch(/it is only 8\.33 min long, where commissioning is set to 83\.3 min/);
    expect(unfinishedText(5000, 5000, 500, last)).toMatch(/set to 8\.33 min: too few samples had a pressure and a temperature that are believed/);
    expect(unfinishedText(500, 500, undefined, undefined)).toMatch(/hardly begun.*without a reading/);
  });

  it("is shown in docs/commissioning.md line by line", () => {
    const line: CommissionedLine = {
      type: "commissioned", timeS: 16_000, accepted: true, reason: null, durationS: 16_000, falseAlarmsPerYear: 1, lowestFalseAlarmsPerYear: 0.4, sigmaKg: 1e-3, threshold: 5.8,
      smallestLeakKgPerS: { minute: 1e-4, hour: 1e-5, day: 1e-6 }, largestHiddenLeakKgPerS: 1e-7, smallestFallPaPerS: unfinished.smallestFallPaPerS, largestHiddenFallPaPerS: null, smallestHoleM: { minute: 1e-4, hour: 1e-5, day: 1e-6 },
    };
    const shown = /^ {4}commissioning of [^]*?\n\n/m.exec(readFileSync("docs/commissioning.md", "utf8"))![0].trimEnd().split("\n");
    // Names stand in a column of 33.
    const names = (lines: string[]): string[] => lines.slice(1).map((one) => one.trim().slice(0, 33).trim());
    expect(names(shown)).toEqual(names(commissionedText(line, 998.2).split("\n")));
  });

  it("gives a loop with more pressure outside than inside no holes and says why, and one that leaks already no promise", () => {
    const line: CommissionedLine = {
      type: "commissioned", timeS: 16_000, accepted: true, reason: null, durationS: 16_000, falseAlarmsPerYear: 1, lowestFalseAlarmsPerYear: 0.4, sigmaKg: 1e-3, threshold: 5.8,
      smallestLeakKgPerS: { minute: 1e-4, hour: 1e-5, day: 1e-6 }, largestHiddenLeakKgPerS: 1e-7, smallestFallPaPerS: unfinished.smallestFallPaPerS, largestHiddenFallPaPerS: null, smallestHoleM: { minute: null, hour: null, day: null },
    };
    expect(commissionedText(line, 998.2)).toMatch(/no holes: .*externalPressurePa/);
    expect(commissionedText({ ...line, smallestHoleM: { minute: 1e-4, hour: 1e-5, day: 1e-6 } }, 998.2)).not.toMatch(/no holes/);
    expect(commissionedText({ ...line, accepted: false, reason: "already-leaking" }, 998.2)).not.toMatch(/smallest|lowest|no holes|hide/);
  });

  it("refuses a volume before the recording's start", async () => {
    const late = join(folder, "late.csv");
    writeFileSync(late, `timeS,pressurePa,temperatureK\n${Array.from({ length: 50 }, (_, index) => `${5000 + index},161325,293.15`).join("\n")}\n`);
    await expect(run(late, {}, [{ volumeM3: 1e-5, atS: 600 }])).rejects.toThrow(/at 600 s lies before the recording's start at 5000 s/);
  });

  it("refuses a volume after the recording's end before it says anything", async () => {
    const heard: unknown[] = [];
    const listener = { course: (line: unknown) => heard.push(line), commissioned: () => {}, compliance: () => {}, note: () => {} };
    await expect(commissionRecording(recorded, plain, [{ volumeM3: 1e-5, atS: 1e6 }], listener)).rejects.toThrow(/after the recording's end/);
    expect(heard).toEqual([]);
  });

  it("tells the course in a line for people", () => {
    expect(courseText({ type: "commissioning", timeS: 3600, progress: 0.5, isLonger: false, remainingS: 1800, awaits: "samples", swingK: 0.1 })).toMatch(/1:00:00  commissioning 50 %, 30\.0 min left: waits for quiet samples/);
    expect(courseText({ type: "commissioning", timeS: 0, progress: 0.9, isLonger: false, remainingS: null, awaits: "end-of-cycle", swingK: null })).toMatch(/time left not known.*come round/);
  });
});
