import { describe, expect, it } from "vitest";
import { ThermalHistory, termCount } from "#firmware/estimate/thermal-history.ts";
import { Random } from "#hal/simulated/random.ts";

/** Temperature of a loop in a low orbit, K: 5.16 K peak to peak in 92.97 minutes. */
function orbitK(timeS: number): number {
  return 293.15 + 2.58 * Math.sin(2 * Math.PI * timeS / 5578.2);
}

describe("the thermal history", () => {
  it("has no terms while the temperature stands still", () => {
    const history = new ThermalHistory();
    for (let second = 0; second < 1000; second++) history.update(301.25, 1);
    expect(Array.from(history.terms)).toEqual(new Array(termCount).fill(0));
    expect(Array.from(history.smoothedK).every((kelvin) => Math.abs(kelvin - 301.25) < 1e-9)).toBe(true);
  });

  it("has terms that add up to the distance from where it began, at every sample however slow they come", () => {
    for (const periodS of [3, 15, 120]) {
      const history = new ThermalHistory();
      for (let sample = 0; sample < 200; sample++) {
        history.update(orbitK(sample * periodS), periodS);
        const sumK = history.terms.subarray(0, 7).reduce((sum, term) => sum + term, 0);
        expect(sumK).toBeCloseTo(history.smoothedK[0]! - history.referenceK, 9);
      }
    }
  });

  it("does not notice a single reading that leaps, and believes two", () => {
    for (const leapK of [-5, 0.5, 15]) {
      const history = new ThermalHistory();
      for (let second = 0; second < 500; second++) history.update(second % 50 === 49 ? 301.25 + leapK : 301.25, 1);
      expect(Array.from(history.terms)).toEqual(new Array(termCount).fill(0));
      for (let second = 0; second < 2; second++) history.update(301.25 + leapK, 1);
      expect(history.fastK()).toBeGreaterThan(0.05 * Math.abs(leapK));
    }
  });

  it("lags a ramp by its time constants", () => {
    const history = new ThermalHistory();
    const ratePerS = 0.004;
    let kelvin = 280;
    for (let second = 0; second < 40000; second++) {
      kelvin += ratePerS;
      history.update(kelvin, 1);
    }
    const lagsS = Array.from(history.smoothedK, (smoothed) => (kelvin - smoothed) / ratePerS);
    expect(lagsS[0]).toBeCloseTo(6, 6);
    expect(lagsS[1]).toBeCloseTo(16, 6);
    expect(lagsS[2]).toBeCloseTo(43, 6);
    // The slow ones smooth the third, and take turns: up to four seconds older.
    for (const [index, constantS] of [[3, 116], [4, 313], [5, 845], [6, 2280]] as const) {
      expect(lagsS[index]! - 43 - constantS).toBeGreaterThan(-1e-3 * constantS);
      expect(lagsS[index]! - 43 - constantS).toBeLessThan(4 + 1e-3 * constantS);
    }
  });

  it("shows a ramp in every difference as its rate times the difference of two lags", () => {
    const history = new ThermalHistory();
    for (let second = 0; second < 40000; second++) history.update(280 + 0.004 * second, 1);
    const lagsS = [10, 27, 116, 197, 532, 1435];
    lagsS.forEach((lagS, index) => expect(Math.abs(history.terms[index]! / 0.004 - lagS)).toBeLessThan(5));
    const distanceK = history.terms[6]!;
    expect(distanceK).toBeCloseTo(0.004 * (40000 - 2280 - 43), 0);
    expect(Math.abs(history.terms[7]! / (0.004 * (40000 - 43)) ** 2 - 1)).toBeLessThan(0.001);
  });

  it("takes its zero from where it is told", () => {
    const history = new ThermalHistory();
    history.referenceK = 290;
    for (let second = 0; second < 20; second++) history.update(292, 1);
    expect(history.terms[6]).toBeCloseTo(2, 9);
    expect(history.terms[7]).toBeCloseTo(4, 9);
  });

  it("differs between uneven and even samples of one temperature by no more than it changes in some samples", () => {
    const even = new ThermalHistory();
    const uneven = new ThermalHistory();
    const random = new Random(11);
    const difference = new Float64Array(termCount);
    even.referenceK = uneven.referenceK = 293.15;
    let nextS = 0;
    let lastS = -1;
    for (let second = 0; second < 30000; second++) {
      even.update(orbitK(second), 1);
      if (second < nextS) continue;
      uneven.update(orbitK(second), second - lastS);
      lastS = second;
      nextS = second + 1 + Math.floor(4 * random.uniform());
      for (let term = 0; second > 12000 && term < termCount; term++) {
        difference[term] = Math.max(difference[term]!, Math.abs(even.terms[term]! - uneven.terms[term]!));
      }
    }
    // Slow terms take turns: four samples of up to four seconds at the steepest 2.9 mK/s.
    for (let term = 0; term < 7; term++) expect(difference[term], `term ${term}`).toBeLessThan(16 * 0.0029);
    expect(difference[7]).toBeLessThan(16 * 0.0029 * 2 * 2.58);
  });

  it("bridges a gap: after it the fast terms know only the new temperature", () => {
    const history = new ThermalHistory();
    for (let second = 0; second < 1000; second++) history.update(293, 1);
    history.update(297, 3600);
    expect(Math.abs(history.smoothedK[0]! - 297)).toBeLessThan(0.01);
    expect(Math.abs(history.smoothedK[2]! - 297)).toBeLessThan(0.06);
  });
});
