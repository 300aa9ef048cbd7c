import type { LoopFile } from "../loop/loop-file.ts";

/**
 * External loop of a spacecraft like Soyuz: 34 kg of coolant at 2 kgf/cm². Accumulator and thermal behaviour are
 * assumed: they were never published. The same text lies in loops/ for users, and a test holds both equal.
 */
export const spacecraftLoop: LoopFile = {
  name: "spacecraft",
  coolant: "isooctane-like",
  liquidVolumeM3: 0.0491,
  accumulator: {
    gasVolumeM3: 0.004,
    gasPressurePa: 196133,
    temperatureK: 293.15,
    polytropicIndex: 1,
    maximumGasVolumeM3: 0.007,
  },
  complianceM3PerPa: 0,
  externalPressurePa: 0,
  minimumPressurePa: 120000,
  dischargeCoefficient: 0.62,
  dischargeCoefficientSigma: 0.05,
  toleratedLossKgPerS: 0,
  samplePeriodS: 1,
  falseAlarmsPerYear: 1,
  pipeDiameterM: 0.012,
  sensors: [
    { id: "P1", quantity: "pressure", part: "ms5837-30ba", bus: "I2C1", address: 118, oversampling: 8192, node: "suction", reference: "absolute" },
    { id: "T1", quantity: "temperature", part: "ds18b20", pin: "B3" },
  ],
};

/** A loop like the station's outside ones; loops/ammonia.loop.json. */
export const ammoniaLoop: LoopFile = {
  name: "ammonia",
  coolant: "ammonia",
  liquidVolumeM3: 0.12,
  accumulator: {
    gasVolumeM3: 0.03,
    gasPressurePa: 2000000,
    temperatureK: 293.15,
    polytropicIndex: 1,
    maximumGasVolumeM3: 0.06,
  },
  complianceM3PerPa: 0,
  externalPressurePa: 0,
  minimumPressurePa: 1200000,
  dischargeCoefficient: 0.62,
  dischargeCoefficientSigma: 0.05,
  toleratedLossKgPerS: 2e-8,
  samplePeriodS: 1,
  falseAlarmsPerYear: 1,
  pump: { risePa: 150000, flowM3PerS: 0.0016 },
  pipeDiameterM: 0.025,
  sensors: [
    { id: "P1", quantity: "pressure", part: "ms5837-30ba", bus: "I2C1", address: 118, oversampling: 8192, node: "suction", reference: "absolute" },
    { id: "T1", quantity: "temperature", part: "ds18b20", pin: "B3" },
  ],
};

/** A liquid-cooled computer rack; loops/rack.loop.json. */
export const rackLoop: LoopFile = {
  name: "rack",
  coolant: "water-glycol-50",
  liquidVolumeM3: 0.018,
  accumulator: {
    gasVolumeM3: 0.003,
    gasPressurePa: 251325,
    temperatureK: 293.15,
    polytropicIndex: 1,
    maximumGasVolumeM3: 0.006,
  },
  complianceM3PerPa: 1e-9,
  externalPressurePa: 101325,
  minimumPressurePa: 130000,
  dischargeCoefficient: 0.62,
  dischargeCoefficientSigma: 0.05,
  toleratedLossKgPerS: 0,
  samplePeriodS: 1,
  falseAlarmsPerYear: 1,
  pump: { risePa: 90000, flowM3PerS: 0.0007 },
  pipeDiameterM: 0.02,
  sensors: [
    { id: "P1", quantity: "pressure", part: "ms5837-30ba", bus: "I2C1", address: 118, oversampling: 8192, node: "suction", reference: "absolute" },
    { id: "T1", quantity: "temperature", part: "ds18b20", pin: "B3" },
  ],
};

/** Two litres of water on a table; loops/bench.loop.json. */
export const benchLoop: LoopFile = {
  name: "bench",
  coolant: "water",
  liquidVolumeM3: 0.002,
  accumulator: {
    gasVolumeM3: 0.0002,
    gasPressurePa: 161325,
    temperatureK: 293.15,
    polytropicIndex: 1,
    maximumGasVolumeM3: 0.0006,
  },
  complianceM3PerPa: 1e-10,
  externalPressurePa: 101325,
  minimumPressurePa: 120000,
  dischargeCoefficient: 0.62,
  dischargeCoefficientSigma: 0.05,
  toleratedLossKgPerS: 0,
  samplePeriodS: 1,
  falseAlarmsPerYear: 1,
  pipeDiameterM: 0.008,
  sensors: [
    { id: "P1", quantity: "pressure", part: "ms5837-30ba", bus: "I2C1", address: 118, oversampling: 8192, node: "suction", reference: "absolute" },
    { id: "T1", quantity: "temperature", part: "ds18b20", pin: "B3" },
  ],
};
