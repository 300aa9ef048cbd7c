import { describe, expect, it } from "vitest";
import { StrangeTalk } from "#host/link/strange-talk.ts";
import { newLinkCounters } from "#host/link/link-counters.ts";

/** What is said of a line that brings these chunks. */
function saidOf(chunks: readonly Buffer[], frames = 0): (string | undefined)[] {
  const strange = new StrangeTalk();
  const counters = newLinkCounters();
  counters.frames = frames;
  return chunks.map((bytes) => {
    counters.bytes += bytes.length;
    return strange.take(bytes, counters);
  });
}

describe("a line that brings no telemetry", () => {
  const text = Buffer.from("hello world\r\n".repeat(100));
  const noise = Buffer.alloc(1300, 0xc3);

  it("is said once, when enough has come, with what it may be", () => {
    expect(saidOf([text, text, text])).toEqual([undefined, "2600 bytes and no telemetry among them: another program's output, or a console", undefined]);
    expect(saidOf([noise, noise, noise])).toEqual([undefined, "2600 bytes and no telemetry among them: the baud rate is wrong, or something else talks on this port", undefined]);
  });

  it("is none where a frame has come", () => {
    expect(saidOf([noise, noise, noise], 1)).toEqual([undefined, undefined, undefined]);
  });
});
