/**
 * What a hole passes per √(density · pressure drop).
 * @param diameterM hole diameter, m
 * @param dischargeCoefficient about 0.62 for a sharp edge
 * @returns Cd·A·√2, m²
 */
export function holeFactor(diameterM: number, dischargeCoefficient: number): number {
  return dischargeCoefficient * Math.PI * diameterM * diameterM / 4 * Math.SQRT2;
}

/**
 * Flow of liquid through a sharp-edged hole into a lower pressure.
 * @param diameterM      hole diameter, m
 * @param dropPa         pressure inside minus outside, Pa; zero or negative gives zero flow
 * @param densityKgPerM3 of the liquid
 * @param dischargeCoefficient about 0.62 for a sharp edge
 * @returns mass flow, kg/s
 * Source: incompressible orifice equation, ISO 5167-1 with Cd for a thin wall.
 */
export function orificeFlowKgPerS(
  diameterM: number, dropPa: number, densityKgPerM3: number, dischargeCoefficient: number,
): number {
  return dropPa > 0 ? holeFactor(diameterM, dischargeCoefficient) * Math.sqrt(densityKgPerM3 * dropPa) : 0;
}
