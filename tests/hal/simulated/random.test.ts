import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";

describe("the seeded generator", () => {
  it("repeats itself for a seed and differs between seeds and streams", () => {
    const draw = (random: Random): number[] => Array.from({ length: 20 }, () => random.int32());
    expect(draw(new Random(7))).toEqual(draw(new Random(7)));
    expect(draw(new Random(7))).not.toEqual(draw(new Random(8)));
    expect(draw(new Random(7, 1))).not.toEqual(draw(new Random(7, 2)));
  });

  it("is uniform on [0, 1): mean ½, variance 1/12", () => {
    const random = new Random(1);
    const count = 1e6;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const value = random.uniform();
      sum += value;
      squares += (value - 0.5) ** 2;
    }
    expect(Math.abs(sum / count - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / count));
    expect(squares / count).toBeCloseTo(1 / 12, 3);
  });

  it("draws the normal distribution: moments 0, 1, 0, 3 and its tail beyond 2 and 4 sigma", () => {
    const random = new Random(2);
    const count = 4e6;
    const moments = [0, 0, 0, 0];
    let beyondTwo = 0;
    let beyondFour = 0;
    for (let i = 0; i < count; i++) {
      const value = random.gaussian();
      for (let power = 0, product = 1; power < 4; power++) moments[power]! += product *= value;
      if (Math.abs(value) > 2) beyondTwo++;
      if (Math.abs(value) > 4) beyondFour++;
    }
    expect(Math.abs(moments[0]! / count)).toBeLessThan(0.002);
    expect(Math.abs(moments[1]! / count - 1)).toBeLessThan(0.003);
    expect(Math.abs(moments[2]! / count)).toBeLessThan(0.008);
    expect(Math.abs(moments[3]! / count - 3)).toBeLessThan(0.03);
    // Two-sided tails of the standard normal: 0.045500 and 6.3342e-5.
    expect(beyondTwo / count / 0.0455).toBeCloseTo(1, 2);
    expect(Math.abs(beyondFour / count / 6.3342e-5 - 1)).toBeLessThan(0.25);
  });

  it("leaves no trace from one normal draw to the next", () => {
    const random = new Random(3);
    const count = 1e6;
    let sum = 0;
    let last = random.gaussian();
    for (let i = 0; i < count; i++) {
      const value = random.gaussian();
      sum += value * last;
      last = value;
    }
    expect(Math.abs(sum / count)).toBeLessThan(0.004);
  });
});
