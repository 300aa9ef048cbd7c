import { table } from "./places.ts";
import { benchLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const benchPinhole: Scenario = {
  name: "bench-pinhole",
  title: "Two litres of water on a table, and a pinhole in the hose",
  must: "raise a leak alarm within a minute, and tell a hole of about 0.2 mm and the time to the pump's limit",
  mustNot: "alarm for the heater, the room's day or a draught",
  durationS: 61200,
  commissionedByS: 50000,
  loop: benchLoop,
  environment: table,
  gasLagS: 45,
  thermometerLagS: 15,
  faults: [{ kind: "hole", onsetS: 54000, node: "middle", diameterM: 0.0002 }],
};
