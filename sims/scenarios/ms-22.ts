import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

/**
 * After the loss of the coolant of Soyuz MS-22 on 15 December 2022: docked at 420 km, the loop at 2 kgf/cm², its
 * accumulator three litres short of its stop; the impact leaves 0.8 mm in a radiator pipe. Some six and a half minutes
 * later the pump's limit of 120 kPa is reached, after eight the accumulator's stop, and for the rest of three hours the
 * coolant sprays out at its vapour pressure. What was seen from outside is public; the telemetry, the accumulator and
 * the thermal behaviour are not, and are assumed.
 */
export const ms22: Scenario = {
  name: "ms-22",
  title: "A micrometeoroid holes the radiator of a docked spacecraft",
  must: "raise a leak alarm within seconds, and tell hole, rate, time to the pump's limit and time to empty before the limit is reached",
  mustNot: "alarm in the orbits before the impact, nor take the collapse behind the accumulator's stop for a sensor fault that ends the alarm",
  durationS: 39600,
  commissionedByS: 17600,
  loop: spacecraftLoop,
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [{ kind: "hole", onsetS: 28800, node: "middle", diameterM: 0.0008 }],
};
