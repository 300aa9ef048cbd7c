import { Fault } from "#hal/types.ts";
import type { Hal, OneWireBus, Sample, Sensor, SensorOptions } from "#hal/types.ts";
import { pausedUntil, retryEveryMs } from "./patient-sensor.ts";

/** Longest conversion of any resolution, ms; some clones take 12 bits whatever they are told. */
const conversionMs = 750;
/** A result older than this says nothing about now, ms. */
const staleMs = 5000;
const patience = 3;
/** 85 °C in counts of 1/16 °C: what the scratchpad holds after power-on. */
const powerOnCount = 1360;
/** A step of more than 2 °C onto exactly 85 °C is a lost supply, counts. */
const greatestStep = 32;

const notReady: Sample = { temperatureK: NaN, fault: Fault.NotReady, raw: 0 };

/** CRC-8 (x⁸ + x⁵ + x⁴ + 1, reflected) of each byte, filled by the first sensor. */
const crcOfByte = new Uint8Array(256);

/**
 * Nine steps written out: in the interpreter a loop costs three times, a table of nibbles eight times as much.
 * @param b  nine bytes; zeros in front or behind a sound one change nothing
 * @returns CRC-8 of 1-Wire parts; 0 where the bytes end in their own CRC
 */
export function crcOfOneWire(b: ArrayLike<number>): number {
  const t = crcOfByte;
  return t[t[t[t[t[t[t[t[t[b[0]!]! ^ b[1]!]! ^ b[2]!]! ^ b[3]!]! ^ b[4]!]! ^ b[5]!]! ^ b[6]!]! ^ b[7]!]! ^ b[8]!]!;
}

/**
 * DS18B20 temperature sensor on 1-Wire. Options: `pin`; `rom` (16 hexadecimal digits, family first), may be left out
 * where the part is alone on its pin. Pipelined: `start` hands over the conversion begun a cycle ago and begins the
 * next, so at 1 Hz every cycle has a fresh sample, about one second old. Neither resolution nor EEPROM is ever written.
 * `raw` is in 1/16 °C.
 */
export class Ds18b20 implements Sensor {
  private wire: OneWireBus | undefined;
  /** The part that answers; undefined until found, and after it has gone. */
  private found: string | undefined;
  /** When the running conversion began; -1: none runs. */
  private sinceMs = -1;
  /** Age of the last conversion that a cycle collected, ms. */
  private usualMs = 0;
  /** When an absent part is looked for again; 0: it is not absent. */
  private retryMs = 0;
  private failures = 0;
  private raw = 0;
  /** Last believed count; NaN before the first. */
  private lastCount = NaN;
  private last: Sample = notReady;
  /** The scratchpad of the last believed result, in digits. */
  private believed = "";

  constructor(
    private readonly options: SensorOptions,
    private readonly hal: Hal,
  ) {
    if (crcOfByte[1]) return;
    // Each power of two from the one above it; the others are sums of those.
    let crc = 1;
    for (let power = 128; power > 0; power >>= 1) {
      crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
      for (let sum = 0; sum < 256; sum += 2 * power) crcOfByte[sum + power] = crc ^ crcOfByte[sum]!;
    }
  }

  start(nowMs: number): number {
    if (this.retryMs && (this.retryMs = pausedUntil(this.retryMs, nowMs))) return 0;
    const ageMs = nowMs - this.sinceMs;
    try {
      if (this.sinceMs < 0) return this.begin(nowMs);
      if (ageMs >= 0 && ageMs < conversionMs) {
        this.last = notReady;
        return conversionMs - ageMs;
      }
      this.sinceMs = -1;
      const usualMs = this.usualMs;
      this.usualMs = ageMs;
      // Negative where the clock was put back: its age is not known. Where cycles are long each is as old as the one before.
      if ((ageMs > staleMs && ageMs > 1.5 * usualMs) || ageMs < 0) this.last = this.invalid(Fault.Stale);
      else this.read(nowMs);
      if (this.found) this.convert(nowMs);
      return 0;
    } catch {
      return this.fail(Fault.Nack, nowMs);
    }
  }

  poll(nowMs: number): number {
    if (this.sinceMs < 0 || this.last.fault !== Fault.NotReady) return 0;
    const ageMs = nowMs - this.sinceMs;
    if (ageMs < conversionMs) return conversionMs - ageMs;
    this.sinceMs = -1;
    try {
      this.read(nowMs);
    } catch {
      this.fail(Fault.Nack, nowMs);
    }
    return 0;
  }

