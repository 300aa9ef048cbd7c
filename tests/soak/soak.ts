/**
 * The long fuzzing: 10 million frames to the host, 1 million telecommands to the board. Seeds and counts can be given:
 * npx tsx tests/soak/soak.ts [frames] [telecommands] [seed]
 */
import { fuzzFrames } from "./fuzz-frames.ts";
import { fuzzTelecommands } from "./fuzz-telecommands.ts";

const [frames = 10_000_000, telecommands = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
const everyMs = 10_000;

/** @returns a counter of what is done that now and then says how far it is */
function counter(what: string, count: number): (done: number) => void {
  const beganMs = Date.now();
  let dueMs = beganMs + everyMs;
  return (done) => {
    // The wall clock is dear: it is looked at once in a while.
    if (done < count && (done & 4095 || Date.now() < dueMs)) return;
    dueMs = Date.now() + everyMs;
    console.log(`${done.toLocaleString("en")} of ${count.toLocaleString("en")} ${what}, ${((Date.now() - beganMs) / 1000).toFixed(0)} s`);
  };
}

const frameTally = fuzzFrames(frames, seed, counter("frames", frames));
console.log(JSON.stringify(frameTally));
const telecommandTally = fuzzTelecommands(telecommands, seed, counter("telecommands", telecommands));
console.log(JSON.stringify(telecommandTally));
const failures = frameTally.failures.length + telecommandTally.failures.length;
console.log(failures === 0 ? `nothing thrown, nothing believed that was not sent, no unverified effect; seed ${seed}` : `FAILED; seed ${seed}`);
process.exitCode = failures === 0 ? 0 : 1;
