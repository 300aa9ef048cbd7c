import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { storedForm } from "#host/flash/stored-form.ts";
import { recordParts, type Recording } from "#host/pil/recording.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import type { SimulatedStorage } from "#hal/simulated/storage.ts";
import { configurationText } from "#sims/loop/loop-file.ts";
import { ms22 } from "#sims/scenarios/ms-22.ts";
import { Simulation } from "#sims/simulation.ts";
import { parts, partTexts, removals, type Part } from "./parts.ts";
import type { Table } from "./table.ts";

const seed = 1;
/** Cycles that do not count, after which the finest two levels of the detector's bank are full; and those that do. */
const settleCycles = 66;
const countedCycles = 16;
/** Commissioning is over by then, and the hole opens, s. */
const quietS = 20000;
const onsetS = 28800;
/** A run that takes longer hangs, s. */
const patienceS = 240;
const title = "A cycle in the interpreter";
const buses = new URL("cheap-buses.js", import.meta.url);

/** Where a board stands: what lies in its storage, and what its parts will say. */
interface Situation {
  files: Record<string, string>;
  recording: Recording;
  /** Second of the recording with which it begins. */
  fromS: number;
  /** The bundle's text is run from memory, not from storage. */
  isInMemory?: boolean;
}

function situationAt(fromS: number, isCommissioned: boolean): Situation {
  const files: Record<string, string> = {};
  if (isCommissioned) {
    const simulation = new Simulation({ scenario: ms22, seed, onLine: () => {} });
    simulation.runUntil(quietS);
    const storage = simulation.hal.storage as SimulatedStorage;
    for (const name of storage.list()) files[name] = storage.read(name)!;
  }
  const recording = recordParts(ms22, seed, fromS + settleCycles + countedCycles + 4);
  files["pinhole.json"] = configurationText(recording.configuration);
  return { files, recording, fromS };
}

interface Traffic {
  /** What one cycle says to buses and timers, as statements. */
  statements: string;
  /** Where in a second's recorded bytes the answers on I2C1 are, in the order in which a cycle reads them. */
  order: number[];
}

