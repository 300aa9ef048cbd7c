/**
 * What a sharp-edged hole passes per √(density · pressure drop), in kg/s.
 * @param diameterM hole diameter, m; zero gives zero
 * @param dischargeCoefficient about 0.62 for a sharp edge
 * @returns Cd·A·√2, m²
 * Source: incompressible orifice equation, ISO 5167-1 with Cd for a thin wall.
 */
export function holeFactor(diameterM: number, dischargeCoefficient: number): number {
  return dischargeCoefficient * Math.PI * diameterM * diameterM / 4 * Math.SQRT2;
}
