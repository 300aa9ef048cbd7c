import { Fault } from "#hal/types.ts";
import type { Hal, Sample, Sensor, SensorOptions } from "#hal/types.ts";
import { Ads1115Transmitter, type Ads1115Options } from "./ads1115.ts";
import { Bmp280 } from "./bmp280.ts";
import { Ds18b20 } from "./ds18b20.ts";
import { Honeywell, type HoneywellOptions } from "./honeywell.ts";
import { LevelSwitch } from "./level-switch.ts";
import { Max31865, type Max31865Options } from "./max31865.ts";
import { Ms5837, ms5611, ms5803With14Bar, ms5837With2Bar, ms5837With30Bar } from "./ms5837.ts";
import { Ntc } from "./ntc.ts";
import type { HalWithPins } from "./pins.ts";
import { PulseFlow } from "./pulse-flow.ts";
import { Tmp117 } from "./tmp117.ts";

// Defined where a bundle leaves a driver out; where none is, as on the host, there are all of them.
declare const __WITHOUT_MS5837_30BA__: true, __WITHOUT_MS5837_02BA__: true, __WITHOUT_MS5611__: true, __WITHOUT_MS5803_14BA__: true;
declare const __WITHOUT_DS18B20__: true, __WITHOUT_TMP117__: true, __WITHOUT_BMP280__: true, __WITHOUT_MAX31865__: true;
declare const __WITHOUT_ADS1115__: true, __WITHOUT_HONEYWELL__: true, __WITHOUT_NTC__: true, __WITHOUT_PULSE_FLOW__: true, __WITHOUT_LEVEL_SWITCH__: true;

/**
 * The parts that this build can read.
 * @param options  entry of the configuration's `sensors`
 * @returns its driver; for a part that the build does not hold, one that only ever says `id`
 */
export function makeSensor(options: SensorOptions, hal: Hal): Sensor {
  const part = options.part;
  const pins = hal as HalWithPins;
  if (typeof __WITHOUT_MS5837_30BA__ === "undefined" && part === "ms5837-30ba") return new Ms5837(options, hal, ms5837With30Bar);
  if (typeof __WITHOUT_MS5837_02BA__ === "undefined" && part === "ms5837-02ba") return new Ms5837(options, hal, ms5837With2Bar);
  if (typeof __WITHOUT_MS5611__ === "undefined" && part === "ms5611") return new Ms5837(options, hal, ms5611);
  if (typeof __WITHOUT_MS5803_14BA__ === "undefined" && part === "ms5803-14ba") return new Ms5837(options, hal, ms5803With14Bar);
  if (typeof __WITHOUT_DS18B20__ === "undefined" && part === "ds18b20") return new Ds18b20(options, hal);
  if (typeof __WITHOUT_TMP117__ === "undefined" && part === "tmp117") return new Tmp117(options, hal);
  if (typeof __WITHOUT_BMP280__ === "undefined" && part === "bmp280") return new Bmp280(options, hal);
  if (typeof __WITHOUT_MAX31865__ === "undefined" && part === "max31865") return new Max31865(options as Max31865Options, pins);
  if (typeof __WITHOUT_ADS1115__ === "undefined" && part === "ads1115") return new Ads1115Transmitter(options as Ads1115Options, hal);
  if (typeof __WITHOUT_HONEYWELL__ === "undefined" && part === "honeywell") return new Honeywell(options as HoneywellOptions, hal);
  if (typeof __WITHOUT_NTC__ === "undefined" && part === "ntc") return new Ntc(options, pins);
  if (typeof __WITHOUT_PULSE_FLOW__ === "undefined" && part === "pulse-flow") return new PulseFlow(options, pins);
  if (typeof __WITHOUT_LEVEL_SWITCH__ === "undefined" && part === "level-switch") return new LevelSwitch(options, pins);
  const done = (): number => 0;
  const sample = (): Sample => ({ pressurePa: NaN, temperatureK: NaN, fault: Fault.Id, raw: 0 });
  return { start: done, poll: done, sample, close: done };
}
