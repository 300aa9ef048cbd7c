import { stationOrbit } from "./places.ts";
import { spacecraftLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const refill: Scenario = {
  name: "refill",
  title: "Coolant is topped up, and later a little is bled off",
  must: "report the refill and the bleed, each with about its size, and go on watching from the new amount",
  mustNot: "raise a leak alarm for the refill, or let one stand ten minutes after the bleed: let out for a minute, liquid is a leak while it flows",
  durationS: 54000,
  commissionedByS: 17600,
  loop: spacecraftLoop,
  environment: stationOrbit,
  gasLagS: 240,
  thermometerLagS: 20,
  faults: [
    { kind: "refill", onsetS: 30000, endS: 30120, massKg: 0.25 },
    { kind: "bleed", onsetS: 42000, endS: 42060, massKg: 0.1 },
  ],
};
