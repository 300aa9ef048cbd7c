import type { Configuration } from "#firmware/configuration.ts";
import { faultKeys, type Fault, type WrongUnitsFault } from "./faults/fault.ts";
import { InputError } from "./input-error.ts";
import { loopFileKeys } from "./loop/loop-file.ts";
import { nearestWord } from "./loop/nearest.ts";
import { checkScenario } from "./scenarios/check-scenario.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/** A value that may be set: where it is, and under which names its place is known. */
interface Place {
  path: readonly string[];
  aliases: readonly string[];
}

/**
 * A scenario with values set from the command line.
 * @param overrides `key=value`. A key is a path from the scenario (`environment.betaDeg`, `loop.accumulator.gasVolumeM3`,
 * `faults.0.onsetS`), list items also by their kind, id or name (`faults.hole.diameterM`, `sensors.P1.noisePa`), or any
 * end of such a path that means one place only (`diameterM`). Values are numbers in SI units, texts, or JSON;
 * null takes a value or a group of them away.
 * @returns a copy; the scenario given stays as it is
 * @throws InputError for a key that is unknown or means several places, a value that is none, or a loop that cannot be
 */
export function withOverrides(scenario: Scenario, overrides: readonly string[]): Scenario {
  if (overrides.length === 0) return scenario;
  const copy = JSON.parse(JSON.stringify(scenario)) as Scenario;
  for (const override of overrides) {
    const split = override.indexOf("=");
    if (split < 1) throw new InputError(`--set ${override}: this is not key=value; give for example --set diameterM=0.0005`);
    set(copy, override.slice(0, split).trim(), override.slice(split + 1).trim());
  }
  checkScenario(copy);
  return copy;
}

function set(scenario: Scenario, key: string, text: string): void {
  const places = placesOf(scenario);
  const found = places.filter((place) => place.aliases.some((alias) => alias === key || alias.endsWith(`.${key}`)));
  const exact = found.filter((place) => place.aliases.includes(key) || place.aliases.includes(`loop.${key}`));
  const candidates = exact.length > 0 ? exact : found;
  if (candidates.length === 0) {
    // The number of a list's item is no name that somebody mistyped.
    const ends = places.flatMap((place) => [place.aliases.at(-1)!, place.path.at(-1)!]).filter((end) => !/^\d+$/.test(end));
    const near = nearestWord(key, ends);
    throw new InputError(`--set ${key}: the scenario ${scenario.name} has no such value${near ? `; did you mean ${near}?` : "; values are paths such as environment.kind, loop.liquidVolumeM3, faults.0.onsetS, or the end of one"}`);
  }
  if (candidates.length > 1) {
    const names = candidates.map((place) => place.aliases.at(-1)).slice(0, 6).join(", ");
    throw new InputError(`--set ${key}: this means ${candidates.length} places; say which of ${names}`);
  }
  const path = candidates[0]!.path;
  let parent: Record<string, unknown> = scenario as unknown as Record<string, unknown>;
  for (const part of path.slice(0, -1)) {
    if (!isRecord(parent[part])) parent[part] = {};
    parent = parent[part] as Record<string, unknown>;
  }
  const last = path.at(-1)!;
  if (text === "null") Reflect.deleteProperty(parent, last);
  else parent[last] = valueOf(key, text, parent[last]);
}

function valueOf(key: string, text: string, before: unknown): unknown {
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      throw new InputError(`--set ${key}: ${text.slice(0, 60)} is not JSON`);
    }
  }
  if (typeof before === "object" && before !== null) throw new InputError(`--set ${key}: this is a group of values; set one of them, or give the group as JSON`);
  const number = text === "" ? NaN : Number(text);
  if (typeof before === "number" || (before === undefined && !Number.isNaN(number))) {
    if (Number.isFinite(number)) return number;
    throw new InputError(`--set ${key}: "${text}" is not a finite number; give one in SI units, such as ${typeof before === "number" ? before : 1}`);
  }
  return text;
}

/** Every value of a scenario, and those that its loop and its faults may have besides. */
function placesOf(scenario: Scenario): Place[] {
  const places = new Map<string, Place>();
  const add = (path: readonly string[], aliases: readonly string[]): void => {
    const name = path.join(".");
    if (!places.has(name)) places.set(name, { path, aliases });
  };
  const visit = (value: unknown, path: readonly string[], aliases: readonly string[]): void => {
    if (path.length > 0) add(path, aliases);
    if (Array.isArray(value)) {
      value.forEach((item: unknown, index) => {
        const own = isRecord(item) ? [item.id, item.name, item.kind].filter((name): name is string => typeof name === "string") : [];
        const names = [String(index), ...own];
        visit(item, [...path, String(index)], aliases.flatMap((alias) => names.map((name) => `${alias}.${name}`)));
      });
    } else if (isRecord(value)) {
      const optional = typeof value.kind === "string" && path[0] === "faults" ? faultKeys[value.kind as Fault["kind"]]?.optional ?? [] : [];
      for (const key of new Set([...Object.keys(value), ...optional])) {
        visit(value[key], [...path, key], aliases.length === 0 ? [key] : aliases.map((alias) => `${alias}.${key}`));
      }
    }
  };
  visit(scenario, [], []);
  for (const key of loopFileKeys()) {
    const [before, after] = key.split("[].");
    if (after === undefined) {
      add(["loop", ...key.split(".")], [`loop.${key}`]);
      continue;
    }
    scenario.loop.sensors.forEach((sensor, index) => {
      add(["loop", before!, String(index), after], [`loop.${before}.${index}.${after}`, `loop.${before}.${sensor.id}.${after}`]);
    });
  }
  return [...places.values()];
}

/** @returns the configuration with the scenario's wrong-units faults in it */
export function misconfigured(scenario: Scenario, configuration: Configuration): Configuration {
  const wrong = scenario.faults.filter((fault): fault is WrongUnitsFault => fault.kind === "wrong-units");
  if (wrong.length === 0) return configuration;
  const copy = JSON.parse(JSON.stringify(configuration)) as Configuration;
  for (const fault of wrong) {
    const keys = fault.key.split(".");
    const last = keys.pop()!;
    let place: unknown = copy.loop;
    for (const key of keys) place = isRecord(place) ? place[key] : undefined;
    const value = isRecord(place) ? place[last] : undefined;
    if (!isRecord(place) || typeof value !== "number") {
      throw new InputError(`${scenario.name}: the wrong-units fault names "${fault.key}", which is no number of the loop`);
    }
    place[last] = value * fault.factor;
  }
  return copy;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
