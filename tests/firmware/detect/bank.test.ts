import { describe, expect, it } from "vitest";
import { Bank, blockCount, levelCount, rampCount, rampLengths } from "#firmware/detect/bank.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { Random } from "#hal/simulated/random.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";

/** A bank that holds no slope back. */
function openBank(): Bank {
  const bank = new Bank(new SimulatedHal({ clock: new VirtualClock() }));
  bank.inverses.fill(NaN);
  return bank;
}

/** Pushes and hands on every slope that is new, by level and ramp. */
function push(bank: Bank, residual: number, look: (level: number, ramp: number, slope: number) => void): void {
  bank.push(residual, 0);
  for (let index = 0; index < bank.freshCount; index++) {
    const level = bank.fresh[index]!;
    for (let ramp = level ? 1 : 0; ramp < rampCount; ramp++) look(level, ramp, bank.slopes[level * rampCount + ramp]!);
  }
}

describe("the bank of ramps", () => {
  it("makes of white noise slopes with the variance of a block over the ramp's energy", () => {
    const bank = openBank();
    const random = new Random(21);
    const squares = new Float64Array(levelCount * rampCount);
    const counts = new Float64Array(levelCount * rampCount);
    for (let sample = 0; sample < 200000; sample++) {
      push(bank, random.gaussian(), (level, ramp, slope) => {
        squares[level * rampCount + ramp]! += slope * slope;
        counts[level * rampCount + ramp]! += 1;
      });
    }
    for (let level = 0; level < 6; level++) {
      for (let ramp = level ? 1 : 0; ramp < rampCount; ramp++) {
        const variance = squares[level * rampCount + ramp]! / counts[level * rampCount + ramp]!;
        const expected = 1 / 2 ** level / bank.energies[ramp]!;
        // Four standard deviations of a variance of as many independent windows.
        const tolerance = 4 * Math.sqrt(2 * rampLengths[ramp]! / counts[level * rampCount + ramp]!);
        expect(Math.abs(variance / expected - 1), `level ${level}, ramp ${ramp}`).toBeLessThan(tolerance);
      }
    }
  });

  it("has the energies of ramps with their means removed", () => {
    const bank = openBank();
    rampLengths.forEach((length, ramp) => {
      const values = Array.from({ length: blockCount }, (_, block) => Math.max(0, block + length - blockCount + 0.5));
      const mean = values.reduce((sum, value) => sum + value, 0) / blockCount;
      expect(bank.energies[ramp]).toBeCloseTo(values.reduce((sum, value) => sum + (value - mean) ** 2, 0), 5);
    });
  });

  it.each([4, 8, 12, 20, 32])("explains a loss of %s blocks better by a ramp than any drop of up to eight blocks does", (length) => {
    const bank = openBank();
    const values = Array.from({ length: blockCount }, (_, block) => -Math.max(0, block + length - blockCount + 0.5));
    for (const value of values) bank.push(value, 0);
    const ramps = rampLengths.map((_, ramp) => bank.explained(0, ramp));
    const steps = [1, 2, 3, 4, 5, 6, 7, 8].map((newest) => {
      const mean = (part: number[]): number => part.reduce((sum, value) => sum + value, 0) / part.length;
      const drop = mean(values.slice(0, blockCount - newest)) - mean(values.slice(blockCount - newest));
      return drop * drop * newest * (blockCount - newest) / blockCount;
    });
    expect(Math.max(...ramps)).toBeGreaterThan(Math.max(...steps));
  });

  it("tells the slope of a loss that began as long ago as its ramp, exactly", () => {
    for (let ramp = 0; ramp < rampCount; ramp++) {
      const bank = openBank();
      for (let sample = 0; sample < 100; sample++) bank.push(34, 0);
      let told = NaN;
      for (let sample = 0; sample < rampLengths[ramp]!; sample++) {
        push(bank, 34 - 0.005 * (sample + 0.5), (level, index, slope) => {
          if (level === 0 && index === ramp) told = slope;
        });
      }
      expect(told / 0.005).toBeCloseTo(1, 3);
    }
  });

  it("tells a loss at every level in units a block, and a steady one by its gain", () => {
    const bank = openBank();
    const told = new Float64Array(levelCount);
    for (let sample = 0; sample < 70000; sample++) {
      push(bank, -1e-3 * sample, (level, ramp, slope) => {
        if (ramp === 2) told[level] = slope;
      });
    }
    for (let level = 0; level < 11; level++) expect(told[level]! / (1e-3 * 2 ** level * bank.steadyGains[2]!)).toBeCloseTo(1, 2);
  });

  it("is blind to any constant", () => {
    for (const constant of [0, 34, -5, 1000]) {
      const bank = openBank();
      let largest = 0;
      for (let sample = 0; sample < 3000; sample++) {
        push(bank, constant, (_level, _ramp, slope) => (largest = Math.max(largest, Math.abs(slope))));
      }
      expect(largest).toBeLessThanOrEqual(1e-7 * Math.abs(constant));
    }
  });

  it("says nothing of a level before it has all its blocks", () => {
    const bank = openBank();
    const first = new Float64Array(levelCount).fill(NaN);
    for (let sample = 1; sample <= 20000; sample++) {
      push(bank, 0, (level) => {
        if (Number.isNaN(first[level])) first[level] = sample;
      });
    }
    for (let level = 0; level < 9; level++) {
      expect(first[level]).toBeGreaterThanOrEqual(blockCount * 2 ** level);
      expect(first[level]).toBeLessThan(blockCount * 2 ** level + levelCount);
    }
  });

  it("never works on more than four levels a push, and in time on all of them", () => {
    const bank = openBank();
    const seen = new Uint32Array(levelCount);
    let most = 0;
    for (let sample = 0; sample < 2 ** 20; sample++) {
      bank.push(0, 0);
      most = Math.max(most, bank.freshCount);
      for (let index = 0; index < bank.freshCount; index++) seen[bank.fresh[index]!]!++;
    }
    expect(most).toBeLessThanOrEqual(4);
    for (let level = 0; level < levelCount; level++) {
      expect(Math.abs(seen[level]! - (2 ** (20 - level) - blockCount + 1)), `level ${level}`).toBeLessThanOrEqual(1);
    }
  });

  it("shows a level whose slope nears its threshold, whatever others do", () => {
    const bank = openBank();
    bank.inverses.fill(1 / 0.01);
    bank.limit = 0.5;
    bank.topLevel = levelCount - 1;
    for (let sample = 0; sample < 40; sample++) bank.push(0, 0);
    expect(bank.freshCount).toBe(0);
    let shown = 0;
    for (let sample = 0; sample < 6; sample++) push(bank, -0.02 * (sample + 0.5), (level) => (shown += level === 0 ? 1 : 0));
    expect(shown).toBeGreaterThan(3);
  });
});
