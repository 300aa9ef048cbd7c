import { describe, expect, it } from "vitest";
import { hashPlaceholder, hashText, sealBundle } from "../../build/seal-bundle.ts";

describe("sealing the bundle", () => {
  it("hashes the text with 0 in the hash's place: CRC-32 of the letter 0 is f4dbdf21", () => {
    const { text, hash } = sealBundle(hashPlaceholder);
    expect(hashText(hash)).toBe("f4dbdf21");
    expect(text).toBe("4108050209");
  });

  it("gives the same hash wherever and however often the hash is used, as long as the rest is the same", () => {
    const { text, hash } = sealBundle(`a(${hashPlaceholder});b(${hashPlaceholder})`);
    expect(text).toBe(`a(${hash});b(${hash})`);
  });

  it("refuses a bundle that cannot tell its hash", () => {
    expect(() => sealBundle("a()")).toThrow("__BUILD_HASH__ nowhere");
  });

  it("prints small hashes with leading zeros", () => {
    expect(hashText(255)).toBe("000000ff");
  });
});
