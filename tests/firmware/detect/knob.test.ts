import { describe, expect, it } from "vitest";
import { deviateOf } from "#firmware/detect/knob.ts";

describe("the knob", () => {
  // Upper quantiles of the standard normal distribution, Abramowitz and Stegun, table 26.5 and 26.6.
  it.each([
    [1e-3, 3.09023], [1e-4, 3.71902], [1e-5, 4.26489], [1e-6, 4.75342], [1e-7, 5.19934], [1e-8, 5.61200], [1e-9, 5.99781], [1e-12, 7.03448],
  ])("finds the deviate exceeded with a probability of %s within half a per cent: %s", (probability, deviate) => {
    expect(Math.abs(deviateOf(probability) / deviate - 1)).toBeLessThan(0.005);
  });

  it.each([[0.05, 1.64485], [0.02, 2.05375], [0.01, 2.32635]])("is within two per cent at %s: %s", (probability, deviate) => {
    expect(Math.abs(deviateOf(probability) / deviate - 1)).toBeLessThan(0.02);
  });

  it("asks for more deviates the rarer the alarm", () => {
    let before = 0;
    for (let exponent = 1; exponent < 30; exponent++) {
      const deviate = deviateOf(0.2 * 0.5 ** exponent);
      expect(deviate).toBeGreaterThan(before);
      before = deviate;
    }
  });
});
