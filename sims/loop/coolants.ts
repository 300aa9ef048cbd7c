import type { Coolant } from "#firmware/configuration.ts";

/**
 * Coolants by the names of the loop file, near 20 °C and working pressure.
 *
 * Sources, where not the project's reference loops (isooctane-like, ammonia, water-glycol-50, water):
 * - thermal expansion and bulk modulus of water: NIST Chemistry WebBook, 293.15 K;
 * - water-glycol-30: ASHRAE Handbook Fundamentals, inhibited ethylene glycol 30 % by volume, 20 °C;
 * - hfe-7100-like: 3M Novec 7100 product information (1,510 kg/m³ at 25 °C, 0.0018 /K, 202 mmHg at 25 °C);
 * - silicone-oil-5cst: Dow Corning 200 fluid 5 cSt information (913 kg/m³ at 25 °C, 0.00105 /K, under 5 mmHg at 20 °C);
 * - vapour pressures: Antoine equations of the NIST WebBook; ammonia 857.5 kPa and isooctane 5.2 kPa at 20 °C.
 * Bulk moduli of hfe-7100-like and silicone oil are from speeds of sound (about 640 and 980 m/s): good to some 10 %.
 */
export const coolants: Readonly<Record<string, Coolant>> = {
  "isooctane-like": {
    densityKgPerM3: 692, thermalExpansionPerK: 1.21e-3, bulkModulusPa: 0.69e9, vapourPressurePa: 5200,
    referenceTemperatureK: 293.15,
  },
  "ammonia": {
    densityKgPerM3: 610, thermalExpansionPerK: 2.45e-3, bulkModulusPa: 0.81e9, vapourPressurePa: 857500,
    referenceTemperatureK: 293.15,
  },
  "water": {
    densityKgPerM3: 998.2, thermalExpansionPerK: 2.07e-4, bulkModulusPa: 2.18e9, vapourPressurePa: 2339,
    referenceTemperatureK: 293.15,
  },
  "water-glycol-30": {
    densityKgPerM3: 1045, thermalExpansionPerK: 3.7e-4, bulkModulusPa: 2.5e9, vapourPressurePa: 2100,
    referenceTemperatureK: 293.15,
  },
  "water-glycol-50": {
    densityKgPerM3: 1065, thermalExpansionPerK: 5.0e-4, bulkModulusPa: 2.7e9, vapourPressurePa: 1700,
    referenceTemperatureK: 293.15,
  },
  "hfe-7100-like": {
    densityKgPerM3: 1519, thermalExpansionPerK: 1.8e-3, bulkModulusPa: 0.62e9, vapourPressurePa: 21500,
    referenceTemperatureK: 293.15,
  },
  "silicone-oil-5cst": {
    densityKgPerM3: 918, thermalExpansionPerK: 1.05e-3, bulkModulusPa: 0.88e9, vapourPressurePa: 100,
    referenceTemperatureK: 293.15,
  },
};
