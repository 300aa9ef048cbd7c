import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LineDoubts } from "#host/link/line-doubts.ts";
import { newLinkCounters } from "#host/link/link-counters.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is said of a line that brings these chunks, each some time after the one before. */
function saidOf(chunks: readonly Buffer[], { frames = 0, pauseMs = 1000 } = {}): string[] {
  const said: string[] = [];
  const doubts = new LineDoubts((text) => said.push(text));
  const counters = newLinkCounters();
  counters.frames = frames;
  doubts.opened();
  for (const bytes of chunks) {
    vi.advanceTimersByTime(pauseMs);
    counters.bytes += bytes.length;
    doubts.take(bytes, counters);
  }
  vi.advanceTimersByTime(100_000);
  return said;
}

describe("what is said of a line", () => {
  const text = Buffer.from("hello world\r\n".repeat(100));
  const noise = Buffer.alloc(1300, 0xc3);

  it("that brings no telemetry, once, when enough has come: what it may be", () => {
    expect(saidOf([text, text, text])).toEqual(["2600 bytes and no telemetry among them: another program's output, or a console"]);
    expect(saidOf([noise, noise, noise])).toEqual(["2600 bytes and no telemetry among them: the baud rate is wrong, or something else talks on this port"]);
    expect(saidOf([text])).toEqual([]);
  });

  it("that brings nothing, once, after a while", () => {
    const silent = "open, but nothing has come for 15 s; is this the board's port, and is pinhole on the board?";
    expect(saidOf([])).toEqual([silent]);
    expect(saidOf([text], { frames: 1, pauseMs: 16_000 })).toEqual([silent]);
    expect(saidOf([text], { frames: 1, pauseMs: 14_000 })).toEqual([]);
  });

  it("that brings frames: nothing", () => {
    expect(saidOf([noise, noise, noise], { frames: 1 })).toEqual([]);
  });
});
