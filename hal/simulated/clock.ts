/**
 * Virtual time. Events run in the order of their times, equal times in the order in which they were scheduled; nothing
 * is allocated for an event beyond its place in the queue, which is reused.
 */
export class VirtualClock {
  private timeMs: number;
  private running = false;
  /** Places of pending events as a binary heap, earliest first. */
  private readonly heap: number[] = [];
  /** By place: when, in which order, again after, what, which use of the place. */
  private readonly dueMs: number[] = [];
  private readonly order: number[] = [];
  private readonly periodMs: number[] = [];
  private readonly actions: (() => void)[] = [];
  private readonly uses: number[] = [];
  private readonly freePlaces: number[] = [];
  private scheduled = 0;

  /** @param startMs  what the clock shows at first, ms */
  constructor(startMs = 0) {
    this.timeMs = startMs;
  }

  /** @returns ms since the start of the run */
  nowMs(): number {
    return this.timeMs;
  }

  /**
   * Schedules one run.
   * @param delayMs  from now; zero or less means now, after everything already due
   * @returns a number for `cancel`
   */
  after(delayMs: number, run: () => void): number {
    return this.schedule(this.timeMs + (delayMs > 0 ? delayMs : 0), -1, run);
  }

  /**
   * Schedules runs at multiples of a period from now, without drift.
   * @param periodMs  at least 1; less is taken as 1
   * @returns a number for `cancel`
   */
  every(periodMs: number, run: () => void): number {
    const period = periodMs >= 1 ? periodMs : 1;
    return this.schedule(this.timeMs + period, period, run);
  }

  /** Takes an event back; a number that is no longer pending is ignored. */
  cancel(id: number): void {
    const place = id % 65536;
    if (this.uses[place] !== Math.floor(id / 65536)) return;
    const position = this.heap.indexOf(place);
    if (position >= 0) this.remove(position);
    this.release(place);
  }

  /** Takes every event back. */
  cancelAll(): void {
    while (this.heap.length > 0) this.release(this.heap.pop()!);
  }

  /** @returns when the next event is due, ms; Infinity when none is */
  nextMs(): number {
    return this.heap.length > 0 ? this.dueMs[this.heap[0]!]! : Infinity;
  }

  /**
   * Runs every event due up to and including a time, then shows that time. An exception of an event passes through;
   * the events after it stay pending.
   * @throws where an event calls it
   */
  advanceTo(timeMs: number): void {
    if (this.running) throw new Error("an event advances the clock that runs it");
    this.running = true;
    try {
      while (this.heap.length > 0) {
        const place = this.heap[0]!;
        const dueMs = this.dueMs[place]!;
        if (dueMs > timeMs) break;
        if (dueMs > this.timeMs) this.timeMs = dueMs;
        const period = this.periodMs[place]!;
        const action = this.actions[place]!;
        if (period > 0) {
          this.dueMs[place] = dueMs + period;
          this.order[place] = this.scheduled++;
          this.sink(0);
        } else {
          this.remove(0);
          this.release(place);
        }
        action();
      }
      if (timeMs > this.timeMs) this.timeMs = timeMs;
    } finally {
      this.running = false;
    }
  }

  /** Time that passes while nothing else can run, as in a blocking bus call; events due meanwhile run late. */
  stall(durationMs: number): void {
    this.timeMs += durationMs;
  }

  private schedule(dueMs: number, periodMs: number, run: () => void): number {
    const place = this.freePlaces.length > 0 ? this.freePlaces.pop()! : this.uses.length;
    if (place >= 65536) throw new Error("more than 65,536 pending events");
    if (place === this.uses.length) this.uses.push(1);
    this.dueMs[place] = dueMs;
    this.order[place] = this.scheduled++;
    this.periodMs[place] = periodMs;
    this.actions[place] = run;
    this.heap.push(place);
    this.rise(this.heap.length - 1);
    return this.uses[place]! * 65536 + place;
  }

  private release(place: number): void {
    this.uses[place]!++;
    this.freePlaces.push(place);
  }

  private isEarlier(a: number, b: number): boolean {
    const difference = this.dueMs[a]! - this.dueMs[b]!;
    return difference < 0 || (difference === 0 && this.order[a]! < this.order[b]!);
  }

  private remove(position: number): void {
    const last = this.heap.pop()!;
    if (position === this.heap.length) return;
    this.heap[position] = last;
    this.sink(position);
    this.rise(position);
  }

  private rise(start: number): void {
    const heap = this.heap;
    let position = start;
    const place = heap[position]!;
    while (position > 0) {
      const above = (position - 1) >> 1;
      if (!this.isEarlier(place, heap[above]!)) break;
      heap[position] = heap[above]!;
      position = above;
    }
    heap[position] = place;
  }

  private sink(start: number): void {
    const heap = this.heap;
    const length = heap.length;
    let position = start;
    const place = heap[position]!;
    for (;;) {
      let below = 2 * position + 1;
      if (below >= length) break;
      if (below + 1 < length && this.isEarlier(heap[below + 1]!, heap[below]!)) below++;
      if (!this.isEarlier(heap[below]!, place)) break;
      heap[position] = heap[below]!;
      position = below;
    }
    heap[position] = place;
  }
}
