import { describe, expect, it } from "vitest";
import type { Configuration } from "#firmware/configuration.ts";
import { Alarm, AlarmState, Hk, Mode, StateByte } from "#firmware/telemetry/dictionary.ts";
import { Fault, Lamp } from "#hal/types.ts";
import {
  MonitorBench, noisePa, pressureHolding, restK, restPa, spacecraft, steadyK, watching, whiteNoise,
} from "#tests/firmware/monitor-bench.ts";
import { Random } from "#hal/simulated/random.ts";

const massKg = 0.0491 * 692;
const { loop } = spacecraft();

/** Loses liquid at a rate while a condition holds. @returns kg lost */
function lose(bench: MonitorBench, noise: () => [number, number], kgPerS: number, while_: () => boolean, mostS: number, beforeKg = 0): number {
  const beganS = bench.nowS;
  bench.runWhile(while_, (timeS) => {
    const [noisyPa, kelvin] = noise();
    return [pressureHolding(loop, massKg - beforeKg - kgPerS * (timeS - beganS), restK) + noisyPa - restPa, kelvin];
  }, mostS);
  return beforeKg + kgPerS * (bench.nowS - beganS);
}

function isLeaking(bench: MonitorBench): boolean {
  return (bench.monitor.state[StateByte.Alarms]! & (1 << Alarm.Leak)) > 0;
}

describe("a cycle", () => {
  it("puts pressure, temperature and inventory into housekeeping", () => {
    const { bench } = watching(40);
    const { housekeeping } = bench.monitor;
    expect(Math.abs(housekeeping[Hk.PressurePa]! - restPa)).toBeLessThan(5 * noisePa);
    expect(housekeeping[Hk.TemperatureK]).toBeCloseTo(restK, 1);
    expect(Math.abs(housekeeping[Hk.InventoryKg]! - massKg)).toBeLessThan(0.006);
    expect(housekeeping[Hk.Statistic]).toBeLessThan(housekeeping[Hk.Threshold]!);
    expect(bench.hal.lampState).toBe(Lamp.Nominal);
  });

  it("says not a number for what it does not know, never the last good one", () => {
    const { bench, noise } = watching(41);
    bench.step(NaN, noise()[1]);
    expect(bench.monitor.housekeeping[Hk.PressurePa]).toBeNaN();
    expect(bench.monitor.housekeeping[Hk.TemperatureK]).toBeCloseTo(restK, 1);
    bench.step(noise()[0], NaN);
    expect(bench.monitor.housekeeping[Hk.TemperatureK]).toBeNaN();
  });

  it("tells a fault of a sensor and its recovery once each", () => {
    const { bench, noise } = watching(42);
    for (let cycle = 0; cycle < 5; cycle++) bench.step(NaN, noise()[1]);
    bench.runWhile(() => true, noise, 5);
    expect(bench.listener.events("sensor-fault").map((event) => [event.sensor, event.code])).toEqual([[0, Fault.Absent]]);
    expect(bench.listener.events("sensor-recovered").map((event) => event.sensor)).toEqual([0]);
    expect(bench.monitor.state[StateByte.PressureFault]).toBe(Fault.None);
  });

  it("tells a fault that comes and goes in every seventh reading twice, and its end when 60 readings were good", () => {
    const { bench, noise } = watching(42);
    for (let cycle = 0; cycle < 7 * 200; cycle++) bench.step(noise()[0], cycle % 7 ? noise()[1] : NaN);
    expect(bench.listener.events("sensor-fault").map((event) => [event.sensor, event.code])).toEqual([[1, Fault.Absent], [1, Fault.Absent]]);
    expect(bench.listener.events("sensor-recovered")).toHaveLength(1);
    bench.runWhile(() => true, noise, 50);
    expect(bench.listener.events("sensor-recovered")).toHaveLength(1);
    bench.runWhile(() => true, noise, 20);
    expect(bench.listener.events("sensor-recovered")).toHaveLength(2);
    // Long after, a fault is a new one.
    bench.runWhile(() => true, noise, 60);
    bench.step(noise()[0], NaN);
    bench.runWhile(() => true, noise, 2);
    expect(bench.listener.events("sensor-fault")).toHaveLength(3);
    expect(bench.listener.events("sensor-recovered")).toHaveLength(3);
  });

  it("sends housekeeping as often as the configuration says", () => {
    for (const [housekeepingPeriodS, packets] of [[1, 600], [10, 60], [60, 10]] as const) {
      const bench = new MonitorBench(spacecraft({ housekeepingPeriodS }));
      bench.runWhile(() => true, whiteNoise(43), 600);
      expect(bench.listener.packets.filter((packet) => packet.kind === "housekeeping")).toHaveLength(packets);
    }
  });
});

