import { describe, expect, it } from "vitest";
import { hashPlaceholder, hashText, sealBundle } from "../../build/seal-bundle.ts";

describe("sealing the bundle", () => {
  it("hashes the text with 0 in the hash's place: CRC-32 of a(0); is d6d0bd6e", () => {
    const { text, hash } = sealBundle(`a(${hashPlaceholder})`);
    expect(hashText(hash)).toBe("d6d0bd6e");
    expect(text).toBe("a(3604004206);");
  });

  it("gives the same hash wherever and however often the hash is used, as long as the rest is the same", () => {
    const { text, hash } = sealBundle(`a(${hashPlaceholder});b(${hashPlaceholder})`);
    expect(text).toBe(`a(${hash});b(${hash});`);
  });

  it("refuses a bundle that cannot tell its hash", () => {
    expect(() => sealBundle("a()")).toThrow("__BUILD_HASH__ nowhere");
  });

  it("prints small hashes with leading zeros", () => {
    expect(hashText(255)).toBe("000000ff");
  });
});
