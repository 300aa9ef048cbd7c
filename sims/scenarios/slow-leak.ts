import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const slowLeak: Scenario = {
  name: "slow-leak",
  title: "A hole of a twentieth of a millimetre opens in the spacecraft's loop",
  must: "raise a leak alarm within half an hour, and tell the rate within a fifth some orbits later",
  mustNot: "alarm before the hole, or take it for the orbit's cooling",
  durationS: 72000,
  commissionedByS: 17600,
  loop: spacecraftLoop,
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [{ kind: "hole", onsetS: 28800, node: "middle", diameterM: 0.00005 }],
};
