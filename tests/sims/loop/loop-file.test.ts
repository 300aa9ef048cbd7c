import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Parameter, parameterHighs, parameterLows } from "#firmware/telemetry/dictionary.ts";
import { InputError } from "#sims/input-error.ts";
import { coolants } from "#sims/loop/coolants.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { ammoniaLoop, benchLoop, rackLoop, spacecraftLoop } from "#sims/scenarios/reference-loops.ts";

const folder = new URL("../../../loops/", import.meta.url);

/** The example of CONTRACT.md. */
const example = {
  name: "bench", coolant: "water-glycol-50", liquidVolumeM3: 0.002,
  accumulator: { gasVolumeM3: 0.0002, gasPressurePa: 161325, temperatureK: 293.15, polytropicIndex: 1.0, maximumGasVolumeM3: 0.0006 },
  complianceM3PerPa: 0, externalPressurePa: 101325, minimumPressurePa: 120000, dischargeCoefficient: 0.62,
  dischargeCoefficientSigma: 0.05, toleratedLossKgPerS: 0, samplePeriodS: 1, falseAlarmsPerYear: 1,
  sensors: [
    { id: "P1", quantity: "pressure", part: "ms5837-30ba", bus: "I2C1", address: 118, node: "suction", reference: "absolute", noisePa: 30, resolutionPa: 10, driftPaPerDay: 50 },
    { id: "T1", quantity: "temperature", part: "ds18b20", pin: "B3", noiseK: 0.02, resolutionK: 0.0625, driftKPerDay: 0.01 },
  ],
};

type Example = Record<string, unknown> & { sensors: Record<string, unknown>[]; accumulator: Record<string, unknown> };

function refusal(change: (file: Example) => void): string {
  const file = JSON.parse(JSON.stringify(example)) as Example;
  change(file);
  return refusalOf(JSON.stringify(file));
}

function refusalOf(text: string): string {
  try {
    parseLoopFile(text, "x.loop.json");
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).not.toContain("\n");
    return (error as Error).message;
  }
  return "accepted";
}

describe("a loop file", () => {
  it("is read and written out with its coolant", () => {
    const configuration = toConfiguration(parseLoopFile(JSON.stringify(example), "bench.loop.json"));
    expect(configuration.loop!.coolant).toEqual(coolants["water-glycol-50"]);
    const { temperatureK, ...accumulator } = example.accumulator;
    expect(configuration.loop!.accumulator).toEqual({ ...accumulator, gasTemperatureK: temperatureK });
    expect(configuration.sensors).toEqual(example.sensors);
  });

  it("gets every default, and its parts' data sheets, written out", () => {
    const configuration = toConfiguration(parseLoopFile(JSON.stringify({
      name: "short", coolant: "water", liquidVolumeM3: 0.002, accumulator: { gasVolumeM3: 0.0002, gasPressurePa: 161325 },
      sensors: [{ id: "P1", quantity: "pressure", part: "ms5837-30ba", oversampling: 4096 }, { id: "T1", quantity: "temperature", part: "ds18b20" }],
    }), "short.loop.json"));
    expect(configuration).toMatchObject({
      samplePeriodS: 1, falseAlarmsPerYear: 1,
      loop: {
        accumulator: { gasTemperatureK: 293.15, polytropicIndex: 1 }, complianceM3PerPa: 0, complianceSigmaShare: 0.125, externalPressurePa: 101325,
        minimumPressurePa: 2339, dischargeCoefficient: 0.62, dischargeCoefficientSigma: 0.05, toleratedLossKgPerS: 0, pumpRisePa: 0, sensorAbovePa: 0,
      },
      sensors: [
        { bus: "I2C1", address: 118, node: "suction", reference: "absolute", noisePa: 28 },
        { pin: "B3", resolutionK: 0.0625 },
      ],
    });
  });

  it("tells how far the first pressure sensor is above the suction", () => {
    const at = (...where: string[]): number => toConfiguration(parseLoopFile(JSON.stringify({
      ...example, pump: { risePa: 40000, flowM3PerS: 1e-4 }, sensors: [...where.map((node, index) => ({ id: `P${index}`, quantity: "pressure", node })), { id: "T1", quantity: "temperature" }],
    }), "x")).loop!.sensorAbovePa;
    expect([at("suction"), at("middle"), at("discharge"), at("ambient", "discharge")]).toEqual([0, 20000, 40000, 40000]);
  });

  it("leaves noise to commissioning where neither part nor file says it", () => {
    const { sensors } = toConfiguration(parseLoopFile(JSON.stringify({ ...example, sensors: [{ id: "P1", quantity: "pressure" }] }), "x"));
    expect(sensors[0]).toEqual({ id: "P1", quantity: "pressure", part: "recorded", node: "suction", reference: "absolute" });
  });

  it("takes a coolant's own numbers", () => {
    const own = { densityKgPerM3: 800, thermalExpansionPerK: 1e-3, bulkModulusPa: 1e9, vapourPressurePa: 100, referenceTemperatureK: 300 };
    expect(toConfiguration(parseLoopFile(JSON.stringify({ ...example, coolant: own }), "x")).loop!.coolant).toEqual(own);
  });
});

