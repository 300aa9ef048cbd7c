import type { SensorConfiguration } from "#firmware/configuration.ts";
import { readingSigma } from "#sims/campaign/reference-delay.ts";
import { InputError } from "#sims/input-error.ts";
import { checkUnwiredLoop, toConfiguration, type LoopFile, type LoopFileSensor } from "#sims/loop/loop-file.ts";
import { loopSensors } from "#sims/loop/loop-sensors.ts";
import { nearestWord } from "#sims/loop/nearest.ts";
import { partData } from "#sims/loop/part-data.ts";

/** A choice of sensors for a loop. */
export interface Candidate {
  /** For people: parts or numbers. */
  name: string;
  loopFile: LoopFile;
}

/** A sensor to try in place of those of its quantity. */
export interface Choice {
  name: string;
  quantity: "pressure" | "temperature";
  part?: string;
  /** Noise, resolution and drift given by numbers; they come before the part's. */
  numbers: Readonly<Record<string, number>>;
}

const pressureKeys = ["noisePa", "resolutionPa", "driftPaPerDay"];
const temperatureKeys = ["noiseK", "resolutionK", "driftKPerDay"];
/** More combinations than this are no table that anybody reads. */
const mostCandidates = 30;
/** Parts whose readings are those of a transmitter behind them. */
const analogue = ["ads1115", "honeywell"];

/**
 * Reads a sensor of the command line: a part (`tmp117`), numbers (`noisePa=20,driftPaPerDay=50`), or a part and numbers
 * (`ads1115,noisePa=40`). A part that measures both is a pressure sensor, unless its numbers are of temperature.
 * @throws InputError where it is neither
 */
export function parseChoice(text: string): Choice {
  const words = text.split(",").map((word) => word.trim());
  const isPart = !words[0]!.includes("=");
  const numbers: Record<string, number> = {};
  for (const word of isPart ? words.slice(1) : words) {
    const [key = "", value = ""] = word.split("=");
    const keys = [...pressureKeys, ...temperatureKeys];
    if (!keys.includes(key)) {
      const near = nearestWord(key, keys);
      throw new InputError(`--sensor ${text}: "${key}" is unknown; ${near ? `did you mean ${near}? ` : ""}right would be numbers such as noisePa=20,driftPaPerDay=50 of ${keys.join(" ")}`);
    }
    numbers[key] = Number(value);
    if (value.trim() === "" || !(numbers[key]! >= 0 && numbers[key]! < Infinity)) throw new InputError(`--sensor ${text}: ${key} is "${value}"; right would be a number, 0 or more, in SI units`);
  }
  const isOfTemperature = Object.keys(numbers).some((key) => temperatureKeys.includes(key));
  const isOfPressure = Object.keys(numbers).some((key) => pressureKeys.includes(key));
  if (isOfTemperature && isOfPressure) {
    throw new InputError(`--sensor ${text}: these are numbers of two sensors; give --sensor twice`);
  }
  if (!isPart) return { name: text, quantity: isOfTemperature ? "temperature" : "pressure", numbers };
  const part = words[0]!;
  const data = partData[part];
  const planned = Object.keys(partData).filter((name) => partData[name]!.quantities.some((quantity) => quantity === "pressure" || quantity === "temperature"));
  if (!data || !planned.includes(part)) {
    const near = nearestWord(part, planned);
    throw new InputError(`--sensor ${text}: the part "${part}" ${data ? "measures neither pressure nor temperature" : "is unknown"}; ${near ? `did you mean ${near}? ` : ""}known are ${planned.join(", ")}, or give numbers such as noisePa=20`);
  }
  const quantity = isOfTemperature || (!isOfPressure && !data.quantities.includes("pressure")) ? "temperature" : "pressure";
  if (!data.quantities.includes(quantity)) throw new InputError(`--sensor ${text}: ${part} measures ${data.quantities.join(" and ")}, not ${quantity}`);
  return { name: text, quantity, part, numbers };
}

/** @returns the loop as its file has it, and with every combination of the choices, checked; @throws InputError */
export function candidatesOf(loopFile: LoopFile, choices: readonly Choice[], source: string): Candidate[] {
  const own: Candidate = { name: nameOf(loopFile), loopFile };
  checkNoise(loopFile, source);
  const pressures = choices.filter(({ quantity }) => quantity === "pressure");
  const temperatures = choices.filter(({ quantity }) => quantity === "temperature");
  const combinations: Choice[][] = [];
  for (const pressure of pressures.length > 0 ? pressures : [undefined]) {
    for (const temperature of temperatures.length > 0 ? temperatures : [undefined]) {
      combinations.push([pressure, temperature].filter((choice) => choice !== undefined));
    }
  }
  if (combinations.length > mostCandidates) throw new InputError(`${combinations.length} combinations of sensors are more than the ${mostCandidates} of one table; give fewer --sensor`);
  const made = combinations.filter((combination) => combination.length > 0).map((combination) => {
    const candidate = withSensors(loopFile, combination);
    checkUnwiredLoop(candidate.loopFile, `${source} with ${combination.map(({ name }) => name).join(" and ")}`);
    checkNoise(candidate.loopFile, source);
    return candidate;
  });
  return [own, ...made.filter(({ name }, index) => name !== own.name && made.findIndex((other) => other.name === name) === index)];
}

