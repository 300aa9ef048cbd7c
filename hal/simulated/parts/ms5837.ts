import type { I2cPart } from "../bus.ts";
import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";

/** What a model's data sheet says of it; the powers of two of its formula, its noise and times by oversampling. */
interface Ms58Model {
  offsetBits: number;
  offsetSlopeBits: number;
  sensitivityBits: number;
  sensitivitySlopeBits: number;
  pressureBits: number;
  pressureUnitPa: number;
  /** Below 20 °C: factors of dT², (TEMP − 2000)² and (TEMP − 2000)². */
  cold: { temperature: number; offset: number; sensitivity: number };
  /** Below −15 °C, of (TEMP + 1500)². */
  veryCold: { offset: number; sensitivity: number };
  /** From 20 °C up, of dT² and (TEMP − 2000)². */
  hot: { temperature: number; offset: number };
  /** RMS at 256, 512 … */
  noisePa: readonly number[];
  noiseK: readonly number[];
  maximumMs: readonly number[];
  typicalMs: readonly number[];
  /** Image of a part's PROM; the CRC in the first of 7 words, or in the last of 8. */
  prom: readonly number[];
}

const commonTypicalMs = [0.54, 1.06, 2.08, 4.13, 8.22, 16.44];

/** Sources: the TE Connectivity data sheets of the parts; PROMs of their worked examples, CRC computed. */
const models = {
  "ms5837-30ba": {
    offsetBits: 16, offsetSlopeBits: 7, sensitivityBits: 15, sensitivitySlopeBits: 8, pressureBits: 13, pressureUnitPa: 10,
    cold: { temperature: 3 / 2 ** 33, offset: 3 / 2, sensitivity: 5 / 8 },
    veryCold: { offset: 7, sensitivity: 4 },
    hot: { temperature: 2 / 2 ** 37, offset: 1 / 16 },
    noisePa: [157, 84, 54, 38, 28, 20],
    noiseK: [0.0086, 0.0055, 0.0041, 0.0033, 0.0026, 0.0022],
    maximumMs: [0.6, 1.17, 2.28, 4.54, 9.04, 18.08],
    typicalMs: commonTypicalMs,
    prom: [0x9340, 0x88a6, 0x8e00, 0x4f68, 0x5752, 0x6816, 0x6622],
  },
  "ms5837-02ba": {
    offsetBits: 17, offsetSlopeBits: 6, sensitivityBits: 16, sensitivitySlopeBits: 7, pressureBits: 15, pressureUnitPa: 1,
    cold: { temperature: 11 / 2 ** 35, offset: 31 / 8, sensitivity: 63 / 32 },
    veryCold: { offset: 0, sensitivity: 0 },
    hot: { temperature: 0, offset: 0 },
    noisePa: [11, 6.2, 3.9, 2.8, 2.1, 1.6],
    noiseK: [0.012, 0.009, 0.006, 0.004, 0.003, 0.002],
    maximumMs: [0.56, 1.1, 2.17, 4.32, 8.61, 17.2],
    typicalMs: commonTypicalMs,
    prom: [0x52a0, 0xb524, 0xabcd, 0x7183, 0x6cc2, 0x7b41, 0x6e05],
  },
  "ms5611": {
    offsetBits: 16, offsetSlopeBits: 7, sensitivityBits: 15, sensitivitySlopeBits: 8, pressureBits: 15, pressureUnitPa: 1,
    cold: { temperature: 1 / 2 ** 31, offset: 5 / 2, sensitivity: 5 / 4 },
    veryCold: { offset: 7, sensitivity: 11 / 2 },
    hot: { temperature: 0, offset: 0 },
    noisePa: [6.5, 4.2, 2.7, 1.8, 1.2],
    noiseK: [0.012, 0.008, 0.005, 0.003, 0.002],
    maximumMs: [0.6, 1.17, 2.28, 4.54, 9.04],
    typicalMs: commonTypicalMs,
    prom: [0x0070, 40127, 36924, 23317, 23282, 33464, 28312, 0],
  },
  "ms5803-14ba": {
    offsetBits: 16, offsetSlopeBits: 7, sensitivityBits: 15, sensitivitySlopeBits: 8, pressureBits: 15, pressureUnitPa: 10,
    cold: { temperature: 3 / 2 ** 33, offset: 3 / 2, sensitivity: 5 / 8 },
    veryCold: { offset: 7, sensitivity: 4 },
    hot: { temperature: 7 / 2 ** 37, offset: 1 / 16 },
    noisePa: [100, 60, 40, 30, 20],
    noiseK: [0.012, 0.008, 0.005, 0.003, 0.002],
    maximumMs: [0.6, 1.17, 2.28, 4.54, 9.04],
    typicalMs: commonTypicalMs,
    prom: [0x0070, 46546, 42845, 29751, 29457, 32745, 29059, 0],
  },
} satisfies Record<string, Ms58Model>;

