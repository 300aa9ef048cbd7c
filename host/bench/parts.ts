import { Validity } from "#firmware/acquire/validity.ts";
import { Detector } from "#firmware/detect/detector.ts";
import { Leak } from "#firmware/diagnose/leak.ts";
import { Inventory } from "#firmware/estimate/inventory.ts";
import { ThermalHistory } from "#firmware/estimate/thermal-history.ts";
import { Monitor } from "#firmware/monitor.ts";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";

/** Parts of a cycle, in the order in which a reading travels, and what they are. */
export const partTexts = {
  acquire: "acquire: validity and voting",
  history: "history: smoothed temperatures",
  inventory: "inventory",
  detector: "detector: compensation, bank, thresholds",
  leak: "leak: diagnosis, while an alarm stands",
  telemetry: "telemetry: one housekeeping frame",
  step: "the whole step",
} as const;
export type Part = keyof typeof partTexts;
export const parts = Object.keys(partTexts) as Part[];

/**
 * Parts whose work changes what those behind them have to do are taken out from behind: first the detector, then what
 * feeds it. What a set costs less than the one named beside it (nothing: the whole) is the part's cost.
 */
export const removals: Readonly<Record<Part, { removed: readonly Part[]; against: Part | undefined }>> = {
  detector: { removed: ["detector"], against: undefined },
  inventory: { removed: ["detector", "inventory"], against: "detector" },
  history: { removed: ["detector", "inventory", "history"], against: "inventory" },
  acquire: { removed: ["detector", "inventory", "history", "acquire"], against: "history" },
  leak: { removed: ["leak"], against: undefined },
  telemetry: { removed: ["telemetry"], against: undefined },
  step: { removed: ["step"], against: undefined },
};

/**
 * Takes a part out of the core, leaving behind as little as the rest needs to go on. Kept to what an interpreter can run.
 * @returns what puts it back
 */
export function removePart(part: string): () => void {
  if (part === "acquire") {
    const whole = Validity.prototype.vote;
    Validity.prototype.vote = function (this: Validity, values: Float64Array) {
      this.pressurePa = values[0]!;
      this.temperatureK = values[1]!;
      return false;
    };
    return () => (Validity.prototype.vote = whole);
  }
  if (part === "history") {
    const whole = ThermalHistory.prototype.update;
    ThermalHistory.prototype.update = function () {};
    return () => (ThermalHistory.prototype.update = whole);
  }
  if (part === "inventory") {
    const whole = Inventory.prototype.massKg;
    Inventory.prototype.massKg = function (this: Inventory) {
      this.liquidKgPerM3 = 692;
      return 34;
    };
    return () => (Inventory.prototype.massKg = whole);
  }
  if (part === "detector") {
    const whole = Detector.prototype.update;
    Detector.prototype.update = function () {};
    return () => (Detector.prototype.update = whole);
  }
  if (part === "leak") {
    const whole = Leak.prototype.update;
    Leak.prototype.update = function () {};
    return () => (Leak.prototype.update = whole);
  }
  if (part === "telemetry") {
    const whole = Telemetry.prototype.sendHousekeeping;
    Telemetry.prototype.sendHousekeeping = function () {};
    return () => (Telemetry.prototype.sendHousekeeping = whole);
  }
  if (part === "step") {
    const whole = Monitor.prototype.step;
    Monitor.prototype.step = function () {};
    return () => (Monitor.prototype.step = whole);
  }
  return () => {};
}