describe("a thermometer that falls silent", () => {
  it("is bridged for a minute with its last value", () => {
    const { bench, noise } = watching(44);
    const kilograms = lose(bench, () => [noise()[0], NaN], 1 / 3600, () => bench.monitor.state[StateByte.Alarms] === 0, 300);
    // A sensor alarm after half a minute; the leak within its first minute.
    expect(kilograms).toBeLessThan(60 / 3600);
  });

  it("leaves a loss unbelieved that a swing of some kelvin would feign, and not a larger one", () => {
    const { bench, noise } = watching(45);
    bench.runWhile(() => true, () => [noise()[0], NaN], 120);
    expect(bench.listener.alarms(Alarm.SensorFault, AlarmState.Raised)).toHaveLength(1);
    // Liquid and gas, 1 K: 0.041 and 0.0095 kg.
    const perK = 692 * (1.21e-3 * 0.0491 + 0.004 / restK);
    const kilograms = lose(bench, () => [noise()[0], NaN], 1 / 3600, () => !isLeaking(bench), 3600);
    expect(kilograms).toBeGreaterThan(4 * perK);
    expect(kilograms).toBeLessThan(4.4 * perK);
    lose(bench, () => [noise()[0], NaN], 1 / 3600, () => true, 60, kilograms);
    expect(bench.monitor.housekeeping[Hk.LeakRateKgPerS]! * 3600).toBeCloseTo(1, 1);
  });

  it("leaves any loss unbelieved where neither loop file nor commissioning tells what a kelvin moves", () => {
    const configuration: Configuration = spacecraft();
    delete configuration.loop;
    const bench = new MonitorBench(configuration);
    bench.runWhile(() => bench.monitor.mode === Mode.Commissioning, whiteNoise(1));
    const noise = whiteNoise(49);
    bench.runWhile(() => true, () => [noise()[0], NaN], 120);
    const beganS = bench.nowS;
    bench.runWhile(() => true, (timeS) => [noise()[0] - 20 * (timeS - beganS), NaN], 1200);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toEqual([]);
  });

  it("raises no alarm with what heat did in the meantime, when it is back", () => {
    const { bench, noise } = watching(48);
    bench.runWhile(() => true, () => [noise()[0], NaN], 1800);
    const colderK = restK - 3;
    const heldPa = pressureHolding(loop, massKg, colderK) - restPa;
    bench.runWhile(() => true, () => [noise()[0] + heldPa, NaN], 1800);
    bench.runWhile(() => true, () => [noise()[0] + heldPa, noise()[1] - 3], 3600);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toEqual([]);
    expect(bench.listener.alarms(Alarm.SensorFault, AlarmState.Cleared)).toHaveLength(1);
    const beganS = bench.nowS;
    bench.runWhile(() => !isLeaking(bench), (timeS) => [pressureHolding(loop, massKg - (timeS - beganS) / 360, colderK) + noise()[0] - restPa, noise()[1] - 3], 600);
    expect(bench.nowS - beganS).toBeLessThan(300);
  });
});

