import { describe, expect, it } from "vitest";
import { Compensation } from "#firmware/estimate/compensation.ts";
import { termCount } from "#firmware/estimate/thermal-history.ts";
import { Random } from "#hal/simulated/random.ts";

/** Eight terms that go their own ways, periods of half an hour to four hours, K. */
function ownWays(timeS: number): Float64Array {
  return Float64Array.from({ length: termCount }, (_, term) => Math.sin(2 * Math.PI * timeS / (2000 + 1700 * term) + term));
}

function solved(compensation: Compensation): Compensation {
  for (let turn = 0; turn < 200; turn++) if (compensation.solve()) return compensation;
  throw new Error("no solution in 200 turns");
}

describe("the compensation", () => {
  const truth = [0.9, -0.4, 0.25, 1.5, -1.1, 0.3, 2, -0.2];

  it("recovers the weights that made a record, whose trend it takes apart", () => {
    const compensation = new Compensation(40, 0);
    const random = new Random(3);
    for (let second = 1; second <= 40000; second++) {
      const terms = ownWays(second);
      let value = 12 - 2e-6 * second + 0.02 * random.gaussian();
      for (let term = 0; term < termCount; term++) value += truth[term]! * terms[term]!;
      compensation.learn(value, terms, second);
    }
    compensation.prepare(2);
    solved(compensation);
    truth.forEach((weight, term) => expect(Math.abs(compensation.weights[term]! - weight), `weight ${term}`).toBeLessThan(0.03));
  });

  it("does not mind in the midst of which row it is solved", () => {
    // A large row that only some lines had taken up would turn the weights upside down.
    const [early, late] = [3, 6].map((more) => {
      const compensation = new Compensation(10, 0);
      const random = new Random(3);
      for (let second = 1; second <= 6000 + more; second++) {
        const terms = ownWays(second).map((term) => (second > 5980 ? 10 * term : term));
        compensation.learn(terms.reduce((sum, term, index) => sum + truth[index]! * term, 0.02 * random.gaussian()), terms, second);
      }
      compensation.prepare(2);
      return Array.from(solved(compensation).weights);
    });
    early!.forEach((weight, term) => expect(weight, `weight ${term}`).toBeCloseTo(late![term]!, 9));
  });

  it("learns nothing from a record of noise", () => {
    const compensation = new Compensation(40, 0);
    const random = new Random(4);
    for (let second = 1; second <= 20000; second++) compensation.learn(random.gaussian(), ownWays(second), second);
    compensation.prepare(2);
    solved(compensation);
    for (const weight of compensation.weights) expect(Math.abs(weight)).toBeLessThan(0.15);
  });

  it("keeps weights small where the record hardly tells two terms apart", () => {
    const compensation = new Compensation(40, 0);
    const random = new Random(5);
    for (let second = 1; second <= 8000; second++) {
      const terms = ownWays(second);
      terms[1] = terms[0]! + 1e-4 * terms[1]!;
      compensation.learn(3 * terms[0]! + random.gaussian(), terms, second);
    }
    compensation.prepare(2);
    solved(compensation);
    // Least squares alone would give some hundreds, of opposite signs.
    expect(Math.abs(compensation.weights[0]! - 1.5)).toBeLessThan(1);
    expect(Math.abs(compensation.weights[1]! - 1.5)).toBeLessThan(1);
    expect(compensation.weights[0]! + compensation.weights[1]!).toBeCloseTo(3, 0);
  });

  it("stays finite where the temperature never moved", () => {
    const compensation = new Compensation(40, 0);
    const random = new Random(6);
    for (let second = 1; second <= 2000; second++) compensation.learn(random.gaussian(), new Float64Array(termCount), second);
    compensation.prepare(2);
    solved(compensation);
    expect(Array.from(compensation.weights).every((weight) => weight === 0)).toBe(true);
  });
});
