import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const sensorDrift: Scenario = {
  name: "sensor-drift",
  title: "The only pressure sensor drifts downwards, within what its maker admits",
  must: "stay nominal: the stated drift could feign all of the loss",
  mustNot: "raise a leak alarm",
  durationS: 288000,
  commissionedByS: 17600,
  loop: {
    ...spacecraftLoop,
    sensors: spacecraftLoop.sensors.map((sensor) => (sensor.id === "P1" ? { ...sensor, driftPaPerDay: 500 } : sensor)),
  },
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [{ kind: "sensor-drift", onsetS: 28800, sensor: "P1", driftPaPerDay: -400 }],
};
