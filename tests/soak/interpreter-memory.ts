import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { recordParts } from "#host/pil/recording.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { eclipseQuiet } from "#sims/scenarios/eclipse-quiet.ts";

export interface InterpreterMemoryTally {
  /** Variables in use after so many cycles, the bundle and its storage apart. */
  variables: Record<number, number>;
  frames: number;
  /** What must not be, in words; empty where all is well. */
  failures: string[];
}

const buses = new URL("../../host/bench/cheap-buses.js", import.meta.url);
const seed = 1;
/** About one orbit, so that the recording can begin anew without a step. */
const recordedMinutes = 93;
const bytesPerSecond = 15;
/** Cycles after which variables are counted. */
const marks = [10, 100, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
const firstCompared = 1000;

/** Runs in the interpreter after cheap-buses.js, whose answers it takes from a longer recording, minute by minute: long arrays are slow there. */
const minutes = `
  var minute = -1;
  function placeNow() {
    var second = Math.floor(cheapMs / 1000) % (60 * recordedMinutes.length), now = Math.floor(second / 60);
    if (now !== minute) cheapData = E.toUint8Array(atob(recordedMinutes[(minute = now)]));
    return (second - 60 * now) * 15;
  }
  I2C1.writeTo = function (address, command) {
    if (command >= 0xa0 && command <= 0xac) cheapStaged = prom.slice(command - 0xa0, command - 0x9e);
    else if (command) {
      var at = placeNow() + (command > 0x4f ? 3 : 0);
      cheapStaged = cheapData.slice(at, at + 3);
    }
  };
  OneWire = function () {
    var scratchpad;
    return {
      reset: Math.random, select: Math.random, skip: Math.random,
      search: function () { return [rom]; },
      write: function (command) {
        if (command !== 0x44) return;
        var at = placeNow() + 6;
        scratchpad = cheapData.slice(at, at + 9);
      },
      read: function () { return scratchpad; },
    };
  };
  var frames = 0;
  USB.write = function () { frames++; };
`;

/** What the parts of a quiet loop say, on buses and timers that a script moves. */
function preludeFor(bundle: string): string {
  const { configuration, pressure, temperature } = recordParts(eclipseQuiet, seed, recordedMinutes * 60);
  const texts: string[] = [];
  for (let minute = 0; minute < recordedMinutes; minute++) {
    const bytes = Buffer.alloc(bytesPerSecond * 60);
    for (let second = 0; second < 60; second++) {
      bytes.writeUIntBE(pressure.pressureCounts[60 * minute + second]!, bytesPerSecond * second, 3);
      bytes.writeUIntBE(pressure.temperatureCounts[60 * minute + second]!, bytesPerSecond * second + 3, 3);
      bytes.set(temperature.scratchpads[60 * minute + second]!, bytesPerSecond * second + 6);
    }
    texts.push(bytes.toString("base64"));
  }
  return [
    `var recorded = "", recordedMinutes = ${JSON.stringify(texts)}, prom = ${JSON.stringify(pressure.prom)}, rom = ${JSON.stringify(temperature.rom)};`,
    readFileSync(buses, "utf8"),
    minutes,
    `require("Storage").write("pinhole.json", ${JSON.stringify(JSON.stringify(configuration))});`,
    `require("Storage").write(".bootcde", ${JSON.stringify(bundle)});`,
    // The first minute is there already.
    'placeNow(); var before = process.memory().usage; eval(require("Storage").read(".bootcde"));',
  ].join("\n");
}

/**
 * Runs the bundle in a real interpreter for 100,000 cycles, its time moved on by a script.
 * @param interpreter  path of the interpreter
 */
export async function interpreterMemory(interpreter: string, last = 100_000, progress?: (done: number) => void): Promise<InterpreterMemoryTally> {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-memory-"));
  const wanted = marks.filter((mark) => mark <= last);
  const tally: InterpreterMemoryTally = { variables: {}, frames: 0, failures: [] };
  const steps = wanted.map((mark) => `cheapAdvance(${mark * 1000 + 500}); print("MARK ${mark} " + (process.memory().usage - before) + " " + frames);`);
  writeFileSync(join(folder, "run.js"), [preludeFor(readBundle()), ...steps, 'print("DONE");', ""].join("\n"));
  try {
    const out = await new Promise<string>((settle) => {
      // Its input stays open and silent: at an end of file it spins.
      const child = spawn(resolve(interpreter), ["run.js"], { cwd: folder, stdio: ["pipe", "pipe", "ignore"] });
      let text = "";
      child.stdout.on("data", (piece: Buffer) => {
        text += piece.toString();
        const at = /MARK (\d+) .*\s*$/.exec(text);
        if (at) progress?.(Number(at[1]));
        if (text.includes("DONE")) child.kill("SIGINT");
      });
      child.on("error", (error) => settle(String(error)));
      child.on("close", () => settle(text));
    });
    for (const [, cycles, used, frames] of out.matchAll(/MARK (\d+) (-?\d+) (\d+)/g)) {
      tally.variables[Number(cycles)] = Number(used);
      tally.frames = Number(frames);
    }
    if (!out.includes("DONE") || /Uncaught/.test(out)) tally.failures.push(`the interpreter did not come through: ${out.slice(-300)}`);
    if (tally.frames < last) tally.failures.push(`${tally.frames} frames in ${last} cycles`);
    const grown = tally.variables[last]! - tally.variables[firstCompared]!;
    if (!(grown <= 0)) tally.failures.push(`${grown} variables more after ${last} cycles than after ${firstCompared}`);
    return tally;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
