import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { candidatesOf, parseChoice, suitableParts } from "#host/plan/candidate.ts";
import { InputError } from "#sims/input-error.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { benchLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

const sensorsWith = (...texts: string[]): ReturnType<typeof toConfiguration>["sensors"] =>
  toConfiguration(candidatesOf(spacecraftLoop, texts.map(parseChoice), "loop.json").at(-1)!.loopFile).sensors;

describe("a sensor of the command line", () => {
  it("is a part with its data sheet's numbers", () => {
    // TMP117 data sheet: resolution 7.8125 mK, repeatability of one conversion ± 1 LSB.
    expect(sensorsWith("tmp117")[1]).toMatchObject({ part: "tmp117", resolutionK: 0.0078125, noiseK: 0.0078 });
    expect(sensorsWith("tmp117")[0]).toMatchObject({ part: "ms5837-30ba" });
  });

  it("is numbers", () => {
    expect(sensorsWith("noisePa=20,driftPaPerDay=50")[0]).toMatchObject({ noisePa: 20, driftPaPerDay: 50 });
  });

  it("is a transmitter behind a converter, with the numbers that its part does not say", () => {
    expect(sensorsWith("ads1115,noisePa=40")[0]).toMatchObject({ part: "ads1115", noisePa: 40 });
  });

  it("is a thermometer where its numbers are of temperature, though the part measures both", () => {
    expect(parseChoice("ms5837-30ba,noiseK=0.01").quantity).toBe("temperature");
    expect(parseChoice("ms5837-30ba").quantity).toBe("pressure");
  });

  it.each([
    ["ds18b21", /did you mean ds18b20/],
    ["noisPa=3", /did you mean noisePa/],
    ["noisePa=-1", /0 or more/],
    ["noisePa=", /0 or more/],
    ["noisePa=20,noiseK=0.1", /two sensors/],
    ["pulse-flow", /neither pressure nor temperature/],
    ["tmp117,noisePa=20", /not pressure/],
  ])("is refused in a sentence: %s", (text, sentence) => {
    expect(() => parseChoice(text)).toThrow(InputError);
    expect(() => parseChoice(text)).toThrow(sentence);
  });
});

describe("candidates", () => {
  const names = (...texts: string[]): string[] => candidatesOf(spacecraftLoop, texts.map(parseChoice), "loop.json").map(({ name }) => name);

  it("are the loop as it is and every combination", () => {
    expect(names("tmp117", "max31865", "noisePa=5")).toEqual(["ms5837-30ba + ds18b20", "noisePa=5 + tmp117", "noisePa=5 + max31865"]);
  });

  it("of a loop with several sensors of a quantity may all be of one part: nobody has wired them yet", () => {
    const triple = parseLoopFile(readFileSync("loops/triple-redundant.loop.json", "utf8"), "triple");
    expect(candidatesOf(triple, ["ms5837-02ba", "ds18b20"].map(parseChoice), "triple").at(-1)!.name).toBe("3 × ms5837-02ba + 3 × ds18b20");
    // The MS5837-02BA ends at 200 kPa; suction is at 161 kPa.
    expect(suitableParts(triple, "pressure").map(({ part }) => part)).toEqual(expect.arrayContaining(["ms5837-02ba", "ms5837-30ba", "ms5803-14ba"]));
    expect(suitableParts(triple, "temperature").map(({ part }) => part)).toContain("ds18b20");
  });

  it("are not told twice", () => {
    expect(names("ds18b20", "tmp117", "tmp117")).toEqual(["ms5837-30ba + ds18b20", "ms5837-30ba + tmp117"]);
  });

  it("are refused where a part's range does not cover the loop's pressure", () => {
    // The MS5611 ends at 120 kPa; the loop is at 196 kPa.
    expect(() => names("ms5611")).toThrow(/ms5611/);
  });

  it("are refused where nothing is known of a part's noise", () => {
    expect(() => names("ads1115")).toThrow(/give noisePa/);
  });

  it("are refused where the loop has no thermometer", () => {
    expect(() => candidatesOf({ ...benchLoop, sensors: [benchLoop.sensors[0]!] }, [], "loop.json")).toThrow(/temperature/);
  });

  it("come by themselves, the quietest first, and only those that suit the loop", () => {
    const parts = suitableParts(spacecraftLoop, "pressure").map(({ part }) => part);
    expect(parts[0]).toBe("ms5837-02ba");
    expect(parts).not.toContain("ms5611");
    expect(parts).not.toContain("ads1115");
    expect(suitableParts(spacecraftLoop, "temperature").map(({ part }) => part)).toContain("tmp117");
  });
});
