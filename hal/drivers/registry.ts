import { Fault } from "#hal/types.ts";
import type { Hal, Sample, Sensor, SensorOptions } from "#hal/types.ts";
import { Ds18b20 } from "./ds18b20.ts";
import { Ms5837, ms5837With2Bar, ms5837With30Bar } from "./ms5837.ts";

/**
 * The parts that this build can read.
 * @param options  entry of the configuration's `sensors`
 * @returns its driver; for a part that the build does not hold, one that only ever says `id`
 */
export function makeSensor(options: SensorOptions, hal: Hal): Sensor {
  const part = options.part;
  if (part === "ms5837-30ba") return new Ms5837(options, hal, ms5837With30Bar);
  if (part === "ms5837-02ba") return new Ms5837(options, hal, ms5837With2Bar);
  if (part === "ds18b20") return new Ds18b20(options, hal);
  const done = (): number => 0;
  const sample = (): Sample => ({ pressurePa: NaN, temperatureK: NaN, fault: Fault.Id, raw: 0 });
  return { start: done, poll: done, sample, close: done };
}
