import { describe, expect, it } from "vitest";
import { InputError } from "#sims/input-error.ts";
import { withOverrides } from "#sims/overrides.ts";
import { resolveScenario, scenarioByName } from "#sims/scenarios/scenarios.ts";

const ms22 = scenarioByName("ms-22");
const twoLeaks = scenarioByName("two-leaks");

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return "accepted";
}

describe("--set key=value", () => {
  it("finds a value by the end of its path", () => {
    expect(withOverrides(ms22, ["diameterM=0.0005"]).faults[0]).toMatchObject({ kind: "hole", diameterM: 0.0005, onsetS: 28800 });
    expect(withOverrides(ms22, ["gasVolumeM3=0.005"]).loop.accumulator!.gasVolumeM3).toBe(0.005);
    expect(withOverrides(ms22, ["betaDeg=30"]).environment).toMatchObject({ betaDeg: 30 });
  });

  it("finds list items by number, kind or id", () => {
    expect(withOverrides(twoLeaks, ["faults.1.diameterM=0.001"]).faults[1]).toMatchObject({ diameterM: 0.001 });
    expect(withOverrides(ms22, ["hole.onsetS=30000"]).faults[0]).toMatchObject({ onsetS: 30000 });
    expect(withOverrides(ms22, ["P1.noisePa=60"]).loop.sensors[0]).toMatchObject({ noisePa: 60 });
  });

  it("sets keys of the loop and of faults that were absent", () => {
    const changed = withOverrides(ms22, ["pump.risePa=20000", "pump.flowM3PerS=1e-4", "growthMPerS=1e-8", "toleratedLossKgPerS=1e-7"]);
    expect(changed.loop.pump).toEqual({ risePa: 20000, flowM3PerS: 1e-4 });
    expect(changed.faults[0]).toMatchObject({ growthMPerS: 1e-8 });
    expect(changed.loop.toleratedLossKgPerS).toBe(1e-7);
  });

  it("takes texts and JSON", () => {
    expect(withOverrides(ms22, ["coolant=water"]).loop.coolant).toBe("water");
    expect(withOverrides(ms22, ["hole.node=discharge"]).faults[0]).toMatchObject({ node: "discharge" });
    expect(withOverrides(ms22, ['faults=[{"kind":"wire-cut","onsetS":20000,"sensor":"P1"}]']).faults).toHaveLength(1);
  });

  it("leaves the scenario given as it is", () => {
    const before = JSON.stringify(ms22);
    withOverrides(ms22, ["diameterM=0.0005", "liquidVolumeM3=0.06"]);
    expect(JSON.stringify(ms22)).toBe(before);
  });

  it.each([
    [["diamterM=1"], "the scenario ms-22 has no such value; did you mean diameterM?"],
    [["diameterM"], "this is not key=value"],
    [["diameterM=big"], '"big" is not a finite number'],
    [["diameterM=NaN"], '"NaN" is not a finite number'],
    [["accumulator=7"], "this is a group of values"],
    [["diameterM=0.02"], "is 0.02 m wide, more than the pipe it is in (pipeDiameterM 0.012)"],
    [["diameterM=-1"], "has a diameter of -1 m"],
    [["liquidVolumeM3=-1"], "liquidVolumeM3 is -1; it must be greater than 0"],
    [["coolant=watr"], 'the coolant "watr" is unknown; did you mean water?'],
    [["gasPressurePa=5000"], "not above its coolant's vapour pressure"],
    [["startK=-3"], "nothing is colder than 0 K"],
    [["hole.node=middel"], 'is at the node "middel"; nodes are suction, middle, discharge'],
    [['faults=[{"kind":"hoel"}]'], "is of no known kind; did you mean hole?"],
    [['faults=[{"kind":"hole","onsetS":1,"node":"middle","diameterM":1e-4,"size":3}]'], 'has the unknown key "size"'],
    [['faults=[{"kind":"bleed","onsetS":10,"endS":5,"massKg":1}]'], "ends at 5 s, not after its onset at 10 s"],
  ])("refuses %j", (overrides, sentence) => {
    expect(refusal(() => withOverrides(ms22, overrides))).toContain(sentence);
  });

  it("asks which of several values is meant", () => {
    expect(refusal(() => withOverrides(twoLeaks, ["diameterM=0.001"]))).toContain("this means 2 places; say which of faults.hole.diameterM");
  });
});

describe("a scenario by name", () => {
  it("is refused with the nearest where there is none", () => {
    expect(refusal(() => resolveScenario("ms22", {}))).toContain('there is no scenario "ms22"; did you mean ms-22?');
    expect(refusal(() => resolveScenario("toString", {}))).toContain("there is no scenario");
  });
});
