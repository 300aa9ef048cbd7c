import type { Interval } from "#host/link/json-lines.ts";

/** Scales from SI to what is said, largest first. */
interface Scale { unit: string; perUnit: number }

const durations: Scale[] = [{ unit: "d", perUnit: 86_400 }, { unit: "h", perUnit: 3_600 }, { unit: "min", perUnit: 60 }, { unit: "s", perUnit: 1 }];
const volumeRates: Scale[] = [{ unit: "L/h", perUnit: 1e-3 / 3600 }, { unit: "mL/h", perUnit: 1e-6 / 3600 }];
const massRates: Scale[] = [{ unit: "kg/h", perUnit: 1 / 3600 }, { unit: "g/h", perUnit: 1e-3 / 3600 }];
const falls: Scale[] = [{ unit: "bar/h", perUnit: 1e5 / 3600 }, { unit: "mbar/h", perUnit: 100 / 3600 }];
const volumes: Scale[] = [{ unit: "L", perUnit: 1e-3 }, { unit: "mL", perUnit: 1e-6 }];
const lengths: Scale[] = [{ unit: "mm", perUnit: 1e-3 }];

/** A duration is told in the next smaller unit up to twice the larger one: 90 min, 3 h. */
const durationSlack = 2;

/** @returns as in `1 sample` and `7,200 samples`; @param value told to three digits where it is not whole */
export function counted(value: number, noun: string): string {
  return `${(Number.isInteger(value) ? value : Number(value.toPrecision(3))).toLocaleString("en")} ${noun}${value === 1 ? "" : "s"}`;
}

/** @param durationS s; null is not known @returns as in `6.53 min` */
export function duration(durationS: number | null): string {
  return durationS === null ? "not known" : durationInterval(exactly(durationS));
}

/** @param timeS board time, s; null is not known @returns as in `6:40:12`, and `2 d 6:40:12` after whole days */
export function clockTime(timeS: number | null): string {
  if (timeS === null) return "not known";
  const whole = Math.round(timeS);
  const [days, hours, minutes, seconds] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  return `${days > 0 ? `${days} d ` : ""}${hours}:${String(minutes).padStart(2, "0")}:${String(seconds).padStart(2, "0")}`;
}

/** @param interval s; a value of null is never @returns as in `6.53 min (6.02 … 7.13)` */
export function durationInterval(interval: Interval): string {
  return interval.value === null ? "never" : told(interval, interval.value / durationSlack, durations);
}

/**
 * @param rateKgPerS a value of null is not known
 * @param densityKgPerM3 undefined where it is not known: then mass is told, else volume
 * @returns as in `26.7 L/h (24.9 … 28.6)`
 */
export function leakRate(rateKgPerS: Interval, densityKgPerM3: number | undefined): string {
  if (rateKgPerS.value === null) return "not known";
  if (densityKgPerM3 === undefined) return told(rateKgPerS, rateKgPerS.value, massRates);
  const asVolume = (rate: number | null): number | null => (rate === null ? null : rate / densityKgPerM3);
  return told({ value: asVolume(rateKgPerS.value), low: asVolume(rateKgPerS.low), high: asVolume(rateKgPerS.high) }, rateKgPerS.value / densityKgPerM3, volumeRates);
}

/** @param fallPaPerS a value of null is not known @returns as in `23.4 mbar/h (20.1 … 26.5)` */
export function pressureFall(fallPaPerS: Interval): string {
  return fallPaPerS.value === null ? "not known" : told(fallPaPerS, fallPaPerS.value, falls);
}

/** @returns as in `12.3 mL` */
export function volume(volumeM3: number): string {
  return told(exactly(volumeM3), volumeM3, volumes);
}

/** @param diameterM a value of null is not known @returns as in `0.800 mm (0.740 … 0.870)` */
export function holeDiameter(diameterM: Interval): string {
  return diameterM.value === null ? "not known" : told(diameterM, diameterM.value, lengths);
}

/** @param pressurePa absolute; null is not known @returns as in `1.961 bar` */
export function pressure(pressurePa: number | null): string {
  return pressurePa === null ? "no pressure" : `${(pressurePa / 1e5).toFixed(3)} bar`;
}

/** @returns as in `20.1 °C` */
export function temperature(temperatureK: number | null): string {
  return temperatureK === null ? "no temperature" : `${(temperatureK - 273.15).toFixed(1)} °C`;
}

/** @returns an interval that is only a value */
export function exactly(value: number): Interval {
  return { value, low: value, high: value };
}

/** @param size what picks the scale; an interval without width is exact, one that is open at both ends says nothing */
function told({ value, low, high }: Interval, size: number, scales: Scale[]): string {
  const scale = scales.find((one) => Math.abs(size) >= one.perUnit) ?? scales[scales.length - 1]!;
  const text = `${digits(value! / scale.perUnit)} ${scale.unit}`;
  if (low === null && high === null) return `about ${text} (interval not known)`;
  if (low === high) return text;
  const lower = low === null ? "?" : digits(low / scale.perUnit);
  const upper = high === null ? "∞" : digits(high / scale.perUnit);
  return `${text} (${lower} … ${upper})`;
}

/** @returns three significant digits, without an exponent */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 999.5) return Number(value.toPrecision(3)).toLocaleString("en").replace("-", "−");
  if (size < 1e-3) return value === 0 ? "0" : value.toPrecision(2);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return value.toFixed(decimals).replace("-", "−");
}
