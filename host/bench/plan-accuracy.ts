import { Random } from "#hal/simulated/random.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { subjectOf, WatchedLoop, type Subject } from "#sims/campaign/watched-loop.ts";
import { dayS, foundOn, horizonsS, watchedS } from "#host/plan/smallest-leak.ts";
import { ammoniaLoop, benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { withSensors } from "#host/plan/candidate.ts";
import { curveOf, rowRuns } from "#host/plan/plan.ts";
import { median } from "./measure.ts";
import { digits, type Table } from "./table.ts";

/** Beyond this factor around the loss that is expected nothing is looked for; and halvings of the range. */
const range = 4;
const halvings = 6;
/** Onsets are spread over this time, s: longer than any of the thermal cycles of an orbit or of a heater. */
const spreadS = 7200;

/**
 * The smallest loss found in time, by trying: in each run the firmware commissions itself on a plant and watches it for
 * a day; then copies of both are given holes, larger or smaller by halves, until the one that is just found is known.
 * @param expectedKgPerS by horizon, where the search begins @param horizonsS for each, time within which it must be found, s
 * @returns by horizon, the median over the runs, kg/s; NaN where no run came so far
 */
export function triedKgPerS(subject: Subject, horizonsS: readonly number[], expectedKgPerS: readonly number[], runs: number, seed: number): number[] {
  const found = horizonsS.map((): number[] => []);
  for (let run = 0; run < runs; run++) {
    const dice = new Random(seed + run, 3);
    const watched = new WatchedLoop(subject, textbook, new Random(seed + run, 1), new Random(seed + run, 2));
    if (!watched.commission().isWatching) continue;
    watched.run(watchedS + dice.uniform() * spreadS);
    if (!watched.isWatching || watched.losses !== 0) continue;
    horizonsS.forEach((horizonS, index) => {
      let low = Math.log(expectedKgPerS[index]! / range);
      let high = Math.log(expectedKgPerS[index]! * range);
      for (let halving = 0; halving < halvings; halving++) {
        const middle = (low + high) / 2;
        if (isFound(watched, Math.exp(middle), horizonS, new Random(seed + run, 4))) high = middle;
        else low = middle;
      }
      found[index]!.push(Math.exp((low + high) / 2));
    });
  }
  return found.map((ofRuns) => (ofRuns.length > 0 ? median(ofRuns) : NaN));
}

function isFound(from: WatchedLoop, lossKgPerS: number, horizonS: number, random: Random): boolean {
  const watched = from.copy(random);
  watched.plant.leak("suction", lossKgPerS, 1);
  const untilS = watched.timeS + horizonS;
  while (watched.timeS < untilS) {
    watched.step();
    if (watched.losses !== 0) return true;
  }
  return false;
}

/** Horizons of the plan's table, s. */
const tableS = [60, 3600, dayS];
/** Runs tried for the first two, and for the day, which takes as long as both. */
const triedRuns = 16;
const triedForADay = 8;
/** Of the runs tried; those planned begin at 1. */
const triedSeed = 501;

/** @returns what is planned for a loop: by horizon, kg/s */
export function plannedKgPerS(subject: Subject, horizonsWantedS: readonly number[], runs: number, seed: number): number[] {
  const forS = Math.max(...horizonsWantedS, 3600);
  const { kgPerS } = curveOf(Array.from({ length: runs }, (_, run) => foundOn(subject, seed + run, forS)));
  return horizonsWantedS.map((horizonS) => kgPerS[horizonsS.indexOf(horizonS)]!);
}

/** What `pinhole plan` says against holes tried one by one, each on a plant and with noise of its own. */
export function planAccuracy(): Table[] {
  const loops: LoopFile[] = [spacecraftLoop, ammoniaLoop, rackLoop, benchLoop];
  const finer = [spacecraftLoop, benchLoop].map((loop) => withSensors(loop, [{ name: "tmp117", quantity: "temperature", part: "tmp117", numbers: {} }]).loopFile);
  const rows = [...loops, ...finer].map((loopFile) => {
    const subject = subjectOf(loopFile);
    const planned = plannedKgPerS(subject, tableS, rowRuns, 1);
    const tried = [
      ...triedKgPerS(subject, tableS.slice(0, -1), planned, triedRuns, triedSeed),
      ...triedKgPerS(subject, tableS.slice(-1), planned.slice(-1), triedForADay, triedSeed),
    ];
    return [`${loopFile.name}, ${loopFile.sensors[1]!.part}`, ...planned.map((value, index) => `${grams(value)}, ${grams(tried[index]!)}: ${digits(value / tried[index]!)}`)];
  });
  return [{
    title: "Plan against trial",
    columns: ["loop, thermometer: planned, tried (g/h): ratio", "in a minute", "in an hour", "in a day"],
    rows,
    notes: [
      `Planned: what \`pinhole plan\` says, the median of ${rowRuns} runs. Tried: ${triedRuns} other runs, ${triedForADay} for the day, in each of which holes larger or smaller by halves are opened on copies of the loop, until the one that is just found in time is known; the median. The runs of either differ among themselves, on the rack by a factor of three.`,
    ],
  }];
}

function grams(kgPerS: number): string {
  return digits(kgPerS * 3.6e6);
}
