import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { EventLine, JsonLine } from "#host/link/json-lines.ts";
import { replay, type ReplayOptions } from "#host/replay/replay.ts";
import { RunLog, type SummaryLine } from "#host/replay/run-log.ts";
import { InputError } from "#sims/input-error.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";

const directory = mkdtempSync(join(tmpdir(), "pinhole-strange-"));
afterAll(() => rmSync(directory, { recursive: true }));

const loop = toConfiguration(parseLoopFile(JSON.stringify({
  name: "two", coolant: "water", liquidVolumeM3: 0.002, minimumPressurePa: 120_000,
  accumulator: { gasVolumeM3: 0.0002, gasPressurePa: 161_325, temperatureK: 293.15 },
  sensors: [
    { id: "P1", quantity: "pressure" }, { id: "T1", quantity: "temperature" }, { id: "P2", quantity: "pressure" },
    { id: "G1", quantity: "pressure", reference: "gauge", externalPressurePa: 100_000 },
  ],
}), "two.loop.json"));

interface Verdict { refused?: string; summary?: SummaryLine; lines: JsonLine[]; notes: string[] }

let files = 0;
/** Replays a file with this content: a verdict or a refusal, anything else fails the test. */
async function verdictOn(content: string | Uint8Array, options: Partial<ReplayOptions> = {}): Promise<Verdict> {
  const path = join(directory, `r${files++}.csv`);
  writeFileSync(path, content);
  const lines: JsonLine[] = [];
  const notes: string[] = [];
  let log: RunLog | undefined;
  try {
    const { samples, durationS } = await replay(path, {
      map: [], time: undefined, delimiter: ",", loop: undefined, commissioningS: undefined, falseAlarmsPerYear: undefined, note: (text) => notes.push(text), ...options,
    }, (made) => {
      log = new RunLog(made, 60, (line) => lines.push(line));
    }, (text) => log!.receive(text));
    return { summary: log!.summary(samples, durationS), lines, notes };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).not.toMatch(/\n|undefined|NaN|\[object/);
    // A refusal comes before anything is written.
    expect(lines).toEqual([]);
    return { refused: error.message, lines, notes };
  }
}

function events(verdict: Verdict, name: string): EventLine[] {
  return verdict.lines.filter((line): line is EventLine => line.type === "event" && line.event === name);
}

const rows = (count: number, row: (index: number) => string): string => Array.from({ length: count }, (_, index) => row(index)).join("\n");
/** Noise of ± 30 Pa that repeats itself never. */
const noisePa = (index: number): number => 30 * Math.sin(index * 12.9898) * Math.sin(index * 4.1414);
const quiet = (index: number): string => `${index},${(161_325 + noisePa(index)).toFixed(2)},${(293.15 + 0.2 * Math.sin(index / 300)).toFixed(2)}`;
const ownHeader = "timeS,pressurePa,temperatureK\n";