describe("the knob", () => {
  it("goes as far in a loop file as on the board's command line", () => {
    const [least, most] = [parameterLows[Parameter.FalseAlarmsPerYear]!, parameterHighs[Parameter.FalseAlarmsPerYear]!];
    const knobAt = (falseAlarmsPerYear: number): string => refusal((file) => { file.falseAlarmsPerYear = falseAlarmsPerYear; });
    expect([knobAt(least), knobAt(most)]).toEqual(["accepted", "accepted"]);
    expect(knobAt(least / 2)).toContain(`falseAlarmsPerYear is ${least / 2}; it must be ${least} or greater`);
    expect(knobAt(2 * most)).toContain(`falseAlarmsPerYear is ${2 * most}; it must be ${most} or less`);
  });
});

describe("the committed loop files", () => {
  it("are the four reference loops", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".loop.json")).sort();
    const references = ["ammonia.loop.json", "bench.loop.json", "rack.loop.json", "spacecraft.loop.json"];
    // The others belong to the wiring guides.
    expect(files).toEqual([...references, "cheapest.loop.json", "lab.loop.json", "triple-redundant.loop.json"].sort());
    const read = references.map((name) => parseLoopFile(readFileSync(new URL(name, folder), "utf8"), name));
    expect(read).toEqual([ammoniaLoop, benchLoop, rackLoop, spacecraftLoop]);
  });

  it("hold the liquid and gas of the published reference table", () => {
    expect([spacecraftLoop, ammoniaLoop, rackLoop, benchLoop].map((loop) => [loop.liquidVolumeM3, loop.accumulator!.gasVolumeM3, loop.accumulator!.gasPressurePa]))
      .toEqual([[0.0491, 0.004, 196133], [0.12, 0.03, 2e6], [0.018, 0.003, 251325], [0.002, 0.0002, 161325]]);
  });
});

