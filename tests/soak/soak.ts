/**
 * The long runs: 10 million fuzzed frames to the host, 1 million mutated telecommands to the board; 100 times unplugged and
 * plugged in again; 1 million cycles on a virtual board and, where ESPRUINO names an interpreter, 100,000 in that.
 * All, or those that are named: npx tsx tests/soak/soak.ts [--seed=N] [NAME[=COUNT] …]
 */
import { endure } from "./endurance.ts";
import { fuzzFrames } from "./fuzz-frames.ts";
import { fuzzTelecommands } from "./fuzz-telecommands.ts";
import { interpreterMemory } from "./interpreter-memory.ts";
import { unplug } from "./unplugging.ts";

type Run = (count: number, seed: number, progress: (done: number) => void) => { failures: string[] } | Promise<{ failures: string[] }>;

const everyMs = 10_000;
const interpreter = process.env["ESPRUINO"];
/** What is run, how often, and what it counts. */
const runs: Readonly<Record<string, { run: Run; count: number; unit: string }>> = {
  frames: { run: fuzzFrames, count: 10_000_000, unit: "frames" },
  telecommands: { run: fuzzTelecommands, count: 1_000_000, unit: "telecommands" },
  unplugging: { run: unplug, count: 100, unit: "rounds" },
  endurance: { run: endure, count: 1_000_000, unit: "cycles" },
  interpreter: { run: (count, _seed, progress) => interpreterMemory(interpreter!, count, progress), count: 100_000, unit: "cycles in the interpreter" },
};

/** @returns a counter of what is done that now and then says how far it is */
function counter(what: string, count: number): (done: number) => void {
  const beganMs = Date.now();
  let dueMs = beganMs + everyMs;
  return (done) => {
    // The wall clock is dear: where much is counted, it is looked at once in a while.
    if (done < count && ((count > 1e5 && done & 4095) || Date.now() < dueMs)) return;
    dueMs = Date.now() + everyMs;
    console.log(`${done.toLocaleString("en")} of ${count.toLocaleString("en")} ${what}, ${((Date.now() - beganMs) / 1000).toFixed(0)} s`);
  };
}

const words = process.argv.slice(2);
const seed = Number(words.find((word) => word.startsWith("--seed="))?.slice(7) ?? 1);
const named = new Map(words.filter((word) => !word.startsWith("--")).map((word): [string, string | undefined] => {
  const [name, count] = word.split("=");
  return [name!, count];
}));
for (const name of named.keys()) if (!Object.hasOwn(runs, name)) throw new Error(`there is no ${name}; there are ${Object.keys(runs).join(", ")}`);
const failed: string[] = [];
for (const [name, { run, count: usual, unit }] of Object.entries(runs)) {
  if (named.size > 0 && !named.has(name)) continue;
  if (name === "interpreter" && !interpreter) {
    console.log("interpreter skipped: none given (ESPRUINO=path)");
    continue;
  }
  const count = Number(named.get(name) ?? usual);
  const tally = await run(count, seed, counter(unit, count));
  console.log(JSON.stringify({ soak: name, ...tally }));
  if (tally.failures.length > 0) failed.push(name);
}
console.log(failed.length === 0 ? `nothing thrown, lost in silence, believed that was not sent, done unverified, or grown; seed ${seed}` : `FAILED: ${failed.join(", ")}; seed ${seed}`);
process.exitCode = failed.length === 0 ? 0 : 1;