/** @returns the loop, each choice in place of all its sensors of that quantity */
export function withSensors(loopFile: LoopFile, choices: readonly Choice[]): Candidate {
  const sensors = loopFile.sensors.map((sensor) => {
    const choice = choices.find(({ quantity }) => quantity === sensor.quantity);
    return choice && sensor.node !== "ambient" ? replaced(sensor, choice) : sensor;
  });
  const changed = { ...loopFile, sensors };
  return { name: nameOf(changed), loopFile: changed };
}

function replaced({ id, quantity, node, reference, externalPressurePa }: LoopFileSensor, { part, numbers }: Choice): LoopFileSensor {
  // Parts on a bus are absolute; of a transmitter, and of a sensor that is only numbers, the loop file says what it is.
  const isAsBefore = part === undefined || analogue.includes(part);
  return {
    id, quantity, ...(node !== undefined && { node }), ...(part !== undefined && { part }),
    ...(isAsBefore && reference !== undefined && { reference }), ...(isAsBefore && externalPressurePa !== undefined && { externalPressurePa }),
    ...numbers,
  };
}

/** Refuses loops of which nothing can be planned. */
function checkNoise(loopFile: LoopFile, source: string): void {
  const configuration = toConfiguration(loopFile);
  for (const quantity of ["pressure", "temperature"] as const) {
    const key = quantity === "pressure" ? "noisePa" : "noiseK";
    const ofQuantity = loopSensors(configuration, quantity);
    if (ofQuantity.length === 0) throw new InputError(`${source}: the loop has no sensor of ${quantity}, which the plan needs; give it one`);
    const silent = ofQuantity.find((sensor) => !(sensor[key]! > 0));
    if (silent) throw new InputError(`${source}: nothing is known of the noise of sensor ${silent.id} (${silent.part}); give ${key}, its standard deviation in one sample`);
  }
}

function nameOf(loopFile: LoopFile): string {
  const { sensors } = toConfiguration(loopFile);
  const names = (["pressure", "temperature"] as const).map((quantity) => {
    const ofQuantity = loopSensors(loopFile, quantity);
    const parts = [...new Set(ofQuantity.map((sensor) => describe(sensor, sensors.find(({ id }) => id === sensor.id)!)))];
    return `${ofQuantity.length > 1 ? `${ofQuantity.length} × ` : ""}${parts.join(", ")}`;
  });
  return names.join(" + ");
}

/** Part, and what was said of it by numbers. */
function describe(sensor: LoopFileSensor, { quantity, noisePa, noiseK }: SensorConfiguration): string {
  const keys = quantity === "pressure" ? pressureKeys : temperatureKeys;
  const told = keys.filter((key) => key in sensor).map((key) => `${key}=${String(sensor[key as keyof LoopFileSensor])}`);
  const words = [...(sensor.part === undefined ? [] : [sensor.part]), ...told];
  return words.length > 0 ? words.join(",") : quantity === "pressure" ? `${noisePa} Pa` : `${noiseK} K`;
}

/** @returns known parts that suit the loop in place of what it has of a quantity, the least noise first */
export function suitableParts(loopFile: LoopFile, quantity: "pressure" | "temperature"): Choice[] {
  const suits = (choice: Choice): boolean => {
    try {
      checkUnwiredLoop(withSensors(loopFile, [choice]).loopFile, "");
      return true;
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
  };
  // A pressure sensor's own thermometer sits in its housing: it stands for no other thermometer.
  return Object.entries(partData)
    .filter(([, data]) => data.quantities.includes(quantity) && (quantity === "pressure" ? data.noisePa !== undefined : data.noiseK !== undefined && !data.quantities.includes("pressure")))
    .map(([part]): Choice => ({ name: part, quantity, part, numbers: {} }))
    .filter(suits)
    .sort((one, other) => sigmaOf(one, quantity) - sigmaOf(other, quantity));
}

function sigmaOf({ part }: Choice, quantity: "pressure" | "temperature"): number {
  const { noisePa = 0, noiseK = 0, resolutionPa = 0, resolutionK = 0 } = partData[part!]!;
  return quantity === "pressure" ? readingSigma({ noisePa, resolutionPa }) : readingSigma({ noiseK, resolutionK });
}
