import { machineRoom } from "./places.ts";
import { rackLoop } from "./reference-loops.ts";
import type { Scenario } from "./scenario.ts";

export const pumpToggle: Scenario = {
  name: "pump-toggle",
  title: "The pump of a liquid-cooled rack begins to switch on and off",
  must: "take the steps of the pump for a pump, and report them as such",
  mustNot: "alarm: no liquid is lost",
  durationS: 108000,
  commissionedByS: 60000,
  loop: rackLoop,
  environment: machineRoom,
  gasLagS: 120,
  thermometerLagS: 15,
  pump: { onsetS: 72000, onS: 2400, offS: 600 },
  faults: [],
};
