import { Ajv, type ErrorObject } from "ajv";
import { standardAtmospherePa, type Accumulator, type Configuration, type Coolant, type Loop, type SensorConfiguration } from "#firmware/configuration.ts";
import { InputError } from "../input-error.ts";
import { checkLoop, checkPlaces } from "./check-loop.ts";
import { riseShare } from "./coolant-loop.ts";
import { coolants } from "./coolants.ts";
import schema from "./loop-file.schema.json";
import { loopSensors } from "./loop-sensors.ts";
import { nearestWord } from "./nearest.ts";
import { partData, usualI2cBus, usualOneWirePin } from "./part-data.ts";

/** A sensor as the user writes it. */
export type LoopFileSensor = Omit<SensorConfiguration, "part"> & { part?: string };

/** A loop file as the user writes it; what is absent has a default. SI units; loop-file.schema.json describes it. */
export interface LoopFile {
  name: string;
  coolant: string | Coolant;
  liquidVolumeM3: number;
  accumulator?: Pick<Accumulator, "gasVolumeM3" | "gasPressurePa"> & Partial<Pick<Accumulator, "polytropicIndex" | "maximumGasVolumeM3">> & { temperatureK?: number };
  /** Absolute pressure at the reference state where there is no accumulator; absent: the outside's. */
  referencePressurePa?: number;
  complianceM3PerPa?: number;
  complianceSigmaShare?: number;
  externalPressurePa?: number;
  minimumPressurePa?: number;
  dischargeCoefficient?: number;
  dischargeCoefficientSigma?: number;
  toleratedLossKgPerS?: number;
  samplePeriodS?: number;
  falseAlarmsPerYear?: number;
  commissioningS?: number;
  consolePassword?: string;
  pump?: { risePa: number; flowM3PerS: number };
  pipeDiameterM?: number;
  sensors: LoopFileSensor[];
}

/** How well a compliance is known that nobody measured: within a quarter, at two standard deviations. */
const usualComplianceShare = 1 / 8;

const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true }).compile<LoopFile>(schema);

/**
 * Reads a loop file.
 * @param fileName for the messages only
 * @throws InputError, one sentence, where it is not JSON, not a loop file, or no loop that could exist
 */
export function parseLoopFile(text: string, fileName: string): LoopFile {
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw new InputError(`${fileName}${placeOfJsonError(text, error as Error)}: this is not JSON; a loop file is one JSON object such as {"name": "bench", "coolant": "water", …}`);
  }
  return checkLoopFile(value, fileName);
}

/**
 * Checks what should be a loop file, by schema, by physics, and for sensors that would lie at one place.
 * @param source what to call it in a message
 * @returns the same object; @throws InputError
 */
export function checkLoopFile(value: unknown, source: string): LoopFile {
  const loopFile = checkUnwiredLoop(value, source);
  checkPlaces(loopFile, source);
  return loopFile;
}

/** As `checkLoopFile`, for sensors that are only thought of: their buses, addresses and pins are nobody's concern yet. */
export function checkUnwiredLoop(value: unknown, source: string): LoopFile {
  const nan = pathOfNotFinite(value, "");
  if (nan !== undefined) throw new InputError(`${source}: ${nan} is not a finite number; give one in SI units`);
  if (!validate(value)) throw new InputError(`${source}: ${sentenceOf(validate.errors ?? [])}`);
  checkLoop(value, source);
  return value;
}

/** @returns every key of the loop file that `path` may name, as `accumulator.gasVolumeM3`; those of sensors as `sensors[].id` */
export function loopFileKeys(): string[] {
  const keys: string[] = [];
  const visit = (node: SchemaNode, prefix: string): void => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      if (key === "$schema") continue;
      keys.push(prefix + key);
      visit(child, `${prefix}${key}.`);
      if (child.items) visit(child.items, `${prefix}${key}[].`);
    }
  };
  visit(schema as unknown as SchemaNode, "");
  return keys;
}

interface SchemaNode { properties?: Record<string, SchemaNode>; items?: SchemaNode }

/** @returns the coolant's numbers; the name must be a known one */
export function coolantOf(loopFile: LoopFile): Coolant {
  return typeof loopFile.coolant === "string" ? coolants[loopFile.coolant]! : loopFile.coolant;
}

