import { describe, expect, it } from "vitest";
import { CauseTest } from "#firmware/diagnose/cause.ts";
import { Alarm, AlarmState, Cause, Mode } from "#firmware/telemetry/dictionary.ts";
import { Random } from "#hal/simulated/random.ts";
import { MonitorBench, massKg, noisePa, pressureHolding, restK, spacecraft, steadyK } from "#tests/firmware/monitor-bench.ts";

/** The spacecraft loop of physics.md: 49.1 L of 692 kg/m³ and 1.21e-3 /K beside 4 L of gas, an orbit of 92.97 min. */
const sharePerK = 1.21e-3 * 49.1 / 4;
const orbitS = 5578;

/**
 * Twelve hours of an alarm: what an inventory that believes in all of its gas shows of a loss.
 * @param share of the expansion that shows
 * @returns when the cause was told, s, and which; none: after the last second
 */
function told(lossKgPerS: number, isGas: boolean, swingK: number, seed: number, periodS = 1, share = isGas ? 1 : 0): { cause: Cause; atS: number } {
  const test = new CauseTest(293.15 + swingK / 2 * Math.sin(seed));
  const random = new Random(seed);
  for (let second = periodS; second <= 43200; second += periodS) {
    const kelvin = 293.15 + swingK / 2 * Math.sin(2 * Math.PI * second / orbitS + seed);
    const apparentKg = lossKgPerS * second;
    // To first order the gas that is gone lets the liquid's expansion show, by the share lost.
    const followsKg = -share * apparentKg * sharePerK * (kelvin - 293.15);
    test.update(apparentKg + followsKg + 0.00118 * random.gaussian(), kelvin + 0.02 * random.gaussian(), sharePerK, periodS, second);
    if (test.cause !== Cause.Undecided) return { cause: test.cause, atS: second };
  }
  return { cause: test.cause, atS: Infinity };
}

describe("the cause of a falling pressure", () => {
  for (const [name, lossKgPerS] of [["23 g/h", 23 / 3.6e6], ["100 g/h", 100 / 3.6e6]] as const) {
    it(`is told as gas where ${name} seem to be lost and temperature moves the inventory ever more`, () => {
      for (let seed = 1; seed <= 10; seed++) expect(told(lossKgPerS, true, 5, seed).cause, `seed ${seed}`).toBe(Cause.Gas);
    });

    it(`is told as liquid where ${name} are lost and it does not`, () => {
      for (let seed = 1; seed <= 10; seed++) expect(told(lossKgPerS, false, 5, seed).cause, `seed ${seed}`).toBe(Cause.Liquid);
    });
  }

  it.each([0.2, 4])("takes as long with a sample every %s s as with one every second", (periodS) => {
    for (let seed = 1; seed <= 3; seed++) {
      const [usual, other] = [1, periodS].map((each) => told(100 / 3.6e6, true, 5, seed, each));
      expect(other!.cause).toBe(Cause.Gas);
      expect(other!.atS / usual!.atS).toBeGreaterThan(0.7);
      expect(other!.atS / usual!.atS).toBeLessThan(1.4);
    }
  });

  it("takes at least half a thermal cycle", () => {
    for (let seed = 1; seed <= 10; seed++) for (const isGas of [true, false]) expect(told(1e-3, isGas, 5, seed).atS).toBeGreaterThan(1800);
  });

  it.each([-8, 9])("stays undecided where temperature moves the inventory by %s times what the loss of gas would", (share) => {
    for (let seed = 1; seed <= 10; seed++) expect(told(100 / 3.6e6, true, 5, seed, 1, share).cause, `seed ${seed}`).toBe(Cause.Undecided);
  });

  it("stays undecided where the temperature does not move", () => {
    for (let seed = 1; seed <= 10; seed++) for (const isGas of [true, false]) expect(told(23 / 3.6e6, isGas, 0, seed).cause).toBe(Cause.Undecided);
  });
});

describe("a level sensor", () => {
  /** Of a level of 50 that stirs, when 0.2 g/s are lost from an hour after commissioning on, for 20 min. @returns causes that the alarm's lines had, in order */
  function causes(levelAt: (lostKg: number, sinceS: number) => number, noise: number): number[] {
    const configuration = spacecraft();
    configuration.sensors.push({ id: "L1", quantity: "level", part: "level-switch" });
    const bench = new MonitorBench(configuration);
    const random = new Random(5);
    let onsetS = Infinity;
    const cycle = (timeS: number): [number, number] => {
      const lostKg = Math.max(0, timeS - onsetS) * 2e-4;
      bench.monitor.readings[2] = levelAt(lostKg, timeS - onsetS) + noise * random.gaussian();
      return [pressureHolding(configuration.loop, massKg - lostKg, restK) + noisePa * random.gaussian(), steadyK(random)];
    };
    bench.runWhile(() => bench.monitor.mode === Mode.Commissioning, cycle);
    bench.runWhile(() => true, cycle, 3600);
    onsetS = bench.nowS;
    bench.runWhile(() => true, cycle, 1200);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised).length).toBe(1);
    return bench.listener.alarms(Alarm.Leak, AlarmState.Updated).map(({ sensor }) => sensor);
  }

  it("that falls tells liquid from gas within minutes", () => {
    const told = causes((lostKg) => 50 - 20 * lostKg, 0.1);
    expect(told[0]).toBe(Cause.Undecided);
    expect(told.at(-1)).toBe(Cause.Liquid);
  });

  it("that is a switch does when it opens", () => {
    const told = causes((lostKg) => (lostKg > 0.15 ? 0 : 1), 0);
    expect(new Set(told.slice(0, 8))).toEqual(new Set([Cause.Undecided]));
    expect(told.at(-1)).toBe(Cause.Liquid);
  });

  it("that stays, or leaps for some samples, leaves the cause undecided", () => {
    const told = causes((_lostKg, sinceS) => (sinceS > 300 && sinceS % 100 < 6 ? 0 : 50), 0.1);
    expect(new Set(told)).toEqual(new Set([Cause.Undecided]));
  });

  it("that says nothing leaves the cause undecided", () => {
    expect(new Set(causes(() => NaN, 0))).toEqual(new Set([Cause.Undecided]));
  });
});
