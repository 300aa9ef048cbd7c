import { describe, expect, it } from "vitest";
import { Fault as Code } from "#hal/types.ts";
import type { Fault } from "#sims/faults/fault.ts";
import { InputError } from "#sims/input-error.ts";
import type { LoopFile, LoopFileSensor } from "#sims/loop/loop-file.ts";
import { scenarioByName } from "#sims/scenarios/scenarios.ts";
import { Simulation } from "#sims/simulation.ts";
import { Listener } from "#tests/firmware/monitor-bench.ts";

const base = scenarioByName("pump-toggle");
const onsetS = 600;
const runS = 900;

type Part = Omit<LoopFileSensor, "id">;

const usualPressure: Part = { quantity: "pressure", part: "ms5837-30ba" };
const usualTemperature: Part = { quantity: "temperature", part: "ds18b20", pin: "B3" };
const transmitter = { quantity: "pressure", lowPa: 0, highPa: 400000, noisePa: 40, resolutionPa: 31.25, driftPaPerDay: 1 } as const;

/** Kinds of part beside the reference loops' own: how far one reading may be off (Pa, K), and codes of its faults. */
const parts: [string, Part, number, Partial<Record<"wire-cut" | "wire-short" | "data-path", number[]>>][] = [
  ["MS5803-14BA", { quantity: "pressure", part: "ms5803-14ba" }, 150, { "wire-cut": [Code.Absent, Code.Nack], "wire-short": [Code.Absent, Code.Nack, Code.Short] }],
  ["Honeywell, transfer function A", { ...transmitter, part: "honeywell" }, 250, { "wire-cut": [Code.Absent, Code.Nack], "wire-short": [Code.Absent, Code.Nack], "data-path": [Code.Saturated, Code.OutOfRange] }],
  ["Honeywell, transfer function F", { ...transmitter, part: "honeywell", transferFunction: "F" }, 250, {}],
  ["4–20 mA on an ADS1115", { ...transmitter, part: "ads1115", channel: 2, shuntOhm: 150 }, 250, { "wire-cut": [Code.OpenWire], "wire-short": [Code.Absent, Code.Nack] }],
  ["ratiometric on an ADS1115", { ...transmitter, part: "ads1115", channel: 0, supplyChannel: 3 }, 250, { "wire-cut": [Code.OpenWire] }],
  ["TMP117", { quantity: "temperature", part: "tmp117" }, 0.15, { "wire-cut": [Code.Absent, Code.Nack] }],
  // Outside, where its pressure is within its range; and what is outside is not watched for faults.
  ["BMP280 as a thermometer", { quantity: "temperature", part: "bmp280", node: "ambient" }, 0.15, {}],
  ["PT100 on a MAX31865", { quantity: "temperature", part: "max31865", bus: "SPI1", chipSelect: "A4" }, 0.2, { "wire-cut": [Code.Absent], "wire-short": [Code.Absent], "data-path": [Code.OpenWire] }],
  ["PT1000 on a MAX31865", { quantity: "temperature", part: "max31865", bus: "SPI1", chipSelect: "A4", referenceOhm: 4300, zeroOhm: 1000 }, 0.2, {}],
  ["NTC", { quantity: "temperature", part: "ntc", pin: "A5" }, 0.3, { "wire-cut": [Code.OpenWire], "wire-short": [Code.Short] }],
  ["NTC at the supply, by Steinhart and Hart", { quantity: "temperature", part: "ntc", pin: "A5", isHighSide: true, seriesOhm: 4700, steinhartHart: [1.129148e-3, 2.34125e-4, 8.76741e-8] }, 0.3, { "wire-cut": [Code.OpenWire], "wire-short": [Code.Short] }],
];

function loopWith(part: Part, others: readonly LoopFileSensor[] = []): LoopFile {
  const sensors = part.quantity === "pressure" ? [{ id: "X1", ...part }, { id: "T1", ...usualTemperature }] : [{ id: "P1", ...usualPressure }, { id: "X1", ...part }];
  return { ...base.loop, sensors: [...sensors, ...others] };
}

function simulate(loop: LoopFile, faults: Fault[] = []): { simulation: Simulation; listener: Listener } {
  const listener = new Listener();
  const simulation = new Simulation({ scenario: { ...base, loop, faults, pump: { onsetS, onS: 1, offS: 1e6 } }, seed: 5, onLine: listener.write });
  return { simulation, listener };
}

