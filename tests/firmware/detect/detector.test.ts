import { describe, expect, it } from "vitest";
import { rampCount } from "#firmware/detect/bank.ts";
import { Learnt, closed } from "#firmware/detect/learnt.ts";
import { Alarm, AlarmState, Mode } from "#firmware/telemetry/dictionary.ts";
import { Random } from "#hal/simulated/random.ts";
import { MonitorBench, commission, leaksOf, massKg, noisePa, pressureHolding, restK, restPa, runLosing, spacecraft, steadyK, watching, whiteNoise } from "#tests/firmware/monitor-bench.ts";

const yearS = 31557600;

describe("noise that has grown since commissioning", () => {
  it("three times over, sample by sample, raises nothing in ten hours, and hides no leak", { timeout: 60000 }, () => {
    const { bench } = watching(38);
    const random = new Random(38);
    const louder = (): readonly [number, number] => [restPa + 3 * noisePa * random.gaussian(), steadyK(random)];
    bench.runWhile(() => true, louder, 36000);
    expect(leaksOf(bench)).toBe(0);
    expect(runLosing(bench, louder, (sinceS) => 10 / 3600 * sinceS, 600)).toBeLessThan(60);
  });

  it("by a wander as large as itself, whose rises tell how far its falls may go, raises one alarm in two days, not eight, and hides no leak", { timeout: 60000 }, () => {
    const { bench } = watching(39);
    const random = new Random(39);
    const kept = Math.exp(-1 / 300);
    let wander = 0;
    const wandering = (): readonly [number, number] => {
      wander = kept * wander + Math.sqrt(1 - kept * kept) * random.gaussian();
      return [restPa + noisePa * (random.gaussian() + wander), steadyK(random)];
    };
    bench.runWhile(() => true, wandering, 172800);
    const raised = leaksOf(bench);
    expect(raised).toBeLessThan(2);
    const leakS = bench.nowS;
    bench.runWhile(() => leaksOf(bench) === raised, (timeS) => {
      const [noisyPa, kelvin] = wandering();
      return [pressureHolding(spacecraft().loop, massKg - (timeS - leakS) * 10 / 3600, restK) + noisyPa - restPa, kelvin];
    }, 600);
    expect(leaksOf(bench)).toBe(raised + 1);
  });
});

describe("a pump that commissioning never saw, its step too small to be followed", () => {
  it.each([200, 260, 350])("of %s Pa raises nothing in a day of trips, not three to five alarms, and hides no leak", { timeout: 60000 }, (stepPa) => {
    const { bench } = watching(47);
    const random = new Random(47);
    let isOn = false;
    let nextS = 0;
    const switched = (timeS: number): readonly [number, number] => {
      if (timeS > nextS) {
        isOn = !isOn;
        nextS = timeS + 600 + 2400 * random.uniform();
      }
      return [restPa + noisePa * random.gaussian() + (isOn ? stepPa : 0), steadyK(random)];
    };
    bench.runWhile(() => true, switched, 86400);
    expect(leaksOf(bench)).toBe(0);
    expect(runLosing(bench, switched, (sinceS) => 10 / 3600 * sinceS, 600)).toBeLessThan(60);
  });
});

describe("liquid that comes and goes in minutes", () => {
  it("and is put in by nobody who tells the board makes no window blind to a leak an hour later", () => {
    const { bench, noise } = watching(45);
    const { loop } = spacecraft();
    const beganS = bench.nowS;
    bench.runWhile(() => true, (timeS) => {
      const [noisyPa, kelvin] = noise();
      return [pressureHolding(loop, massKg + 0.1 * Math.min(1, (timeS - beganS) / 600), restK) + noisyPa - restPa, kelvin];
    }, 4200);
    expect(leaksOf(bench)).toBe(0);
    expect(runLosing(bench, noise, (sinceS) => -0.1 + sinceS / 3600, 600)).toBeLessThan(20);
  });

  it("is a leak while it is let out, and a bleed of its size when that has ended", () => {
    const { bench, noise } = watching(46);
    expect(runLosing(bench, noise, (sinceS) => 0.1 * Math.min(1, sinceS / 60), 900)).toBeLessThan(60);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toHaveLength(1);
    const [bleed, ...more] = bench.listener.events("bleed");
    expect(more).toEqual([]);
    expect(bleed!.values.step! / -0.1).toBeCloseTo(1, 1);
  });
});

