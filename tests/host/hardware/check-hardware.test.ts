import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { esp32 } from "#hal/espruino/boards/esp32.ts";
import { espruinoPico } from "#hal/espruino/boards/espruino-pico.ts";
import { linux } from "#hal/espruino/boards/linux.ts";
import { nucleoF411re } from "#hal/espruino/boards/nucleo-f411re.ts";
import { puck } from "#hal/espruino/boards/puck.ts";
import { rpiPico } from "#hal/espruino/boards/rpi-pico.ts";
import { chooseBoard } from "#host/hardware/board-choice.ts";
import { checkHardware, requireHardware } from "#host/hardware/check-hardware.ts";
import { partHardware } from "#host/hardware/part-hardware.ts";
import { InputError } from "#sims/input-error.ts";
import { parseLoopFile, type LoopFile, type LoopFileSensor } from "#sims/loop/loop-file.ts";
import { partData } from "#sims/loop/part-data.ts";

const bench = parseLoopFile(readFileSync("loops/bench.loop.json", "utf8"), "bench");
const pressure: LoopFileSensor = { id: "P1", quantity: "pressure", part: "ms5837-30ba", bus: "I2C1" };
const temperature: LoopFileSensor = { id: "T1", quantity: "temperature", part: "ds18b20", pin: "B3" };

function loopWith(...sensors: LoopFileSensor[]): LoopFile {
  return { ...bench, sensors };
}

describe("the hardware check", () => {
  it("lets the bench through on a Pico, and on the Linux build, where names are only names", () => {
    for (const board of [espruinoPico, linux]) expect(checkHardware(bench, board)).toEqual([]);
  });

  it("lets the triple-redundant bench through on a Pico: three buses, three principles each", () => {
    const triple = loopWith(
      { ...pressure, id: "P1" }, { id: "P2", quantity: "pressure", part: "honeywell", bus: "I2C3", lowPa: 0, highPa: 1e6 },
      { id: "P3", quantity: "pressure", part: "ads1115", bus: "I2C3", address: 0x49, channel: 0, lowPa: 0, highPa: 1e6 },
      { id: "T1", quantity: "temperature", part: "max31865", bus: "SPI2", chipSelect: "B1" }, { id: "T2", quantity: "temperature", part: "tmp117", bus: "I2C1" },
      { id: "T3", quantity: "temperature", part: "ds18b20", pin: "B3" },
    );
    expect(checkHardware(triple, espruinoPico)).toEqual([]);
  });

  it("refuses a sample period shorter than a part takes for a reading", () => {
    expect(checkHardware({ ...bench, samplePeriodS: 0.5 }, espruinoPico)).toEqual(["sensor T1 (ds18b20) takes 0.75 s for a reading, longer than samplePeriodS (0.5)"]);
    expect(checkHardware({ ...bench, samplePeriodS: 0.75 }, espruinoPico)).toEqual([]);
  });

  it.each<[string, LoopFileSensor[], RegExp]>([
    ["an unknown part, with the nearest", [{ ...pressure, part: "ms5837-03ba" }], /no driver for the part "ms5837-03ba" of sensor P1; did you mean ms5837-0?3?0?2?ba/],
    ["a sensor without a part", [{ id: "P1", quantity: "pressure" }], /sensor P1 names no part/],
    ["two parts on one address of one bus", [pressure, { ...pressure, id: "P2" }], /sensors P1 and P2 are both at I2C1 address 118; give one of them another place/],
    ["a barometer set to the pressure sensor's address", [pressure, { id: "A1", quantity: "pressure", part: "bmp280", address: 0x76, node: "ambient" }], /P1 and A1 are both at I2C1 address 118/],
    ["an address that the part cannot have", [{ ...pressure, address: 0x77 }], /sensor P1 is at address 119, where no ms5837-30ba can be; it has 118/],
    ["one channel of a converter twice", [
      { id: "P1", quantity: "pressure", part: "ads1115", channel: 1, lowPa: 0, highPa: 1e6 }, { id: "P2", quantity: "pressure", part: "ads1115", channel: 1, lowPa: 0, highPa: 1e6 },
    ], /both at I2C1 address 72, channel 1/],
    ["a pin used twice", [temperature, { id: "T2", quantity: "temperature", part: "ntc", pin: "B3" }], /pin B3 is used by both T1 and T2/],
    ["a pin that a bus in use takes", [{ ...pressure, bus: "I2C2" }, temperature], /pin B3 is used by both I2C2 \(P1\) and T1/],
    ["two buses on one pin", [{ ...pressure, bus: "I2C3" }, { id: "T2", quantity: "temperature", part: "max31865", bus: "SPI3", chipSelect: "B1" }], /pin B4 is used by both I2C3 \(P1\) and SPI3 \(T2\)/],
    ["a pin that the board lacks", [{ ...temperature, pin: "D3" }], /Espruino Pico has no pin D3, which T1 is on; free are A0, /],
    ["a pin that the board needs", [{ ...temperature, pin: "B2" }], /pin B2 of T1 belongs to LED1 on Espruino Pico/],
    ["a bus that the board lacks", [{ ...pressure, bus: "I2C4" }], /sensor P1 is on I2C4, which Espruino Pico does not have; right would be I2C1, I2C2, I2C3/],
    ["a thermistor on a pin without a converter", [{ id: "T1", quantity: "temperature", part: "ntc", pin: "B10" }], /pin B10 of T1 cannot read a voltage/],
    ["two thermometers on one pin that are not told apart", [temperature, { ...temperature, id: "T2", rom: "28aabbccddeeff01" }], /both on pin B3; give each its rom, T1 has none/],
    ["the same thermometer twice", [{ ...temperature, rom: "28AABBCCDDEEFF01" }, { ...temperature, id: "T2", rom: "28aabbccddeeff01" }], /both on pin B3 with rom/],
    ["flow meters on one interrupt of an STM32", [
      { id: "F1", quantity: "flow", part: "pulse-flow", pin: "A1" }, { id: "F2", quantity: "flow", part: "pulse-flow", pin: "B1" },
    ], /pins A1 and B1 \(F2\) have one interrupt between them/],
    ["a transmitter without its span", [{ id: "P1", quantity: "pressure", part: "honeywell" }], /sensor P1 \(honeywell\) needs lowPa/],
    ["a converter that is to measure a temperature", [{ id: "T1", quantity: "temperature", part: "ads1115", channel: 0, lowPa: 0, highPa: 1 }], /reads pressure transmitters only/],
  ])("refuses %s", (_what, sensors, sentence) => {
    expect(checkHardware(loopWith(...sensors), espruinoPico).join("\n")).toMatch(sentence);
  });

  it("lets several thermometers share a pin where each is called by its ROM code, and channels a converter", () => {
    const sensors: LoopFileSensor[] = [
      { ...temperature, rom: "28aabbccddeeff01" }, { ...temperature, id: "T2", rom: "28aabbccddeeff02" },
      { id: "P1", quantity: "pressure", part: "ads1115", channel: 0, lowPa: 0, highPa: 1e6 }, { id: "P2", quantity: "pressure", part: "ads1115", channel: 1, lowPa: 0, highPa: 1e6 },
    ];
    expect(checkHardware(loopWith(...sensors), espruinoPico)).toEqual([]);
  });

  it("keeps sensors off a telemetry port's pins", () => {
    expect(checkHardware(loopWith({ ...temperature, pin: "D28" }), puck).join()).toMatch(/pin D28 is used by both telemetry \(Serial1\) and T1/);
    expect(checkHardware(loopWith({ ...temperature, pin: "A2" }), nucleoF411re).join()).toMatch(/pin A2 is used by both telemetry \(Serial2\) and T1/);
  });

  it("lets no line be driven by a pin that is an input only", () => {
    expect(checkHardware(loopWith({ ...temperature, pin: "D34" }), esp32).join()).toMatch(/pin D34 of T1 can neither drive a line nor pull it up on ESP32/);
    expect(checkHardware(loopWith({ id: "T1", quantity: "temperature", part: "ntc", pin: "D34" }), esp32)).toEqual([]);
  });

  it("wants a Puck's thermometer on a pin of a Puck", () => {
    expect(checkHardware(bench, puck)).toEqual([expect.stringMatching(/Puck\.js has no pin B3, which T1 is on; free are D1, D2,/)]);
    expect(checkHardware(loopWith(pressure, { ...temperature, pin: "D1" }), puck)).toEqual([]);
  });

  it("knows each part that has data, and no other", () => {
    expect(Object.keys(partHardware).sort()).toEqual(Object.keys(partData).sort());
  });
});

