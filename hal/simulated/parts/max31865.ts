import type { Plant } from "../plant.ts";
import type { SpiPart } from "../simulated-pins.ts";

/** What the sensor's wires may be. */
export type RtdWiring = "ok" | "open" | "short" | "force-open" | "overvoltage";

/** Resistance of a platinum sensor, Ω. Source: Callendar–Van Dusen, IEC 60751. */
export function platinumOhm(celsius: number, zeroOhm: number): number {
  const below = celsius < 0 ? -4.183e-12 * (celsius - 100) * celsius ** 3 : 0;
  return zeroOhm * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius ** 2 + below);
}

/** Register-level emulator of a MAX31865. Source: Maxim MAX31865 data sheet. */
export class EmulatedMax31865 implements SpiPart {
  wiring: RtdWiring = "ok";
  violations = 0;
  lastViolation = "";
  readonly registers = new Uint8Array(8);

  private biasedMs = Infinity;
  private doneMs = -1;

  constructor(
    private readonly plant: Plant,
    private readonly node: string,
    private readonly referenceOhm = 430,
    private readonly zeroOhm = 100,
  ) {
    this.brownOut();
  }

  /** Power-on state: bias off, thresholds at their ends. */
  brownOut(): void {
    this.registers.set([0, 0, 0, 0xff, 0xff, 0, 0, 0]);
    this.biasedMs = Infinity;
    this.doneMs = -1;
  }

  transfer(data: readonly number[], nowMs: number): Uint8Array {
    this.finish(nowMs);
    const bytes = new Uint8Array(data.length);
    const address = data[0]!;
    for (let i = 1; i < data.length; i++) {
      const register = (address + i - 1) & 7;
      if (address & 0x80) this.store(register, data[i]!, nowMs);
      else bytes[i] = address + i - 1 < 8 ? this.registers[register]! : 0;
    }
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
      return;
    }
    if (value & 2) this.registers[7] = 0;
    if (!(value & 0x80)) this.biasedMs = Infinity;
    else if (!(this.registers[0]! & 0x80)) this.biasedMs = nowMs;
    if (value & 0x0c) {
      if (value & 0x22) this.violate("fault detection together with a conversion");
      if (this.wiring === "open" || this.wiring === "force-open") this.registers[7]! |= 0x18;
    }
    if (value & 0x20) {
      if (this.doneMs >= 0) this.violate("conversion begun while another runs");
      if (nowMs - this.biasedMs < 10) this.violate("conversion before the bias has settled");
      this.doneMs = nowMs + (value & 1 ? 66 : 55);
    }
    // One-shot, detection and clear bits clear themselves.
    this.registers[0] = value & 0xd1;
  }

  private finish(nowMs: number): void {
    if (this.doneMs < 0 || nowMs < this.doneMs) return;
    this.doneMs = -1;
    if (this.wiring === "overvoltage") {
      this.registers[7]! |= 4;
    } else {
      this.plant.advanceTo(nowMs / 1000);
      const ohm = platinumOhm(this.plant.temperatureK(this.node) - 273.15, this.zeroOhm);
      const ratio = this.wiring === "open" ? 1 : this.wiring === "short" ? 0 : ohm / this.referenceOhm;
      const word = Math.min(32767, Math.round(ratio * 32768)) * 2;
      this.registers[1] = word >> 8;
      this.registers[2] = word & 255;
      if (word >= ((this.registers[3]! << 8) | this.registers[4]!)) this.registers[7]! |= 0x80;
      if (word <= ((this.registers[5]! << 8) | this.registers[6]!)) this.registers[7]! |= 0x40;
    }
    this.registers[2]! = (this.registers[2]! & 0xfe) | (this.registers[7]! ? 1 : 0);
  }
}
