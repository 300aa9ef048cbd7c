/**
 * Processor in the loop: the unchanged bundle in a real Espruino interpreter. First with buses that answer as the
 * emulated parts do, then without any, where it must find every sensor absent and invent nothing.
 */
import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Fault } from "#hal/types.ts";
import { JsonLines, lineText } from "#host/link/json-lines.ts";
import type { HousekeepingPacket, Packet } from "#host/link/packet-decoder.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { ms22 } from "#sims/scenarios/ms-22.ts";
import { interpreterScript } from "./prelude.ts";
import { recordParts, type Recording } from "./recording.ts";

const seed = 1;
/** Cycles of one run; the interpreter's clock is the wall clock. */
const cycles = 12;
/** Sensors have had time to start, cycles. */
const settledCycles = 3;
/** A run that has not sent its packets by then has failed, s. */
const patienceS = 3 * cycles;

/**
 * Runs the bundle in the interpreter until it has sent housekeeping for so many cycles.
 * @returns every packet, in order; fewer than asked for where patience ran out or the interpreter ended
 */
async function run(interpreter: string, bundle: string, recording: Recording, hasParts: boolean): Promise<Packet[]> {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-pil-"));
  const decoder = new TelemetryDecoder();
  const packets: Packet[] = [];
  const lines = new JsonLines({ everyS: 1, configuration: recording.configuration });
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolvePromise) => (finish = resolvePromise));
  const pty = new Pty((bytes) => {
    decoder.append(bytes);
    for (let output = decoder.next(); output; output = decoder.next()) {
      if (output.kind === "discarded") continue;
      packets.push(output);
      for (const line of lines.linesFor(output)) console.log(lineText(line));
    }
    if (packets.filter((packet) => packet.kind === "housekeeping").length >= cycles) finish();
  });
  try {
    writeFileSync(join(folder, "pil.js"), interpreterScript(pty.path, bundle, recording, hasParts));
    // Its input stays open and silent: at an end of file it spins.
    const child = spawn(interpreter, ["pil.js"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    child.on("error", finish);
    child.on("exit", finish);
    const timer = setTimeout(finish, patienceS * 1000);
    await finished;
    clearTimeout(timer);
    child.removeAllListeners("exit");
    child.kill("SIGKILL");
    for (const line of said.split("\n")) if (line.startsWith("Uncaught")) console.log(`the interpreter says: ${line}`);
  } finally {
    pty.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return packets;
}

function settled(packets: Packet[]): HousekeepingPacket[] {
  return packets.filter((packet) => packet.kind === "housekeeping").slice(settledCycles);
}

/** @returns what is wrong with a run on answering buses; empty where nothing is */
function faultsWithParts(packets: Packet[]): string[] {
  const housekeeping = settled(packets);
  const wrong: string[] = [];
  if (housekeeping.length < cycles - settledCycles) wrong.push(`${housekeeping.length} settled cycles instead of ${cycles - settledCycles}`);
  for (const { timeS, values } of housekeeping) {
    if (!(values.pressurePa > 0 && values.temperatureK > 0)) wrong.push(`no valid reading at ${timeS} s`);
  }
  return wrong;
}

/** @returns what is wrong with a run on buses without parts; empty where nothing is */
function faultsWithoutParts(packets: Packet[]): string[] {
  const housekeeping = settled(packets);
  const wrong: string[] = [];
  if (housekeeping.length < cycles - settledCycles) wrong.push(`${housekeeping.length} settled cycles instead of ${cycles - settledCycles}`);
  for (const { timeS, state, values } of housekeeping) {
    if (state.pressureFault !== Fault.Absent || state.temperatureFault !== Fault.Absent) wrong.push(`a sensor that is not there is not absent at ${timeS} s`);
    for (const [name, value] of Object.entries({ pressure: values.pressurePa, temperature: values.temperatureK, inventory: values.inventoryKg })) {
      if (!Number.isNaN(value)) wrong.push(`${name} ${value} at ${timeS} s with no sensor there`);
    }
  }
  return wrong;
}

async function main(interpreterPath: string): Promise<number> {
  const interpreter = resolve(interpreterPath);
  try {
    accessSync(interpreter, constants.X_OK);
  } catch {
    console.error(`pil: ${interpreterPath} is not a program that can be run; give the path of an Espruino interpreter`);
    return 2;
  }
  const bundle = readBundle();
  const recording = recordParts(ms22, seed, 4 * cycles);
  const wrong: string[] = [];
  for (const hasParts of [true, false]) {
    console.log(hasParts ? "with the parts of ms-22 on its buses:" : "with nothing on its buses:");
    const packets = await run(interpreter, bundle, recording, hasParts);
    wrong.push(...(hasParts ? faultsWithParts(packets) : faultsWithoutParts(packets)));
  }
  for (const line of wrong) console.error(`pil: ${line}`);
  console.log(wrong.length === 0 ? `pil: both runs as they must be, ${cycles} cycles each` : `pil: ${wrong.length} things wrong`);
  return wrong.length === 0 ? 0 : 1;
}

const interpreterPath = process.argv[2] ?? process.env["ESPRUINO"];
if (interpreterPath) process.exitCode = await main(interpreterPath);
else console.log("skipped: no interpreter given (ESPRUINO=path)");