/** Models that can be emulated. */
export type Ms58ModelName = keyof typeof models;

/**
 * CRC-4 of a PROM image, bit by bit as the data sheets print it.
 * @param words  7 words with the CRC's own bits in the first, or 8 with them in the last; they are left out of it
 */
export function crcOfProm(words: readonly number[]): number {
  const copy = words.slice();
  if (copy.length === 7) {
    copy[0]! &= 0x0fff;
    copy.push(0);
  } else {
    copy[7]! &= 0xff00;
  }
  let remainder = 0;
  for (let i = 0; i < 16; i++) {
    remainder ^= i % 2 === 0 ? copy[i >> 1]! >> 8 : copy[i >> 1]! & 255;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 0x8000 ? ((remainder << 1) ^ 0x3000) & 0xffff : (remainder << 1) & 0xffff;
  }
  return remainder >> 12;
}

/** What is wrong with an emulated MS58xx; every knob can be turned while it runs. */
export class Ms58Faults {
  /** No answer at all. */
  absent = false;
  /** Every nth transfer is not acknowledged; 0: none. */
  refuseEvery = 0;
  /** The pressure's count is this, whatever the pressure; -1: free. */
  stuckCount = -1;
  /** Conversions give 0. */
  zero = false;
  /** Every bit read is 1. */
  ones = false;
  /** The PROM reads as zeros. */
  zeroProm = false;
  /** This bit of the PROM image (0 = lowest of the first word) reads inverted; -1: none. */
  flippedBit = -1;
  /** Conversions take this many times the stated time. */
  slowness = 1;
  /** Added to the true pressure, Pa. */
  offsetPa = 0;
  /** Times the true pressure. */
  gain = 1;
  /** Times the data sheet's noise. */
  noise = 1;
  /** Added to the true temperature of the die, K. */
  offsetK = 0;
}

export interface EmulatedMs58Options {
  model: Ms58ModelName;
  plant: Plant;
  node: string;
  random: Random;
  /** PROM image in place of the data sheet's example. */
  prom?: readonly number[];
  /** Conversions take their typical time instead of the maximum. */
  typicalTimes?: boolean;
}

const enum Conversion { None, Running, Done }

/** From reset to a readable PROM, ms. The data sheets give none; the Linux driver of the family waits 3. */
const reloadMs = 2.8;

/**
 * Register-level emulator of the MS58xx family. Early reads, repeated reads and commands during a conversion behave as
 * the part does, and are counted in `violations`: a driver that causes one is wrong.
 */
export class EmulatedMs58 implements I2cPart {
  readonly faults = new Ms58Faults();
  /** Things a correct driver never does, since start. */
  violations = 0;
  /** What the last of them was. */
  lastViolation = "";
  transfers = 0;

  private readonly model: Ms58Model;
  private readonly prom: readonly number[];
  private readonly noise: Random;
  private readonly plant: Plant;
  private readonly node: string;
  private readonly timesMs: readonly number[];
  // Formula of the data sheet with its powers of two worked out.
  private readonly offsetAtZero: number;
  private readonly offsetPerCount: number;
  private readonly sensitivityAtZero: number;
  private readonly sensitivityPerCount: number;
  private readonly centiKelvinPerCount: number;
  private readonly countsPerPa: number;

