import type { BenchEnvironment, OrbitEnvironment, RackEnvironment } from "../environment/environment.ts";

/** Docked at 420 km, in the plane of the sun: 500 W of sun on and off swing the loop by some 5 K. */
export const stationOrbit: OrbitEnvironment = {
  kind: "orbit",
  altitudeM: 420e3,
  betaDeg: 0,
  loadW: 0,
  loadWanderW: 2,
  loadWanderS: 1800,
  sunW: 500,
  sunNode: "liquid",
  sinkK: 282.49,
  settleS: 60000,
  network: {
    nodes: [{ name: "liquid", capacityJPerK: 124257.5, startK: 293.15 }],
    surroundings: [{ node: "liquid", conductanceWPerK: 28.75 }],
  },
};

/** The same orbit for a large loop with radiators apart from the liquid. */
export const trussOrbit: OrbitEnvironment = {
  kind: "orbit",
  altitudeM: 420e3,
  betaDeg: 20,
  loadW: 5500,
  loadWanderW: 40,
  loadWanderS: 3600,
  sunW: 900,
  sunNode: "radiator",
  sinkK: 190,
  settleS: 120000,
  network: {
    nodes: [
      { name: "liquid", capacityJPerK: 420000, startK: 290 },
      { name: "radiator", capacityJPerK: 90000, startK: 270 },
    ],
    links: [{ from: "liquid", to: "radiator", conductanceWPerK: 700 }],
    radiators: [{ node: "radiator", emissivity: 0.85, areaM2: 18, sinkK: 190 }],
  },
};

/** A table in a room: half an hour of heater in every hour, the room's day, a door now and then. */
export const table: BenchEnvironment = {
  kind: "bench",
  roomK: 294.15,
  daySwingK: 0.8,
  loadW: 0,
  loadWanderW: 0.3,
  loadWanderS: 900,
  heaterW: 25,
  heaterPeriodS: 3600,
  heaterOnS: 1800,
  draughtsPerDay: 6,
  draughtK: 2,
  draughtS: 120,
  settleS: 86400,
  network: {
    nodes: [
      { name: "liquid", capacityJPerK: 9500, startK: 296 },
      { name: "frame", capacityJPerK: 6000, startK: 295 },
    ],
    links: [{ from: "liquid", to: "frame", conductanceWPerK: 4 }],
    surroundings: [{ node: "liquid", conductanceWPerK: 3 }, { node: "frame", conductanceWPerK: 2 }],
  },
};

/** A rack on facility water of 17 °C, its load jumping by up to 3 kW either way, some 40 times a day. */
export const machineRoom: RackEnvironment = {
  kind: "rack",
  supplyK: 290.15,
  loadW: 9000,
  loadNode: "plates",
  loadWanderW: 60,
  loadWanderS: 600,
  stepW: 3000,
  stepsPerDay: 40,
  settleS: 43200,
  network: {
    nodes: [
      { name: "liquid", capacityJPerK: 95000, startK: 298 },
      { name: "plates", capacityJPerK: 40000, startK: 300 },
    ],
    links: [{ from: "liquid", to: "plates", conductanceWPerK: 2000 }],
    surroundings: [{ node: "liquid", conductanceWPerK: 1000 }],
  },
};
