import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildHashOf, carriesHash, keepsTwoBundles, planFlash, planLines } from "#host/flash/flash-plan.ts";
import { chooseBoard } from "#host/hardware/board-choice.ts";
import type { Configuration } from "#firmware/configuration.ts";

/** A script that carries the CRC-32 of its own text with 0 in the CRC's place. */
function sealed(text: string): { bundle: string; hash: number } {
  const hash = crc32(text.replace("HASH", "0"));
  return { bundle: text.replace("HASH", String(hash)), hash };
}

const { bundle, hash } = sealed("var a=12345,b=HASH;run(a,b,4294967295);");
const stored = bundle.replace("var ", "\xac");
const pico = chooseBoard("espruino-pico").board;
const configuration: Configuration = { name: "Prüfstand", samplePeriodS: 1, falseAlarmsPerYear: 1, sensors: [] };

describe("a plan of what to flash", () => {
  it("finds the build hash in a bundle by its own text", () => {
    expect(buildHashOf(bundle)).toBe(hash);
  });

  it("finds none in a bundle that was changed afterwards, and in other files", () => {
    expect(() => buildHashOf(`${bundle} `)).toThrow(/make build/);
    expect(() => buildHashOf("")).toThrow(/make build/);
  });

  it("sends the stored form, and refuses one that has lost the hash", () => {
    expect(planFlash(pico, bundle, stored, configuration)).toMatchObject({ bundle: stored, builtBytes: bundle.length, buildHash: hash });
    expect(() => planFlash(pico, bundle, stored.replace(String(hash), `1${hash}`), configuration)).toThrow(/lost its build hash/);
  });

  it("knows a bundle by its hash as a whole number only", () => {
    expect([carriesHash("a=12345;", 12345), carriesHash("a=112345;", 12345), carriesHash("a=123456;", 12345)]).toEqual([true, false, false]);
  });

  it("sends a configuration in ASCII, whatever is in it, as what is sent in another encoding has another checksum", () => {
    const sent = planFlash(pico, bundle, stored, configuration).configuration!;
    expect(sent).toMatch(/^[ -~]+$/);
    expect(JSON.parse(sent)).toEqual(configuration);
  });

  it("refuses what does not fit into the board's flash, saying by how much", () => {
    const long = { ...configuration, name: "x".repeat(24_600) };
    expect(() => planFlash(pico, bundle, stored, long)).toThrow(/\d+ bytes, \d+ more than its storage has/);
  });

  it("says whether a configuration goes along, and what is kept of what was there", () => {
    expect(planLines(planFlash(pico, bundle, stored, configuration)).join("\n")).toMatch(/pinhole\.json +\d+ bytes, configuration CRC [0-9a-f]{8}/);
    expect(planLines(planFlash(pico, bundle, stored, undefined)).join("\n")).toMatch(/pinhole\.json +not sent/);
    expect(planLines(planFlash(pico, bundle, stored, undefined)).join("\n")).toMatch(/pinhole\.old, its earlier bundle as pinhole\.boot/);
  });

  it("keeps an earlier bundle of 30 kB on an F411's 128 kB, not on a Pico's 48", () => {
    expect(keepsTwoBundles(131_072, 30_000, 30_000, 1000)).toBe(true);
    expect(keepsTwoBundles(49_152, 30_000, 30_000, 1000)).toBe(false);
  });
});