describe("strange recordings: refused in a sentence, before anything is written", () => {
  it.each<[string, string | Uint8Array, RegExp, Partial<ReplayOptions>?]>([
    ["an empty file", "", /empty/],
    ["blank lines only", "\n\r\n\n", /empty/],
    ["a header only", ownHeader, /no rows/],
    ["a header without its line's end", "timeS,pressurePa", /no rows/],
    ["binary rubbish", Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919 + (index >> 3)) & 255), /column|CSV|rows/],
    ["a compressed file", Uint8Array.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 75, 76, 74, 6, 0, 194, 65, 36, 53, 3, 0, 0, 0]), /column|CSV|rows/],
    ["milliseconds since 1970", `t,p\n${rows(5, (index) => `${1_600_000_000_000 + 1000 * index},2`)}\n`, /milliseconds: --time t:ms/, { time: "t", map: ["pressure=p:bar"] }],
    ["a column of milliseconds, by its name", `time (ms),p\n${rows(5, (index) => `${1000 * index},2`)}\n`, /name says milliseconds.*--time time \(ms\):ms/, { time: "time (ms)", map: ["pressure=p:bar"] }],
    ["times in fortnights", `t,p\n${rows(5, (index) => `${index},2`)}\n`, /no unit "fortnight" for times; there are us ms s min h d/, { time: "t:fortnight", map: ["pressure=p:bar"] }],
    ["remarks and no header", "# logger 1\n# sensor A\n", /empty/],
    ["a remark where the header's names are", "# t,p\n0,2\n", /line 1: no column "t".*"# t"/, { time: "t", map: ["pressure=p:bar"] }],
    ["one date centuries later", "t,p\n2020-01-01 00:00:00,2\n2920-01-01 00:00:01,2\n2020-01-01 00:00:02,2\n", /line 3.*900 years/, { time: "t", map: ["pressure=p:bar"] }],
    ["a board time before the start", "timeS,pressurePa\n-5,200000\n", /board time/],
    ["a hexadecimal number", "timeS,pressurePa\n1,0x30D40\n", /not a number/],
    ["a number with a unit", "timeS,pressurePa\n1,200000 Pa\n", /"200000 Pa" is not a number/],
    ["thousands separators", "timeS;pressurePa\n1;200,000.5\n", /not a number/, { delimiter: ";" }],
    ["decimal commas not announced", "timeS;pressurePa\n1;200000,5\n", /--decimal ,/, { delimiter: ";" }],
    ["points between thousands, where commas are decimal", "t;p\n0;163.542\n", /"163\.542" is not a number; right would be a number with a decimal comma/, { delimiter: ";", decimal: ",", time: "t", map: ["pressure=p"] }],
    ["times with points, where commas are decimal", "t;p\n1.042;1,6\n", /"1\.042" is not a time/, { delimiter: ";", decimal: ",", time: "t", map: ["pressure=p:bar"] }],
    ["a bad cell in the very last row", `${ownHeader}${rows(3000, quiet)}\n3000,1.6.1,293.15\n`, /line 3002.*"1\.6\.1"/],
    ["a short row in the middle", `${ownHeader}${rows(200, quiet)}\n200,161325\n${rows(3, (index) => quiet(201 + index))}\n`, /line 202: 2 columns/],
    ["bar read as Pa beside a loop file", `${ownHeader}${rows(50, (index) => `${index},1.61,293.15`)}\n`, /in bar it would fit/, { loop }],
    ["kPa read as bar beside a loop file", `t,p\n${rows(50, (index) => `${index},161.3`)}\n`, /--map pressure=p:kPa/, { loop, time: "t", map: ["pressure=p:bar"] }],
    ["bar without a unit and without a loop file", `t,p\n${rows(50, (index) => `${index},2.1`)}\n`, /--map pressure=p:bar/, { time: "t", map: ["pressure=p"] }],
    ["kPa or psi, who knows", `t,p\n${rows(50, (index) => `${index},100`)}\n`, /it may be in kPa or psi, .*--map pressure=p:UNIT$/, { time: "t", map: ["pressure=p"] }],
    ["bar gauge near 0", `t,p\n${rows(50, (index) => `${index},0.05`)}\n`, /it may be in Pag, kPag, barg, mbarg or psig, .*--map pressure=p:UNIT$/, { time: "t", map: ["pressure=p"] }],
    ["bar gauge near 0 read as bar beside a loop file", `t,p\n${rows(50, (index) => `${index},0.05`)}\n`, /it may be in Pag, kPag, barg, mbarg or psig/, { loop, time: "t", map: ["pressure=p:bar"] }],
    ["°C or °F read as K", `${ownHeader}${rows(50, (index) => `${index},161325,21.5`)}\n`, /it may be in degC or degF, .*--map temperature=temperatureK:UNIT$/],
    ["°F read as K", `${ownHeader}${rows(50, (index) => `${index},161325,-60`)}\n`, /in degF it would fit: --map temperature=temperatureK:degF$/],
    ["a thermometer of the loop file's under a name of its own", `timeS,pressurePa,tempC\n${rows(50, (index) => `${index},161325,20`)}\n`, /no column for the loop file's temperature\.T1, and "tempC" left over; .*--map pressure=pressurePa --map temperature=Column:unit, or only --map pressure=pressurePa where/, { loop }],
    ["the same beside a gauge sensor", `timeS,pressurePa.G1,tempC\n${rows(50, (index) => `${index},60000,20`)}\n`, /--map pressure\.G1=pressurePa\.G1:Pag --map temperature=/, { loop }],
    ["times that all are the same", `${ownHeader}${rows(100, () => quiet(7))}\n`, /in 99 of 100 rows column "timeS" is not later.*--time Column/],
    ["noise for a time", `t,p\n${rows(1000, (index) => `${noisePa(index).toFixed(3)},2`)}\n`, /column "t" is not later.*--time Column/, { time: "t", map: ["pressure=p:bar"] }],
    ["the newest row first", `${ownHeader}${rows(100, (index) => quiet(99 - index))}\n`, /the oldest row first/],
    ["pressures below vacuum only", `${ownHeader}${rows(50, (index) => `${index},-7,293.15`)}\n`, /no valid rows/],
  ])("%s", async (_, content, sentence, options) => {
    expect((await verdictOn(content, options)).refused).toMatch(sentence);
  });
});

