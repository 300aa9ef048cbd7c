import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { Mode } from "#firmware/telemetry/dictionary.ts";
import { textbook } from "#sims/campaign/plant.ts";
import { copyOf } from "#sims/campaign/snapshot.ts";
import { subjectOf, WatchedLoop } from "#sims/campaign/watched-loop.ts";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";

class Cell {
  next: Cell | undefined;
  constructor(public value: number) {}
  get double(): number {
    return 2 * this.value;
  }
}

describe("a copy of an object", () => {
  it("keeps classes, cycles and what is shared inside, and none of it with the original", () => {
    const first = new Cell(1);
    first.next = new Cell(2);
    first.next.next = first;
    const copy = copyOf(first);
    expect(copy).toBeInstanceOf(Cell);
    expect(copy.next!.next).toBe(copy);
    copy.next!.value = 5;
    expect(copy.next!.double).toBe(10);
    expect(first.next.value).toBe(2);
  });

  it("keeps views of one buffer views of one buffer", () => {
    const buffer = new ArrayBuffer(32);
    const views = { bytes: new Uint8Array(buffer, 4, 8), floats: new Float32Array(buffer, 4, 2), data: new DataView(buffer), names: new Map([["a", [1]]]) };
    const copy = copyOf(views);
    copy.floats[0] = 1;
    expect(copy.bytes[3]).toBe(0x3f);
    expect(copy.data.getUint8(7)).toBe(0x3f);
    expect(views.bytes[3]).toBe(0);
    copy.names.get("a")!.push(2);
    expect(views.names.get("a")).toEqual([1]);
  });

  it("leaves alone what it is told to share", () => {
    const shared = { deep: [1] };
    const copy = copyOf({ shared, own: [shared] }, [shared]);
    expect(copy.shared).toBe(shared);
    expect(copy.own[0]).toBe(shared);
  });
});

describe("a copy of a watched loop", () => {
  const make = (): WatchedLoop => new WatchedLoop(subjectOf(benchLoop), textbook, new Random(5, 1), new Random(5, 2));

  it("goes on as the original does, to the last bit, and does not disturb it", { timeout: 60_000 }, () => {
    const original = make();
    original.commission();
    expect(original.monitor.mode).toBe(Mode.Nominal);
    original.plant.reseed(new Random(9));
    const copy = original.copy(new Random(9));
    const trace = (watched: WatchedLoop): number[] => Array.from({ length: 4000 }, () => {
      watched.step();
      return watched.monitor.detector!.residual + watched.monitor.detector!.statistic;
    });
    const ofCopy = trace(copy);
    expect(trace(original)).toEqual(ofCopy);
    // Another copy gets a hole; the original stays quiet.
    const leaking = original.copy(new Random(10));
    leaking.plant.leak("suction", 1e-4, 1);
    leaking.run(120);
    original.run(120);
    expect(leaking.losses).not.toBe(0);
    expect(original.losses).toBe(0);
    expect(original.plant.loop.lostKg).toBe(0);
  });
});
