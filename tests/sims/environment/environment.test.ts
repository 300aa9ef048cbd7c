import { describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { Surroundings, type Environment } from "#sims/environment/environment.ts";
import { eclipseS, orbitPeriodS } from "#sims/environment/orbit.ts";
import { ThermalNetwork } from "#sims/environment/thermal-network.ts";
import { machineRoom, stationOrbit, table, trussOrbit } from "#sims/scenarios/places.ts";

/** Temperature of the liquid, second by second. */
function course(environment: Environment, seconds: number, seed = 1): Float64Array {
  const surroundings = new Surroundings(environment, new Random(seed));
  return Float64Array.from({ length: seconds }, () => {
    surroundings.advance();
    return surroundings.liquidK;
  });
}

const swing = (temperaturesK: Float64Array): number => Math.max(...temperaturesK) - Math.min(...temperaturesK);

describe("an orbit", () => {
  it("begins at sunrise and has its eclipse at the end of each turn", () => {
    const surroundings = new Surroundings(stationOrbit, new Random(1));
    const periodS = orbitPeriodS(420e3);
    const litS = periodS - eclipseS(420e3, 0);
    for (let second = 0; second < 20000; second++) {
      expect(surroundings.isLit, `${second} s`).toBe(second % periodS < litS);
      surroundings.advance();
    }
  });

  it("gives the same heat in every turn, though its period is no whole number of seconds", () => {
    const steady = { ...stationOrbit, loadWanderW: 0 };
    const temperaturesK = course(steady, 400 * 5579);
    const periodS = orbitPeriodS(420e3);
    const at = (orbit: number): number => temperaturesK[Math.round(orbit * periodS) + 1000]!;
    expect(Math.abs(at(390) - at(10))).toBeLessThan(0.003);
  });

  it("swings a loop with radiators less the longer it is lit", () => {
    const swings = [0, 50, 75].map((betaDeg) => swing(course({ ...trussOrbit, betaDeg, loadWanderW: 0 }, 5600)));
    expect(swings[0]!).toBeGreaterThan(swings[1]!);
    expect(swings[2]!).toBeLessThan(0.05);
  });
});

describe("a bench", () => {
  it("follows its heater within the hour and the room over the day", () => {
    const temperaturesK = course({ ...table, draughtsPerDay: 0, loadWanderW: 0 }, 86400);
    const hour = swing(temperaturesK.slice(0, 3600));
    expect(hour).toBeGreaterThan(1);
    const hourlyMeans = Float64Array.from({ length: 24 }, (_, index) => temperaturesK.slice(3600 * index, 3600 * (index + 1)).reduce((sum, value) => sum + value, 0) / 3600);
    expect(swing(hourlyMeans)).toBeGreaterThan(1.2);
    expect(swing(hourlyMeans)).toBeLessThan(1.7);
  });

  it("feels a draught now and then, others for another seed", () => {
    const without = course({ ...table, draughtsPerDay: 0, loadWanderW: 0 }, 86400);
    const withDraughts = [1, 2].map((seed) => course({ ...table, loadWanderW: 0 }, 86400, seed));
    for (const temperaturesK of withDraughts) expect(Math.min(...temperaturesK.map((value, index) => value - without[index]!))).toBeLessThan(-0.03);
    expect(withDraughts[0]).not.toEqual(withDraughts[1]);
  });
});

describe("a rack", () => {
  it("jumps with its load between steady temperatures", () => {
    const temperaturesK = course(machineRoom, 86400);
    // 9 ± 3 kW over 1 kW/K from 290.15 K.
    expect(Math.min(...temperaturesK)).toBeGreaterThan(290.15 + 5.5);
    expect(Math.max(...temperaturesK)).toBeLessThan(290.15 + 12.5);
    expect(swing(temperaturesK)).toBeGreaterThan(2);
  });
});

describe("a thermal network", () => {
  it("cools by the exponential law", () => {
    const network = new ThermalNetwork({ nodes: [{ name: "liquid", capacityJPerK: 1000, startK: 300 }], surroundings: [{ node: "liquid", conductanceWPerK: 2 }] });
    network.surroundingsK = 280;
    for (let second = 0; second < 500; second++) network.advance(1);
    expect(network.temperaturesK[0]!).toBeCloseTo(280 + 20 * Math.exp(-1), 4);
  });

  it("keeps its heat among insulated nodes", () => {
    const network = new ThermalNetwork({
      nodes: [{ name: "liquid", capacityJPerK: 700, startK: 310 }, { name: "wall", capacityJPerK: 300, startK: 280 }],
      links: [{ from: "liquid", to: "wall", conductanceWPerK: 5 }],
    });
    for (let second = 0; second < 5000; second++) network.advance(1);
    expect(network.temperaturesK[0]!).toBeCloseTo(301, 9);
    expect(network.temperaturesK[1]!).toBeCloseTo(301, 9);
  });

  it("names the nodes it has where one is asked for that it has not", () => {
    expect(() => new ThermalNetwork({ nodes: [{ name: "liquid", capacityJPerK: 1, startK: 1 }], surroundings: [{ node: "wall", conductanceWPerK: 1 }] }))
      .toThrow('no thermal node "wall"; there are liquid');
  });
});
