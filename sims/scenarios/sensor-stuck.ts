import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const sensorStuck: Scenario = {
  name: "sensor-stuck",
  title: "The pressure sensor freezes at its last reading",
  must: "report the pressure sensor stuck within a minute, and say that it no longer watches",
  mustNot: "raise a leak alarm when the temperature moves on and the pressure does not",
  durationS: 51600,
  commissionedByS: 17600,
  loop: spacecraftLoop,
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [{ kind: "sensor-stuck", onsetS: 28800, endS: 40800, sensor: "P1" }],
};
