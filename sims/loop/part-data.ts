/** What a part's data sheet says of its readings; what it does not say is absent. */
export interface PartData {
  quantities: readonly ("pressure" | "temperature" | "flow" | "level")[];
  noisePa?: number;
  resolutionPa?: number;
  driftPaPerDay?: number;
  noiseK?: number;
  resolutionK?: number;
  driftKPerDay?: number;
  /** What it can measure. */
  lowestPa?: number;
  highestPa?: number;
  /** Noise by oversampling ratio, Pa, where the part has one; the highest ratio is the default. */
  noisePaByOversampling?: Readonly<Record<number, number>>;
  /** Of a part on I2C: where it is looked for when the loop file does not say. */
  usualAddress?: number;
  /** Keys of the loop file that have no default where the part is to be read. */
  required?: readonly string[];
}

/** Where parts are looked for when the loop file does not say. */
export const usualI2cBus = "I2C1";
export const usualOneWirePin = "B3";

/**
 * Parts by the loop file's names. Noise is one sample's standard deviation; drift a year's stated long-term stability,
 * spread evenly over its days. Sources: the parts' data sheets (TE Connectivity MS5837-30BA C2, MS5837-02BA A8, MS5611,
 * MS5803-14BA; Analog Devices DS18B20 and MAX31865; TI TMP117; Bosch BMP280). The DS18B20's sheet gives no noise:
 * 0.02 K is what parts show before quantisation; its drift is 0.2 K in 1,000 h at 125 °C, an upper bound.
 */
export const partData: Readonly<Record<string, PartData>> = {
  "ms5837-30ba": {
    quantities: ["pressure", "temperature"], usualAddress: 0x76, noisePa: 20, resolutionPa: 1, driftPaPerDay: 8.2,
    noiseK: 0.0022, resolutionK: 0.001, driftKPerDay: 0.01, lowestPa: 0, highestPa: 3e6,
    noisePaByOversampling: { 256: 157, 512: 84, 1024: 54, 2048: 38, 4096: 28, 8192: 20 },
  },
  "ms5837-02ba": {
    quantities: ["pressure", "temperature"], usualAddress: 0x76, noisePa: 1.6, resolutionPa: 0.1, driftPaPerDay: 0.55,
    noiseK: 0.002, resolutionK: 0.001, driftKPerDay: 0.01, lowestPa: 1000, highestPa: 2e5,
    noisePaByOversampling: { 256: 11, 512: 6.2, 1024: 3.9, 2048: 2.8, 4096: 2.1, 8192: 1.6 },
  },
  "ms5611": {
    quantities: ["pressure", "temperature"], usualAddress: 0x76, noisePa: 1.2, resolutionPa: 0.1, driftPaPerDay: 0.27,
    noiseK: 0.002, resolutionK: 0.001, driftKPerDay: 0.01, lowestPa: 1000, highestPa: 1.2e5,
    noisePaByOversampling: { 256: 6.5, 512: 4.2, 1024: 2.7, 2048: 1.8, 4096: 1.2 },
  },
  "ms5803-14ba": {
    quantities: ["pressure", "temperature"], usualAddress: 0x76, noisePa: 20, resolutionPa: 1, driftPaPerDay: 5.5,
    noiseK: 0.002, resolutionK: 0.001, driftKPerDay: 0.01, lowestPa: 0, highestPa: 1.4e6,
    noisePaByOversampling: { 256: 100, 512: 60, 1024: 40, 2048: 30, 4096: 20 },
  },
  "ds18b20": { quantities: ["temperature"], noiseK: 0.02, resolutionK: 0.0625, driftKPerDay: 0.0048 },
  "tmp117": { quantities: ["temperature"], usualAddress: 0x48, noiseK: 0.0078, resolutionK: 0.0078125, driftKPerDay: 0.0001 },
  "bmp280": {
    quantities: ["pressure", "temperature"], usualAddress: 0x77, noisePa: 1.3, resolutionPa: 0.16, driftPaPerDay: 0.27,
    noiseK: 0.005, resolutionK: 0.01, driftKPerDay: 0.01, lowestPa: 3e4, highestPa: 1.1e5,
  },
  "max31865": { quantities: ["temperature"], noiseK: 0.02, resolutionK: 0.03125, driftKPerDay: 0.001, required: ["chipSelect"] },
  "ads1115": { quantities: ["pressure", "temperature", "flow", "level"], usualAddress: 0x48, required: ["channel", "lowPa", "highPa"] },
  "honeywell": { quantities: ["pressure", "temperature"], usualAddress: 0x28, required: ["lowPa", "highPa"] },
  "ntc": { quantities: ["temperature"], noiseK: 0.02, resolutionK: 0.05, driftKPerDay: 0.001, required: ["pin"] },
  "pulse-flow": { quantities: ["flow"], required: ["pin"] },
  "level-switch": { quantities: ["level"], required: ["pin"] },
};

/** @returns what a sensor lacks to be read through its part, a sentence each, without a full stop */
export function missingKeys(sensor: { id: string }, part: string): string[] {
  return (partData[part]?.required ?? []).filter((key) => !(key in sensor)).map((key) => `sensor ${sensor.id} (${part}) needs ${key}, for which there is no default`);
}
