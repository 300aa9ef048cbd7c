import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Configuration } from "#firmware/configuration.ts";
import type { AlarmLine, EstimateLine, EventLine, JsonLine } from "#host/link/json-lines.ts";
import { CsvWriter } from "#host/replay/csv-writer.ts";
import { replay, type Replayed, type ReplayOptions } from "#host/replay/replay.ts";
import { RunLog, type SummaryLine } from "#host/replay/run-log.ts";
import { InputError } from "#sims/input-error.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { Simulation } from "#sims/simulation.ts";

const directory = mkdtempSync(join(tmpdir(), "pinhole-replay-"));
afterAll(() => rmSync(directory, { recursive: true }));

interface Run extends Replayed { lines: JsonLine[]; summary: SummaryLine; configuration: Configuration }

const ownHeader: ReplayOptions = { map: [], time: undefined, delimiter: ",", loop: undefined, commissioningS: undefined, falseAlarmsPerYear: undefined };

async function run(path: string, options: Partial<ReplayOptions> = {}, everyS = 1): Promise<Run> {
  const lines: JsonLine[] = [];
  let log: RunLog;
  let configuration: Configuration;
  const replayed = await replay(path, { ...ownHeader, ...options }, (made) => {
    configuration = made;
    log = new RunLog(made, everyS, (line) => lines.push(line));
  }, (text) => log.receive(text));
  return { ...replayed, lines, summary: log!.summary(replayed.samples, replayed.durationS), configuration: configuration! };
}

let files = 0;
function csv(text: string): string {
  const path = join(directory, `r${files++}.csv`);
  writeFileSync(path, text);
  return path;
}

function ofType<Type extends JsonLine["type"]>(lines: JsonLine[], type: Type): Extract<JsonLine, { type: Type }>[] {
  return lines.filter((line): line is Extract<JsonLine, { type: Type }> => line.type === type);
}

function eventsNamed(lines: JsonLine[], name: string): EventLine[] {
  return ofType(lines, "event").filter((line) => line.event === name);
}

const loop = toConfiguration(parseLoopFile(JSON.stringify({
  name: "two", coolant: "water", liquidVolumeM3: 0.002, minimumPressurePa: 120_000,
  accumulator: { gasVolumeM3: 0.0002, gasPressurePa: 161_325, temperatureK: 293.15 },
  sensors: [
    { id: "P1", quantity: "pressure", part: "ms5837-30ba", bus: "I2C1", address: 118 },
    { id: "T1", quantity: "temperature", part: "ds18b20", pin: "B3" },
    { id: "P2", quantity: "pressure", part: "ms5837-30ba", bus: "I2C2", address: 118 },
  ],
}), "two.loop.json"));

