import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { chooseBoard } from "#host/flash/board-choice.ts";
import { buildHashOf, planFlash, planLines } from "#host/flash/flash-plan.ts";
import type { Configuration } from "#firmware/configuration.ts";

/** A script that carries the CRC-32 of its own text with 0 in the CRC's place. */
function sealed(text: string): { bundle: string; hash: number } {
  const hash = crc32(text.replace("HASH", "0"));
  return { bundle: text.replace("HASH", String(hash)), hash };
}

const { bundle, hash } = sealed("var a=12345,b=HASH;run(a,b,4294967295);");
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

  it("sends text as UTF-8 bytes, as the interpreter keeps it", () => {
    expect(planFlash(pico, bundle, configuration).configuration).toContain("Pr\u00c3\u00bcfstand");
  });

  it("refuses what does not fit into the board's flash, saying by how much", () => {
    const long = { ...configuration, name: "x".repeat(24_600) };
    expect(() => planFlash(pico, bundle, long)).toThrow(/\d+ bytes, \d+ more than its storage has/);
  });

  it("says whether a configuration goes along", () => {
    expect(planLines(planFlash(pico, bundle, configuration)).join("\n")).toMatch(/pinhole\.json +\d+ bytes, configuration CRC [0-9a-f]{8}/);
    expect(planLines(planFlash(pico, bundle, undefined)).join("\n")).toMatch(/pinhole\.json +not sent/);
  });
});

describe("a board's name", () => {
  it("is taken in upper and lower case, pico with a note", () => {
    expect(chooseBoard("LINUX")).toMatchObject({ board: { name: "linux" } });
    expect(chooseBoard("linux").note).toBeUndefined();
    expect(chooseBoard("Pico")).toMatchObject({ board: { name: "espruino-pico" }, note: expect.stringContaining("rpi-pico") as string });
  });

  it("that is none is refused with the nearest; one without a profile with those that have one", () => {
    expect(() => chooseBoard("espruino-wify")).toThrow(/did you mean espruino-wifi\?/);
    expect(() => chooseBoard("rpi-pico2")).toThrow(/no profile for this board yet; right would be one of espruino-pico, linux/);
  });
});
