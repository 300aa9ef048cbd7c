import type { OneWirePart } from "../bus.ts";
import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";

/** CRC-8 of 1-Wire (x⁸ + x⁵ + x⁴ + 1, reflected) of each byte. Source: Maxim application note 27. */
const crcOfByte = new Uint8Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
  return crc;
});

/** @returns the ROM code of a part: family, 48-bit serial number (12 hexadecimal digits), CRC; 16 digits in all */
export function romCode(serial: string, family = "28"): string {
  let crc = 0;
  for (const pair of (family + serial).match(/../g)!) crc = crcOfByte[crc ^ parseInt(pair, 16)]!;
  return family + serial + crc.toString(16).padStart(2, "0");
}

/**
 * Clones seen in the field. "keeps-12": byte 6 is 0C for ever; "hides-85": powers up like a measured 85.0 °C;
 * "holds-last": powers up with the value before; "25-degrees": powers up at a plausible 25.0 °C.
 * Source: counterfeit DS18B20 survey, families B, E, and D.
 */
export type Ds18b20Kind = "genuine" | "keeps-12" | "hides-85" | "holds-last" | "25-degrees";

/** What is wrong with an emulated DS18B20; every knob can be turned while it runs. */
export class Ds18b20Faults {
  absent = false;
  /** This bit of the 72 read back is inverted; -1: none. */
  flippedBit = -1;
  /** Everything read back is 0, which passes the CRC. */
  zeros = false;
  /** Conversions take this many times the data sheet's maximum. */
  slowness = 1;
  /** No conversion gets the power it needs. */
  starved = false;
  /** The value stays as it is. */
  stuck = false;
  /** Added to the true temperature, K. */
  offsetK = 0;
  /** Times the noise. */
  noise = 1;
}

export interface EmulatedDs18b20Options {
  plant: Plant;
  node: string;
  random: Random;
  /** 16 hexadecimal digits. */
  rom: string;
  /** Standard deviation before quantisation, K; the data sheet gives none, 0.02 K is what parts show. */
  noiseK?: number;
  /** 9 … 12. */
  bits?: number;
  kind?: Ds18b20Kind;
  /** Powered from the line: conversions without a strong pull-up fail. */
  parasite?: boolean;
}

/** Register-level emulator of a DS18B20 on a 1-Wire line. */
export class EmulatedDs18b20 implements OneWirePart {
  readonly rom: string;
  readonly faults = new Ds18b20Faults();
  /** Things a correct driver never does, since start. */
  violations = 0;
  lastViolation = "";
  conversions = 0;

  private readonly plant: Plant;
  private readonly node: string;
  private readonly random: Random;
  private readonly noiseK: number;
  private readonly bits: number;
  private readonly kind: Ds18b20Kind;
  private readonly isParasite: boolean;
  private readonly scratchpad = new Uint8Array(9);
  private isReading = false;
  /** When the running conversion ends, ms; -1: none runs. */
  private doneMs = -1;
  /** When the data sheet says that it ends. */
  private statedMs = 0;
  private pendingCount = 0;
  private isHeld = true;

  constructor(options: EmulatedDs18b20Options) {
    this.rom = options.rom;
    this.plant = options.plant;
    this.node = options.node;
    this.random = options.random;
    this.noiseK = options.noiseK ?? 0.02;
    this.bits = options.bits ?? 12;
    this.kind = options.kind ?? "genuine";
    this.isParasite = options.parasite ?? false;
    this.store(1360, 12);
    this.powerOn();
  }

  /** Takes the supply away and gives it back; a running conversion is lost. */
  brownOut(): void {
    this.doneMs = -1;
    this.isReading = false;
    this.powerOn();
  }

  reset(nowMs: number): boolean {
    this.finish(nowMs);
    this.isReading = false;
    if (this.isParasite && this.doneMs >= 0) this.isHeld = false;
    return !this.faults.absent;
  }

