import { describe, expect, it } from "vitest";
import { Validity } from "#firmware/acquire/validity.ts";
import type { SensorConfiguration } from "#firmware/configuration.ts";
import { Random } from "#hal/simulated/random.ts";
import { Fault } from "#hal/types.ts";

const noisePa = 30;
const sensor = (id: string, changes: Partial<SensorConfiguration> = {}): SensorConfiguration => ({ id, part: "recorded", quantity: "pressure", noisePa, driftPaPerDay: 50, ...changes });

/** Redundant pressures: each the true one, its own constant error, white noise, and what a test does to it. */
class Redundant {
  readonly validity: Validity;
  /** Of the plant, Pa. */
  truePa = 196133;
  private readonly random = new Random(11);
  private readonly faults: Uint8Array;

  constructor(private readonly errorsPa: number[], sensors = errorsPa.map((_, index) => sensor(`P${index + 1}`))) {
    this.validity = new Validity(sensors);
    this.validity.known = true;
    this.faults = new Uint8Array(errorsPa.length);
  }

  /** @param wrongPa added to each sensor; NaN: it gives no reading. @returns the vote */
  take(wrongPa: number[] = []): number {
    const values = Float64Array.from(this.errorsPa, (errorPa, index) => this.truePa + errorPa + noisePa * this.random.gaussian() + (wrongPa[index] ?? 0));
    values.forEach((value, index) => (this.faults[index] = Number.isNaN(value) ? Fault.Nack : Fault.None));
    this.validity.vote(values, this.faults, values);
    return this.validity.pressurePa;
  }

  /** @returns mean of the votes of so many cycles, and the farthest of them from the true pressure plus the given error */
  run(cycles: number, wrongPa: (cycle: number) => number[] = () => [], basePa = 0): { meanPa: number; worstPa: number } {
    let sum = 0;
    let worstPa = 0;
    for (let cycle = 0; cycle < cycles; cycle++) {
      const votePa = this.take(wrongPa(cycle));
      sum += votePa;
      worstPa = Math.max(worstPa, Math.abs(votePa - this.truePa - basePa));
    }
    return { meanPa: sum / cycles, worstPa };
  }

  fault(index: number): Fault {
    return this.validity.channels.find((channel) => channel.index === index)!.fault;
  }
}

describe("three sensors", () => {
  it("give the mid-value: the wildest reading moves the vote by noise only", () => {
    const three = new Redundant([0, 0, 0]);
    three.run(200);
    for (const wildPa of [-150000, -1000, 1000, 150000]) expect(Math.abs(three.take([0, wildPa, 0]) - three.truePa)).toBeLessThan(4 * noisePa);
  });

  it("name the one that drifts away, and the vote does not follow it", () => {
    const three = new Redundant([0, 120, -90]);
    const before = three.run(1000);
    const during = three.run(2000, (cycle) => [0, 0, -cycle], before.meanPa - three.truePa);
    expect(during.worstPa).toBeLessThan(5 * noisePa);
    expect(three.fault(2)).toBe(Fault.Disagree);
    expect([three.fault(0), three.fault(1)]).toEqual([Fault.None, Fault.None]);
    expect(Math.abs(during.meanPa - before.meanPa)).toBeLessThan(noisePa);
  });

  it("take it back only when it has agreed for a while", () => {
    const three = new Redundant([0, 0, 0]);
    three.run(200);
    three.run(10, () => [5000, 0, 0]);
    expect(three.fault(0)).toBe(Fault.Disagree);
    three.run(29);
    expect(three.fault(0)).toBe(Fault.Disagree);
    three.run(10);
    expect(three.fault(0)).toBe(Fault.None);
  });

  it("lose one without a step, however far its own error lies from the others'", () => {
    const three = new Redundant([0, 900, 2000]);
    const before = three.run(2000).meanPa;
    const without = three.run(2000, () => [0, NaN, 0]).meanPa;
    three.run(5);
    const alone = three.run(2000, () => [NaN, NaN, 0]).meanPa;
    const again = three.run(2000).meanPa;
    for (const meanPa of [without, alone, again]) expect(Math.abs(meanPa - before)).toBeLessThan(12);
  });

  it("follow a real fall together", () => {
    const three = new Redundant([0, 900, 2000]);
    const before = three.run(500).meanPa - three.truePa;
    for (let cycle = 0; cycle < 1000; cycle++) {
      three.truePa -= 40;
      expect(Math.abs(three.take() - three.truePa - before)).toBeLessThan(6 * noisePa);
    }
    expect([0, 1, 2].map((index) => three.fault(index))).toEqual([0, 0, 0]);
  });
});

