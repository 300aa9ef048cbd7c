import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "#sims/input-error.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";

function isRefusedOrRead(text: string): void {
  try {
    toConfiguration(parseLoopFile(text, "x.loop.json"));
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(/^x\.loop\.json[^\n]+$/);
  }
}

describe("reading a loop file", () => {
  it("reads or refuses in one line whatever it is given", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), isRefusedOrRead), { seed: 10, numRuns: 500 });
  });

  it("reads or refuses in one line a good file with anything in one of its places", () => {
    const keys = [...Object.keys(benchLoop), "pump", "referencePressurePa", "sensor"];
    fc.assert(fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      isRefusedOrRead(JSON.stringify({ ...benchLoop, [key]: value }));
    }), { seed: 11, numRuns: 1000 });
  });

  it("writes out the same configuration for the same file, and takes its own output's loop back", () => {
    fc.assert(fc.property(fc.double({ min: 1e-4, max: 10, noNaN: true }), fc.double({ min: 1.01e5, max: 2.9e6, noNaN: true }), (liquidVolumeM3, gasPressurePa) => {
      const file = JSON.stringify({
        ...benchLoop, liquidVolumeM3, minimumPressurePa: 0, accumulator: { gasVolumeM3: liquidVolumeM3 / 10, gasPressurePa },
      });
      const once = toConfiguration(parseLoopFile(file, "x.loop.json"));
      // What follows from the pump is not in a loop file, and the gas's temperature has a shorter name there.
      const { loop: { pumpRisePa, sensorAbovePa, accumulator: { gasTemperatureK, ...accumulator } = { gasTemperatureK: 0 }, ...loop }, ...rest } = { ...once, loop: once.loop! };
      expect([pumpRisePa, sensorAbovePa]).toEqual([0, 0]);
      expect(toConfiguration(parseLoopFile(JSON.stringify({ ...rest, ...loop, accumulator: { ...accumulator, temperatureK: gasTemperatureK } }), "x.loop.json"))).toEqual(once);
    }), { seed: 12, numRuns: 200 });
  });
});
