import { describe, expect, it } from "vitest";
import { Max31865 } from "#hal/drivers/max31865.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { EmulatedMax31865, platinumOhm } from "#hal/simulated/parts/max31865.ts";
import { SimulatedHalWithPins } from "#hal/simulated/simulated-pins.ts";
import { Fault } from "#hal/types.ts";
import { codesOf, runCycles, StillPlant } from "./sensor-bench.ts";

function connect(referenceOhm = 430, zeroOhm = 100): { part: EmulatedMax31865; plant: StillPlant; sensor: Max31865; clock: VirtualClock } {
  const clock = new VirtualClock();
  const plant = new StillPlant();
  const part = new EmulatedMax31865(plant, "suction", referenceOhm, zeroOhm);
  const hal = new SimulatedHalWithPins({ clock, spi: { B5: part } });
  return { part, plant, clock, sensor: new Max31865({ id: "T", part: "max31865", chipSelect: "B5", referenceOhm, zeroOhm }, hal) };
}

describe("a PT100 on a MAX31865", () => {
  it.each([
    [-50, 80.3063, 6120],
    [0, 100, 7620],
    [25, 109.7347, 8362],
    [50, 119.3971, 9099],
    [80, 130.8968, 9975],
    [100, 138.5055, 10555],
    [150, 157.3251, 11989],
  ])("at %f °C has %f Ω, counts %i over 430 Ω, and reads back within a count", (celsius, ohm, count) => {
    expect(platinumOhm(celsius, 100)).toBeCloseTo(ohm, 3);
    const { part, plant, sensor, clock } = connect();
    plant.temperature = 273.15 + celsius;
    const sample = runCycles(clock, sensor, 4).at(-1)!;
    expect(sample).toMatchObject({ fault: Fault.None, raw: count });
    expect(Math.abs(sample.temperatureK! - 273.15 - celsius)).toBeLessThan(0.02);
    expect(part.lastViolation).toBe("");
  });

  it.each([
    [-50, 6579],
    [0, 8192],
    [50, 9781],
    [100, 11346],
    [200, 14406],
  ])("at %f °C counts %i over 400 Ω, the data sheet's table 9", (celsius, count) => {
    const { plant, sensor, clock } = connect(400);
    plant.temperature = 273.15 + celsius;
    expect(runCycles(clock, sensor, 4).at(-1)!.raw).toBe(count);
  });

  it("is read as a PT1000 with ten times the resistances", () => {
    const { sensor, clock } = connect(4300, 1000);
    expect(runCycles(clock, sensor, 4).at(-1)!.temperatureK).toBeCloseTo(293.15, 1);
  });

  it("gives a sample in every cycle of a second but the first, its wires looked at on the way", () => {
    const { part, sensor, clock } = connect();
    const samples = runCycles(clock, sensor, 40);
    expect(samples[0]).toBeUndefined();
    expect(codesOf(samples.slice(1))).toBe("none");
    expect(part.lastViolation).toBe("");
  });

  it.each([
    ["open", "open-wire"],
    ["short", "short"],
    ["overvoltage", "status-bits"],
    ["force-open", "open-wire"],
  ] as const)("with its wiring %s says %s within 12 seconds, and is well again afterwards", (wiring, code) => {
    const { part, sensor, clock } = connect();
    runCycles(clock, sensor, 5);
    part.wiring = wiring;
    const samples = runCycles(clock, sensor, 12);
    expect(codesOf(samples)).toContain(code);
    for (const sample of samples) if (sample?.fault) expect(sample.temperatureK).toBeNaN();
    part.wiring = "ok";
    expect(runCycles(clock, sensor, 65).at(-1)).toMatchObject({ fault: Fault.None });
  });

  it("notices a brown-out, which leaves the bias off, and sets it up again", () => {
    const { part, sensor, clock } = connect();
    runCycles(clock, sensor, 5);
    part.brownOut();
    expect(codesOf(runCycles(clock, sensor, 6))).toBe("reset not-ready none");
  });

  it.each([0, 255] as const)("on a line that reads %i is absent, not −242 °C", (openLine) => {
    const clock = new VirtualClock();
    const hal = new SimulatedHalWithPins({ clock, openLine });
    const sensor = new Max31865({ id: "T", part: "max31865", chipSelect: "B5" }, hal);
    expect(codesOf(runCycles(clock, sensor, 100))).toBe("absent");
  });
});
