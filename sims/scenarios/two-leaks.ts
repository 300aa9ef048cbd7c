import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const twoLeaks: Scenario = {
  name: "two-leaks",
  title: "A small hole, and an hour later a large one",
  must: "raise a leak alarm for the first hole and sharpen its diagnosis when the second opens: rate up, time to the pump's limit down",
  mustNot: "clear the alarm between the two, or keep the first forecast",
  durationS: 39600,
  commissionedByS: 17600,
  loop: spacecraftLoop,
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [
    { kind: "hole", onsetS: 28800, node: "middle", diameterM: 0.0001 },
    { kind: "hole", onsetS: 32400, node: "suction", diameterM: 0.0005 },
  ],
};
