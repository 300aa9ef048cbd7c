import { Event } from "#firmware/telemetry/dictionary.ts";
import { loopSensors } from "../loop/loop-sensors.ts";
import { textbook, type Differences } from "./plant.ts";
import type { WatchedLoop } from "./watched-loop.ts";

/** A plant that differs from the loop file; the monitor is commissioned on it. */
export interface Mismatch {
  name: string;
  differences: Differences;
}

export const mismatches: readonly Mismatch[] = [
  { name: "gas volume 20 % above", differences: { ...textbook, gasVolumeShare: 1.2 } },
  { name: "gas volume 20 % below", differences: { ...textbook, gasVolumeShare: 0.8 } },
  { name: "second thermal mass, gas lag × 3", differences: { ...textbook, secondMassShare: 0.5, gasLagShare: 3 } },
  { name: "AR(1) noise, φ = 0.9", differences: { ...textbook, autocorrelation: 0.9 } },
  { name: "wandering noise, 10 min", differences: { ...textbook, wanderShare: 1 } },
  { name: "heavy tails, 2 % of samples × 6", differences: { ...textbook, tailShare: 0.02 } },
  { name: "uneven sampling, gaps", differences: { ...textbook, isUneven: true } },
];

/** What a good monitor says of something that is no leak. */
export const enum Expected {
  /** No alarm of a loss. */
  Quiet,
  /** An event that names it, and no alarm of a loss. */
  Named,
  /** A loss that is put down to gas. */
  Gas,
  /** A leak that is never put down to gas. */
  Leak,
}

/** Something that happens to a commissioned loop. */
export interface Incident {
  name: string;
  expected: Expected;
  /** Any one of which names it. */
  events: readonly Event[];
  durationS: number;
  /** Lets it begin. @param slowKgPerS a slow leak that is found within the time */
  begin: (watched: WatchedLoop, slowKgPerS: number) => void;
  /** Called before each sample. @param sinceS since it began */
  during?: (watched: WatchedLoop, sinceS: number) => void;
}

const hourS = 3600;
/** Steps of the pump: in standard deviations of the loop's first pressure, and how long each lasts, s. */
const pumpDeviations = 30;
const pumpS = 600;
/** A pump does not do it in an instant. */
const pumpLagS = 2;
const refillShare = 0.005;
const refillS = 60;
/** Share of the gas lost in a second: a twentieth in seven hours. */
const gasLossPerS = 2e-6;
/** By how much the surroundings warm, K, and how fast, K/s. */
const warmK = 8;
const warmKPerS = 8 / (2 * hourS);

export const incidents: readonly Incident[] = [
  {
    name: "refill, 0.5 % in a minute", expected: Expected.Named, events: [Event.Refill], durationS: 2 * hourS,
    begin: ({ plant }) => plant.befall([{ kind: "refill", onsetS: plant.timeS + 1, endS: plant.timeS + 1 + refillS, massKg: refillShare * plant.loop.massKg }]),
  },
  {
    name: "pump, every ten minutes", expected: Expected.Named, events: [Event.Pump], durationS: 3 * hourS,
    begin: () => {},
    during: ({ plant, subject }, sinceS) => {
      const noisePa = loopSensors(subject.configuration, "pressure")[0]?.noisePa ?? 0;
      const target = Math.floor(sinceS / pumpS) % 2 === 0 ? -pumpDeviations * noisePa : 0;
      plant.stepPa += (target - plant.stepPa) / pumpLagS;
    },
  },
  {
    name: "pressure sensor stuck", expected: Expected.Named, events: [Event.SensorFault], durationS: hourS,
    begin: (watched) => stick(watched, "pressure"),
  },
  {
    name: "thermometer stuck", expected: Expected.Named, events: [Event.SensorFault], durationS: 6 * hourS,
    begin: (watched) => stick(watched, "temperature"),
  },
  {
    name: "8 K warmer than ever", expected: Expected.Quiet, events: [], durationS: 8 * hourS,
    begin: () => {},
    during: ({ plant }, sinceS) => plant.warm(Math.min(warmK, sinceS * warmKPerS)),
  },
  {
    name: "gas lost, 0.7 % an hour", expected: Expected.Gas, events: [], durationS: 12 * hourS,
    begin: ({ plant }) => plant.befall([{ kind: "gas-loss", onsetS: plant.timeS + 1, sharePerS: gasLossPerS }]),
  },
  {
    name: "slow leak, for six hours", expected: Expected.Leak, events: [], durationS: 6 * hourS,
    begin: ({ plant }, slowKgPerS) => plant.leak("suction", slowKgPerS, 1),
  },
];

/** From now on every sensor of the quantity says what it says now. */
function stick({ plant, subject: { configuration } }: WatchedLoop, quantity: "pressure" | "temperature"): void {
  for (const sensor of loopSensors(configuration, quantity)) plant.stuck[configuration.sensors.indexOf(sensor)] = 1;
}
