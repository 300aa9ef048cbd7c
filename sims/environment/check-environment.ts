import type { Environment } from "./environment.ts";

type Refuse = (reason: string) => never;
type Rule = "any" | "positive" | "notNegative" | "kelvin";

const numbersOfAll: Readonly<Record<string, Rule>> = { loadW: "any", settleS: "notNegative" };
const optionalNumbers: Readonly<Record<string, Rule>> = { loadWanderW: "notNegative", loadWanderS: "positive" };

/** Numbers of each kind of surroundings. */
const numbersOf: Readonly<Record<Environment["kind"], Readonly<Record<string, Rule>>>> = {
  orbit: { altitudeM: "positive", betaDeg: "any", sunW: "notNegative", sinkK: "kelvin" },
  bench: {
    roomK: "kelvin", daySwingK: "notNegative", heaterW: "notNegative", heaterPeriodS: "positive", heaterOnS: "notNegative",
    draughtsPerDay: "notNegative", draughtK: "notNegative", draughtS: "notNegative",
  },
  rack: { supplyK: "kelvin", stepW: "notNegative", stepsPerDay: "notNegative" },
};

/** The run would begin after the user has gone: some years, s. */
const longestSettleS = 1e8;
/** The simulator goes on by whole seconds; a node must not lose its heat in less. */
const shortestTimeConstantS = 1;

/**
 * Refuses surroundings that cannot be, naming the reason in physical terms.
 * @param refuse throws, with a sentence
 */
export function checkEnvironment(environment: Environment, refuse: Refuse): void {
  const data = environment as unknown as Readonly<Record<string, unknown>>;
  if (!isRecord(data) || !Object.hasOwn(numbersOf, String(data["kind"]))) {
    refuse(`environment.kind is ${show(isRecord(data) ? data["kind"] : data)}; surroundings are ${Object.keys(numbersOf).join(", ")}`);
  }
  for (const [key, rule] of Object.entries({ ...numbersOfAll, ...numbersOf[environment.kind] })) checkNumber(data[key], `environment.${key}`, rule, refuse);
  for (const [key, rule] of Object.entries(optionalNumbers)) if (key in data) checkNumber(data[key], `environment.${key}`, rule, refuse);
  if (environment.settleS > longestSettleS) refuse(`environment.settleS is ${environment.settleS}; at most ${longestSettleS} s, some three years, may pass before the run begins`);
  if (environment.kind === "orbit" && Math.abs(environment.betaDeg) > 90) {
    refuse(`environment.betaDeg is ${environment.betaDeg}; the sun stands at most 90° above the plane of an orbit`);
  }
  if (environment.kind === "bench" && environment.roomK - environment.daySwingK - environment.draughtK <= 0) {
    refuse(`the room of ${environment.roomK} K would fall by ${environment.daySwingK + environment.draughtK} K; nothing is colder than 0 K`);
  }
  checkNetwork(environment, refuse);
}

function checkNetwork(environment: Environment, refuse: Refuse): void {
  const network = environment.network as Environment["network"] | undefined;
  if (!network || !Array.isArray(network.nodes)) refuse("environment.network lacks its nodes; give at least the node liquid");
  const { nodes, links = [], surroundings = [], radiators = [] } = network!;
  if (![links, surroundings, radiators].every((list) => Array.isArray(list) && list.every(isRecord)) || !nodes.every((node) => isRecord(node) && typeof node.name === "string")) {
    refuse("nodes, links, surroundings and radiators of environment.network must be lists of groups, each node with a name");
  }
  const names = nodes.map((node) => node.name);
  const wattsPerK = new Map<string, number>();
  const lose = (node: string, conductanceWPerK: number, what: string): void => {
    if (!names.includes(node)) refuse(`${what} names the thermal node ${show(node)}; there are ${names.join(", ")}`);
    wattsPerK.set(node, (wattsPerK.get(node) ?? 0) + conductanceWPerK);
  };
  for (const node of nodes) {
    if (!(node.startK > 0 && node.startK < Infinity)) refuse(`the thermal node ${node.name} starts at ${node.startK} K; nothing is colder than 0 K`);
    if (!(node.capacityJPerK > 0)) refuse(`the thermal node ${node.name} has a capacity of ${node.capacityJPerK} J/K; it must be greater than 0`);
  }
  for (const link of links) {
    checkNumber(link.conductanceWPerK, `conductanceWPerK between ${link.from} and ${link.to}`, "notNegative", refuse);
    lose(link.from, link.conductanceWPerK, "a link");
    lose(link.to, link.conductanceWPerK, "a link");
  }
  for (const outside of surroundings) {
    checkNumber(outside.conductanceWPerK, `conductanceWPerK of ${outside.node} to its surroundings`, "notNegative", refuse);
    lose(outside.node, outside.conductanceWPerK, "surroundings");
  }
  for (const radiator of radiators) {
    lose(radiator.node, 0, "a radiator");
    checkNumber(radiator.areaM2, `areaM2 of the radiator of ${radiator.node}`, "positive", refuse);
    checkNumber(radiator.sinkK, `sinkK of the radiator of ${radiator.node}`, "notNegative", refuse);
    if (!(radiator.emissivity >= 0 && radiator.emissivity <= 1)) refuse(`the radiator of ${radiator.node} has an emissivity of ${radiator.emissivity}; a black body has 1, a mirror 0`);
  }
  lose("liquid", 0, "the coolant");
  lose(environment.loadNode ?? "liquid", 0, "environment.loadNode");
  if (environment.kind === "orbit") lose(environment.sunNode, 0, "environment.sunNode");
  for (const { name, capacityJPerK } of nodes) {
    const timeConstantS = capacityJPerK / (wattsPerK.get(name) ?? 0);
    if (timeConstantS < shortestTimeConstantS) {
      refuse(`the thermal node ${name} would follow its neighbours within ${timeConstantS.toPrecision(2)} s, faster than the simulator's second; give it more capacityJPerK or join it to a neighbour`);
    }
  }
}

function checkNumber(value: unknown, name: string, rule: Rule, refuse: Refuse): void {
  if (typeof value !== "number" || !Number.isFinite(value)) refuse(`${name} is ${show(value)}; give a finite number`);
  if (rule === "kelvin" && !((value as number) > 0)) refuse(`${name} is ${String(value)} K; nothing is colder than 0 K`);
  if (rule === "positive" && !((value as number) > 0)) refuse(`${name} is ${String(value)}; it must be greater than 0`);
  if (rule === "notNegative" && !((value as number) >= 0)) refuse(`${name} is ${String(value)}; it must be 0 or greater`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