describe("strange recordings: read as they are meant", () => {
  it("with decimal commas, where that is said", async () => {
    const verdict = await verdictOn("Zeit;Druck;T\n0,5;1,61325;20,5\n1,5;1,61330;20,5\n", {
      delimiter: ";", decimal: ",", time: "Zeit", map: ["pressure=Druck:bar", "temperature=T:degC"],
    });
    expect(verdict.summary).toMatchObject({ samples: 2, durationS: 2 });
  });

  it("with decimal commas beside calendar times that have points", async () => {
    const verdict = await verdictOn("t;p\n2024-01-01T00:00:00.5Z;1,61\n2024-01-01T00:00:01,5Z;1,62\n", { delimiter: ";", decimal: ",", time: "t", map: ["pressure=p:bar"] });
    expect(verdict.summary).toMatchObject({ samples: 2, durationS: 2 });
  });

  it("with a byte order mark, Windows line ends and words for no reading", async () => {
    const verdict = await verdictOn(`\uFEFFtimeS,pressurePa,temperatureK\r\n${rows(30, quiet).replaceAll("\n", "\r\n")}\r\n30,N/A,NaN\r\n31,null,\r\n32,-,None\r\n`);
    expect(verdict.summary!.samples).toBe(33);
  });

  it("with a logger's words in place of readings, of which it tells how many", async () => {
    const { summary, notes } = await verdictOn(`${ownHeader}${rows(3000, (index) => (index % 1000 === 7 ? `${index},#NV,Bad` : quiet(index)))}\n`);
    expect(summary!.samples).toBe(3000);
    expect(notes).toContainEqual(expect.stringMatching(/line 9, column "pressurePa": "#NV" is no number and was taken for no reading, and so were 2 more such cells$/));
    expect(notes).toContainEqual(expect.stringMatching(/column "temperatureK": "Bad" is no number/));
  });

  it("with a header that ends its line otherwise than the rows do", async () => {
    const mixed = `${ownHeader.trim()}\r\n${rows(3000, quiet)}\n`;
    expect((await verdictOn(mixed)).summary!.samples).toBe(3000);
    expect((await verdictOn(`${mixed}3000,1.6.1,293.15\r\n`)).refused).toMatch(/line 3002.*"1\.6\.1"/);
  });

  it.each(["# logger 1, sensor A\n# quiet run\n", "sep=,\r\n"])("with remarks before the header: %j", async (remarks) => {
    expect((await verdictOn(`${remarks}${ownHeader}${rows(30, quiet)}\n`)).summary!.samples).toBe(30);
    expect((await verdictOn(`${remarks}t,p\n1,2\n`)).refused).toMatch(remarks.startsWith("#") ? /line 3: columns "t", "p"/ : /line 2: columns/);
  });

  it("with times in milliseconds, minutes and hours, where that is said", async () => {
    for (const [unit, perS] of [["us", 1e6], ["ms", 1000], ["min", 1 / 60], ["h", 1 / 3600]] as const) {
      const verdict = await verdictOn(`t,p\n${rows(61, (index) => `${(1_042 + index) * perS},2`)}\n`, { time: `t:${unit}`, map: ["pressure=p:bar"] });
      expect(verdict.summary, unit).toMatchObject({ samples: 61, durationS: 61 });
    }
    const named = await verdictOn("ms,p\n0,2\n1,2\n", { time: "ms:s", map: ["pressure=p:bar"] });
    expect(named.summary!.durationS).toBe(2);
  });

  it("with a column of times whose name holds a colon", async () => {
    const verdict = await verdictOn("time:h,p\n0,2\n1,2\n", { time: "time:h", map: ["pressure=p:bar"] });
    expect(verdict.summary!.durationS).toBe(2);
  });

  it("in UTF-16 as spreadsheets save it", async () => {
    const verdict = await verdictOn(Buffer.from(`\uFEFF${ownHeader}${rows(30, quiet)}\n`, "utf16le"));
    expect(verdict.summary!.samples).toBe(30);
  });

  it("with a degree sign of an older character set", async () => {
    const content = Buffer.from(`t,p,T (°C)\n${rows(5, (index) => `${index},1.6,20.5`)}\n`, "latin1");
    const verdict = await verdictOn(content, { time: "t", map: ["pressure=p:bar", "temperature=T (°C):degC"] });
    expect(verdict.summary!.samples).toBe(5);
  });

  it.each(["30,1613", "30,1613\n", "30\n", "30,161325\n\n"])("with a last row that breaks off, which is left out and told: %j", async (last) => {
    const verdict = await verdictOn(`${ownHeader}${rows(30, quiet)}\n${last}`);
    expect(verdict.summary!.samples).toBe(30);
    expect(verdict.notes.filter((note) => /line 32: the last row breaks off \([12] of 3 columns\)/.test(note))).toHaveLength(1);
  });

  it.skipIf(process.platform === "win32")("through a pipe, its last row broken off", async () => {
    const pipe = join(directory, "pipe");
    const text = join(directory, "piped.csv");
    writeFileSync(text, `${ownHeader}${rows(30, quiet)}\n30,1613\n`);
    spawnSync("sh", ["-c", 'mkfifo "$0"', pipe]);
    const writer = spawn("sh", ["-c", 'cat "$0" > "$1"', text, pipe]);
    const notes: string[] = [];
    const { samples } = await replay(pipe, { map: [], time: undefined, delimiter: ",", loop: undefined, commissioningS: undefined, falseAlarmsPerYear: undefined, note: (note) => notes.push(note) }, () => {}, () => {});
    writer.kill();
    expect(samples).toBe(30);
    expect(notes.join()).toMatch(/line 32: the last row breaks off/);
  });

  it("in gauge pressure, to which the monitor adds the outside's once", async () => {
    const mapped = await verdictOn(`t,p\n${rows(70, (index) => `${index},0.6`)}\n`, { loop, time: "t", map: ["pressure=p:barg"] });
    const own = await verdictOn(`timeS,pressurePa.G1\n${rows(70, (index) => `${index},60000`)}\n`, { loop });
    const pressures = [mapped, own].map(({ lines }) => lines.find((line) => line.type === "estimate")!.pressurePa);
    // The loop's outside is a standard atmosphere; the gauge sensor's own is told in the loop file.
    expect(pressures).toEqual([161_325, 160_000]);
  });
});

describe("strange recordings: a verdict in words", () => {
  it("on a commissioning time longer than the recording: nothing was judged", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(500, quiet)}\n`, { commissioningS: 5000 });
    expect(verdict.summary).toMatchObject({ samples: 500, commissioned: { accepted: false, reason: "unfinished" }, alarms: [] });
  });

  it("on a commissioning time of a second: refused by the monitor, with a reason", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(500, quiet)}\n`, { commissioningS: 1 });
    expect(verdict.summary!.commissioned.accepted).toBe(false);
  });

  it("on a row an hour: too coarse for any verdict but a refusal, nothing watched and no leak promised", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(500, (index) => quiet(index).replace(/^\d+/, String(3600 * index)))}\n`, { loop });
    expect(verdict.summary).toMatchObject({
      samples: 500, durationS: 1_800_000, alarms: [],
      commissioned: { accepted: false, reason: "no-signal", smallestLeakKgPerS: { minute: null, hour: null, day: null } },
    });
    expect(verdict.notes.join()).toMatch(/3600 s.*milliseconds/);
  });

  it("on a few times that all are the same: nothing was judged", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(10, () => quiet(7))}\n`);
    expect(verdict.summary).toMatchObject({ samples: 1, commissioned: { accepted: false, reason: "unfinished" }, alarms: [] });
    expect(events(verdict, "clock-step").length).toBe(9);
  });

  it("on every row twice: the second left out", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(1000, (index) => quiet(index >> 1))}\n`);
    expect(verdict.summary!.samples).toBe(500);
    expect(events(verdict, "clock-step").length).toBe(500);
  });

  it("on a row out of order: left out, and no gap after it", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(400, (index) => quiet(index).replace(/^\d+/, String(index === 300 ? 260 : index)))}\n`);
    expect(events(verdict, "clock-step")).toMatchObject([{ timeS: 299, elapsedS: -39 }]);
    expect(events(verdict, "gap")).toEqual([]);
    expect(verdict.summary).toMatchObject({ samples: 399, durationS: 400 });
  });

  it("on a clock that was set back: the run goes on from where it was", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(400, (index) => quiet(index).replace(/^\d+/, String(index < 300 ? index : index - 40)))}\n`);
    expect(events(verdict, "clock-step")).toMatchObject([{ timeS: 299, elapsedS: -39 }]);
    expect(events(verdict, "gap")).toEqual([]);
    expect(verdict.summary).toMatchObject({ samples: 399, durationS: 399 });
  });

  it("on a column without a single reading: a sensor that failed, and how to leave it out", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(100, (index) => `${index},161325,`)}\n`);
    expect(events(verdict, "sensor-fault").map((line) => line["fault"])).toContain("absent");
    expect(verdict.notes.join()).toMatch(/"temperatureK" has no reading in any row.*leave the column out/);
  });

  it("on a constant pressure: a stuck sensor, and no leak", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(6000, (index) => `${index},161325,${(293.15 + 0.2 * Math.sin(index / 300)).toFixed(2)}`)}\n`, { commissioningS: 3000 });
    expect(events(verdict, "sensor-fault").map((line) => line["fault"])).toContain("stuck");
    expect(verdict.summary!.alarms.map(({ alarm }) => alarm)).not.toContain("leak");
  });

  it("on impossible values among good ones: faults, no leak alarm", async () => {
    const verdict = await verdictOn(`${ownHeader}${rows(8000, (index) => (index % 97 === 0 ? `${index},${index % 2 ? -1e9 : 1e300},${index % 3 ? 5 : 1e7}` : quiet(index)))}\n`, { commissioningS: 4000 });
    expect(events(verdict, "sensor-fault").length).toBeGreaterThan(0);
    expect(verdict.summary!.alarms.map(({ alarm }) => alarm)).not.toContain("leak");
  });

  it("on two sensors that part ways: told apart from a leak, and said", async () => {
    const text = `timeS,pressurePa,temperatureK,pressurePa.P2\n${rows(8000, (index) => `${quiet(index)},${(161_300 + noisePa(index + 5000) - 8 * Math.max(0, index - 5000)).toFixed(2)}`)}\n`;
    const verdict = await verdictOn(text, { loop, commissioningS: 4000 });
    expect([...events(verdict, "sensor-fault"), ...events(verdict, "disagreement")].length).toBeGreaterThan(0);
  });

  it("on two pressures that are too far apart to be at one place: voted, and said", async () => {
    const text = (apartPa: number): string => `timeS,pressurePa,pressurePa.P2\n${rows(100, (index) => `${index},161325,${161_325 + apartPa}`)}\n`;
    expect((await verdictOn(text(60_000))).notes.join()).toMatch(/"pressurePa" and "pressurePa.P2" are 60000 Pa apart.*a loop file tells their nodes/);
    expect((await verdictOn(text(5_000))).notes).toEqual([]);
    const nodes = { ...loop, sensors: loop.sensors.map((sensor) => ({ ...sensor, ...(sensor.id === "P2" && { node: "discharge" as const }) })) };
    expect((await verdictOn(text(60_000), { loop: nodes })).notes.join()).not.toMatch(/apart/);
  });

  it("without the loop file's thermometer, where no column could be it or the columns were mapped: told in a note", async () => {
    const text = (name: string): string => `timeS,pressurePa${name}\n${rows(100, (index) => `${index},161325${name && ",20"}`)}\n`;
    const told = /no column for the loop file's temperature\.T1; small leaks hide/;
    expect((await verdictOn(text(""), { loop })).notes.join()).toMatch(told);
    expect((await verdictOn(text(",tempC"), { loop, map: ["pressure=pressurePa"] })).notes.join()).toMatch(told);
    expect((await verdictOn(text(",tempC"), { loop, map: ["pressure=pressurePa", "temperature=tempC:degC"] })).notes.join()).not.toMatch(/no column/);
  });

  it("on a column that is not our own beside those that are: left out, and said", async () => {
    expect((await verdictOn(`timeS,pressurePa,tempC\n${rows(100, (index) => `${index},161325,20`)}\n`)).notes.join()).toMatch(/"tempC" left over.*--map/);
    const remarked = `timeS,pressurePa,temperatureK,remark\n${rows(100, (index) => `${quiet(index)},ok`)}\n`;
    expect((await verdictOn(remarked, { loop })).notes).toEqual([expect.stringMatching(/"remark" left over/)]);
    const withFlow: typeof loop.sensors = [...loop.sensors, { id: "F1", quantity: "flow", part: "pulse-flow" }];
    expect((await verdictOn(remarked, { loop: { ...loop, sensors: withFlow } })).notes).toEqual([expect.stringMatching(/no column for the loop file's flow\.F1$/), expect.stringMatching(/"remark" left over/)]);
  });

  it("on gaps of a second, an hour and a year", async () => {
    let atS = 0;
    const text = rows(9000, (index) => {
      atS += index % 3000 === 2999 ? [8, 3600, 31_557_600][Math.floor(index / 3000)]! : 1;
      return quiet(index).replace(/^\d+/, String(atS));
    });
    const verdict = await verdictOn(`${ownHeader}${text}\n`, { commissioningS: 2500 });
    expect(events(verdict, "gap").map((line) => line["durationS"])).toEqual([8, 3600, 31_557_600]);
    expect(verdict.summary!.alarms.map(({ alarm }) => alarm)).not.toContain("leak");
  });
});

describe("mangled recordings", () => {
  const good = `${ownHeader}${rows(60, quiet)}\n`;
  const cell = fc.oneof(
    fc.constantFrom("", " ", "NaN", "-1", "0", "1e300", "-1e-300", "1e5", "1,5", "\"", "\"\"", "∞", "Infinity", "2020-01-01 00:00:00", "0x10", "\u0000", "1e99999", "-0"),
    fc.double().map(String), fc.string({ maxLength: 8 }),
  );
  const edit = fc.record({ line: fc.nat(62), column: fc.nat(3), cell, what: fc.constantFrom("cell", "cell", "drop", "double", "swap", "cut") });

  function mangled(edits: { line: number; column: number; cell: string; what: string }[], end: string): string {
    const lines = good.split("\n");
    for (const { line, column, cell: text, what } of edits) {
      const at = line % lines.length;
      if (what === "drop") lines.splice(at, 1);
      else if (what === "double") lines.splice(at, 0, lines[at]!);
      else if (what === "swap") [lines[at], lines[(at + 7) % lines.length]] = [lines[(at + 7) % lines.length]!, lines[at]!];
      else if (what === "cut") lines[at] = lines[at]!.slice(0, column * 5);
      else lines[at] = lines[at]!.split(",").map((old, index) => (index === column ? text : old)).join(",");
    }
    return lines.join(end);
  }

  it("give a verdict or a refusal in one sentence, never anything else", async () => {
    await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), fc.constantFrom("\n", "\r\n", "\r"), fc.boolean(), async (edits, end, hasLoop) => {
      const verdict = await verdictOn(mangled(edits, end), { commissioningS: 40, ...(hasLoop && { loop, holes: [{ diameterM: 0.001, onsetS: 20 }] }) });
      expect(verdict.refused === undefined).toBe(verdict.summary !== undefined);
      if (verdict.summary) expect(Number.isFinite(verdict.summary.durationS)).toBe(true);
    }), { seed: 11, numRuns: 150 });
  }, 120_000);

  it("from random bytes too", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, hasHeader) => {
      const content = hasHeader ? Buffer.concat([Buffer.from(ownHeader), bytes]) : bytes;
      await verdictOn(content);
    }), { seed: 12, numRuns: 200 });
  }, 60_000);
});
