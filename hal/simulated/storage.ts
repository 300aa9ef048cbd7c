import type { Storage } from "#hal/types.ts";

/** Named files in memory, with the size of a board's flash and the faults that flash shows. */
export class SimulatedStorage implements Storage {
  private readonly files = new Map<string, string>();
  /** Every write fails, as on worn or full flash. */
  failWrites = false;
  /** The next write stores only this many characters, as when the power goes; then back to whole writes. */
  tearNextAt: number | undefined;

  /** @param capacity  characters of names and data together */
  constructor(private readonly capacity = 49152) {}

  read(name: string): string | undefined {
    return this.files.get(name);
  }

  write(name: string, data: string): boolean {
    if (this.failWrites || this.used() - (this.files.get(name)?.length ?? 0) + name.length + data.length > this.capacity) return false;
    const torn = this.tearNextAt;
    this.tearNextAt = undefined;
    this.files.set(name, torn === undefined ? data : data.slice(0, torn));
    return torn === undefined;
  }

  erase(name: string): void {
    this.files.delete(name);
  }

  /** @returns the names of the stored files, in the order of their first writing */
  list(): string[] {
    return [...this.files.keys()];
  }

  /** What one more file may take, its name counted. */
  get freeBytes(): number {
    return this.capacity - this.used();
  }

  private used(): number {
    let sum = 0;
    for (const [name, data] of this.files) sum += name.length + data.length;
    return sum;
  }
}