/** Listens to one cycle of the drivers and the executive. */
function trafficOfACycle(): Traffic {
  const calls: string[] = [];
  const simulation = new Simulation({ scenario: ms22, seed, onLine: () => {} });
  simulation.runUntil(1000);
  let depth = 0;
  const listen = (name: string, target: object, methods: readonly string[]): void => {
    const open = target as Record<string, (...words: unknown[]) => unknown>;
    for (const method of methods) {
      const whole = open[method]!.bind(target);
      open[method] = (...words) => {
        // What a bus does by itself is no call of the driver's.
        if (depth === 0) calls.push(`${name}${method === "after" ? "setTimeout" : method}(${words.map(spelled).join(", ")});`);
        depth++;
        const answer = whole(...words);
        depth--;
        return answer;
      };
    }
  };
  for (const bus of Object.values(simulation.world.wiring.i2c)) listen("I2C1.", bus, ["writeTo", "readFrom"]);
  for (const bus of Object.values(simulation.world.wiring.oneWire)) listen("wire.", bus, ["reset", "select", "skip", "write", "read"]);
  listen("", simulation.hal, ["after"]);
  simulation.runUntil(1001);
  // What the last conversion was is known only after a whole round.
  const order: number[] = [];
  let converted = -1;
  for (const call of [...calls, ...calls]) {
    const command = Number(/^I2C1\.writeTo\(\d+, (\d+)\)/.exec(call)?.[1]);
    if (command >= 0x40) converted = command > 0x4f ? 3 : 0;
    if (call.startsWith("I2C1.readFrom")) order.push(converted);
  }
  const timers = calls.filter((call) => call.startsWith("setTimeout"));
  const others = calls.filter((call) => !call.startsWith("setTimeout"));
  return { statements: [...others, ...timers.map((call) => call.replace(/^setTimeout\((\S+), .*$/, "setTimeout(function () {}, $1);"))].join(" "), order: order.slice(order.length / 2) };
}

/** A call's argument as the interpreter reads it. */
function spelled(word: unknown): string {
  return typeof word === "function" ? "run" : JSON.stringify(ArrayBuffer.isView(word) ? [...(word as Uint8Array)] : word);
}

/** The buses' and timers' own share: what drivers and executive say to them, said by nobody. */
function busesOnly({ statements }: Traffic): string {
  return `(function () { var wire = new OneWire(); setInterval(function () { ${statements} }, 1000); })();`;
}

function scriptFor(bundle: string, { files, recording, fromS, isInMemory }: Situation, traffic: Traffic, cycles: number, last: string): string {
  const { pressure, temperature } = recording;
  const seconds = settleCycles + countedCycles + 2;
  const bytes = Buffer.alloc(15 * seconds);
  for (let second = 0; second < seconds; second++) {
    const at = 15 * second;
    const from = Math.max(0, fromS + second - 1);
    bytes.writeUIntBE(pressure.pressureCounts[from]!, at, 3);
    bytes.writeUIntBE(pressure.temperatureCounts[from]!, at + 3, 3);
    bytes.set(temperature.scratchpads[from]!, at + 6);
  }
  return [
    `var recorded = ${JSON.stringify(bytes.toString("base64"))}, prom = ${JSON.stringify(pressure.prom)}, rom = ${JSON.stringify(temperature.rom)};`,
    readFileSync(buses, "utf8"),
    ...Object.entries(files).map(([name, data]) => `require("Storage").write(${JSON.stringify(name)}, ${JSON.stringify(data)});`),
    ...(isInMemory ? [bundle] : [`require("Storage").write(".bootcde", atob("${Buffer.from(storedForm(bundle), "latin1").toString("base64")}"));`, 'eval(require("Storage").read(".bootcde"));']),
    `cheapAdvance(${(settleCycles - 1) * 1000 + 990});`,
    `cheapHurry(${JSON.stringify(traffic.order)}, ${countedCycles + 2});`,
    `cheapAdvance(${(cycles - 1) * 1000 + 990});`,
    last,
    `cheapAdvance(${cycles * 1000 + 990});`,
    'print("DONE");',
    "",
  ].join("\n");
}

/** @returns what the interpreter printed, and what was said of it on standard error */
async function runScript(command: readonly string[], script: string): Promise<{ out: string; error: string }> {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-bench-"));
  try {
    writeFileSync(join(folder, "run.js"), script);
    return await new Promise((settle) => {
      // Its input stays open and silent: at an end of file it spins.
      const child = spawn(command[0]!, [...command.slice(1), "run.js"], { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceS * 1000);
      let out = "";
      let error = "";
      child.stdout.on("data", (text: Buffer) => {
        out += text.toString();
        if (out.includes("DONE")) child.kill("SIGINT");
      });
      child.stderr.on("data", (text: Buffer) => (error += text.toString()));
      child.on("close", () => {
        clearTimeout(timer);
        settle({ out, error });
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const counter = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];

/** @returns thousands of instructions a cycle, the buses' included */
async function instructions(interpreterPath: string, bundle: string, situation: Situation, traffic: Traffic): Promise<number> {
  const counts: number[] = [];
  for (const cycles of [settleCycles, settleCycles + countedCycles]) {
    const { out, error } = await runScript([...counter, interpreterPath], scriptFor(bundle, situation, traffic, cycles, ""));
    const count = /Collected : (\d+)/.exec(error)?.[1];
    if (!out.includes("DONE") || count === undefined || /Uncaught/.test(out)) throw new Error(`the interpreter did not come through: ${out.slice(-300)}`);
    counts.push(Number(count));
  }
  return (counts[1]! - counts[0]!) / countedCycles / 1000;
}

/** @returns the mode that the bundle is in at the end, having given valid readings, and whether its leak alarm stands */
async function stateAtEnd(interpreterPath: string, bundle: string, situation: Situation, traffic: Traffic): Promise<string> {
  const script = scriptFor(bundle, situation, traffic, settleCycles + countedCycles, 'USB.write = function (text) { print("F" + text); };');
  const { out } = await runScript([interpreterPath], script);
  const decoder = new TelemetryDecoder();
  for (const line of out.split("\n")) if (line.startsWith("F~")) decoder.append(Buffer.from(`${line.slice(1).trim()}\n`));
  for (let output = decoder.next(); output; output = decoder.next()) {
    if (output.kind !== "housekeeping") continue;
    if (!(output.values.pressurePa > 0 && output.values.temperatureK > 0)) throw new Error("the bundle read nothing valid in the interpreter");
    return `${output.mode}${output.state.alarms & 1 ? ", alarm" : ""}`;
  }
  throw new Error(`the bundle sent no housekeeping in the interpreter: ${out.slice(-300)}`);
}

/** Runs jobs two at a time: counts do not depend on the load. */
async function twoAtATime<Name>(jobs: [Name, () => Promise<number>][]): Promise<Map<Name, number>> {
  const results = new Map<Name, number>();
  const waiting = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) results.set(job[0], await job[1]());
  };
  await Promise.all([work(), work()]);
  return results;
}

/** What a cycle costs in a real interpreter, in instructions, part by part; says that it is skipped where there is none. */
export async function interpreter(): Promise<Table[]> {
  const given = process.env["ESPRUINO"];
  const skip = (why: string): Table[] => [{ title, columns: [], rows: [], notes: [`skipped: ${why}`] }];
  if (!given) return skip("no interpreter given (ESPRUINO=path)");
  const path = resolve(given);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return skip("ESPRUINO names no program that can be run");
  }
  if (spawnSync("valgrind", ["--version"]).status !== 0) return skip("valgrind, which counts instructions, is not there");
  const bundle = readBundle();
  const nominal = situationAt(quietS, true);
  const leaking = situationAt(onsetS - settleCycles + 20, true);
  const commissioning = situationAt(quietS, false);
  const traffic = trafficOfACycle();
  const states: string[] = [];
  for (const situation of [nominal, leaking, commissioning]) states.push(await stateAtEnd(path, bundle, situation, traffic));
  const folder = mkdtempSync(join(tmpdir(), "pinhole-parts-"));
  try {
    const made = spawnSync(process.execPath, [...process.execArgv, "build/part-bundles.mjs", folder], { stdio: ["ignore", "ignore", "inherit"] });
    if (made.status !== 0) throw new Error("the bundles without parts were not built");
    const count = (text: string, situation: Situation) => async () => instructions(path, text, situation, traffic);
    const counts = await twoAtATime<string>([
      ["buses", count(busesOnly(traffic), nominal)],
      ["nominal", count(bundle, nominal)],
      ["nominal, its text in memory", count(bundle, { ...nominal, isInMemory: true })],
      ["leaking", count(bundle, leaking)],
      ["commissioning", count(bundle, commissioning)],
      ...parts.map((part): [string, () => Promise<number>] => [`without ${part}`, count(readFileSync(join(folder, `${part}.js`), "utf8"), part === "leak" ? leaking : nominal)]),
    ]);
    const of = (name: string): number => counts.get(name)!;
    const costOf = (part: Part): number => of(removals[part].against ? `without ${removals[part].against}` : part === "leak" ? "leaking" : "nominal") - of(`without ${part}`);
    const row = (name: string, thousands: number, limit = ""): string[] => [name, `${Math.round(thousands).toLocaleString("en-GB")} k`, limit];
    const whole = (name: string): string[] => {
      const thousands = of(name) - of("buses");
      return row(`whole cycle, ${name}`, thousands, `≤ 5,000 k: ${thousands <= 5000 ? "held" : "NOT held"}`);
    };
    return [{
      title,
      columns: ["part", "instructions a cycle", "limit"],
      rows: [
        row("drivers and executive", of("without step") - of("buses")),
        ...parts.map((part) => row(partTexts[part], costOf(part))),
        whole("nominal"), whole("nominal, its text in memory"), whole("leaking"), whole("commissioning"),
        row("(buses and timers, taken off)", of("buses")),
      ],
      notes: [
        `The shipped bundle, run from storage; counted by callgrind: cycles ${settleCycles + 1} to ${settleCycles + countedCycles} after a restart, the difference of two runs. Readings of ms-22. At the end it was: ${states.join("; ")}.`,
        "The buses are native functions while it counts, the timers a short script; what both cost was counted with the same traffic and no bundle, and is taken off. A part is what a cycle costs less in a bundle built without it (the first four taken out from behind).",
      ],
    }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
