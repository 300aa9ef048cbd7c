import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "#hal/simulated/clock.ts";

describe("the virtual clock", () => {
  it("runs events in the order of their times, equal times in the order of scheduling", () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(20, () => seen.push("20 first"));
    clock.after(10, () => seen.push("10"));
    clock.after(20, () => seen.push("20 second"));
    clock.advanceTo(20);
    expect(seen).toEqual(["10", "20 first", "20 second"]);
  });

  it("shows an event its own time", () => {
    const clock = new VirtualClock(1000);
    const times: number[] = [];
    clock.every(250, () => times.push(clock.nowMs()));
    clock.advanceTo(2000);
    expect(times).toEqual([1250, 1500, 1750, 2000]);
    expect(clock.nowMs()).toBe(2000);
  });

  it("puts an interval's next run before what the run itself schedules for that time", () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.every(10, () => {
      seen.push("interval");
      clock.after(10, () => seen.push("after"));
    });
    clock.advanceTo(20);
    expect(seen).toEqual(["interval", "interval", "after"]);
  });

  it("runs an event scheduled for now within the same advance, after what is already due", () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(5, () => {
      clock.after(0, () => seen.push("inner"));
      seen.push("outer");
    });
    clock.after(5, () => seen.push("second"));
    clock.advanceTo(5);
    expect(seen).toEqual(["outer", "second", "inner"]);
  });

  it("does not drift over 120 days of seconds, past 2³² milliseconds", () => {
    const clock = new VirtualClock(2 ** 32 - 5000);
    let last = 0;
    clock.every(1000, () => (last = clock.nowMs()));
    clock.advanceTo(2 ** 32 + 5000);
    expect(last).toBe(2 ** 32 + 5000);
    const long = new VirtualClock();
    let runs = 0;
    long.every(1000, () => runs++);
    long.advanceTo(120 * 86400 * 1000);
    expect(runs).toBe(120 * 86400);
  });

  it("forgets cancelled events, and ignores what is no longer pending", () => {
    const clock = new VirtualClock();
    let runs = 0;
    const seen: string[] = [];
    const interval = clock.every(10, () => {
      if (++runs === 3) clock.cancel(interval);
    });
    const once = clock.after(5, () => seen.push("once"));
    clock.cancel(once);
    clock.cancel(once);
    const other = clock.after(5, () => seen.push("other"));
    clock.cancel(once);
    clock.advanceTo(1000);
    clock.cancel(other);
    expect(runs).toBe(3);
    expect(seen).toEqual(["other"]);
    clock.cancelAll();
    expect(clock.nextMs()).toBe(Infinity);
  });

  it("lets events run late after a stall, at the time it then is", () => {
    const clock = new VirtualClock();
    const times: number[] = [];
    clock.after(10, () => clock.stall(100));
    clock.after(20, () => times.push(clock.nowMs()));
    clock.advanceTo(200);
    expect(times).toEqual([110]);
  });

  it("refuses to be advanced by an event it runs, and goes on after an exception", () => {
    const clock = new VirtualClock();
    clock.after(1, () => clock.advanceTo(10));
    expect(() => clock.advanceTo(5)).toThrow("advances the clock");
    let runs = 0;
    clock.after(1, () => runs++);
    clock.advanceTo(5);
    expect(runs).toBe(1);
  });

  it("orders any mixture of events like a stable sort by time", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean()), { maxLength: 60 }), (events) => {
        const clock = new VirtualClock();
        const seen: number[] = [];
        const ids = events.map(([delay], index) => clock.after(delay, () => seen.push(index)));
        events.forEach(([, isCancelled], index) => isCancelled && clock.cancel(ids[index]!));
        clock.advanceTo(20);
        const kept = events.map(([delay, isCancelled], index) => ({ delay, isCancelled, index })).filter((event) => !event.isCancelled);
        expect(seen).toEqual(kept.sort((a, b) => a.delay - b.delay || a.index - b.index).map((event) => event.index));
      }),
    );
  });
});