describe("two sensors", () => {
  it("give their mean, and losing one of two that differ by 200 Pa is no step", () => {
    const two = new Redundant([0, 200]);
    const before = two.run(3000).meanPa;
    expect(Math.abs(before - two.truePa - 100)).toBeLessThan(4);
    expect(Math.abs(two.run(3000, () => [NaN, 0]).meanPa - before)).toBeLessThan(10);
    two.run(5);
    expect(Math.abs(two.run(3000, () => [0, NaN]).meanPa - before)).toBeLessThan(10);
  });

  it("believe the one that stayed when the other jumps", () => {
    const two = new Redundant([0, 200]);
    const before = two.run(1000).meanPa;
    two.run(10, () => [0, 4000]);
    expect([two.fault(0), two.fault(1)]).toEqual([Fault.None, Fault.Disagree]);
    expect(Math.abs(two.run(500, () => [0, 4000]).meanPa - before)).toBeLessThan(15);
  });

  it("both stand when one creeps away: a dispute, and the vote keeps what both had agreed on", () => {
    const two = new Redundant([0, 0]);
    two.run(1000);
    const { worstPa } = two.run(3000, (cycle) => [0, -cycle]);
    expect(two.validity.pressures.isDisputed).toBe(true);
    expect([two.fault(0), two.fault(1)]).toEqual([Fault.None, Fault.None]);
    // Half of what noise and drift may explain, while that was not yet used up; nothing like half of 3 kPa.
    expect(worstPa).toBeLessThan(600);
  });

  it("still see a leak that both see while they dispute", () => {
    const two = new Redundant([0, 0]);
    two.run(1000);
    two.run(1500, (cycle) => [0, -cycle]);
    two.truePa -= 20000;
    expect(two.run(100, () => [0, -1500]).meanPa).toBeLessThan(196133 - 18000);
  });

  it("end the dispute when they have agreed again", () => {
    const two = new Redundant([0, 0]);
    two.run(1000);
    two.run(1500, (cycle) => [0, -cycle]);
    expect(two.validity.pressures.isDisputed).toBe(true);
    two.run(40);
    expect(two.validity.pressures.isDisputed).toBe(false);
  });

  it("that differ by an atmosphere from the first reading on are in dispute: gauge taken for absolute", () => {
    const two = new Redundant([0, -101325]);
    two.run(10);
    expect(two.validity.pressures.isDisputed).toBe(true);
  });
});

describe("sensors at different nodes", () => {
  const nodes = (): Redundant => new Redundant([0, 80000], [sensor("P1", { node: "suction" }), sensor("P2", { node: "discharge" })]);

  it("differ by the pump's rise, which is no fault and does not enter the vote", () => {
    const pumped = nodes();
    const { worstPa } = pumped.run(2000, (cycle) => [0, (cycle >> 8) & 1 ? -80000 : 0]);
    expect(worstPa).toBeLessThan(5 * noisePa);
    expect(pumped.validity.pressures.isDisputed).toBe(false);
    expect([pumped.fault(0), pumped.fault(1)]).toEqual([0, 0]);
  });

  it("stand in for each other without a step", () => {
    const pumped = nodes();
    const before = pumped.run(2000).meanPa;
    expect(Math.abs(pumped.run(500, () => [NaN, 0]).meanPa - before)).toBeLessThan(20);
  });

  it.each([["suction", "discharge"], ["discharge", "suction"], ["middle", "discharge"], ["discharge", "middle"]] as const)("are swapped where %s is configured first, %s second, and the pump lowers the pressure between them", (first, second) => {
    const sensors = [sensor("P1", { node: first }), sensor("P2", { node: second })];
    const risePa = first === "discharge" ? -80000 : 80000;
    const right = new Redundant([0, risePa], sensors);
    right.run(1000);
    expect([right.fault(0), right.fault(1)]).toEqual([0, 0]);
    const swapped = new Redundant([risePa, 0], sensors);
    swapped.run(100);
    expect(swapped.fault(1)).toBe(Fault.None);
    swapped.run(1000);
    expect([swapped.fault(0), swapped.fault(1)]).toEqual([Fault.None, Fault.Swapped]);
  });

  it("are not swapped by noise while the pump stands still", () => {
    for (let errorPa = -100; errorPa <= 100; errorPa += 50) {
      const still = new Redundant([0, errorPa], [sensor("P1", { node: "suction" }), sensor("P2", { node: "discharge" })]);
      still.run(1000);
      expect(still.fault(1)).toBe(Fault.None);
    }
  });
});