  private isReset = false;
  private readyMs = 0;
  private conversion: Conversion = Conversion.None;
  private isSpoilt = false;
  private doneMs = 0;
  /** When the data sheet says that it is done. */
  private statedMs = 0;
  private result = 0;
  private staged: Uint8Array;
  private readonly stagedWord = new Uint8Array(2);
  private readonly stagedResult = new Uint8Array(3);
  private readonly nothing = new Uint8Array(0);

  constructor(options: EmulatedMs58Options) {
    this.model = models[options.model];
    const prom = options.prom?.slice() ?? this.model.prom.slice();
    if (!options.prom && prom.length === 8) prom[7] = crcOfProm(prom);
    this.prom = prom;
    this.noise = options.random;
    this.plant = options.plant;
    this.node = options.node;
    this.timesMs = options.typicalTimes ? this.model.typicalMs : this.model.maximumMs;
    this.staged = this.nothing;
    this.offsetAtZero = prom[2]! * 2 ** this.model.offsetBits;
    this.offsetPerCount = prom[4]! / 2 ** this.model.offsetSlopeBits;
    this.sensitivityAtZero = prom[1]! * 2 ** this.model.sensitivityBits;
    this.sensitivityPerCount = prom[3]! / 2 ** this.model.sensitivitySlopeBits;
    this.centiKelvinPerCount = prom[6]! / 2 ** 23;
    this.countsPerPa = 2 ** this.model.pressureBits / this.model.pressureUnitPa;
  }

  /** Takes the supply away and gives it back: conversions give 0 until the next reset command. */
  brownOut(): void {
    this.isReset = false;
    this.conversion = Conversion.None;
    this.staged = this.nothing;
  }

  /** @returns the pressure's count, before noise, at a pressure (Pa) and a temperature (K) */
  pressureCount(pressurePa: number, temperatureK: number): number {
    const difference = this.difference(temperatureK);
    const t = difference * this.centiKelvinPerCount;
    let offset = this.offsetAtZero + this.offsetPerCount * difference;
    let sensitivity = this.sensitivityAtZero + this.sensitivityPerCount * difference;
    if (t < 0) {
      offset -= this.model.cold.offset * t * t;
      sensitivity -= this.model.cold.sensitivity * t * t;
      if (t < -3500) {
        offset -= this.model.veryCold.offset * (t + 3500) * (t + 3500);
        sensitivity -= this.model.veryCold.sensitivity * (t + 3500) * (t + 3500);
      }
    } else {
      offset -= this.model.hot.offset * t * t;
    }
    return ((pressurePa * this.countsPerPa + offset) * 2097152) / sensitivity;
  }

  /** @returns the temperature's count, before noise, at a temperature (K) */
  temperatureCount(temperatureK: number): number {
    return this.prom[5]! * 256 + this.difference(temperatureK);
  }

  write(data: ArrayLike<number>, nowMs: number): boolean {
    this.transfers++;
    if (!this.answers()) return false;
    if (data.length !== 1) this.violate("more than one command byte");
    const command = data[0]!;
    if (command === 0) this.stageResult(nowMs);
    else if (command >= 0x40 && command <= 0x5a) this.convert(command, nowMs);
    else if (command === 0x1e) this.reset(nowMs);
    else if (command >= 0xa0 && command <= 0xae) this.stageProm((command - 0xa0) >> 1, nowMs);
    else if (command !== 0xd0) this.violate("unknown command");
    else this.staged = this.nothing;
    return true;
  }

  read(length: number, _nowMs: number): Uint8Array | undefined {
    this.transfers++;
    if (!this.answers()) return undefined;
    const staged = this.staged;
    if (staged.length === length && !this.faults.ones) return staged;
    const bytes = new Uint8Array(length).fill(255);
    if (!this.faults.ones) bytes.set(staged.subarray(0, length));
    return bytes;
  }

