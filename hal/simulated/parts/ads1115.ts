import type { I2cPart } from "../bus.ts";
import type { Random } from "../random.ts";

/** Full scale by the gain's code, V. */
const fullScaleV = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256];
/** Conversions a second by the rate's code. */
const ratePerS = [8, 16, 32, 64, 128, 250, 475, 860];

/** What a transmitter and its wire put on an input, V against the converter's ground. */
export type NodeVoltage = (nowMs: number) => number;

/** What a 4–20 mA loop's wire may be. */
export type LoopWire = "ok" | "open" | "short-to-ground" | "fails-low" | "fails-high";

/**
 * Transmitter of 4–20 mA with its shunt. Source: NAMUR NE 43.
 * @param fraction  of its span, read when asked; limited to 3.8 and 20.5 mA
 * @returns voltage over the shunt, V
 */
export function currentLoop(fraction: () => number, shuntOhm: number, wire: () => LoopWire): NodeVoltage {
  return () => {
    const state = wire();
    if (state === "open" || state === "short-to-ground") return 0;
    if (state === "fails-low") return 3.5e-3 * shuntOhm;
    if (state === "fails-high") return 22e-3 * shuntOhm;
    return Math.min(20.5, Math.max(3.8, 4 + 16 * fraction())) * 1e-3 * shuntOhm;
  };
}

/** The data sheet's slowest: ten per cent over the nominal time. */
const slowest = 1.1;
/** RMS in counts, to 128 conversions a second. */
const noiseCounts = 0.5;

/** Register-level emulator of an ADS1115: four inputs against ground, single conversions. Source: TI SBAS444D. */
export class EmulatedAds1115 implements I2cPart {
  /** Inputs; what is not connected floats at 0. */
  readonly nodes: (NodeVoltage | undefined)[] = [undefined, undefined, undefined, undefined];
  absent = false;
  /** Conversions take this many times the nominal time; ± 10 % is the data sheet's. */
  slowness = slowest;
  violations = 0;
  lastViolation = "";

  private pointer = 0;
  private readonly registers = new Uint16Array([0, 0x8583, 0x8000, 0x7fff]);
  private doneMs = -1;
  /** When the data sheet says that the running conversion is done. */
  private statedMs = 0;

  /** @param random for the data sheet's noise; without it there is none */
  constructor(private readonly random?: Random) {}

  /** General-call or power-on reset. */
  reset(): void {
    this.registers.set([0, 0x8583, 0x8000, 0x7fff]);
    this.pointer = 0;
    this.doneMs = -1;
  }

  write(data: ArrayLike<number>, nowMs: number): boolean {
    if (this.absent) return false;
    this.finish(nowMs);
    this.pointer = data[0]! & 3;
    if (data.length === 1) return true;
    if (data.length !== 3 || this.pointer === 0) this.violate("not a register's write");
    let word = (data[1]! << 8) | data[2]!;
    if (this.pointer === 1) {
      const isStart = word & 0x8000;
      word &= 0x7fff;
      if (isStart && this.doneMs >= 0) {
        if (nowMs < this.statedMs) this.violate("conversion begun while another runs");
      } else if (isStart) {
        const nominalMs = 1000 / ratePerS[(word >> 5) & 7]!;
        this.doneMs = nowMs + nominalMs * this.slowness + 0.025;
        this.statedMs = nowMs + nominalMs * slowest + 0.025;
      }
    }
    this.registers[this.pointer] = word;
    return true;
  }

  read(length: number, nowMs: number): Uint8Array | undefined {
    if (this.absent) return undefined;
    this.finish(nowMs);
    if (this.pointer === 0 && this.doneMs >= 0) this.violate("old result read during a conversion");
    const word = this.registers[this.pointer]! | (this.pointer === 1 && this.doneMs < 0 ? 0x8000 : 0);
    return new Uint8Array(length).fill(255).map((_, index) => (index === 0 ? word >> 8 : index === 1 ? word & 255 : 255));
  }

  private violate(what: string): void {
    this.violations++;
    this.lastViolation = what;
  }

  /** The inputs count as they are when the conversion ends. */
  private finish(nowMs: number): void {
    if (this.doneMs < 0 || nowMs < this.doneMs) return;
    const settings = this.registers[1]!;
    const input = (settings >> 12) & 7;
    const volts = input >= 4 ? (this.nodes[input - 4]?.(this.doneMs) ?? 0) : 0;
    const count = Math.round((volts / fullScaleV[(settings >> 9) & 7]!) * 32768 + noiseCounts * (this.random?.gaussian() ?? 0));
    this.registers[0] = Math.max(-32768, Math.min(32767, count));
    this.doneMs = -1;
  }
}
