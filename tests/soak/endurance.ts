import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { scenarioBoard } from "#host/virtual-board/scenario-board.ts";

export interface EnduranceTally {
  cycles: number;
  /** Heap in use after so many cycles, MB, everything unreachable collected. */
  heapMB: Record<number, number>;
  housekeeping: number;
  mode: string | undefined;
  /** What must not be, in words; empty where all is well. */
  failures: string[];
}

/** Places in the run, as shares of its cycles, at which the heap is measured. */
const marks = [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 1];
/** Growth of the heap, between a tenth of the cycles and all of them, that is no growth: compiled code and its statistics. */
const allowedMB = 1;

/** Runs the bundle on a virtual board, headless, for so many cycles of one second: its memory stays as it is. */
export function endure(cycles: number, seed: number, progress?: (done: number) => void): EnduranceTally {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const decoder = new TelemetryDecoder();
  const tally: EnduranceTally = { cycles, heapMB: {}, housekeeping: 0, mode: undefined, failures: [] };
  const { board, clock } = scenarioBoard({
    bundle: readBundle(), scenario: "eclipse-quiet", seed, baud: 0,
    onSerial: (text) => {
      decoder.append(Buffer.from(text, "latin1"));
      for (let output = decoder.next(); output; output = decoder.next()) {
        if (output.kind === "discarded" || output.kind === "unknown") tally.failures.push(`${output.kind}: ${output.reason}`);
        if (output.kind !== "housekeeping") continue;
        tally.housekeeping++;
        tally.mode = output.mode;
      }
    },
  });
  board.start();
  let done = 0;
  for (const mark of marks.map((share) => Math.round(share * cycles))) {
    for (; done < mark; done++) {
      clock.advanceTo((done + 1) * 1000);
      progress?.(done + 1);
    }
    collect();
    tally.heapMB[mark] = Number((process.memoryUsage().heapUsed / 1e6).toFixed(2));
  }
  const grown = tally.heapMB[cycles]! - tally.heapMB[Math.round(0.1 * cycles)]!;
  if (grown > allowedMB) tally.failures.push(`the heap grew by ${grown.toFixed(2)} MB`);
  if (Math.abs(tally.housekeeping - cycles) > 2) tally.failures.push(`${tally.housekeeping} housekeeping packets in ${cycles} cycles`);
  if (board.starts > 1) tally.failures.push(`${board.starts - 1} restarts`);
  return tally;
}