  private answers(): boolean {
    if (this.faults.absent) return false;
    return this.faults.refuseEvery === 0 || this.transfers % this.faults.refuseEvery !== 0;
  }

  private violate(what: string): void {
    this.violations++;
    this.lastViolation = what;
  }

  /** dT of the data sheet at a temperature: the second-order temperature equation solved for it. */
  private difference(temperatureK: number): number {
    const t = (temperatureK - 293.15) * 100;
    const square = t < 0 ? this.model.cold.temperature : this.model.hot.temperature;
    const slope = this.centiKelvinPerCount;
    return (2 * t) / (slope + Math.sqrt(slope * slope - 4 * square * t));
  }

  private reset(nowMs: number): void {
    this.isReset = true;
    this.readyMs = nowMs + reloadMs;
    this.conversion = Conversion.None;
    this.staged = this.nothing;
  }

  private stageProm(word: number, nowMs: number): void {
    if (nowMs < this.readyMs) this.violate("PROM read during its reload");
    if (word >= this.prom.length) this.violate("PROM word that the part does not have");
    let value = this.faults.zeroProm || nowMs < this.readyMs ? 0 : (this.prom[word] ?? 0);
    const bit = this.faults.flippedBit - 16 * word;
    if (bit >= 0 && bit < 16) value ^= 1 << bit;
    this.stagedWord[0] = value >> 8;
    this.stagedWord[1] = value;
    this.staged = this.stagedWord;
  }

  private convert(command: number, nowMs: number): void {
    this.staged = this.nothing;
    if (nowMs < this.readyMs) this.violate("conversion during the PROM's reload");
    const step = (command & 15) >> 1;
    const timeMs = this.timesMs[step];
    if (timeMs === undefined || command % 2 === 1) {
      this.violate("oversampling that the part does not have");
      return;
    }
    if (this.conversion === Conversion.Running && nowMs < this.doneMs) {
      if (nowMs < this.statedMs) this.violate("conversion begun while another runs");
      this.isSpoilt = true;
      return;
    }
    this.conversion = Conversion.Running;
    this.isSpoilt = false;
    this.doneMs = nowMs + timeMs * this.faults.slowness;
    this.statedMs = nowMs + this.model.maximumMs[step]!;
    this.plant.advanceTo(nowMs / 1000);
    const temperatureK = this.plant.temperatureK(this.node) + this.faults.offsetK;
    if (command < 0x50) {
      const truePa = this.plant.pressurePa(this.node);
      const noisePa = this.model.noisePa[step]! * this.faults.noise * this.noise.gaussian();
      this.result = this.pressureCount(truePa * this.faults.gain + this.faults.offsetPa + noisePa, temperatureK);
      if (this.faults.stuckCount >= 0) this.result = this.faults.stuckCount;
    } else {
      this.result = this.temperatureCount(temperatureK + this.model.noiseK[step]! * this.faults.noise * this.noise.gaussian());
    }
  }

  private stageResult(nowMs: number): void {
    let count = 0;
    // Whoever trusts the data sheet does no wrong on a part that is slower; it gives the wrong result all the same.
    if (this.conversion === Conversion.Running && nowMs < this.statedMs) this.violate("result read before the conversion was done");
    if (this.conversion === Conversion.Running && nowMs < this.doneMs) {
      this.isSpoilt = true;
    } else if (this.conversion === Conversion.None) {
      // A driver cannot know yet that the supply was away.
      if (this.isReset) this.violate("result read without a conversion");
    } else {
      this.conversion = Conversion.None;
      count = this.result < 0 ? 0 : this.result > 16777215 ? 16777215 : Math.round(this.result);
      if (this.isSpoilt) count = Math.floor(count * 0.75);
      if (this.faults.zero || !this.isReset) count = 0;
    }
    this.stagedResult[0] = count >> 16;
    this.stagedResult[1] = count >> 8;
    this.stagedResult[2] = count;
    this.staged = this.stagedResult;
  }
}