  write(byte: number, power: boolean, nowMs: number): void {
    if (this.faults.absent) return;
    this.finish(nowMs);
    if (byte === 0x44) this.convert(power, nowMs);
    else if (byte === 0xbe) {
      // Whoever trusts the data sheet does no wrong on a part that is slower; it gives the old value all the same.
      if (this.doneMs >= 0 && nowMs < this.statedMs) this.violate("scratchpad read during a conversion");
      this.isReading = true;
    } else if (byte === 0x4e || byte === 0x48) this.violate("settings or EEPROM written");
    else if (byte !== 0xb4 && byte !== 0xb8) this.violate("unknown command");
  }

  read(length: number, nowMs: number): Uint8Array {
    this.finish(nowMs);
    if (this.isReading && length === 9 && !this.faults.absent && this.faults.flippedBit < 0 && !this.faults.zeros) return this.scratchpad;
    const bytes = new Uint8Array(length).fill(255);
    if (this.faults.absent) return bytes;
    if (this.faults.zeros) return bytes.fill(0);
    if (!this.isReading) return bytes.fill(this.doneMs >= 0 ? 0 : 255);
    bytes.set(this.scratchpad.subarray(0, length));
    const bit = this.faults.flippedBit;
    if (bit >= 0 && bit < 8 * length) bytes[bit >> 3]! ^= 1 << (bit & 7);
    return bytes;
  }

  /** @returns nine bytes as they would be read now */
  peek(): Uint8Array {
    return this.scratchpad.slice();
  }

  private violate(what: string): void {
    this.violations++;
    this.lastViolation = what;
  }

  private powerOn(): void {
    if (this.kind === "holds-last") return;
    if (this.kind === "hides-85") this.store(1360, 16);
    else if (this.kind === "25-degrees") {
      this.scratchpad.set([0x90, 0x01, 0x55, 0x05, 0x7f, 0x7e, 0x81, 0x66]);
      this.seal();
    } else this.store(1360, 12);
  }

  private convert(power: boolean, nowMs: number): void {
    if (this.doneMs >= 0) {
      if (nowMs < this.statedMs) this.violate("conversion begun while another runs");
      return;
    }
    this.conversions++;
    this.isHeld = power;
    const statedMs = 750 / (1 << (12 - this.bits));
    this.doneMs = nowMs + statedMs * this.faults.slowness;
    this.statedMs = nowMs + statedMs;
    this.plant.advanceTo(nowMs / 1000);
    const temperatureK = this.plant.temperatureK(this.node) + this.faults.offsetK + this.noiseK * this.faults.noise * this.random.gaussian();
    this.pendingCount = Math.round((temperatureK - 273.15) * 16);
  }

  private finish(nowMs: number): void {
    if (this.doneMs < 0 || nowMs < this.doneMs) return;
    this.doneMs = -1;
    if (this.faults.stuck) return;
    if (this.faults.starved || (this.isParasite && !this.isHeld)) {
      this.store(2047, 1);
      return;
    }
    const count = this.pendingCount < -880 ? -880 : this.pendingCount > 2000 ? 2000 : this.pendingCount;
    // Bits below the resolution are undefined; this part leaves them at 1.
    const undefinedBits = (1 << (12 - this.bits)) - 1;
    this.store(count | undefinedBits, this.kind === "keeps-12" ? 12 : 16 - (count & 15));
  }

  private store(count: number, byte6: number): void {
    const pad = this.scratchpad;
    pad[0] = count;
    pad[1] = count >> 8;
    pad[2] = 0x4b;
    pad[3] = 0x46;
    pad[4] = ((this.bits - 9) << 5) | 0x1f;
    pad[5] = 0xff;
    pad[6] = byte6;
    pad[7] = 0x10;
    this.seal();
  }

  private seal(): void {
    const pad = this.scratchpad;
    let crc = 0;
    for (let i = 0; i < 8; i++) crc = crcOfByte[crc ^ pad[i]!]!;
    pad[8] = crc;
  }
}
