import type { I2cPart } from "../bus.ts";
import type { Plant } from "../plant.ts";
import type { Random } from "../random.ts";

/** RMS, counts. */
const noiseCounts = 1;
/** Shares of the 14-bit output at the ends of the span, by the order code's transfer function. */
const ends: Readonly<Record<string, readonly [number, number]>> = { A: [0.1, 0.9], B: [0.05, 0.95], C: [0.05, 0.85], F: [0.04, 0.94] };

/** Emulated Honeywell HSC, SSC or ABP sensor. Updates every millisecond; a second read before says stale. */
export class EmulatedHoneywell implements I2cPart {
  absent = false;
  /** Status bits in place of the true ones: 1 command mode, 3 diagnosis; -1: the true ones. */
  status = -1;
  /** Its converter's output in place of the true one; -1: the true one. */
  stuckCount = -1;
  /** It never updates. */
  frozen = false;

  private readMs = -1;
  private count = 0;
  private temperatureCount = 0;

  constructor(
    private readonly plant: Plant,
    private readonly node: string,
    private readonly lowPa: number,
    private readonly highPa: number,
    private readonly transferFunction = "A",
    private readonly random?: Random,
  ) {}

  write(): boolean {
    return !this.absent;
  }

  read(length: number, nowMs: number): Uint8Array | undefined {
    if (this.absent) return undefined;
    const isStale = this.readMs >= 0 && (this.frozen || Math.floor(nowMs) === Math.floor(this.readMs));
    if (!isStale) {
      this.plant.advanceTo(nowMs / 1000);
      const [low, high] = ends[this.transferFunction]!;
      const fraction = (this.plant.pressurePa(this.node) - this.lowPa) / (this.highPa - this.lowPa);
      this.count = Math.max(1, Math.min(16382, Math.round(16384 * (low + fraction * (high - low)) + noiseCounts * (this.random?.gaussian() ?? 0))));
      this.temperatureCount = Math.max(0, Math.min(2047, Math.round(((this.plant.temperatureK(this.node) - 223.15) * 2047) / 200)));
    }
    this.readMs = nowMs;
    const status = this.status >= 0 ? this.status : isStale ? 2 : 0;
    const count = this.stuckCount >= 0 ? this.stuckCount : this.count;
    const bytes = new Uint8Array(length).fill(255);
    const output = [(status << 6) | (count >> 8), count & 255, this.temperatureCount >> 3, (this.temperatureCount & 7) << 5];
    bytes.set(output.slice(0, length));
    return bytes;
  }
}
