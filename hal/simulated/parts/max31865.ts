import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";
import type { SpiPart } from "../simulated-pins.ts";

/** What the sensor's wires may be; where one of FORCE− or RTDIN− alone is open, the value looks sound. */
export type RtdWiring = "ok" | "open" | "short" | "force-open" | "rtdin-open" | "overvoltage";

/** What a fault-detection cycle alone finds, by wiring. Source: data sheet, tables 10 … 12. */
const detected: Partial<Record<RtdWiring, number>> = { "open": 0x18, "force-open": 0x18, "rtdin-open": 0x08 };
/** Time that the bias takes to settle, ms; before it the value is too low. */
const settlingMs = 10;
/** Time of that cycle, ms. */
const detectionMs = 0.6;
/** RMS in counts: 0.02 K of a PT100 over 430 Ω. */
const noiseCounts = 0.6;

/** Resistance of a platinum sensor, Ω. Source: Callendar–Van Dusen, IEC 60751. */
export function platinumOhm(celsius: number, zeroOhm: number): number {
  const below = celsius < 0 ? -4.183e-12 * (celsius - 100) * celsius ** 3 : 0;
  return zeroOhm * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius ** 2 + below);
}

/** Register-level emulator of a MAX31865. Source: Maxim MAX31865 data sheet. */
export class EmulatedMax31865 implements SpiPart {
  wiring: RtdWiring = "ok";
  /** What the line reads as where the part is dead or not there; undefined: it answers. */
  dead: 0 | 255 | undefined;
  violations = 0;
  lastViolation = "";
  readonly registers = new Uint8Array(8);

  private biasedMs = Infinity;
  /** The supply was away and the driver has not set it up since, as it cannot know yet. */
  private isLost = false;
  /** Whether the running conversion began before the bias had settled. */
  private isUnsettled = false;
  private doneMs = -1;
  /** When the running fault-detection cycle ends, ms; -1: none runs. */
  private detectedMs = -1;

  constructor(
    private readonly plant: Plant,
    private readonly node: string,
    private readonly referenceOhm = 430,
    private readonly zeroOhm = 100,
    private readonly random?: Random,
  ) {
    this.brownOut();
  }

  /** Power-on state: bias off, thresholds at their ends. */
  brownOut(): void {
    this.registers.set([0, 0, 0, 0xff, 0xff, 0, 0, 0]);
    this.biasedMs = Infinity;
    this.doneMs = -1;
    this.detectedMs = -1;
    this.isLost = true;
  }

  transfer(data: readonly number[], nowMs: number): Uint8Array {
    const bytes = new Uint8Array(data.length);
    if (this.dead !== undefined) return bytes.fill(this.dead);
    this.finish(nowMs);
    const address = data[0]!;
    for (let i = 1; i < data.length; i++) {
      const register = (address + i - 1) & 7;
      if (address & 0x80) this.store(register, data[i]!, nowMs);
      else bytes[i] = address + i - 1 < 8 ? this.registers[register]! : 0;
    }
    if (!(address & 0x80) && this.detectedMs >= 0 && address + data.length > 8) this.violate("fault status read during its detection");
    if (!(address & 0x80) && this.doneMs >= 0 && address < 3) this.violate("old result read during a conversion");
    return bytes;
  }

  private violate(what: string): void {
    this.violations++;
    this.lastViolation = what;
  }

  private store(register: number, value: number, nowMs: number): void {
    if (register > 0 && (register < 3 || register === 7)) {
      this.violate("a write to a register that is read only");
      return;
    }
    if (register > 0) {
      this.registers[register] = value;
      this.isLost = false;
      return;
    }
    if (value & 2) this.registers[7] = 0;
    if (!(value & 0x80)) this.biasedMs = Infinity;
    else if (!(this.registers[0]! & 0x80)) this.biasedMs = nowMs;
    if (value & 0x0c) {
      if (value & 0x22) this.violate("fault detection together with a conversion");
      this.detectedMs = nowMs + detectionMs;
    }
    if (value & 0x20) {
      if (this.doneMs >= 0) this.violate("conversion begun while another runs");
      if (this.detectedMs >= 0) this.violate("conversion begun during fault detection");
      this.isUnsettled = !(nowMs - this.biasedMs >= settlingMs);
      if (this.isUnsettled && !this.isLost) this.violate("conversion before the bias has settled");
      this.doneMs = nowMs + (value & 1 ? 66 : 55);
    }
    // One-shot, detection and clear bits clear themselves, the detection's when it is done.
    this.registers[0] = value & 0xdd;
  }

  private finish(nowMs: number): void {
    if (this.detectedMs >= 0 && nowMs >= this.detectedMs) {
      this.detectedMs = -1;
      this.registers[0]! &= 0xd1;
      this.registers[7]! |= detected[this.wiring] ?? 0;
    }
    if (this.doneMs < 0 || nowMs < this.doneMs) return;
    this.doneMs = -1;
    if (this.wiring === "overvoltage") {
      this.registers[7]! |= 4;
    } else {
      this.plant.advanceTo(nowMs / 1000);
      const ohm = platinumOhm(this.plant.temperatureK(this.node) - 273.15, this.zeroOhm);
      const ratio = this.wiring === "open" ? 1 : this.wiring === "short" ? 0 : (this.isUnsettled ? 0.5 : 1) * ohm / this.referenceOhm;
      const word = Math.max(0, Math.min(32767, Math.round(ratio * 32768 + noiseCounts * (this.random?.gaussian() ?? 0)))) * 2;
      this.registers[1] = word >> 8;
      this.registers[2] = word & 255;
      if (word >= ((this.registers[3]! << 8) | this.registers[4]!)) this.registers[7]! |= 0x80;
      if (word <= ((this.registers[5]! << 8) | this.registers[6]!)) this.registers[7]! |= 0x40;
    }
    this.registers[2]! = (this.registers[2]! & 0xfe) | (this.registers[7]! ? 1 : 0);
  }
}
