import type { VirtualClock } from "../clock.ts";
import type { EdgeSource } from "../simulated-pins.ts";

/** Below 1 L/min its wheel stands still, m³/s. */
const leastM3PerS = 1 / 60000;
/** How often a wheel that stands is looked at, ms. */
const idleMs = 10;

/** Emulated flow meter that gives pulses; a YF-S201 by default, 450 a litre. */
export class EmulatedPulseFlow implements EdgeSource {
  onRise: ((timeS: number) => void) | undefined;
  flowM3PerS = 0;
  /** The wire is cut, or the wheel blocked: no pulses. */
  silent = false;

  /** @param flow in place of `flowM3PerS`, read at each pulse, m³/s */
  constructor(private readonly clock: VirtualClock, private readonly pulsesPerM3 = 450000, private readonly flow?: () => number) {
    clock.after(idleMs, () => this.turn());
  }

  private turn(): void {
    const flowM3PerS = this.flow ? this.flow() : this.flowM3PerS;
    const isTurning = !this.silent && flowM3PerS >= leastM3PerS;
    if (isTurning) this.onRise?.(this.clock.nowMs() / 1000);
    this.clock.after(isTurning ? 1000 / (flowM3PerS * this.pulsesPerM3) : idleMs, () => this.turn());
  }
}
