import { VirtualClock } from "#hal/simulated/clock.ts";
import { eclipseQuiet } from "#sims/scenarios/eclipse-quiet.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { Simulation } from "#sims/simulation.ts";
import { World } from "#sims/world.ts";
import { cpuS, lineThrough, median, medianOf } from "./measure.ts";
import { digits, figureColumns, limitText, type Table } from "./table.ts";

const seed = 1;
/** Commissioning is over by then, s. */
const startS = 20000;
const physicsS = 3_000_000;
const chainS = 10 * 86400;
const costS = 200_000;
const scalingS = 400_000;
const repeats = 3;
const rounds = 4;
const counts = [2, 4, 8, 16, 32];
const sensorCounts = [1, 2, 4, 8];

/** @returns CPU seconds a simulated second of the world alone: surroundings, loop, faults, sensing elements */
function physicsCost(scenario: Scenario, lengthS: number): number {
  const world = new World({ scenario, seed, clock: new VirtualClock() });
  world.advanceTo(startS);
  return cpuS(() => world.advanceTo(startS + lengthS)) / lengthS;
}

/** @returns the same with emulated parts, drivers, monitor and telemetry */
function chainCost(scenario: Scenario, lengthS: number): number {
  let characters = 0;
  const simulation = new Simulation({ scenario, seed, onLine: (text) => (characters += text.length) });
  simulation.runUntil(startS);
  const timeS = cpuS(() => simulation.runUntil(startS + lengthS));
  if (characters < 100 * lengthS) throw new Error("the monitor said nothing");
  return timeS / lengthS;
}

/** @returns medians of what each count costs, measured in turn, so that what else the machine does falls on all alike */
function costsInTurn(at: readonly number[], cost: (count: number) => number): number[] {
  const found = at.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    at.forEach((count, index) => {
      const one = cost(count);
      if (round > 0) found[index]!.push(one);
    });
  }
  return found.map(median);
}

/** The quiet orbit with its heat going through so many thermal nodes one after the other. */
function withNodes(count: number): Scenario {
  const { network } = eclipseQuiet.environment;
  const nodes = [...network.nodes];
  const links = [...(network.links ?? [])];
  for (let index = 1; index < count; index++) {
    nodes.push({ name: `wall ${index}`, capacityJPerK: 50000, startK: 293 });
    links.push({ from: index === 1 ? "liquid" : `wall ${index - 1}`, to: `wall ${index}`, conductanceWPerK: 20 });
  }
  return { ...eclipseQuiet, environment: { ...eclipseQuiet.environment, network: { ...network, nodes, links } } };
}

/** The quiet orbit with so many holes too small to empty it. */
function withHoles(count: number): Scenario {
  return { ...eclipseQuiet, faults: Array.from({ length: count }, () => ({ kind: "hole" as const, onsetS: 0, node: "middle" as const, diameterM: 1e-7 })) };
}

/** The quiet orbit with so many pressure sensors, each on a bus of its own, and thermometers, each on a pin of its own. */
function withSensors(pressures: number, temperatures: number): Scenario {
  const [pressure, temperature] = eclipseQuiet.loop.sensors;
  const sensors = [
    ...Array.from({ length: pressures }, (_, index) => ({ ...pressure!, id: `P${index + 1}`, bus: `I2C${index + 1}` })),
    ...Array.from({ length: temperatures }, (_, index) => ({ ...temperature!, id: `T${index + 1}`, pin: `B${index + 3}` })),
  ];
  return { ...eclipseQuiet, loop: { ...eclipseQuiet.loop, sensors } };
}

const nano = 1e9;

/** @returns a row of what one more costs, and whether the costs lie on a line */
function growthRow(name: string, at: readonly number[], cost: (count: number) => number): string[] {
  const { slope, worst } = lineThrough(at, costsInTurn(at, cost));
  return [name, `${digits(slope * nano)} ns each`, limitText(worst, 0.2, `linear: ${at.join(", ")} lie within ${Math.round(worst * 100)} % of a line (20 %)`, false)];
}

/** How many times as fast as real time the simulator runs on one core, and what each part of a loop costs. */
export function simulation(): Table[] {
  const physics = 1 / medianOf(repeats, () => physicsCost(eclipseQuiet, physicsS));
  const chain = 1 / medianOf(repeats, () => chainCost(eclipseQuiet, chainS));
  return [{
    title: "Simulation, times real time at 1 Hz",
    columns: figureColumns,
    rows: [
      ["physics alone", `${digits(physics)} ×`, limitText(physics, 2e6, "≥ 2,000,000 ×")],
      ["physics, emulated parts, drivers, monitor, telemetry", `${digits(chain)} ×`, limitText(chain, 4e5, "≥ 400,000 ×")],
      ["physics of a simulated second", `${digits(nano / physics)} ns`, ""],
      ["the whole chain of a simulated second", `${digits(nano / chain)} ns`, ""],
      growthRow("thermal node", counts, (count) => physicsCost(withNodes(count), scalingS)),
      growthRow("open hole", counts, (count) => physicsCost(withHoles(count), scalingS)),
      growthRow("pressure sensor (MS5837): part, bus, driver, voting", sensorCounts, (count) => chainCost(withSensors(count, 1), costS)),
      growthRow("thermometer (DS18B20): part, bus, driver, voting", sensorCounts, (count) => chainCost(withSensors(1, count), costS)),
    ],
    notes: [
      `eclipse-quiet, CPU time of the whole process, median of ${repeats} runs; start-up, commissioning and output left out. Physics alone over ${digits(physicsS)} simulated seconds, the chain over ten days with housekeeping every second.`,
    ],
  }];
}
