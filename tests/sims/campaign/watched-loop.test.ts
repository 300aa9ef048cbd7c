import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { incidents } from "#sims/campaign/cases.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { WatchedLoop, subjectOf } from "#sims/campaign/watched-loop.ts";
import { spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

const dayS = 86400;

describe("a pump that begins to switch long after commissioning", () => {
  // In these three runs the errors of taking out each step by its own measured size once added up to a loss.
  it.each([2, 17, 21])("is no loss of the spacecraft loop, run %i", (run) => {
    const { during, durationS } = incidents.find(({ name }) => name.startsWith("pump"))!;
    const watched = new WatchedLoop(subjectOf(spacecraftLoop), textbook, new Random(11, run * 256 + 1), new Random(11, run * 256 + 2));
    watched.commission();
    watched.run((run * 7919 * 3) % dayS);
    const beganS = watched.timeS;
    let switched = 0;
    while (watched.timeS - beganS < durationS) {
      during!(watched, watched.timeS - beganS);
      watched.step();
      if (watched.monitor.detector!.sudden.stepped) switched++;
      if (watched.losses) break;
    }
    expect(watched.losses).toBe(0);
    // Every ten minutes, for three hours; the first may pass for something else.
    expect(switched).toBeGreaterThanOrEqual(15);
  });
});
