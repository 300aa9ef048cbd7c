import { it } from "vitest";
import { MonitorBench, spacecraft } from "#tests/firmware/monitor-bench.ts";
import { Random } from "#hal/simulated/random.ts";
it("probe", () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const bench = new MonitorBench(spacecraft());
    const random = new Random(seed);
    const s = bench.runWhile(() => bench.monitor.mode === 2, () => [196133 + 60 * random.gaussian(), 293.15 + 0.005 * random.gaussian()]);
    console.log(seed, s, JSON.stringify(bench.listener.events().slice(-2)));
  }
});
