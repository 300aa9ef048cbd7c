import { Random } from "#hal/simulated/random.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { subjectOf, WatchedLoop, type Subject } from "#sims/campaign/watched-loop.ts";
import { dayS, foundOn, horizonsS, onsetsS, watchedS } from "#host/plan/smallest-leak.ts";
import { ammoniaLoop, benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";
import type { LoopFile } from "#sims/loop/loop-file.ts";
import { withSensors } from "#host/plan/candidate.ts";
import { curveOf, resampledError, rowRuns } from "#host/plan/plan.ts";
import { median } from "./measure.ts";
import { digits, type Table } from "./table.ts";

/** Beyond this factor around the loss that is expected nothing is looked for; and halvings of the range. */
const range = 4;
const halvings = 3;

/**
 * The smallest loss found in time, by trying: the firmware commissions itself on a plant and watches it for a day; then
 * copies of both are given holes, larger or smaller by halves, until it is known which one is just found. The plant is
 * that of the plan's run with this seed; moment and noise are others.
 * @param horizonsS times within which it must be found, s @param expectedKgPerS for each, where the search begins
 * @returns for each horizon, kg/s; undefined where commissioning was refused, or a false alarm stood
 */
export function triedKgPerS(subject: Subject, horizonsS: readonly number[], expectedKgPerS: readonly number[], seed: number): number[] | undefined {
  const watched = new WatchedLoop(subject, textbook, new Random(seed, 1), new Random(seed, 2));
  if (!watched.commission().isWatching) return undefined;
  const dice = new Random(seed, 4);
  watched.run(watchedS + dice.uniform() * onsetsS);
  if (!watched.isWatching || watched.losses !== 0) return undefined;
  return horizonsS.map((horizonS, index) => {
    // Ends of the halves lie elsewhere in each run, so that they do not show in the middle of all.
    const middle = Math.log(expectedKgPerS[index]!) + (dice.uniform() - 0.5) * 2 * Math.log(range) / 2 ** halvings;
    let low = middle - Math.log(range);
    let high = middle + Math.log(range);
    for (let halving = 0; halving < halvings; halving++) {
      const tried = (low + high) / 2;
      if (isFound(watched, Math.exp(tried), horizonS, new Random(seed, 5))) high = tried;
      else low = tried;
    }
    return Math.exp((low + high) / 2);
  });
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

export interface Accuracy {
  plannedKgPerS: number;
  /** Standard error of what is planned, as a share: on other plants it would be another. */
  plannedErrorShare: number;
  triedKgPerS: number;
  /** Planned over tried, and its standard error. */
  ratio: number;
  ratioError: number;
}

/** @returns for each horizon, what is planned of so many runs and what is found by trying on the same plants */
export function accuracyOf(subject: Subject, wantedS: readonly number[], runs: number, firstSeed: number): Accuracy[] {
  const seeds = Array.from({ length: runs }, (_, run) => firstSeed + run);
  const found = seeds.map((seed) => foundOn(subject, seed, Math.max(...wantedS)));
  const { kgPerS, errorShare } = curveOf(found);
  const places = wantedS.map((horizonS) => horizonsS.indexOf(horizonS));
  const tried = seeds.map((seed) => triedKgPerS(subject, wantedS, places.map((place) => kgPerS[place]!), seed));
  return places.map((place, index) => {
    const pairs = found.flatMap((ofRun, run) => (ofRun && tried[run] ? [{ planned: ofRun[place]!, tried: tried[run][index]! }] : []));
    const ratioOf = (drawn: Readonly<typeof pairs>): number => median(drawn.flatMap(({ planned }) => planned)) / median(drawn.map((pair) => pair.tried));
    return {
      plannedKgPerS: kgPerS[place]!, plannedErrorShare: errorShare[place]!, triedKgPerS: median(pairs.map((pair) => pair.tried)),
      ratio: ratioOf(pairs), ratioError: resampledError(pairs, ratioOf),
    };
  });
}

/** Horizons of the plan's table, s. */
const tableS = [60, 3600, dayS];

/** What `pinhole plan` says against holes tried one by one, each on a plant and with noise of its own. */
export function planAccuracy(): Table[] {
  const loops: LoopFile[] = [spacecraftLoop, ammoniaLoop, rackLoop, benchLoop];
  const finer = [spacecraftLoop, benchLoop].map((loop) => withSensors(loop, [{ name: "tmp117", quantity: "temperature", part: "tmp117", numbers: {} }]).loopFile);
  const rows = [...loops, ...finer].map((loopFile) => [
    `${loopFile.name}, ${loopFile.sensors[1]!.part}`,
    ...accuracyOf(subjectOf(loopFile), tableS, rowRuns, 1).map(({ plannedKgPerS, plannedErrorShare, triedKgPerS, ratio, ratioError }) =>
      `${grams(plannedKgPerS)} ± ${(100 * plannedErrorShare).toFixed(0)} %, ${grams(triedKgPerS)}: ${ratio.toFixed(2)} ± ${ratioError.toFixed(2)}`),
  ]);
  return [{
    title: "Plan against trial",
    columns: ["loop, thermometer: planned, tried (g/h): ratio", "in a minute", "in an hour", "in a day"],
    rows,
    notes: [
      `Planned: what \`pinhole plan\` says, of ${rowRuns} runs, with its standard error: on other plants it would be another. Tried: on the same plants, at another moment and with other noise, holes larger or smaller by halves are opened on copies of the loop, until it is known which one is just found in time; the median. The ratio with its standard error.`,
    ],
  }];
}

function grams(kgPerS: number): string {
  return digits(kgPerS * 3.6e6);
}
