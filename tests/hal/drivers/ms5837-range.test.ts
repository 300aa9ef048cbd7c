import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ms5837, ms5611, ms5803With14Bar, ms5837With2Bar, ms5837With30Bar } from "#hal/drivers/ms5837.ts";
import { SensorBench } from "./sensor-bench.ts";

describe.each([
  ["ms5837-30ba", ms5837With30Bar, 0, 3e6, 10],
  ["ms5837-02ba", ms5837With2Bar, 1000, 200000, 1],
  ["ms5611", ms5611, 1000, 120000, 1],
  ["ms5803-14ba", ms5803With14Bar, 0, 1.4e6, 10],
] as const)("driver and emulator of the %s", (name, model, lowPa, highPa, resolutionPa) => {
  it("agree within a digit over the whole range and from −40 to 85 °C, without a violation", () => {
    fc.assert(
      fc.property(fc.double({ min: lowPa, max: highPa, noNaN: true }), fc.double({ min: 233.15, max: 358.15, noNaN: true }), (pressurePa, temperatureK) => {
        const bench = new SensorBench();
        const part = bench.pressurePart(name);
        bench.plant.pressure = pressurePa;
        bench.plant.temperature = temperatureK;
        const sample = bench.last(new Ms5837({ id: "P", part: name, bus: "I2C1" }, bench.hal, model), 2);
        expect(sample.fault).toBe(0);
        expect(Math.abs(sample.pressurePa! - pressurePa)).toBeLessThan(resolutionPa);
        expect(Math.abs(sample.temperatureK! - temperatureK)).toBeLessThan(0.01);
        expect(part.violations).toBe(0);
      }),
    );
  });
});
