import type { I2cPart } from "../bus.ts";
import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";

/** Trimming words of Bosch's worked example, T1 … T3 and P1 … P9. */
export const exampleTrim = [27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];

/**
 * Pressure and temperature from counts, Bosch BST-BMP280-DS001 appendix, double precision.
 * @returns [Pa, °C]
 */
export function bmp280Values(trim: readonly number[], pressureCount: number, temperatureCount: number): [number, number] {
  const [t1, t2, t3, p1, p2, p3, p4, p5, p6, p7, p8, p9] = trim as [
    number, number, number, number, number, number, number, number, number, number, number, number,
  ];
  const fine = (temperatureCount / 16384 - t1 / 1024) * t2 + (temperatureCount / 131072 - t1 / 8192) ** 2 * t3;
  const a = fine / 2 - 64000;
  const b = ((a * a * p6) / 32768 + a * p5 * 2) / 4 + p4 * 65536;
  const c = (1 + ((p3 * a * a) / 524288 + p2 * a) / 524288 / 32768) * p1;
  const p = ((1048576 - pressureCount - b / 4096) * 6250) / c;
  return [p + ((p9 * p * p) / 2147483648 + (p * p8) / 32768 + p7) / 16, fine / 5120];
}

/** The longest measurement, pressure 16 times and temperature twice, ms. */
const measurementMs = 43.2;
/** RMS with those settings and no filter, Pa and °C. */
const noisePa = 1.3;
const noiseC = 0.005;

/** Register-level emulator of a BMP280: forced mode, inverse compensation by bisection. */
export class EmulatedBmp280 implements I2cPart {
  absent = false;
  /** It measures nothing: the results stay 80000. */
  skips = false;
  /** It stays asleep, whatever mode it is told: the results stay what they are. */
  sleeps = false;
  slowness = 1;
  violations = 0;
  lastViolation = "";
  readonly registers = new Uint8Array(256);

  private pointer = 0;
  private doneMs = -1;
  /** When the data sheet says that the running measurement is done. */
  private statedMs = 0;
  private counts: [number, number] = [0x80000, 0x80000];

  constructor(
    private readonly plant: Plant,
    private readonly node: string,
    private readonly trim: readonly number[] = exampleTrim,
    private readonly random?: Random,
  ) {
    this.registers[0xd0] = 0x58;
    trim.forEach((word, index) => {
      this.registers[0x88 + 2 * index] = word & 255;
      this.registers[0x89 + 2 * index] = (word >> 8) & 255;
    });
    this.reset();
  }

  /** Power-on or soft reset. */
  reset(): void {
    this.registers.set([0, 0, 0, 0, 0x80, 0, 0, 0x80, 0, 0], 0xf3);
    this.doneMs = -1;
  }

  write(data: ArrayLike<number>, nowMs: number): boolean {
    if (this.absent) return false;
    this.finish(nowMs);
    this.pointer = data[0]!;
    for (let i = 0; i + 1 < data.length; i += 2) {
      const register = data[i]!;
      if (register !== 0xf4 && register !== 0xf5 && register !== 0xe0) this.violate("a write to a register that is read only");
      if (register === 0xe0 && data[i + 1] === 0xb6) this.reset();
      else this.registers[register] = data[i + 1]!;
      if (register === 0xf4 && (data[i + 1]! & 3) % 3 > 0) this.force(nowMs);
    }
    return true;
  }

  read(length: number, nowMs: number): Uint8Array | undefined {
    if (this.absent) return undefined;
    this.finish(nowMs);
    this.registers[0xf3] = this.doneMs >= 0 ? 8 : 0;
    if (this.pointer <= 0xfc && this.pointer + length > 0xf7 && this.doneMs >= 0 && nowMs < this.statedMs) this.violate("old result read during a measurement");
    return this.registers.slice(this.pointer, this.pointer + length);
  }

  private violate(what: string): void {
    this.violations++;
    this.lastViolation = what;
  }

  private force(nowMs: number): void {
    if (this.doneMs >= 0 && nowMs < this.statedMs) this.violate("measurement forced while another runs");
    if (this.doneMs >= 0 || this.sleeps) return;
    this.plant.advanceTo(nowMs / 1000);
    const celsius = this.plant.temperatureK(this.node) - 273.15 + noiseC * (this.random?.gaussian() ?? 0);
    const pressurePa = this.plant.pressurePa(this.node) + noisePa * (this.random?.gaussian() ?? 0);
    const temperatureCount = solve((count) => bmp280Values(this.trim, 415148, count)[1] - celsius);
    const pressureCount = solve((count) => pressurePa - bmp280Values(this.trim, count, temperatureCount)[0]);
    this.counts = this.skips ? [0x80000, 0x80000] : [pressureCount, temperatureCount];
    this.doneMs = nowMs + measurementMs * this.slowness;
    this.statedMs = nowMs + measurementMs;
  }

  private finish(nowMs: number): void {
    if (this.doneMs < 0 || nowMs < this.doneMs) return;
    this.doneMs = -1;
    this.registers[0xf4]! &= 0xfc;
    this.counts.forEach((count, index) => {
      this.registers.set([count >> 12, (count >> 4) & 255, (count & 15) << 4], 0xf7 + 3 * index);
    });
  }
}

/** @returns the 20-bit count at which a rising function passes zero */
function solve(difference: (count: number) => number): number {
  let low = 0;
  let high = 0xfffff;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (difference(middle) < 0) low = middle;
    else high = middle;
  }
  return Math.abs(difference(low)) < Math.abs(difference(high)) ? low : high;
}
