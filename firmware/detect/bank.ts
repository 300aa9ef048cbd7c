import type { Hal } from "#hal/types.ts";

/** Block lengths double from level to level: 15 levels reach from one sample to 4.5 hours at 1 Hz. */
export const levelCount = 15;
/** Blocks remembered at each level. */
export const blockCount = 32;
/** Ramp lengths, in blocks: those that are tried, the shortest at the finest level only, and one that only tells a long loss from a step. */
export const rampLengths = [2, 5, 8, 32];
/** How many of them are tried; and all of them. */
export const rampCount = 3;
export const shapeCount = 4;
/**
 * Levels from this one on take what is compensated for long windows, the finer ones what is compensated for short ones:
 * in those the noise of a term costs more than what it would explain.
 */
export const slowLevel = 3;
/** From this level on every slope is worth a look: its spread goes on being learnt. */
export const alwaysLevel = 3;
/** A rise, in thresholds, that is worth a look at every level: it tells how far noise reaches. */
const lookedRise = 0.7;
/** Slopes, and thresholds, of all levels. */
export const entryCount = levelCount * rampCount;

/**
 * A pyramid of block means of the compensated inventory and, at each level, the least-squares slope of a loss that
 * began 2, 5 or 8 blocks ago, against what the blocks before held: a bank over leak rates whose windows double. The
 * slopes are blind to any constant, so no baseline can be wrong or be learnt away.
 *
 * Each level's newest mean enters one cycle after the level below (four levels a cycle at most), which keeps the cost
 * of a cycle flat.
 */
export class Bank {
  readonly rings: Float32Array[] = [];
  readonly heads = new Uint8Array(levelCount);
  /** Blocks seen since the start or the last clearing. */
  readonly counts = new Uint32Array(levelCount);
  /** One over each threshold of the levels that are not always looked at; NaN where there is none yet. */
  readonly inverses = new Float32Array(alwaysLevel * rampCount);
  /** Share of its threshold below which a slope is not looked at; and the level that is looked at all the same. */
  limit = 0;
  topLevel = 0;
  /** Slopes of the fresh levels, loss per block in the unit of the residual. */
  readonly slopes = new Float32Array(entryCount);
  /** Levels worth a look after the last push, finest first, and how many. */
  readonly fresh = new Uint8Array(4);
  freshCount = 0;
  /** By ramp, what a slope weighs the blocks of a ring with, oldest first. */
  readonly contrasts: Float32Array[] = [];
  /** Sum of squares of each ramp, its mean removed: variance of a block over that of the slope. */
  readonly energies = new Float64Array(shapeCount);
  /** What a steady loss of one unit a block shows as. */
  readonly steadyGains = new Float64Array(shapeCount);
  private slowSum = 0;
  private slowMean = 0;
  private near = 0;
  private far = 0;

  constructor(private readonly hal: Hal) {
    for (let level = 0; level < levelCount; level++) this.rings.push(new Float32Array(blockCount));
    for (let index = 0; index < shapeCount; index++) {
      const length = rampLengths[index]!;
      const contrast = new Float32Array(blockCount);
      const mean = length * length / (2 * blockCount);
      let energy = 0;
      for (let block = 0; block < blockCount; block++) {
        const ramp = Math.max(0, block + length - blockCount + 0.5) - mean;
        contrast[block] = -ramp;
        energy += ramp * ramp;
      }
      let gain = 0;
      for (let block = 0; block < blockCount; block++) {
        contrast[block] = contrast[block]! / energy;
        gain -= contrast[block]! * block;
      }
      this.energies[index] = energy;
      this.steadyGains[index] = gain;
      this.contrasts.push(contrast);
    }
  }

  /** Counts anew how many blocks have come since now, the full rings staying full and in step. */
  recount(): void {
    const counts = this.counts;
    for (let level = 0; level < levelCount; level++) if (counts[level]! > blockCount) counts[level] = blockCount + (counts[level]! & 7);
  }

  /**
   * One base block's mean goes in; everything that follows from it is computed.
   * @param difference of what long windows take from what short ones take
   */
  push(residual: number, difference: number): void {
    this.freshCount = 0;
    if (!(this.counts[0]! & 7)) this.slowSum = 0;
    this.slowSum += residual + difference;
    this.enter(0, residual);
    const near = this.near;
    const far = this.far;
    this.near = 0;
    this.far = 0;
    if (!(this.counts[0]! & 1)) {
      this.enter(1, this.pairMean(0));
      if (!(this.counts[1]! & 1)) this.near = 2;
      if (!(this.counts[0]! & 7)) this.slowMean = this.slowSum / 8;
    }
    if (near) {
      this.enter(near, near === slowLevel ? this.slowMean : this.pairMean(near - 1));
      if (!(this.counts[near]! & 1)) {
        if (near < 4) this.near = near + 1;
        else this.far = near + 1;
      }
    }
    if (far) {
      this.enter(far, this.pairMean(far - 1));
      if (!(this.counts[far]! & 1) && far < levelCount - 1) this.far = far + 1;
    }
  }

  /** @returns the part of a ring's sum of squares that a ramp (index) explains; below 0 where it rises */
  explained(level: number, ramp: number): number {
    const slope = this.hal.dot(this.contrasts[ramp]!, this.rings[level]!, this.heads[level]! + 1);
    return slope * Math.abs(slope) * this.energies[ramp]!;
  }

  private pairMean(level: number): number {
    const ring = this.rings[level]!;
    const head = this.heads[level]!;
    return (ring[head]! + ring[(head + 31) & 31]!) / 2;
  }

  private enter(level: number, mean: number): void {
    const ring = this.rings[level]!;
    const head = (this.heads[level]! + 1) & 31;
    this.heads[level] = head;
    ring[head] = mean;
    if (++this.counts[level]! < blockCount) return;
    const contrasts = this.contrasts;
    const inverses = this.inverses;
    const entry = level * rampCount + 1;
    const shorter = this.hal.dot(contrasts[1]!, ring, head + 1);
    const longer = this.hal.dot(contrasts[2]!, ring, head + 1);
    let shortest = 0;
    if (!level) shortest = this.hal.dot(contrasts[0]!, ring, head + 1);
    // Written so that a threshold that is not there yet makes the level worth a look.
    const limit = this.limit;
    const reach = longer * inverses[entry + 1]!;
    if (level < alwaysLevel && shorter * inverses[entry]! <= limit && reach <= limit && reach > -lookedRise && level !== this.topLevel && (!shortest || shortest * inverses[0]! <= limit)) return;
    const slopes = this.slopes;
    if (!level) slopes[0] = shortest;
    slopes[entry] = shorter;
    slopes[entry + 1] = longer;
    this.fresh[this.freshCount++] = level;
  }
}
