import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const gasLoss: Scenario = {
  name: "gas-loss",
  title: "The accumulator loses gas, the loop no liquid",
  must: "notice it within hours, and call it a leak or gas loss until half an orbit has shown which",
  mustNot: "stay silent, or call it a liquid leak for good",
  durationS: 115200,
  commissionedByS: 17600,
  loop: spacecraftLoop,
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [{ kind: "gas-loss", onsetS: 28800, sharePerS: 2e-6 }],
};
