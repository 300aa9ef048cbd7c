import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { checkBundle } from "../../build/check-bundle.ts";

describe("the finished bundle", () => {
  const text = readFileSync("dist/firmware/pinhole.js", "utf8");

  it("is within its limits and holds nothing that the interpreter cannot run", () => {
    expect(checkBundle(text)).toEqual([]);
  });

  it("is plain ASCII, as storage and consoles want it", () => {
    expect(/^[\x20-\x7e\n]*$/.test(text)).toBe(true);
  });

  it("carries the CRC-32 of itself, 0 in the hash's place", () => {
    const numbers = text.match(/\b\d{5,10}\b/g) ?? [];
    expect(numbers.some((number) => crc32(text.replaceAll(number, "0")) === Number(number))).toBe(true);
  });
});
