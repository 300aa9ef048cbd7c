import { describe, expect, it } from "vitest";
import { onWorkers } from "#host/workers/on-workers.ts";

describe("tasks", () => {
  it("give their results in their own order, one `done` each", async () => {
    let done = 0;
    const results = await onWorkers({ worker: "plan-worker", does: (task: number) => task * task }, [3, 1, 2], { workers: 2, done: () => done++ });
    expect(results).toEqual([9, 1, 4]);
    expect(done).toBe(3);
  });

  it("that give nothing keep their place", async () => {
    expect(await onWorkers({ worker: "plan-worker", does: (task: number) => (task > 1 ? task : undefined) }, [1, 2], { workers: 1 })).toEqual([undefined, 2]);
  });

  it("are begun no more once it is aborted, and those done are handed over", async () => {
    const controller = new AbortController();
    const results = await onWorkers({ worker: "prove-worker", does: (task: number) => task }, [1, 2, 3, 4], {
      workers: 1, signal: controller.signal, done: () => controller.abort(),
    });
    expect(results).toEqual([1]);
  });

  it("that throw are not swallowed", async () => {
    const does = (): never => { throw new Error("no such plant"); };
    await expect(onWorkers({ worker: "plan-worker", does }, [1], { workers: 1 })).rejects.toThrow("no such plant");
  });
});
