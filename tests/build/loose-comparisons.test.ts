import { describe, expect, it } from "vitest";
import { looseComparisons } from "../../build/loose-comparisons.ts";

describe("a comparison with a literal", () => {
  it("is written in its short form", () => {
    expect(looseComparisons('if(a===5||-1!==b.c){d=e%2===0&&f!=="spi"}')).toBe('if(a==5||-1!=b.c){d=e%2==0&&f!="spi"}');
  });

  it("stays as it is with anything that another type may equal", () => {
    for (const text of ["a===b", "a!==b.c", 'a===""', "a===null", "a===void 0", "a===!0", "a===1/0"]) expect(looseComparisons(text)).toBe(text);
  });
});
