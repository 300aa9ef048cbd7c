import { describe, expect, it } from "vitest";
import { unplug } from "../soak/unplugging.ts";

const seed = 1;

describe("pinhole record, its board unplugged and plugged in again", () => {
  it("keeps every byte between opening and losing the port once, and names the frames and the gaps that are missing", async () => {
    const tally = await unplug(5, seed);
    expect(tally.failures, `seed ${seed}`).toEqual([]);
    expect(tally).toMatchObject({ lost: 5, restored: 5 });
    // Not for want of trying: most was recorded, and something was in the cable when it was not being read.
    expect(tally.recorded).toBeGreaterThan(10_000);
    expect(tally.gap).toBeGreaterThan(0);
    expect(tally.recorded + tally.flushed + tally.cutOff).toBe(tally.sent);
  }, 120_000);
});
