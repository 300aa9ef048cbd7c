import type { VirtualClock } from "../clock.ts";
import type { SimulatedHalWithPins } from "../simulated-pins.ts";

/** Emulated flow meter of 450 pulses a litre, giving no pulses below 1 L/min, as its wheel stands still there. */
export class EmulatedPulseFlow {
  flowM3PerS = 0;
  /** The wire is cut, or the wheel blocked: no pulses. */
  silent = false;
  private turned = 0;

  constructor(clock: VirtualClock, hal: SimulatedHalWithPins, pin: string) {
    clock.every(1, () => {
      if (this.silent || this.flowM3PerS < 1 / 60000) return;
      this.turned += this.flowM3PerS * 450;
      if (this.turned < 1) return;
      this.turned -= 1;
      hal.rise(pin);
    });
  }
}
