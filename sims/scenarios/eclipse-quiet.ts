import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const eclipseQuiet: Scenario = {
  name: "eclipse-quiet",
  title: "A sound loop goes in and out of the earth's shadow",
  must: "commission itself within some orbits and stay nominal",
  mustNot: "alarm: every orbit looks like the loss of a third of a kilogram an hour and its return",
  durationS: 86400,
  commissionedByS: 17600,
  loop: spacecraftLoop,
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [],
};
