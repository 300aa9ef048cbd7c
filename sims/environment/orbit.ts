/** Equatorial radius of the earth, m, and its gravitational parameter, m³/s² (WGS 84). */
const earthRadiusM = 6378137;
const earthGravityM3PerS2 = 3.986004418e14;

/**
 * Period of a circular orbit.
 * @param altitudeM above the equatorial radius, m
 * @returns s; Kepler's third law
 */
export function orbitPeriodS(altitudeM: number): number {
  const radiusM = earthRadiusM + altitudeM;
  return 2 * Math.PI * Math.sqrt(radiusM * radiusM * radiusM / earthGravityM3PerS2);
}

/**
 * Time in the earth's shadow, once an orbit.
 * @param betaDeg angle between the orbit's plane and the sun, degrees
 * @returns s; zero where the orbit stays in the light. Cylindrical shadow.
 */
export function eclipseS(altitudeM: number, betaDeg: number): number {
  const radiusM = earthRadiusM + altitudeM;
  const cosine = Math.sqrt(radiusM * radiusM - earthRadiusM * earthRadiusM) / (radiusM * Math.cos(betaDeg * Math.PI / 180));
  return cosine >= 1 ? 0 : Math.acos(cosine) / Math.PI * orbitPeriodS(altitudeM);
}

/** @returns angle above which a circular orbit knows no eclipse, degrees */
export function betaWithoutEclipseDeg(altitudeM: number): number {
  return Math.asin(earthRadiusM / (earthRadiusM + altitudeM)) * 180 / Math.PI;
}
