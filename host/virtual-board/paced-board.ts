import type { VirtualClock } from "#hal/simulated/clock.ts";

/** Wall time between two looks at the clock, and the most spent in one go, ms. */
const tickMs = 5;
const burstMs = 20;
/** Board time that may be caught up after the machine was busy, as wall time, ms. */
const mostDebtMs = 250;

/** What takes the bytes: a pty. */
export interface ByteSink {
  /** Never waits. @returns how many bytes were taken */
  write(bytes: Uint8Array): number;
}

/**
 * Runs a virtual clock at a multiple of real time and brings what the board sends to a device that may be full. At any
 * speed but 1 a full device stalls the clock, so that a slow reader gets everything; at 1 it drops and counts, as a real
 * line does.
 */
export class PacedBoard {
  /** Board time per wall time; may be changed while running. */
  speed: number;
  /** Bytes that found the device full at speed 1. */
  dropped = 0;
  private waiting: Buffer = Buffer.alloc(0);
  private timer: NodeJS.Timeout | undefined;
  private targetMs: number;
  private lastWallMs = 0;
  private end: ((error?: unknown) => void) | undefined;

  constructor(private readonly clock: VirtualClock, private readonly sink: ByteSink, speed: number) {
    this.speed = speed;
    this.targetMs = clock.nowMs();
  }

  /** Whether the device is full and the clock stands. */
  get isStalled(): boolean {
    return this.waiting.length > 0;
  }

  /** Takes what the board sends. */
  readonly send = (text: string): void => {
    const bytes = Buffer.from(text, "latin1");
    if (this.waiting.length > 0) {
      this.waiting = Buffer.concat([this.waiting, bytes]);
      return;
    }
    const taken = this.sink.write(bytes);
    if (taken === bytes.length) return;
    if (this.speed === 1) this.dropped += bytes.length - taken;
    else this.waiting = bytes.subarray(taken);
  };

  /** @returns a promise that ends with `stop`, or fails with what an event threw */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.end = (error) => (error === undefined ? resolve() : reject(error as Error));
      this.lastWallMs = performance.now();
      this.targetMs = this.clock.nowMs();
      this.timer = setTimeout(() => this.tick(), 0);
    });
  }

  stop(error?: unknown): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.end?.(error);
    this.end = undefined;
  }

  private tick(): void {
    const wallMs = performance.now();
    const elapsedMs = Math.min(wallMs - this.lastWallMs, mostDebtMs);
    this.lastWallMs = wallMs;
    try {
      this.flush();
      if (!this.isStalled) this.advance(wallMs, elapsedMs);
    } catch (error) {
      this.stop(error);
      return;
    }
    if (this.end === undefined) return;
    const behind = this.clock.nowMs() < this.targetMs && !this.isStalled;
    this.timer = setTimeout(() => this.tick(), behind ? 0 : tickMs);
  }

  private advance(wallMs: number, elapsedMs: number): void {
    const { clock } = this;
    this.targetMs = Math.min(this.targetMs + elapsedMs * this.speed, clock.nowMs() + mostDebtMs * this.speed);
    while (clock.nextMs() <= this.targetMs && this.end !== undefined) {
      clock.advanceTo(clock.nextMs());
      if (this.isStalled || performance.now() - wallMs > burstMs) return;
    }
    clock.advanceTo(this.targetMs);
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    const taken = this.sink.write(this.waiting);
    this.waiting = this.waiting.subarray(taken);
  }
}
