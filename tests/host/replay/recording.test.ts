import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { InputError } from "#sims/input-error.ts";
import { medianPeriodS, openRecording, type Row } from "#host/replay/recording.ts";
import type { ColumnOptions } from "#host/replay/columns.ts";

const directory = mkdtempSync(join(tmpdir(), "pinhole-recording-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
async function read(text: string, options: Partial<ColumnOptions> = {}): Promise<{ rows: Row[]; periodS: number }> {
  const path = join(directory, `r${files++}.csv`);
  writeFileSync(path, text);
  const recording = await openRecording(path, { map: [], time: undefined, delimiter: ",", ...options });
  const periodS = medianPeriodS(recording.firstRows);
  const rows: Row[] = [];
  for await (const row of recording.rows) rows.push(row);
  return { rows, periodS };
}

/** The refusal's sentence; the test fails when there is none. */
async function refusal(text: string, options: Partial<ColumnOptions> = {}): Promise<string> {
  const error: unknown = await read(text, options).then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError;
  expect(message).not.toContain("\n");
  return message;
}

describe("CSV recordings", () => {
  it("needs no map for its own header and keeps its times as board time", async () => {
    const { rows, periodS } = await read("timeS,pressurePa,temperatureK,pressurePa.P2\n1.042,196133,293.15,196100\n2.042,,293.2,196101\n");
    expect(rows.map((row) => row.timeS)).toEqual([1.042, 2.042]);
    expect(rows[0]!.readings).toEqual(Float64Array.of(196_133, 293.15, 196_100));
    expect(rows[1]!.readings[0]).toBeNaN();
    expect(periodS).toBe(1);
  });

  it("maps foreign columns and counts from the first row", async () => {
    const { rows } = await read("datetime;Pressure;Thermocouple\n2020-02-08 13:30:47;0.38;26.8\n2020-02-08 13:30:49;-0.27;26.9\n",
      { delimiter: ";", time: "datetime", map: ["pressure=Pressure:barg", "temperature=Thermocouple:degC"] });
    expect(rows.map((row) => row.timeS)).toEqual([0, 2]);
    expect(rows.map((row) => row.line)).toEqual([2, 3]);
    expect([...rows[1]!.readings]).toEqual([-0.27, 26.9]);
  });

  it("takes the median of the steps as the sample period, whatever a few gaps are", async () => {
    const times = [0, 1, 2, 3, 103, 104, 105, 5000, 5001];
    const { periodS } = await read(`t,p\n${times.map((time) => `${time},1e5`).join("\n")}\n`, { time: "t", map: ["pressure=p"] });
    expect(periodS).toBe(1);
  });

  it("reads a byte order mark, quoted names with a colon, Windows line ends and blank lines", async () => {
    const { rows } = await read('\uFEFF"t","p: raw"\r\n0,1.5\r\n\r\n1,1.6\r\n', { time: "t", map: ["pressure=p: raw:bar"] });
    expect(rows.map((row) => row.readings[0])).toEqual([1.5, 1.6]);
    const whole = await read('t,p:bar\n0,1.5\n', { time: "t", map: ["pressure=p:bar"] });
    expect(whole.rows[0]!.readings[0]).toBe(1.5);
  });

  it("refuses what is not there, naming what is", async () => {
    expect(await refusal("", { map: ["pressure=b"] })).toMatch(/empty/);
    expect(await refusal("a,b\n1,2\n")).toMatch(/line 1.*"a", "b".*--map/);
    expect(await refusal("a,b\n1,2\n", { map: ["pressure=P:kPa"], time: "a" })).toMatch(/no column "P".*"a", "b"/);
    expect(await refusal("a,b\n1,2\n", { map: ["pressure=b"], time: "c" })).toMatch(/no column "c"/);
    expect(await refusal("a,b\n1,2\n", { map: ["pressure=b"] })).toMatch(/--time/);
    expect(await refusal("a;b\n1;2\n", { map: ["pressure=b"], time: "a" })).toMatch(/--delimiter ';'/);
    expect(await refusal("a,a\n1,2\n", { map: ["pressure=a"], time: "a" })).toMatch(/twice/);
    expect(await refusal("t,T\n1,2\n", { map: ["temperature=T:degC"], time: "t" })).toMatch(/no pressure/);
    await expect(openRecording(join(directory, "none.csv"), { map: [], time: undefined, delimiter: "," })).rejects.toThrow(/no such file/);
    await expect(openRecording(directory, { map: [], time: undefined, delimiter: "," })).rejects.toThrow(/folder/);
  });

  it("refuses a map that says nothing it knows", async () => {
    const at = (map: string): Promise<string> => refusal("a,b\n1,2\n", { time: "a", map: [map] });
    expect(await at("pressure=b:furlong")).toMatch(/no unit "furlong".*barg/);
    expect(await at("pressure=b:degC")).toMatch(/no unit "degC"/);
    expect(await at("voltage=b")).toMatch(/no channel "voltage".*pressure/);
    expect(await at("pressure")).toMatch(/channel=Column/);
    expect(await at("pressure.=b")).toMatch(/no channel/);
    expect(await refusal("a,b,c\n1,2,3\n", { time: "a", map: ["pressure=b", "pressure=c"] })).toMatch(/given twice/);
  });

  it("refuses a row that cannot be read, naming line and column", async () => {
    const options = { time: "t", map: ["pressure=p"] };
    expect(await refusal("t,p\n0,1\nyesterday,2\n", options)).toMatch(/line 3, column "t".*not a time/);
    expect(await refusal("t,p\n08/02/2020,1\n", options)).toMatch(/line 2, column "t".*YYYY-MM-DD/);
    expect(await refusal("t,p\n0,1\n1,1o5\n", options)).toMatch(/line 3, column "p": "1o5" is not a number/);
    expect(await refusal("t,p\n0,1.#INF\n", options)).toMatch(/not a number/);
    expect(await refusal('t;p\n0;"1,5"\n', { ...options, delimiter: ";" })).toMatch(/decimal point/);
    expect(await refusal("t,p\n0,1\n1\n2,1\n", options)).toMatch(/line 3: 1 columns where the header has 2/);
    expect(await refusal("t,p\n1\n", options)).toMatch(/line 2: 1 columns where the header has 2/);
    expect(await refusal("t,p\n0,1\n1,\"2\n", options)).toMatch(/CSV/);
  });

  it("refuses a recording without a single valid row", async () => {
    expect(await refusal("t,p\n", { time: "t", map: ["pressure=p"] })).toMatch(/no rows/);
    expect(await refusal(`t,p\n${Array.from({ length: 300 }, (_, index) => `${index},`).join("\n")}\n`, { time: "t", map: ["pressure=p"] })).toMatch(/no valid rows/);
  });
});
