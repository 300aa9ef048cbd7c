import { describe, expect, it } from "vitest";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { InputError } from "#sims/input-error.ts";
import { withOverrides } from "#sims/overrides.ts";
import { resolveScenario, scenarioByName } from "#sims/scenarios/scenarios.ts";
import { World } from "#sims/world.ts";

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

  it("takes away what is set to null", () => {
    expect(withOverrides(ms22, ["maximumGasVolumeM3=null"]).loop.accumulator).not.toHaveProperty("maximumGasVolumeM3");
  });

  it("leaves the scenario given as it is", () => {
    const before = JSON.stringify(ms22);
    withOverrides(ms22, ["diameterM=0.0005", "liquidVolumeM3=0.06"]);
    expect(JSON.stringify(ms22)).toBe(before);
  });

  it.each([
    [["x=1"], "the scenario ms-22 has no such value; values are paths such as"],
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
    [["accumulator=null"], "the loop has no gas and no compressibility but its liquid's: one kelvin would move it by 0.835 MPa"],
    [["growthMPerS=1e-3"], "would grow to 10.8 m, more than the pipe it is in"],
    [["openS=10"], "give both openS and shutS"],
    [["openS=0", "shutS=10"], "has openS 0; it must be greater than 0"],
    [["sinkK=-1"], "environment.sinkK is -1 K; nothing is colder than 0 K"],
    [["altitudeM=-1"], "environment.altitudeM is -1; it must be greater than 0"],
    [["betaDeg=200"], "the sun stands at most 90° above the plane of an orbit"],
    [["sunNode=moon"], 'environment.sunNode names the thermal node "moon"; there are liquid'],
    [["conductanceWPerK=-5"], "conductanceWPerK of liquid to its surroundings is -5; it must be 0 or greater"],
    [["capacityJPerK=1"], "would follow its neighbours within 0.035 s, faster than the simulator's second"],
    [["environment.kind=bench"], "environment.roomK is missing; give a finite number"],
    [["environment={}"], "environment.kind is missing; surroundings are orbit, bench, rack"],
    [['network={"nodes":[null]}'], "must be lists of groups, each node with a name"],
    [["faults={}"], "faults must be a list"],
    [["faults=[7]"], "faults.0 is 7; it must be a group"],
    [['faults=[{"kind":"sensor-stuck","onsetS":1,"sensor":5}]'], "has sensor 5; give a text"],
    [['faults=[{"kind":"sensor-stuck","onsetS":1,"sensor":"P9"}]'], 'names the sensor "P9", which the loop does not have; did you mean P1?'],
    [['faults=[{"kind":"sensor-bias","onsetS":1,"sensor":"P1"}]'], "changes nothing; give biasPa or biasK"],
    [['faults=[{"kind":"sensor-dropout","onsetS":1,"sensor":"P1","share":3}]'], "it is the share of answers that are missing, from 0 to 1"],
    [['faults=[{"kind":"bleed","onsetS":1,"endS":2,"massKg":500}]'], "takes 500 kg out of a loop that holds 34.0 kg"],
    [['faults=[{"kind":"refill","onsetS":1,"endS":2,"massKg":-5}]'], "has massKg -5; it must be greater than 0"],
    [['faults=[{"kind":"gas-loss","onsetS":1,"sharePerS":-5}]'], "it is the share of the gas lost in a second"],
    [['faults=[{"kind":"weather","onsetS":0,"swingPa":1000,"periodS":9}]'], "there is no weather in a vacuum"],
    [['faults=[{"kind":"hole","onsetS":"x","node":"middle","diameterM":1e-4}]'], 'has onsetS "x"; give a finite number'],
  ])("refuses %j", (overrides, sentence) => {
    expect(refusal(() => withOverrides(ms22, overrides))).toContain(sentence);
  });

  it("asks which of several values is meant", () => {
    expect(refusal(() => withOverrides(twoLeaks, ["diameterM=0.001"]))).toContain("this means 2 places; say which of faults.hole.diameterM");
  });
});

describe("surroundings without a liquid", () => {
  it.each([["loadW=1e9"], ["sinkK=5"]])("are refused before the run: %s", (override) => {
    expect(refusal(() => new World({ scenario: withOverrides(ms22, [override]), seed: 1, clock: new VirtualClock() }))).toContain("where no coolant is liquid");
  });
});

describe("a scenario by name", () => {
  it("is refused with the nearest where there is none", () => {
    expect(refusal(() => resolveScenario("ms22", {}))).toContain('there is no scenario "ms22"; did you mean ms-22?');
    expect(refusal(() => resolveScenario("toString", {}))).toContain("there is no scenario");
  });
});
