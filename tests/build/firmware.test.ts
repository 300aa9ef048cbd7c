import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { espruinoPico } from "#hal/espruino/boards/espruino-pico.ts";
import { puck } from "#hal/espruino/boards/puck.ts";
import { partHardware, partsOf } from "#host/hardware/part-hardware.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { buildBundle } from "../../build/bundle-options.ts";
import { checkBundle } from "../../build/check-bundle.ts";
import { fitLines, fitOf, ownFilesBytes } from "../../build/firmware-fit.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-firmware-test-"));
const benchFile = "loops/bench.loop.json";
const bench = toConfiguration(parseLoopFile(readFileSync(benchFile, "utf8"), benchFile));

afterAll(() => rmSync(folder, { recursive: true }));

function make(board: string, loop: string): { status: number | null; stdout: string; stderr: string } {
  const run = spawnSync("node_modules/.bin/tsx", ["build/firmware.ts", board, loop], { encoding: "utf8" });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

function loopFile(name: string, change: (loop: { sensors: Record<string, unknown>[] }) => void): string {
  const loop = JSON.parse(readFileSync(benchFile, "utf8")) as { sensors: Record<string, unknown>[] };
  change(loop);
  const path = join(folder, `${name}.loop.json`);
  writeFileSync(path, JSON.stringify(loop));
  return path;
}

describe("a bundle made for a loop", { timeout: 60_000 }, () => {
  it("holds the drivers of the parts that are named, and of no other", async () => {
    for (const part of ["tmp117", "max31865"]) {
      const text = await buildBundle(espruinoPico, [part], join(folder, `${part}.js`));
      expect(Object.keys(partHardware).filter((name) => text.includes(`"${name}"`))).toEqual([part]);
      expect(checkBundle(text).filter(({ position }) => position >= 0)).toEqual([]);
    }
  });

  it("knows of SPI, voltages and edges only where a driver asks", async () => {
    const plain = await buildBundle(espruinoPico, ["ds18b20"], join(folder, "plain.js"));
    const full = await buildBundle(espruinoPico, Object.keys(partHardware), join(folder, "full.js"));
    for (const name of ["setWatch", "analogRead", "digitalRead", "mosi"]) {
      expect(plain).not.toContain(name);
      expect(full).toContain(name);
    }
    expect(full).not.toMatch(/__[A-Z]/);
  });

  it("holds one board, as constants", async () => {
    const text = await buildBundle(puck, ["ds18b20"], join(folder, "puck.js"));
    expect(text).toMatch(/tx:"D28",rx:"D29"/);
    expect(text).not.toContain("B8");
    expect(text).not.toContain("PINHOLE_SERIAL");
  });
});

describe("the fit", () => {
  // A function, two methods and a class, and what a monitor with two sensors holds.
  const code = "function f(){}class A{m(){}n(){}}";
  const reserveBytes = ownFilesBytes.reduce((sum, bytes) => sum + 32 + bytes, 0);

  it("counts bundle, two configurations and the monitor's files, each with its header and in whole words", () => {
    const configurationBytes = Buffer.byteLength(JSON.stringify(bench));
    const fit = fitOf(espruinoPico, code, "x".repeat(1001), bench);
    expect(fit.storageBytes).toBe(32 + 1004 + 2 * (32 + Math.ceil(configurationBytes / 4) * 4) + reserveBytes);
    expect(fit.problems).toEqual([]);
  });

  it("refuses more than 90 % of the storage, saying by how much", () => {
    const most = Math.floor(0.9 * puck.limits.storageBytes);
    const rest = fitOf(puck, code, "", bench).storageBytes;
    const room = (most - rest) & ~3;
    expect(fitOf(puck, code, "x".repeat(room), bench).problems).toEqual([]);
    expect(fitOf(puck, code, "x".repeat(room + 404), bench).problems.join()).toMatch(new RegExp(`${room + 404 + rest - most} more than the ${most} \\(90 %\\)`));
  });

  it("estimates variables by functions, methods and classes, and says so", () => {
    const one = fitOf(espruinoPico, code, "", bench);
    const two = fitOf(espruinoPico, `${code}function g(){}class B{m(){}n(){}}`, "", bench);
    expect(two.variables - one.variables).toBe(8 + 2 * 6 + 7);
    expect(fitLines(espruinoPico, one).join("\n")).toMatch(/variables .*estimated/);
    expect(fitLines(espruinoPico, fitOf(espruinoPico, code, "", bench, 2000)).join("\n")).toMatch(/measured/);
  });

  it("refuses what leaves less than a quarter of a Pico's variables free", () => {
    expect(fitOf(espruinoPico, code, "", bench, 5100 - 1275 - 60).problems).toEqual([]);
    expect(fitOf(espruinoPico, code, "", bench, 5100 - 1275 - 50).problems.join()).toMatch(/3835 of 5100 variables, 10 more than leaves 1275 free/);
  });

  it("counts each sensor beyond the second", () => {
    const four = { ...bench, sensors: [...bench.sensors, ...bench.sensors] };
    expect(fitOf(espruinoPico, code, "", four).variables).toBeGreaterThan(fitOf(espruinoPico, code, "", bench).variables + 200);
  });
});

describe("make firmware", { timeout: 60_000 }, () => {
  it("writes the bundle of the named drivers and prints what it takes", () => {
    const path = loopFile("discovery", (loop) => (loop.sensors = [{ id: "P1", quantity: "pressure", part: "honeywell", lowPa: 0, highPa: 1e6 }, { id: "T1", quantity: "temperature", part: "tmp117" }]));
    const run = make("STM32F4Discovery", path);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/bundle +\d+ bytes, \d+ as stored, \d+ functions\nstorage +\d+ of 262144 bytes \(\d+ %\).*\nvariables +\d+ of 5450 \(\d+ % free\), estimated/);
    const made = "dist/firmware/stm32f4discovery/honeywell+tmp117.js";
    expect(run.stdout.trimEnd().endsWith(made)).toBe(true);
    expect(partsOf([{ part: "tmp117" }, { part: "honeywell" }]).every((part) => readFileSync(made, "utf8").includes(`"${part}"`))).toBe(true);
  });

  it("fits the triple redundant bench on a Pico, as its wiring guide says", () => {
    expect(make("espruino-pico", "loops/triple-redundant.loop.json")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync("docs/wiring/triple-redundant.md", "utf8")).toContain("an Espruino Pico (`espruino-pico`) has them too, and holds the six drivers");
  });

  it.each<[string, string, () => string, RegExp]>([
    ["a board of no such name", "espruino-pikko", () => benchFile, /the board "espruino-pikko" is unknown; did you mean espruino-pico\?/],
    ["a part of no such name", "espruino-pico", () => loopFile("part", (loop) => (loop.sensors[1]!["part"] = "ds18b21")), /ds18b21.*did you mean ds18b20\?/],
    ["a pin that is not there", "puck", () => benchFile, /bench\.loop\.json on puck: Puck\.js has no pin B3/],
    ["no loop file", "puck", () => "", /make firmware needs LOOP=/],
  ])("refuses %s in a sentence, with exit code 2", (_what, board, loop, sentence) => {
    const run = make(board, loop());
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(sentence);
    expect(run.stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
