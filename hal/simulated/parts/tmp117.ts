import type { I2cPart } from "../bus.ts";
import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";

/** Longest conversion without averaging, ms; 15.5 typically. */
const conversionMs = 17.5;
/** RMS with 8 averages, counts. */
const noiseCounts = 1;

/** Register-level emulator of a TMP117: one-shot and continuous mode without its cycle's pause. Source: TI SNOSD82D. */
export class EmulatedTmp117 implements I2cPart {
  absent = false;
  /** All reads give FF: a line held high. */
  ones = false;
  slowness = 1;
  offsetK = 0;
  violations = 0;
  lastViolation = "";
  /** Registers that a test may want to change: 7 offset, 15 identity. */
  readonly registers = new Uint16Array(16);

  private pointer = 0;
  private doneMs = -1;
  /** When the data sheet says that the running conversion is done. */
  private statedMs = 0;
  private count = 0;

  constructor(
    private readonly plant: Plant,
    private readonly node: string,
    private readonly random?: Random,
  ) {
    this.reset();
    this.registers[15] = 0x0117;
  }

  /** Power-on or soft reset. */
  reset(): void {
    this.registers[0] = 0x8000;
    this.registers[1] = 0x0220;
    this.registers[2] = 0x6000;
    this.registers[3] = 0x8000;
    this.doneMs = -1;
  }

  write(data: ArrayLike<number>, nowMs: number): boolean {
    if (this.absent) return false;
    this.finish(nowMs);
    this.pointer = data[0]! & 15;
    if (data.length === 1) return true;
    if (data.length !== 3 || this.pointer !== 1) {
      this.violate("a write to something else than the settings");
      return true;
    }
    const word = (data[1]! << 8) | data[2]!;
    if (this.doneMs >= 0 && nowMs < this.statedMs) this.violate("conversion begun while another runs");
    this.registers[1] = word & 0x0ffc;
    if ((word & 0x0c00) === 0x0c00) {
      this.plant.advanceTo(nowMs / 1000);
      this.count = Math.round((this.plant.temperatureK(this.node) + this.offsetK - 273.15) * 128 + noiseCounts * (this.random?.gaussian() ?? 0));
      const statedMs = conversionMs * [1, 8, 32, 64][(word >> 5) & 3]!;
      this.doneMs = nowMs + statedMs * this.slowness;
      this.statedMs = nowMs + statedMs;
    }
    return true;
  }

  read(length: number, nowMs: number): Uint8Array | undefined {
    if (this.absent) return undefined;
    this.finish(nowMs);
    const word = this.ones ? 0xffff : this.registers[this.pointer]!;
    if (this.pointer === 0 && this.doneMs >= 0 && nowMs < this.statedMs) this.violate("old result read during a conversion");
    // Reading the settings or the result clears the flag.
    if (this.pointer <= 1) this.registers[1]! &= ~0x2000;
    const bytes = new Uint8Array(length).fill(255);
    bytes.set([word >> 8, word & 255].slice(0, length));
    return bytes;
  }

  private violate(what: string): void {
    this.violations++;
    this.lastViolation = what;
  }

  private finish(nowMs: number): void {
    if (this.doneMs < 0 || nowMs < this.doneMs) return;
    this.doneMs = -1;
    this.registers[0] = Math.max(-32768, Math.min(32767, this.count));
    // Done, and back in shutdown.
    this.registers[1] = (this.registers[1]! & ~0x0c00) | 0x2400;
  }
}