describe("a sensor's range", () => {
  it("must cover the loop's pressures with a tenth to spare", () => {
    // The bench starts at 161,325 Pa and ends at 120,000: from 108,000 to 177,458.
    const between = (lowPa: number, highPa: number): string[] => checkHardware(loopWith({ id: "P1", quantity: "pressure", part: "honeywell", lowPa, highPa }), rpiPico);
    expect(between(108000, 177458)).toEqual([]);
    expect(between(108000, 177000).join()).toMatch(/reads 108000 to 177000 Pa, but this loop takes it from 108000 to 177458 Pa \(absolute/);
    expect(between(109000, 177458)).toHaveLength(1);
    expect(between(200000, 100000).join()).toMatch(/highPa must be above lowPa/);
  });

  it("is a barometer's only outside the loop", () => {
    const barometer: LoopFileSensor = { id: "P1", quantity: "pressure", part: "bmp280" };
    expect(checkHardware(loopWith(barometer), rpiPico).join()).toMatch(/P1 \(bmp280\) reads 30000 to 110000 Pa/);
    expect(checkHardware(loopWith({ ...barometer, node: "ambient" }), rpiPico)).toEqual([]);
  });

  it("is a gauge sensor's above what it is told of the outside, and grows with the pump behind it", () => {
    const gauge: LoopFileSensor = { id: "P1", quantity: "pressure", part: "honeywell", reference: "gauge", lowPa: 0, highPa: 80000 };
    expect(checkHardware(loopWith(gauge), rpiPico)).toEqual([]);
    const behindPump = { ...loopWith({ ...gauge, node: "discharge" }), pump: { risePa: 50000, flowM3PerS: 1e-4 } };
    expect(checkHardware(behindPump, rpiPico)).toEqual([expect.stringMatching(/gauge/)]);
  });
});

describe("what is refused", () => {
  it("is one sentence that names file, board and how much more there is", () => {
    const loop = loopWith({ ...pressure, bus: "I2C7" }, { ...temperature, pin: "Z9" });
    expect(() => requireHardware(loop, espruinoPico, "lab.loop.json")).toThrow(InputError);
    expect(() => requireHardware(loop, espruinoPico, "lab.loop.json")).toThrow(/^lab\.loop\.json on espruino-pico: sensor P1 is on I2C7.* \(and 1 more\)$/);
    expect(() => requireHardware(bench, espruinoPico, "bench")).not.toThrow();
  });

  it("is a board's unknown name, with the nearest", () => {
    expect(() => chooseBoard("rpi-picco2")).toThrow(/the board "rpi-picco2" is unknown; did you mean rpi-pico2\?/);
    expect(chooseBoard("PUCK").board).toBe(puck);
    expect(chooseBoard("Pico")).toMatchObject({ board: espruinoPico, note: expect.stringContaining("rpi-pico") as string });
  });
});
