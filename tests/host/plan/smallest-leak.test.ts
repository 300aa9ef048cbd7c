import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { Laid, horizonsS } from "#host/plan/smallest-leak.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { subjectOf, WatchedLoop } from "#sims/campaign/watched-loop.ts";
import { rackLoop } from "#sims/scenarios/reference-loops.ts";

/** Simulated hours are computed. */
const longMs = 120_000;
const seed = 601;

describe("a loss laid over the quiet", () => {
  const subject = subjectOf(rackLoop);
  const periodS = subject.configuration.samplePeriodS;

  it("is found where the same loss, opened as a hole in the same noise, is: rack, a minute within a tenth, an hour within a quarter, whatever block is being filled", () => {
    const watched = new WatchedLoop(subject, textbook, new Random(seed, 1), new Random(seed, 2));
    expect(watched.commission().isWatching).toBe(true);
    watched.run(5 * 3600);
    const isFound = (lossKgPerS: number, horizonS: number, noise: Random): boolean => {
      const copy = watched.copy(noise);
      copy.plant.leak("suction", lossKgPerS, 1);
      for (let timeS = 0; timeS < horizonS && copy.losses === 0; timeS += periodS) copy.step();
      return copy.losses !== 0;
    };
    // Onsets 683 samples apart come at every eighth of a block of 8 samples, and of those twice, four times as long.
    for (let onset = 0; onset < 8; onset++) {
      watched.run(683);
      const [horizonS, factor] = onset % 4 === 0 ? [3600, 1.25] : [60, 1.1];
      const noise = (): Random => new Random(seed, 3 + onset);
      const copy = watched.copy(noise());
      const laid = new Laid(copy.hal, copy.monitor.detector!, periodS, horizonS);
      do copy.step(); while (!laid.step(copy.monitor.detector!));
      const smallest = laid.smallest[horizonsS.indexOf(horizonS)]!;
      expect(isFound(factor * smallest, horizonS, noise()), `onset ${onset}, a larger one`).toBe(true);
      expect(isFound(smallest / factor, horizonS, noise()), `onset ${onset}, a smaller one`).toBe(false);
    }
  }, longMs);
});
