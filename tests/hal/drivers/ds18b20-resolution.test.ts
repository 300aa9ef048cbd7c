import { describe, expect, it } from "vitest";
import { Ds18b20 } from "#hal/drivers/ds18b20.ts";
import { SensorBench } from "./sensor-bench.ts";

describe("a DS18B20's resolution", () => {
  it.each([9, 10, 11, 12])("of %i bits is read as it is set, its undefined bits left out", (bits) => {
    const bench = new SensorBench();
    bench.temperaturePart({ bits });
    bench.plant.temperature = 300;
    const stepK = 0.0625 * 2 ** (12 - bits);
    const sample = bench.last(new Ds18b20({ id: "T1", part: "ds18b20", pin: "B3" }, bench.hal), 3);
    expect(Math.abs(sample.temperatureK! - 300)).toBeLessThanOrEqual(stepK);
    expect((sample.temperatureK! - 273.15) % stepK).toBeCloseTo(0, 6);
  });
});