describe("a leak alarm", () => {
  it("stands while the leak goes on, shows on the lamp and tells its rate in housekeeping", () => {
    const { bench, noise } = watching(46);
    lose(bench, noise, 1 / 3600, () => true, 1200);
    expect(bench.monitor.state[StateByte.Alarms]! & (1 << Alarm.Leak)).toBeTruthy();
    expect(bench.hal.lampState).toBe(Lamp.Alarm);
    expect(Math.abs(bench.monitor.housekeeping[Hk.LeakRateKgPerS]! * 3600 - 1)).toBeLessThan(0.05);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Updated).length).toBeGreaterThan(15);
  });

  it("is cleared some minutes after the leak has ended, and a second leak is found again", () => {
    const { bench, noise } = watching(47);
    const lostKg = lose(bench, noise, 1 / 3600, () => true, 300);
    lose(bench, noise, 0, () => bench.monitor.state[StateByte.Alarms] !== 0, 3600, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toHaveLength(1);
    expect(bench.monitor.housekeeping[Hk.LeakRateKgPerS]).toBeNaN();
    expect(bench.hal.lampState).toBe(Lamp.Nominal);
    lose(bench, noise, 0, () => true, 600, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
    lose(bench, noise, 1 / 3600, () => bench.monitor.state[StateByte.Alarms] === 0, 300, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(2);
  });

  it("stands while a leak goes on at a fifth of the rate at which it was found, and is cleared when that has ended", () => {
    const { bench, noise } = watching(51);
    const firstKg = lose(bench, noise, 1 / 3600, () => true, 60);
    const lostKg = lose(bench, noise, 0.2 / 3600, () => true, 7200, firstKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toEqual([]);
    lose(bench, noise, 0, () => bench.monitor.state[StateByte.Alarms] !== 0, 3600, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toHaveLength(1);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
  });

  it("stands through pauses of a tenth of the time for which it has stood, and is cleared after half of that", () => {
    const { bench, noise } = watching(53);
    let lostKg = lose(bench, noise, 1 / 3600, () => true, 3600);
    lose(bench, noise, 0, () => true, 360, lostKg);
    lostKg = lose(bench, noise, 1 / 3600, () => true, 600, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toEqual([]);
    lose(bench, noise, 0, () => bench.monitor.state[StateByte.Alarms] !== 0, 2700, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toHaveLength(1);
  });

  it("ends when the operator says that the loop was filled up", () => {
    const { bench, noise } = watching(48);
    lose(bench, noise, 1 / 3600, () => true, 120);
    bench.monitor.markRefill();
    bench.runWhile(() => true, noise, 600);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Cleared)).toHaveLength(1);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
  });
});

describe("hold", () => {
  it("freezes detection for its time: what is let out meanwhile is no leak, what goes on after it is", () => {
    const { bench, noise } = watching(49);
    expect(bench.monitor.hold(300)).toBe(true);
    const lostKg = lose(bench, noise, 10 / 3600, () => bench.monitor.mode === Mode.Hold, 400);
    expect(Math.abs(lostKg - 10 / 12)).toBeLessThan(0.01);
    lose(bench, noise, 0, () => true, 900, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toEqual([]);
    lose(bench, noise, 1 / 3600, () => bench.monitor.state[StateByte.Alarms] === 0, 300, lostKg);
    expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
  });

  it("is refused while the board does not watch", () => {
    const bench = new MonitorBench(spacecraft());
    expect(bench.monitor.hold(60)).toBe(false);
    expect(bench.monitor.mode).toBe(Mode.Commissioning);
  });
});

describe("a recording without a loop", () => {
  const configuration: Configuration = { ...spacecraft() };
  delete configuration.loop;

  it("gives a leak alarm that claims no kilograms, no hole and no time left", () => {
    const bench = new MonitorBench(configuration);
    const random = new Random(50);
    bench.runWhile(() => bench.monitor.mode === Mode.Commissioning, whiteNoise(50));
    expect(bench.monitor.mode).toBe(Mode.Nominal);
    const beganS = bench.nowS;
    bench.runWhile(() => true, (timeS) => [restPa - 20 * (timeS - beganS) + noisePa * random.gaussian(), steadyK(random)], 200);
    const raised = bench.listener.alarms(Alarm.Leak, AlarmState.Raised);
    expect(raised).toHaveLength(1);
    const { values } = raised[0]!;
    for (const name of ["leakRateKgPerS", "holeDiameterM", "timeToMinimumPressureS", "timeToEmptyS"]) expect(values[name], name).toBeNaN();
    expect(values["ageS"]).toBeGreaterThan(0);
    expect(bench.monitor.housekeeping[Hk.InventoryKg]).toBeNaN();
    expect(bench.monitor.housekeeping[Hk.LeakRateKgPerS]).toBeNaN();
  });

  it("keeps the alarm of a loop that has drained, and ends that of a little that was let out", () => {
    for (const [lostPa, stands] of [[60000, true], [4000, false]] as const) {
      const bench = new MonitorBench(configuration);
      const random = new Random(51);
      bench.runWhile(() => bench.monitor.mode === Mode.Commissioning, whiteNoise(51));
      const beganS = bench.nowS;
      bench.runWhile(() => true, (timeS) => [restPa - Math.min(lostPa, 20 * (timeS - beganS)) + noisePa * random.gaussian(), steadyK(random)], 2 * 3600);
      expect(bench.listener.alarms(Alarm.Leak, AlarmState.Raised)).toHaveLength(1);
      expect(isLeaking(bench), `${lostPa} Pa`).toBe(stands);
      expect(bench.listener.events("bleed").length > 0).toBe(!stands);
    }
  });
});