  sample(): Sample {
    return this.last;
  }

  close(): void {
    this.sinceMs = -1;
    this.last = this.invalid(Fault.Absent);
    this.retryMs = Infinity;
  }

  private invalid(fault: Fault): Sample {
    return { temperatureK: NaN, fault, raw: this.raw };
  }

  private convert(nowMs: number): void {
    this.wire!.select(this.found!);
    // The line stays high for parts that live on it.
    this.wire!.write(0x44, true);
    this.sinceMs = nowMs;
  }

  /** The first conversion; looks for the part where it is not known. @returns ms until it is done */
  private begin(nowMs: number): number {
    // A part that is looked for anew stays what it was until it has answered.
    if (!this.failures) this.last = notReady;
    if (!this.found) {
      this.wire = this.hal.oneWire(this.options.pin || "");
      const roms = this.options.rom ? [this.options.rom] : this.wire.search() || [];
      const rom = roms[0];
      // The search does not check what it has found.
      if (!rom) return this.fail(Fault.Absent, nowMs);
      if (roms.length > 1 || rom.slice(0, 2) !== "28") return this.fail(Fault.Id, nowMs);
      const bytes = [0];
      for (let i = 0; i < 16; i += 2) bytes.push(parseInt(rom.slice(i, i + 2), 16));
      if (crcOfOneWire(bytes)) return this.fail(Fault.Crc, nowMs);
      this.found = rom;
    }
    this.convert(nowMs);
    return conversionMs;
  }

  /** Reads the scratchpad and judges it. Source: DS18B20 data sheet; see also the DS18B20 counterfeits' survey. */
  private read(nowMs: number): void {
    this.wire!.select(this.found!);
    this.wire!.write(0xbe);
    const pad = this.wire!.read(9);
    const text = pad.join();
    // The very bytes of the last believed result pass every check that those have passed.
    if (text === this.believed) {
      this.last = { temperatureK: 273.15 + this.lastCount / 16, fault: Fault.None, raw: this.lastCount };
      return;
    }
    const settings = pad[4]!;
    const isWellFormed = pad[5] === 255 && pad[7] === 16 && (settings & 0x9f) === 0x1f;
    if (crcOfOneWire(pad)) {
      // Nobody pulls the line down: ones.
      this.fail(settings === 255 && pad[7] === 255 && pad[0] === 255 ? Fault.Absent : Fault.Crc, nowMs);
      return;
    }
    if (!isWellFormed) {
      // Zeros pass the CRC: a line held down, or, where nothing ever answered, no part at all.
      const isZero = !settings && !pad[5] && !pad[7];
      this.fail(isZero ? (isNaN(this.lastCount) ? Fault.Absent : Fault.Short) : Fault.Id, nowMs);
      return;
    }
    // Bits below the resolution are undefined.
    const count = (((pad[1]! << 24) >> 16) | pad[0]!) & -(1 << (3 - ((settings >> 5) & 3)));
    const fault = count === 2047 || count === powerOnCount || count < -880 || count > 2000 ? this.doubt(count, pad[6]!) : Fault.None;
    this.raw = count;
    this.failures = 0;
    if (fault) {
      this.last = this.invalid(fault);
      return;
    }
    this.lastCount = count;
    this.believed = text;
    this.last = { temperatureK: 273.15 + count / 16, fault, raw: count };
  }

  /** @returns what is wrong with a count that is not plainly a temperature */
  private doubt(count: number, reserved: number): Fault {
    // A conversion that ran out of power.
    if (count === 2047) return Fault.StatusBits;
    if (count !== powerOnCount) return Fault.OutOfRange;
    // Genuine parts hold 12 in byte 6 after power-on, some clones always, some never; 85 °C itself is a temperature.
    if (Math.abs(this.lastCount - powerOnCount) <= greatestStep || (reserved !== 12 && isNaN(this.lastCount))) return Fault.None;
    if (reserved !== 12) this.lastCount = count;
    return Fault.Reset;
  }

  /** Notes a failure; a part silent three times in a row is looked for anew, once a minute. */
  private fail(fault: Fault, nowMs: number): number {
    this.failures++;
    this.last = this.invalid(fault);
    this.believed = "";
    this.sinceMs = -1;
    if (this.failures >= patience && (!this.found || fault !== Fault.Crc)) {
      this.found = undefined;
      this.retryMs = nowMs + retryEveryMs;
    }
    return 0;
  }
}
