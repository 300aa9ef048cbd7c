import { describe, expect, it } from "vitest";
import { emptyTally, ratioText, Standing } from "#host/bench/quality.ts";

describe("an alarm that comes and goes", () => {
  /** @returns how many alarms begin where the rule's alarm holds in these seconds */
  const begins = (holds: readonly number[], durationS: number): number => {
    let second = 0;
    const standing = new Standing(() => holds.includes(second));
    let count = 0;
    for (; second < durationS; second++) if (standing.take(0)) count++;
    return count;
  };

  it("is one where it comes back within ten minutes", () => {
    expect(begins([100, 101, 400, 900], 2000)).toBe(1);
  });

  it("is another one after that", () => {
    expect(begins([100, 800], 2000)).toBe(2);
  });
});

describe("ratios of delays", () => {
  it("take a leak that was not found as slower than any that was", () => {
    expect(ratioText({ ...emptyTally(), ratios: [1, 2, 3], leaks: 5 })).toBe("3.00, not found");
    expect(ratioText({ ...emptyTally(), ratios: [1, 2], leaks: 5 })).toBe("not found, not found");
  });

  it("leave out leaks that came while a false alarm stood", () => {
    expect(ratioText({ ...emptyTally(), ratios: [1, 2, 4], leaks: 4, blind: 1 })).toBe("2.00, 4.00");
    expect(ratioText({ ...emptyTally(), ratios: [1], leaks: 4, blind: 3 })).toBe("always in alarm");
  });
});
