import type { VirtualClock } from "#hal/simulated/clock.ts";

/** The interpreter's timers over the virtual clock; those of one run of the bundle. */
export class BoardTimers {
  /** The run is over: nothing is scheduled any more. */
  isDead = false;
  private readonly pending = new Map<number, number>();
  private last = 0;

  constructor(private readonly clock: VirtualClock, readonly guard: (run: () => void) => void) {}

  after(run: unknown, delayMs: unknown, values: unknown[]): number {
    const id = ++this.last;
    if (this.isDead || typeof run !== "function") return id;
    const event = this.clock.after(Number(delayMs) || 0, () => {
      this.pending.delete(id);
      this.guard(() => run(...values));
    });
    this.pending.set(id, event);
    return id;
  }

  every(run: unknown, periodMs: unknown, values: unknown[]): number {
    const id = ++this.last;
    if (this.isDead || typeof run !== "function") return id;
    this.pending.set(id, this.clock.every(Number(periodMs) || 0, () => this.guard(() => run(...values))));
    return id;
  }

  /** @param id of one timer; undefined for all, as the interpreter has it */
  clear(id: number | undefined): void {
    if (id === undefined) return this.clearAll();
    const event = this.pending.get(id);
    if (event === undefined) return;
    this.clock.cancel(event);
    this.pending.delete(id);
  }

  clearAll(): void {
    for (const event of this.pending.values()) this.clock.cancel(event);
    this.pending.clear();
  }
}
