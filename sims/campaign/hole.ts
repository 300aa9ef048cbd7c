import { referencePressureOf } from "../loop/loop-file.ts";
import type { Subject } from "./watched-loop.ts";

/** What a hole passes per square metre at the reference state, kg/(m²·s). Source: ṁ = C_d·A·√(2ρΔp). */
function lossPerM2({ configuration, loopFile }: Subject): number {
  const { coolant, dischargeCoefficient, externalPressurePa } = configuration.loop!;
  return dischargeCoefficient * Math.sqrt(2 * coolant.densityKgPerM3 * Math.max(0, referencePressureOf(loopFile) - externalPressurePa));
}

/** @returns diameter of the hole at the suction that loses so much at the reference state, m */
export function holeOfLossM(subject: Subject, lossKgPerS: number): number {
  return Math.sqrt(4 * lossKgPerS / (Math.PI * lossPerM2(subject)));
}

/** @returns what a hole at the suction loses at the reference state, kg/s; 0 where nothing leaks out */
export function lossOfHoleKgPerS(subject: Subject, diameterM: number): number {
  return lossPerM2(subject) * Math.PI * diameterM * diameterM / 4;
}