describe("the false-alarm knob", () => {
  it.each([0, 0.9])("gives no more than asked in noise of AR(1) coefficient %s: 1,000 a year in 10 days", { timeout: 60000 }, (phi) => {
    const bench = new MonitorBench(spacecraft({ falseAlarmsPerYear: 1000, housekeepingPeriodS: 86400 }));
    const random = new Random(9);
    let noise = 0;
    const cycle = (): [number, number] => {
      noise = phi * noise + Math.sqrt(1 - phi * phi) * random.gaussian();
      return [restPa + noisePa * noise, steadyK(random)];
    };
    commission(bench, cycle);
    const quietS = 864000;
    bench.runWhile(() => true, cycle, quietS);
    expect(bench.monitor.mode).toBe(Mode.Nominal);
    // 27 expected; Poisson, three sigma.
    const expected = 1000 * quietS / yearS;
    expect(leaksOf(bench)).toBeLessThan(expected + 3 * Math.sqrt(expected));
  });
});

describe("watching", () => {
  it("finds a loss that stays below all thresholds while longer windows are not open", () => {
    const { bench, noise } = watching(21, 0);
    const detector = bench.monitor.detector!;
    const { learnt, bank } = detector;
    const level = 5;
    learnt.fill(closed, Learnt.Thresholds + (level + 1) * rampCount, Learnt.Count);
    // Arms the bank with these thresholds.
    detector.turnKnob(learnt[Learnt.FalseAlarmsPerYear]!);
    const lossPerS = 0.75 * learnt[Learnt.Thresholds + level * rampCount + 2]! / (1 << level) / bank.steadyGains[2]!;
    const { loop } = spacecraft();
    const onsetS = bench.nowS;
    const lastedS = bench.runWhile(() => leaksOf(bench) === 0, (timeS) => {
      const [noisyPa, kelvin] = noise();
      // Quieter than in commissioning, so that noise alone does not lift the statistic over the threshold.
      return [pressureHolding(loop, massKg - (timeS - onsetS) * lossPerS, restK) + 0.3 * (noisyPa - restPa), kelvin];
    }, 20000);
    // Two rings of 32 blocks, after the first has filled.
    expect(lastedS).toBeGreaterThan(2 * 32 << level);
    expect(lastedS).toBeLessThan(6 * 32 << level);
  });

  // Reference delays of the physics page for this loop; its noise there is a third larger.
  it.each([[18.485, 1.76], [1, 12.3], [0.1, 57.2]])("finds %s kg/h within four times the reference delay of %s s and four seconds", (kgPerHour, referenceS) => {
    const { bench, noise } = watching(20);
    const foundS = runLosing(bench, noise, (sinceS) => sinceS * kgPerHour / 3600, 1200);
    expect(foundS).toBeGreaterThan(0);
    expect(foundS).toBeLessThan(4 * referenceS + 4);
  });

  it("raises nothing for what went missing in a gap, and finds what goes on after it", () => {
    const { bench, noise } = watching(29);
    const { loop } = spacecraft();
    const lowerPa = pressureHolding(loop, massKg - 0.05, restK);
    const lowered = (): [number, number] => {
      const [noisyPa, kelvin] = noise();
      return [lowerPa + noisyPa - restPa, kelvin];
    };
    const before = bench.monitor.detector!.statistic;
    bench.step(...lowered(), 600);
    expect(bench.listener.events("gap")).toHaveLength(1);
    expect(bench.monitor.detector!.statistic).toBe(before);
    bench.runWhile(() => true, lowered, 900);
    expect(leaksOf(bench)).toBe(0);
    const beganS = bench.nowS;
    bench.runWhile(() => leaksOf(bench) === 0, (timeS) => [pressureHolding(loop, massKg - 0.05 - (timeS - beganS) / 3600, restK) + noise()[0] - restPa, restK], 200);
    expect(bench.nowS - beganS).toBeLessThan(60);
  });

  it("finds a leak that goes on through a gap in every minute and a half", () => {
    const { bench, noise } = watching(32);
    const { loop } = spacecraft();
    const beganS = bench.nowS;
    const lossPerS = 10 / 3600;
    while (leaksOf(bench) === 0 && bench.nowS - beganS < 1800) {
      const losing = (timeS: number): readonly [number, number] => [pressureHolding(loop, massKg - lossPerS * (timeS - beganS), restK) + noise()[0] - restPa, restK];
      bench.step(...losing(bench.nowS + 7), 7);
      bench.runWhile(() => leaksOf(bench) === 0, losing, 84);
    }
    expect(bench.nowS - beganS).toBeLessThan(60);
  });

  it("takes missing readings for a gap too, and holds the statistic while they are missing", () => {
    const { bench, noise } = watching(30);
    const before = bench.monitor.detector!.statistic;
    for (let second = 0; second < 20; second++) {
      bench.step(NaN, restK);
      expect(bench.monitor.detector!.statistic).toBe(before);
    }
    const { loop } = spacecraft();
    const lowerPa = pressureHolding(loop, massKg - 0.05, restK);
    bench.runWhile(() => true, () => [lowerPa + noise()[0] - restPa, restK], 900);
    expect(leaksOf(bench)).toBe(0);
  });

  it("steps over a repeated or backward time with an event, changing nothing", () => {
    const { bench } = watching(31);
    const before = bench.monitor.detector!.statistic;
    for (const elapsedS of [0, -5]) bench.step(100000, restK, elapsedS);
    const events = bench.listener.events("clock-step");
    expect(events.map((event) => Object.values(event.values)[0])).toEqual([0, -5]);
    expect(bench.monitor.detector!.statistic).toBe(before);
  });

  it("widens its thresholds beyond the temperatures of commissioning, and narrows them again", () => {
    const { bench } = watching(32);
    const { loop } = spacecraft();
    const random = new Random(33);
    const detector = bench.monitor.detector!;
    expect(detector.widening).toBeLessThan(1.1);
    let kelvin = restK;
    const sound = (): [number, number] => [pressureHolding(loop, massKg, kelvin) + noisePa * random.gaussian(), kelvin + 0.002 * random.gaussian()];
    bench.runWhile(() => true, () => {
      kelvin += 0.002;
      return sound();
    }, 1500);
    expect(detector.widening).toBeGreaterThan(3);
    kelvin = restK;
    bench.runWhile(() => true, sound, 4 * 3600);
    expect(detector.widening).toBeLessThan(1.5);
  });

  it("gets to know temperatures beyond those of commissioning where the loop stays, and finds a leak there", () => {
    const { bench } = watching(32);
    const { loop } = spacecraft();
    const random = new Random(33);
    let kelvin = restK;
    const sound = (): [number, number] => {
      kelvin -= Math.min(0.002, (kelvin - restK + 4) / 100);
      return [pressureHolding(loop, massKg, kelvin) + noisePa * random.gaussian(), kelvin + 0.002 * random.gaussian()];
    };
    bench.runWhile(() => true, sound, 3000);
    expect(bench.monitor.detector!.widening).toBeGreaterThan(4);
    bench.runWhile(() => true, sound, 12 * 3600);
    expect(bench.monitor.detector!.widening).toBeLessThan(1.5);
    expect(leaksOf(bench)).toBe(0);
    expect(runLosing(bench, sound, (sinceS) => sinceS / 3600, 120)).toBeLessThan(4 * 12.3 + 4);
  });

  it.each([3, 10])("learns no loss that begins while %s K in 100 s have widened its thresholds thirtyfold, and finds it within the hour", { timeout: 60000 }, (coolingK) => {
    const { bench } = watching(1, 20000);
    const { loop } = spacecraft();
    const random = new Random(1);
    const cooledFromS = bench.nowS;
    const begunS = cooledFromS + 300;
    const losing = (timeS: number): [number, number] => {
      const kelvin = restK - coolingK * Math.min(1, (timeS - cooledFromS) / 100);
      const lostKg = 0.02 * Math.max(0, timeS - begunS) / 3600;
      return [pressureHolding(loop, massKg - lostKg, kelvin) + noisePa * random.gaussian(), kelvin + 0.002 * random.gaussian()];
    };
    bench.runWhile(() => bench.nowS < begunS, losing);
    expect(bench.monitor.detector!.widening).toBeGreaterThan(30);
    expect(leaksOf(bench)).toBe(0);
    bench.runWhile(() => bench.nowS < begunS + 3600, losing);
    expect(leaksOf(bench)).toBe(1);
  });

  it("gets to know slow changes that are faster than those of the check, where they come daily", { timeout: 60000 }, () => {
    const { bench } = watching(39);
    const { loop } = spacecraft();
    const random = new Random(40);
    /** Widest in one swing of two hours. */
    const widest = (): number => {
      let most = 0;
      bench.runWhile(() => true, (timeS) => {
        most = Math.max(most, bench.monitor.detector!.widening);
        const kelvin = restK + 2 * Math.sin(timeS * Math.PI / 3600);
        return [pressureHolding(loop, massKg, kelvin) + noisePa * random.gaussian(), kelvin + 0.002 * random.gaussian()];
      }, 7200);
      return most;
    };
    const first = widest();
    expect(first).toBeGreaterThan(10);
    for (let swing = 0; swing < 10; swing++) widest();
    expect(widest()).toBeLessThan(first / 2);
    expect(leaksOf(bench)).toBe(0);
  });

  it("narrows its thresholds within an hour of a bleed, however slow its samples are", () => {
    for (const samplePeriodS of [1, 10]) {
      const bench = new MonitorBench(spacecraft({ samplePeriodS }));
      const noise = whiteNoise(38);
      while (bench.monitor.mode === Mode.Commissioning) bench.step(...noise(), samplePeriodS);
      const run = (lengthS: number, fallPa: number): void => {
        for (const endS = bench.nowS + lengthS; bench.nowS < endS;) {
          const [pressurePa, kelvin] = noise();
          bench.step(pressurePa - fallPa, kelvin, samplePeriodS);
        }
      };
      run(600, 0);
      run(600, 5000);
      expect(bench.listener.events("bleed")).toHaveLength(1);
      expect(bench.monitor.detector!.widening).toBeGreaterThan(1.6);
      run(4500, 5000);
      expect(bench.monitor.detector!.widening).toBeLessThan(1.2);
    }
  });

  it("reckons with heat while the temperature moves, and finds a small leak sooner while it does not", { timeout: 60000 }, () => {
    const { loop } = spacecraft();
    /** Seconds until a loss is found that begins in calm, or while the heater comes and goes; infinity where none is. */
    const delayS = (isSurging: boolean, kgPerS: number): number => {
      const bench = new MonitorBench(spacecraft());
      const random = new Random(37);
      let liquidK = restK;
      let sensedK = restK;
      let heldUntilS = 0;
      let lostKg = 0;
      const step = (timeS: number): [number, number] => {
        liquidK += timeS < heldUntilS ? 0.015 : (restK - liquidK) / 300;
        sensedK += (liquidK - sensedK) / 20;
        return [pressureHolding(loop, massKg - lostKg, liquidK) + noisePa * random.gaussian(), sensedK + 0.01 * random.gaussian()];
      };
      // Every ten minutes in commissioning the heater is on for one.
      commission(bench, (timeS) => {
        if (timeS % 600 < 1) heldUntilS = timeS + 60;
        return step(timeS);
      });
      expect(bench.monitor.mode).toBe(Mode.Nominal);
      bench.runWhile(() => true, step, 1800);
      const beganS = bench.nowS;
      bench.runWhile(() => leaksOf(bench) === 0, (timeS) => {
        if (isSurging && (timeS - beganS) % 120 < 1) heldUntilS = timeS + 30;
        lostKg += kgPerS;
        return step(timeS);
      }, 3600);
      return leaksOf(bench) > 0 ? bench.nowS - beganS : Infinity;
    };
    const calmS = delayS(false, 0.2 / 3600);
    const surgingS = delayS(true, 0.2 / 3600);
    expect(calmS).toBeLessThan(1200);
    expect(surgingS).toBeGreaterThan(1.3 * calmS);
    expect(surgingS).toBeLessThan(3600);
    expect(delayS(true, 0)).toBe(Infinity);
  });

  it("finds a large leak soon after a restart, its thresholds wide, and narrows them within hours", () => {
    const { bench: before } = watching(35, 0);
    const bench = new MonitorBench(spacecraft(), before.storage);
    const noise = whiteNoise(36);
    expect(bench.monitor.mode).toBe(Mode.Nominal);
    bench.runWhile(() => true, noise, 60);
    expect(runLosing(bench, noise, (sinceS) => sinceS * 18.485 / 3600, 60)).toBeLessThan(15);
    const again = new MonitorBench(spacecraft(), before.storage);
    again.runWhile(() => true, noise, 4 * 3600);
    expect(again.monitor.detector!.widening).toBeLessThan(1.1);
    expect(runLosing(again, noise, (sinceS) => sinceS / 3600, 120)).toBeLessThan(4 * 12.3 + 4);
  });

  it("keeps the learnt thresholds whatever is lost: a standing leak is not learnt away", () => {
    const { bench, noise } = watching(34);
    const before = Array.from(bench.monitor.detector!.learnt).filter((value) => value !== 1e30);
    runLosing(bench, noise, (sinceS) => sinceS / 3600, 3000);
    const after = Array.from(bench.monitor.detector!.learnt).filter((value) => value !== 1e30);
    expect(after).toEqual(before);
  });
});