describe.each(parts)("a simulated %s", (_name, part, tolerance, codes) => {
  const own = part.quantity === "pressure" ? 0 : 1;

  it("reads what the loop has, through its driver", () => {
    const { simulation, listener } = simulate(loopWith(part));
    simulation.runUntil(runS);
    expect(listener.events("sensor-fault")).toEqual([]);
    const truth = part.quantity === "pressure" ? simulation.pressurePa : simulation.temperatureK;
    expect(Math.abs(simulation.monitor.readings[own]! - truth)).toBeLessThan(tolerance);
  });

  it("stands still when it is stuck", () => {
    const { simulation } = simulate(loopWith(part), [{ kind: "sensor-stuck", sensor: "X1", onsetS }]);
    simulation.runUntil(onsetS + 5);
    const raws = new Set<number>();
    for (let second = 6; second < 60; second++) {
      simulation.runUntil(onsetS + second);
      raws.add(simulation.monitor.raws[own]!);
    }
    expect(raws.size).toBe(1);
  });

  it.each(Object.entries(codes) as ["wire-cut", number[]][])("says so at a %s, and is well again after it", (kind, expected) => {
    const fault = { onsetS, endS: onsetS + 100, ...(kind !== ("data-path" as string) && { sensor: "X1" }), kind } as Fault;
    const { simulation, listener } = simulate(loopWith(part), [fault]);
    simulation.runUntil(runS);
    const named = listener.events("sensor-fault").filter((event) => event.sensor === own);
    expect(expected).toContain(named[0]?.code);
    expect(named[0]!.timeS).toBeLessThan(onsetS + 10);
    expect(listener.events("sensor-recovered").some((event) => event.sensor === own)).toBe(true);
  });
});

describe("sensors that cannot be simulated are refused in a sentence", () => {
  const second = (others: readonly LoopFileSensor[]) => (): unknown => simulate(loopWith(usualTemperature, others));

  it.each<[string, LoopFileSensor[], string]>([
    ["two parts at one address", [{ id: "T2", quantity: "temperature", part: "tmp117" }, { id: "T3", quantity: "temperature", part: "tmp117", bus: "I2C1", address: 0x48 }], "sensors T2 and T3 are both on I2C1 address 72; give one of them another place"],
    ["another part at a converter's address", [{ id: "T2", quantity: "temperature", part: "tmp117" }, { id: "P2", ...transmitter, part: "ads1115", channel: 0 }], "sensors T2 and P2 are both on I2C1 address 72"],
    ["two transmitters on one channel", [{ id: "P2", ...transmitter, part: "ads1115", channel: 0 }, { id: "P3", ...transmitter, part: "ads1115", channel: 0 }], "sensors P2 and P3 are both on I2C1 address 72, channel 0"],
    ["two parts with one chip select", [{ id: "T2", quantity: "temperature", part: "max31865", chipSelect: "A4" }, { id: "T3", quantity: "temperature", part: "max31865", chipSelect: "A4" }], "sensors T2 and T3 are both on pin A4"],
    ["a thermistor without a pin", [{ id: "T2", quantity: "temperature", part: "ntc" }], "sensor T2 (ntc) needs pin, for which there is no default"],
    ["a transmitter without a span", [{ id: "P2", quantity: "pressure", part: "honeywell" }], "sensor P2 (honeywell) needs lowPa"],
    ["a converter that is to measure temperature", [{ id: "T2", quantity: "temperature", part: "ads1115", channel: 0, lowPa: 0, highPa: 1 }], "sensor T2 is to measure temperature, but the driver of the ads1115 reads pressure transmitters only"],
  ])("%s", (_, others, sentence) => {
    expect(second(others)).toThrow(InputError);
    expect(second(others)).toThrow(sentence);
  });

  it("but for two transmitters on channels of one converter", () => {
    expect(second([{ id: "P2", ...transmitter, part: "ads1115", channel: 0 }, { id: "P3", ...transmitter, part: "ads1115", channel: 1 }])).not.toThrow();
  });
});

describe("a simulated flow meter", () => {
  it("reads what the pump moves, and nothing once it has stopped", () => {
    const { simulation } = simulate(loopWith({ ...usualTemperature }, [{ id: "F1", quantity: "flow", part: "pulse-flow", pin: "A0" }]));
    simulation.runUntil(onsetS - 1);
    expect(simulation.monitor.readings[2]).toBeCloseTo(base.loop.pump!.flowM3PerS, 5);
    simulation.runUntil(runS);
    expect(simulation.monitor.readings[2]).toBe(0);
  });
});

describe("a simulated level switch", () => {
  it.each([false, true])("falls when a twentieth of the liquid is gone; supervised: %s", (isSupervised) => {
    const massKg = base.loop.liquidVolumeM3 * 1000;
    const { simulation } = simulate(loopWith({ ...usualTemperature }, [{ id: "L1", quantity: "level", part: "level-switch", pin: "A1", isSupervised }]), [
      { kind: "bleed", onsetS, endS: onsetS + 60, massKg: 0.1 * massKg },
    ]);
    const { raws, readings } = simulation.monitor;
    simulation.runUntil(onsetS - 1);
    const above = raws[2]!;
    expect(readings[2]).toBe(1);
    simulation.runUntil(runS);
    expect(readings[2]).toBe(0);
    expect([above, raws[2]]).toEqual(isSupervised ? [32768, Math.round(0.8 * 65536)] : [1, 0]);
  });
});