describe("a wrong loop file is refused in one sentence", () => {
  it("naming line and column where it is no JSON", () => {
    expect(refusalOf('{"nope":1')).toMatch(/^x\.loop\.json, line 1, column 10: this is not JSON/);
    expect(refusalOf('{\n  "name": "n",\n  oops\n}')).toMatch(/^x\.loop\.json, line 3, column 3: /);
    expect(refusalOf("")).toMatch(/line 1, column 1/);
    expect(refusalOf("[]")).toMatch(/the file is \[\]; it must be an object/);
  });

  it.each([
    ["a negative volume", (file: Example) => { file.liquidVolumeM3 = -1; }, "x.loop.json: liquidVolumeM3 is -1; it must be greater than 0"],
    ["an unknown key", (file: Example) => { file.liquidVolume = 1; }, 'x.loop.json: the key "liquidVolume" is unknown; did you mean liquidVolumeM3?'],
    ["an unknown key further in", (file: Example) => { file.accumulator.gasVolume = 1; }, 'x.loop.json: the key "gasVolume" in accumulator is unknown; did you mean gasVolumeM3?'],
    ["a key in people's units", (file: Example) => { file.sensors[0]!.noiseMbar = 1; }, 'x.loop.json: the key "noiseMbar" in sensors[0] is unknown; did you mean noisePa?'],
    ["a missing key", (file: Example) => { delete file.coolant; }, "x.loop.json: the key coolant is missing; give one of isooctane-like"],
    ["a text for a number", (file: Example) => { file.liquidVolumeM3 = "2 L"; }, 'x.loop.json: liquidVolumeM3 is "2 L"; it must be a number'],
    ["an unknown quantity", (file: Example) => { file.sensors[0]!.quantity = "presure"; }, 'x.loop.json: sensors[0].quantity is "presure"; did you mean "pressure"? It must be one of pressure, temperature, flow, level'],
    ["no sensors", (file: Example) => { file.sensors = []; }, "x.loop.json: sensors is []; it must NOT have fewer than 1 items"],
    ["no pressure", (file: Example) => { file.sensors.shift(); }, 'x.loop.json: sensors has no pressure of the loop; a leak is judged from one, give it one with "quantity": "pressure"'],
    ["a barometer only", (file: Example) => { file.sensors[0] = { id: "A1", quantity: "pressure", part: "bmp280", node: "ambient" }; }, 'x.loop.json: sensors has no pressure of the loop, only outside it (node "ambient")'],
    ["an unknown coolant", (file: Example) => { file.coolant = "amonia"; }, 'x.loop.json: the coolant "amonia" is unknown; did you mean ammonia?'],
    ["a coolant that every object has", (file: Example) => { file.coolant = "constructor"; }, 'x.loop.json: the coolant "constructor" is unknown'],
    ["a part that every object has", (file: Example) => { file.sensors[0]!.part = "toString"; }, 'x.loop.json: the part "toString" of sensor P1 is unknown'],
    ["negative kelvin", (file: Example) => { file.accumulator.temperatureK = -5; }, "x.loop.json: accumulator.temperatureK is -5; it must be 150 or greater, in kelvin"],
    ["degrees Celsius", (file: Example) => { file.accumulator.temperatureK = 20; }, "x.loop.json: accumulator.temperatureK is 20; it must be 150 or greater, in kelvin: 20 °C is 293.15"],
    ["degrees Celsius of a coolant", (file: Example) => { file.coolant = { densityKgPerM3: 998.2, thermalExpansionPerK: 2.07e-4, bulkModulusPa: 2.18e9, vapourPressurePa: 2339, referenceTemperatureK: 20 }; }, "x.loop.json: coolant.referenceTemperatureK is 20; it must be 150 or greater, in kelvin"],
    ["a temperature at which nothing is liquid", (file: Example) => { file.accumulator.temperatureK = 700; }, "x.loop.json: accumulator.temperatureK is 700; it must be 600 or less"],
    ["a pressure outside that no loop has", (file: Example) => { file.externalPressurePa = 1e9; }, "x.loop.json: externalPressurePa is 1000000000; it must be 100000000 or less"],
    ["a noise that no sensor has", (file: Example) => { file.sensors[0]!.noisePa = 1e9; }, "x.loop.json: sensors[0].noisePa is 1000000000; it must be 1000000 or less"],
    ["a drift that no sensor has", (file: Example) => { file.sensors[0]!.driftPaPerDay = 1e7; }, "x.loop.json: sensors[0].driftPaPerDay is 10000000; it must be 1000000 or less"],
    ["a drift that no thermometer has", (file: Example) => { file.sensors[1]!.driftKPerDay = 11; }, "x.loop.json: sensors[1].driftKPerDay is 11; it must be 10 or less"],
    ["an unknown part", (file: Example) => { file.sensors[0]!.part = "ms5837"; }, 'x.loop.json: the part "ms5837" of sensor P1 is unknown; did you mean ms5837-30ba?'],
    ["a part that does not measure it", (file: Example) => { file.sensors[0]!.part = "ds18b20"; }, "x.loop.json: the part ds18b20 of sensor P1 measures temperature, not pressure"],
    ["a part that ends below the loop's pressure", (file: Example) => { file.accumulator.gasPressurePa = 251325; file.sensors[0]!.part = "ms5837-02ba"; }, "x.loop.json: sensor P1 would see 251325 Pa, but the part ms5837-02ba ends at 200000 Pa"],
    ["two sensors of one name", (file: Example) => { file.sensors[1]!.id = "P1"; }, "x.loop.json: two sensors are called P1"],
    ["two parts on one address", (file: Example) => { file.sensors.push({ ...file.sensors[0], id: "P2" }); }, "x.loop.json: sensors P1 and P2 are both on I2C1 address 118"],
    ["two thermometers on one address", (file: Example) => { for (const id of ["T2", "T3"]) file.sensors.push({ id, quantity: "temperature", part: "tmp117" }); }, "x.loop.json: sensors T2 and T3 are both on I2C1 address 72"],
    ["a pin used twice", (file: Example) => { file.sensors.push({ ...file.sensors[1], id: "T2" }); }, "x.loop.json: sensors T1 and T2 are both on pin B3"],
  ])("%s", (_what, change, sentence) => {
    expect(refusal(change)).toContain(sentence);
  });

  it.each([
    ["no gas and nothing that gives way", (file: Example) => { delete (file as Partial<Example>).accumulator; }, "no gas and no compressibility but its liquid's: one kelvin would move it by 1.35 MPa"],
    ["boiling at the start", (file: Example) => { file.coolant = "ammonia"; }, "the loop starts at 161325 Pa, not above its coolant's vapour pressure of 857500 Pa: it would boil"],
    ["an accumulator beyond its stop", (file: Example) => { file.accumulator.maximumGasVolumeM3 = 0.0001; }, "its stop, and must be greater than gasVolumeM3 (0.0002)"],
    ["a pump that cavitates from the start", (file: Example) => { file.minimumPressurePa = 170000; }, "the pump would cavitate from the start"],
    ["hoses that take up the whole loop", (file: Example) => { file.complianceM3PerPa = 1; }, "complianceM3PerPa is 1: 1000 Pa would push all liquid into hoses and walls; it must be 0.000002 or less"],
    ["a tolerated loss that empties it within an hour", (file: Example) => { file.toleratedLossKgPerS = 10; }, "toleratedLossKgPerS is 10: the loop would be empty within an hour, and nothing said; it must be 0.000592 or less"],
    ["a liquid stiffer than diamond", (file: Example) => { file.coolant = { densityKgPerM3: 1, thermalExpansionPerK: 0, bulkModulusPa: 5e12, vapourPressurePa: 0, referenceTemperatureK: 300 }; }, "no liquid is that stiff"],
  ])("a loop that cannot be: %s", (_what, change, sentence) => {
    expect(refusal(change)).toContain(sentence);
  });
});
