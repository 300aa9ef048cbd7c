import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";

/** A kind of task, its inputs and results such as can be handed from thread to thread. */
export interface Work<Task, Result> {
  /** Name of the worker beside the built program, whose default export does a task; there is none beside the sources. */
  worker: "plan-worker" | "prove-worker";
  /** What the worker needs besides, the same for all tasks. */
  workerData?: unknown;
  /** Does a task in the program itself. */
  does: (task: Task) => Result;
}

export interface Manner {
  /** Tasks done at a time. */
  workers: number;
  /** Called after each task. */
  done?: () => void;
  /** Aborted: no further tasks are begun. */
  signal?: AbortSignal;
}

/**
 * Does tasks, on several cores where the program is built and more than one worker is asked for. The results do not
 * depend on how many there are.
 * @returns the results there are, in the order of their tasks
 */
export async function onWorkers<Task, Result>({ worker, workerData, does }: Work<Task, Result>, tasks: readonly Task[], manner: Manner): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const each = async (work: (task: Task) => Result | Promise<Result>): Promise<void> => {
    while (next < tasks.length && !manner.signal?.aborted) {
      const task = next++;
      results[task] = await work(tasks[task]!);
      manner.done?.();
      // Lets a wish to stop be heard.
      await setImmediate();
    }
  };
  const threads = Math.min(manner.workers, tasks.length);
  const filename = fileURLToPath(new URL(`./${worker}.js`, import.meta.url));
  if (threads < 2 || !existsSync(filename)) await each(does);
  else {
    const pool = new Piscina<Task, Result>({ filename, minThreads: threads, maxThreads: threads, workerData });
    try {
      await Promise.all(Array.from({ length: threads }, () => each((task) => pool.run(task))));
    } finally {
      await pool.destroy();
    }
  }
  return results;
}
