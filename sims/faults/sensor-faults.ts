import { InputError } from "../input-error.ts";
import { nearestWord } from "../loop/nearest.ts";
import type { Fault } from "./fault.ts";
import type { SensingElement } from "./sensing-element.ts";

/** One emulated part as its faults reach it. */
export interface FaultyPart {
  readonly id: string;
  readonly element: SensingElement;
  /** Standard deviation of one conversion, Pa or K. */
  readonly noise: number;
  /** Freezes the result at its present value, or lets it go. */
  setStuck(isStuck: boolean): void;
  /** Noise times the part's own. */
  setNoise(factor: number): void;
  /** No answer: cut wire, drop-out, no supply. */
  setAbsent(isAbsent: boolean): void;
  /** The bus line held at ground, for every part on it. */
  setShorted(isShorted: boolean): void;
  /** Every channel at its end stop. */
  setOffScale(isOffScale: boolean): void;
  /** The supply comes back after it was gone. */
  powerUp(): void;
}

type SensorFault = Exclude<Fault, { kind: "hole" | "gas-loss" | "refill" | "bleed" | "pump-trip" | "weather" | "wrong-units" }>;

const loopKinds = ["hole", "gas-loss", "refill", "bleed", "pump-trip", "weather", "wrong-units"];

interface Timed {
  fault: SensorFault;
  parts: FaultyPart[];
  isActive: boolean;
}

const daySeconds = 86400;

/** What goes wrong at the sensors, second by second. */
export class SensorFaults {
  private readonly timed: Timed[];
  /** Before this time nothing begins and nothing is active. */
  private quietUntilS = Infinity;

  /** @throws InputError where a fault names a sensor that is not there */
  constructor(faults: readonly Fault[], parts: readonly FaultyPart[]) {
    const find = (id: string): FaultyPart => {
      const part = parts.find((candidate) => candidate.id === id);
      if (part) return part;
      const ids = parts.map((candidate) => candidate.id);
      throw new InputError(`a fault names the sensor "${id}", which the loop does not have; ${nearestWord(id, ids) ? `did you mean ${nearestWord(id, ids)}?` : `it has ${ids.join(", ")}`}`);
    };
    this.timed = faults.filter((fault): fault is SensorFault => !loopKinds.includes(fault.kind)).map((fault) => ({
      fault,
      parts: !("sensor" in fault) ? [...parts] : fault.kind === "sensors-swapped" ? [find(fault.sensor), find(fault.other)] : [find(fault.sensor)],
      isActive: false,
    }));
    for (const { fault } of this.timed) this.quietUntilS = Math.min(this.quietUntilS, fault.onsetS);
  }

  /** Sets the sensors up for the second that begins at this time. */
  apply(timeS: number): void {
    if (timeS < this.quietUntilS) return;
    this.quietUntilS = Infinity;
    for (const timed of this.timed) {
      const { fault, parts } = timed;
      const endS = fault.endS ?? Infinity;
      const isActive = timeS >= fault.onsetS && timeS < endS;
      if (isActive) this.quietUntilS = -Infinity;
      else if (timeS < fault.onsetS) this.quietUntilS = Math.min(this.quietUntilS, fault.onsetS);
      if (isActive || timed.isActive) for (const part of parts) act(fault, part, isActive, isActive !== timed.isActive, timeS);
      if (isActive !== timed.isActive && fault.kind === "sensors-swapped") swap(parts);
      timed.isActive = isActive;
    }
  }
}

function swap(parts: FaultyPart[]): void {
  const [one, other] = parts;
  if (!one || !other) return;
  const node = one.element.node;
  one.element.node = other.element.node;
  other.element.node = node;
}

function act(fault: SensorFault, part: FaultyPart, isActive: boolean, isEdge: boolean, timeS: number): void {
  const element = part.element;
  const on = isActive ? 1 : 0;
  switch (fault.kind) {
    case "sensor-bias":
      if (fault.biasPa !== undefined) element.biasPa = on * fault.biasPa;
      if (fault.biasK !== undefined) element.biasK = on * fault.biasK;
      break;
    case "sensor-drift": {
      const days = on * (timeS - fault.onsetS) / daySeconds;
      if (fault.driftPaPerDay !== undefined) element.biasPa = days * fault.driftPaPerDay;
      if (fault.driftKPerDay !== undefined) element.biasK = days * fault.driftKPerDay;
      break;
    }
    case "sensor-spikes": {
      const isHit = isActive && element.random.uniform() < fault.perHour / 3600;
      element.spikePa = isHit ? fault.spikePa ?? 0 : 0;
      element.spikeK = isHit ? fault.spikeK ?? 0 : 0;
      break;
    }
    case "sensor-quantisation":
      if (fault.stepPa !== undefined) element.stepPa = on * fault.stepPa;
      if (fault.stepK !== undefined) element.stepK = on * fault.stepK;
      if (isEdge) part.setNoise(isActive ? 0 : 1);
      element.noiseBeforeStep = on * part.noise;
      break;
    case "sensor-dropout":
      part.setAbsent(isActive && element.random.uniform() < fault.share);
      break;
    case "sensor-noise":
      if (isEdge) part.setNoise(isActive ? fault.factor : 1);
      break;
    case "sensor-stuck":
      if (isEdge) part.setStuck(isActive);
      break;
    case "wire-cut":
      if (isEdge) part.setAbsent(isActive);
      break;
    case "wire-short":
      if (isEdge) part.setShorted(isActive);
      break;
    case "brown-out":
      if (isEdge) part.setAbsent(isActive);
      if (isEdge && !isActive) part.powerUp();
      break;
    case "data-path":
      if (isEdge) part.setOffScale(isActive);
      break;
    case "sensors-swapped":
      break;
  }
}