/** @returns absolute pressure at the reference state, Pa */
export function referencePressureOf(loopFile: LoopFile): number {
  return loopFile.accumulator?.gasPressurePa ?? loopFile.referencePressurePa ?? loopFile.externalPressurePa ?? standardAtmospherePa;
}

/**
 * The monitor's configuration for a loop: its coolant and every default written out, sensors with the noise, resolution
 * and drift of their parts' data sheets.
 * @param loopFile as `parseLoopFile` returns it
 */
export function toConfiguration(loopFile: LoopFile): Configuration {
  const { commissioningS, consolePassword } = loopFile;
  return {
    name: loopFile.name,
    loop: loopOf(loopFile),
    samplePeriodS: loopFile.samplePeriodS ?? 1,
    falseAlarmsPerYear: loopFile.falseAlarmsPerYear ?? 1,
    ...(commissioningS === undefined ? {} : { commissioningS }),
    ...(consolePassword === undefined ? {} : { consolePassword }),
    sensors: loopFile.sensors.map(sensorOf),
  };
}

/** @returns a configuration as a board stores it: JSON in ASCII, so that its checksum is the same wherever it is reckoned */
export function configurationText(configuration: Configuration): string {
  return JSON.stringify(configuration).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function loopOf(loopFile: LoopFile): Loop {
  const coolant = coolantOf(loopFile);
  const gas = loopFile.accumulator;
  const pumpRisePa = loopFile.pump?.risePa ?? 0;
  const node = loopSensors(loopFile, "pressure")[0]?.node;
  return {
    coolant: { ...coolant },
    liquidVolumeM3: loopFile.liquidVolumeM3,
    ...(gas && {
      accumulator: {
        gasVolumeM3: gas.gasVolumeM3,
        gasPressurePa: gas.gasPressurePa,
        gasTemperatureK: gas.temperatureK ?? coolant.referenceTemperatureK,
        polytropicIndex: gas.polytropicIndex ?? 1,
        ...(gas.maximumGasVolumeM3 !== undefined && { maximumGasVolumeM3: gas.maximumGasVolumeM3 }),
      },
    }),
    complianceM3PerPa: loopFile.complianceM3PerPa ?? 0,
    complianceSigmaShare: loopFile.complianceSigmaShare ?? usualComplianceShare,
    externalPressurePa: loopFile.externalPressurePa ?? standardAtmospherePa,
    minimumPressurePa: loopFile.minimumPressurePa ?? coolant.vapourPressurePa,
    dischargeCoefficient: loopFile.dischargeCoefficient ?? 0.62,
    dischargeCoefficientSigma: loopFile.dischargeCoefficientSigma ?? 0.05,
    toleratedLossKgPerS: loopFile.toleratedLossKgPerS ?? 0,
    pumpRisePa,
    sensorAbovePa: pumpRisePa * riseShare[node === "middle" || node === "discharge" ? node : "suction"],
  };
}

function sensorOf(sensor: LoopFileSensor): SensorConfiguration {
  const part = sensor.part ?? "recorded";
  const data = partData[part];
  const made: SensorConfiguration = { ...sensor, part };
  if (part.startsWith("ms5")) {
    made.bus ??= usualI2cBus;
    made.address ??= data!.usualAddress!;
  } else if (part === "ds18b20") {
    made.pin ??= usualOneWirePin;
  }
  if (sensor.quantity === "pressure") {
    made.node ??= "suction";
    made.reference ??= "absolute";
    if (made.reference === "gauge") made.externalPressurePa ??= standardAtmospherePa;
    const noisePa = sensor.noisePa ?? data?.noisePaByOversampling?.[sensor.oversampling ?? 0] ?? data?.noisePa;
    if (noisePa !== undefined) made.noisePa = noisePa;
    const resolutionPa = sensor.resolutionPa ?? data?.resolutionPa;
    if (resolutionPa !== undefined) made.resolutionPa = resolutionPa;
    const driftPaPerDay = sensor.driftPaPerDay ?? data?.driftPaPerDay;
    if (driftPaPerDay !== undefined) made.driftPaPerDay = driftPaPerDay;
  } else if (sensor.quantity === "temperature") {
    const noiseK = sensor.noiseK ?? data?.noiseK;
    if (noiseK !== undefined) made.noiseK = noiseK;
    const resolutionK = sensor.resolutionK ?? data?.resolutionK;
    if (resolutionK !== undefined) made.resolutionK = resolutionK;
    const driftKPerDay = sensor.driftKPerDay ?? data?.driftKPerDay;
    if (driftKPerDay !== undefined) made.driftKPerDay = driftKPerDay;
  }
  return made;
}

/** @returns ", line 3, column 7" where the parser told its position, else the text's end */
function placeOfJsonError(text: string, error: Error): string {
  const told = /position (\d+)/.exec(error.message);
  const token = /^Unexpected token '?(.)'?, /s.exec(error.message);
  let position = told ? Number(told[1]) : text.length;
  if (!told && token && /^Unexpected token/.test(error.message)) position = Math.max(0, text.indexOf(token[1]!));
  const before = text.slice(0, position);
  const line = before.split("\n").length;
  return `, line ${line}, column ${position - before.lastIndexOf("\n")}`;
}

function pathOfNotFinite(value: unknown, path: string): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${path || "the loop"} (${value})`;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const found = pathOfNotFinite(child, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Wrong values are told before unknown keys, those before missing ones. */
function rank(error: ErrorObject): number {
  return error.keyword === "required" ? 2 : error.keyword === "additionalProperties" ? 1 : 0;
}

function sentenceOf(errors: readonly ErrorObject[]): string {
  const error = [...errors].sort((one, other) => rank(one) - rank(other))[0];
  if (!error) return "this is no loop file";
  const path = error.instancePath.split("/").slice(1)
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : `${index > 0 ? "." : ""}${part}`)).join("");
  const inPath = path === "" ? "" : ` in ${path}`;
  const value = JSON.stringify(error.data) ?? "nothing";
  const shown = value.length > 60 ? `${value.slice(0, 57)}…` : value;
  const parameters = error.params as Record<string, unknown>;
  const parent = error.parentSchema as SchemaNode & { description?: string } | undefined;
  switch (error.keyword) {
    case "required":
      return `the key ${path === "" ? "" : `${path}.`}${String(parameters.missingProperty)} is missing; ${hintFor(String(parameters.missingProperty))}`;
    case "additionalProperties": {
      const key = String(parameters.additionalProperty);
      const known = Object.keys(parent?.properties ?? {}).filter((name) => name !== "$schema");
      const near = nearestWord(key, known);
      return `the key "${key}"${inPath} is unknown; ${near ? `did you mean ${near}?` : `known are ${known.join(", ")}`}`;
    }
    case "enum": {
      const allowed = (parameters.allowedValues as unknown[]).map(String);
      const near = typeof error.data === "string" ? nearestWord(error.data, allowed) : undefined;
      return `${path} is ${shown}; ${near ? `did you mean "${near}"? ` : ""}It must be one of ${allowed.join(", ")}`;
    }
    case "exclusiveMinimum": return `${path} is ${shown}; it must be greater than ${String(parameters.limit)}`;
    case "minimum": return `${path} is ${shown}; it must be ${String(parameters.limit)} or greater${/temperatureK$/i.test(path) ? ", in kelvin: 20 °C is 293.15" : ""}`;
    case "maximum": return `${path} is ${shown}; it must be ${String(parameters.limit)} or less`;
    case "type": return `${path || "the file"} is ${shown}; it must be ${article(parameters.type)}`;
    case "pattern": return path === "consolePassword"
      ? `${path} is ${shown}; it must be 4 to 20 letters, digits and signs without a space`
      : `${path} is ${shown}; it must match ${String(parameters.pattern)}`;
    default: return `${path || "the file"} is ${shown}; it ${error.message ?? "is wrong"}`;
  }
}

function hintFor(key: string): string {
  if (key === "coolant") return `give one of ${Object.keys(coolants).join(", ")}, or the coolant's numbers`;
  if (key === "sensors") return "give at least one pressure and one temperature sensor";
  if (key === "name") return "give the loop a name";
  return `give it as ${/M3$/.test(key) ? "a volume in m³" : /Pa$/.test(key) ? "an absolute pressure in Pa" : "the schema says"}`;
}

function article(type: unknown): string {
  const names: Record<string, string> = { number: "a number", string: "a text", object: "an object", array: "a list", integer: "a whole number" };
  return (Array.isArray(type) ? type : String(type).split(",")).map((name) => names[name as string] ?? String(name)).join(" or ");
}