describe("replay", () => {
  it("gives the alarms of the simulation that wrote the recording, at the same times, in every figure", async () => {
    const path = join(directory, "ms-22.csv");
    const simulated: JsonLine[] = [];
    const early: string[] = [];
    let receive = (text: string): void => void early.push(text);
    let observe = (): void => {};
    const simulation = new Simulation({ scenario: "ms-22", seed: 7, onLine: (text) => receive(text), observe: () => observe() });
    const { configuration } = simulation.world;
    const log = new RunLog(configuration, 600, (line) => simulated.push(line));
    const writer = new CsvWriter(path, configuration);
    observe = () => writer.add(simulation.monitor, simulation.nowS);
    early.forEach((text) => log.receive(text));
    receive = (text) => log.receive(text);
    simulation.runUntil(simulation.truth().holes[0]!.onsetS + 300);
    writer.close();
    const replayed = await run(path, { loop: configuration }, 600);
    const alarms = ofType(simulated, "alarm");
    expect(alarms.length).toBeGreaterThan(2);
    expect(ofType(replayed.lines, "alarm")).toEqual(alarms);
    expect(ofType(replayed.lines, "estimate")).toEqual(ofType(simulated, "estimate"));
  }, 60_000);

  it("takes each row's own elapsed time, and calls more than five periods a gap", async () => {
    const times = [...Array(20).keys(), 26, 31.5, 31.6];
    const { lines, samples, durationS } = await run(csv(`timeS,pressurePa\n${times.map((time) => `${time},${2e5 + time}`).join("\n")}\n`));
    // 19 → 26 is seven periods; 26 → 31.5 is five and a half.
    expect(eventsNamed(lines, "gap").map((line) => [line.timeS, line["durationS"]])).toEqual([[26, 7], [31.5, 5.5]]);
    expect(samples).toBe(23);
    expect(durationS).toBe(32.6);
  });

  it("skips a repeated or backward time and goes on from there", async () => {
    const { lines, samples } = await run(csv("timeS,pressurePa\n100,200000\n101,200001\n101,3\n102,200002\n42,4\n43,200003\n44,200004\n"));
    expect(eventsNamed(lines, "clock-step").map((line) => line["elapsedS"])).toEqual([0, -60]);
    expect(samples).toBe(5);
    const estimates = ofType(lines, "estimate");
    expect(estimates.map((line) => line.timeS)).toEqual([100, 101, 102, 103, 104]);
    expect(estimates.map((line) => line.pressurePa)).toEqual([200_000, 200_001, 200_002, 200_003, 200_004]);
  });

  it("counts a calendar's times from the first row", async () => {
    const { lines } = await run(csv("when,p\n2020-02-08 13:30:47,2\n2020-02-08 13:30:48,2.1\n"), { time: "when", map: ["pressure=p:bar"] });
    expect(ofType(lines, "estimate").map((line: EstimateLine) => line.timeS)).toEqual([1]);
  });

  it("counts Unix seconds under our own name from the first row too, holes and all, and says so", async () => {
    const notes: string[] = [];
    const rows = (fromS: number): string => `timeS,pressurePa,temperatureK\n${Array.from({ length: 200 }, (_, index) => `${fromS + index},161325,293.15`).join("\n")}\n`;
    const options = { loop, holes: [{ diameterM: 0.001, onsetS: 100 }], note: (text: string) => notes.push(text) };
    const unix = await run(csv(rows(1_700_000_000)), options);
    expect(unix.lines).toEqual((await run(csv(rows(0)), options)).lines);
    expect(unix.durationS).toBe(200);
    expect(notes.filter((note) => note.includes("seconds since 1970"))).toHaveLength(1);
    // A board may run for years.
    expect(ofType((await run(csv("timeS,pressurePa\n9e8,2e5\n900000001,2e5\n"))).lines, "estimate").map((line) => line.timeS)).toEqual([900_000_000, 900_000_001]);
  });

  it("takes an empty cell and a pressure below vacuum as no reading", async () => {
    const { lines } = await run(csv("timeS,pressurePa\n1,200000\n2,\n3,-5\n4,200001\n"));
    expect(eventsNamed(lines, "sensor-fault").map((line) => [line.timeS, line["fault"]])).toContainEqual([3, "out-of-range"]);
    expect(ofType(lines, "estimate").map((line) => line.pressurePa)).toEqual([200_000, null, null, 200_001]);
  });

  it("tells no temperature where nothing measures one, and the measured one beside a loop file", async () => {
    const temperatures = async (text: string): Promise<(number | null)[]> => ofType((await run(csv(text), { loop })).lines, "estimate").map((line) => line.temperatureK);
    expect(await temperatures("timeS,pressurePa\n1,160000\n2,160001\n")).toEqual([null, null]);
    expect(await temperatures("timeS,pressurePa,temperatureK\n1,160000,290\n2,160001,291\n")).toEqual([290, 291]);
  });

  it("adds the loop's own outside pressure to gauge readings", async () => {
    const { lines } = await run(csv("t,p\n1,0.6\n2,0.6\n"), { loop: { ...loop, loop: { ...loop.loop!, externalPressurePa: 90_000 } }, time: "t", map: ["pressure=p:barg"] });
    expect(ofType(lines, "estimate")[0]!.pressurePa).toBe(150_000);
  });

  it("uses several sensors of a quantity in the loop file's order", async () => {
    const { lines, configuration } = await run(csv("timeS,pressurePa,temperatureK,pressurePa.P2\n1,160000,293.15,160010\n2,160000.5,293.15,160010.5\n"), { loop });
    expect(configuration.sensors.map((sensor) => sensor.id)).toEqual(["P1", "T1", "P2"]);
    expect(ofType(lines, "estimate")[0]!.pressurePa).toBe(160_005);
  });

  it("refuses a channel that the loop file does not have, or a mass flow without a density", async () => {
    const path = csv("timeS,pressurePa,f\n1,160000,1\n");
    await expect(run(path, { loop, map: ["pressure.P9=pressurePa"] })).rejects.toThrow(/pressure\.P9.*pressure\.P1/);
    await expect(run(path, { loop, map: ["pressure=pressurePa", "flow=f:L/min"] })).rejects.toThrow(InputError);
    await expect(run(path, { loop, map: ["pressure=pressurePa", "pressure.P1=f"] })).rejects.toThrow(/mapped twice/);
    await expect(run(path, { map: ["pressure=pressurePa", "flow=f:kg/s"] })).rejects.toThrow(/density/);
  });

  it("commissions for the loop file's time, unless another is asked for", async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => `${index},${(161_325 + 20 * Math.sin(index * 12.9898) * Math.sin(index * 4.1414)).toFixed(2)},293.15`);
    const path = csv(`timeS,pressurePa,temperatureK\n${rows.join("\n")}\n`);
    const durations: (number | null | undefined)[] = [];
    for (const commissioningS of [undefined, 1000]) durations.push((await run(path, { loop: { ...loop, commissioningS: 2000 }, commissioningS })).summary.commissioned.durationS);
    expect(durations.map((durationS) => Math.round(durationS! / 100) * 100)).toEqual([2000, 1000]);
  });

  it("says nothing in kilograms, and no hole, without a loop file", async () => {
    // A pressure that wanders by 20 Pa under a slow temperature swing, then falls by 200 Pa a second.
    const rows = Array.from({ length: 4000 }, (_, index) => `${index},${(2e5 + 20 * Math.sin(index * 12.9898) * Math.sin(index * 4.1414) - 200 * Math.max(0, index - 3900)).toFixed(2)},${(293.15 + 0.5 * Math.sin(index / 200)).toFixed(2)}`);
    const { lines, summary } = await run(csv(`timeS,pressurePa,temperatureK\n${rows.join("\n")}\n`), { commissioningS: 3000, falseAlarmsPerYear: 1000 });
    const leaks = ofType(lines, "alarm").filter((line) => line.alarm === "leak");
    expect(leaks.length).toBeGreaterThan(0);
    for (const line of leaks as AlarmLine[]) {
      expect(line.leakRateKgPerS?.value ?? null).toBeNull();
      expect(line.holeDiameterM?.value ?? null).toBeNull();
      // It falls by 200.
      expect(line.pressureFallPaPerS!.low ?? 0).toBeLessThan(200);
      expect(line.pressureFallPaPerS!.high ?? Infinity).toBeGreaterThan(200);
    }
    expect(summary.commissioned.smallestFallPaPerS.minute).toBeGreaterThan(0);
    expect(summary.commissioned.smallestFallPaPerS.minute).toBeLessThan(200);
    expect(summary.commissioned.largestHiddenFallPaPerS).toBeLessThan(summary.commissioned.smallestFallPaPerS.minute!);
    expect(summary.commissioned).toMatchObject({ sigmaKg: null, largestHiddenLeakKgPerS: null, smallestLeakKgPerS: { minute: null, hour: null, day: null } });
    expect(JSON.stringify(ofType(lines, "estimate"))).not.toMatch(/Kg":-?\d/);
  });

  it("ends at the signal with what was judged until then, and judges nothing where it came before", async () => {
    const path = csv(`timeS,pressurePa,temperatureK\n${Array.from({ length: 500 }, (_, index) => `${index},161325,293.15`).join("\n")}\n`);
    const ending = new AbortController();
    const look = (_: unknown, timeS: number): boolean => {
      if (timeS >= 99) ending.abort();
      return true;
    };
    expect(await run(path, { signal: ending.signal, look })).toMatchObject({ samples: 100, durationS: 100 });
    await expect(run(path, { signal: ending.signal })).rejects.toThrow(/interrupted while it was read through; nothing was judged/);
  });
});
