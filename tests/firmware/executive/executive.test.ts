import { describe, expect, it } from "vitest";
import type { Configuration, SensorConfiguration } from "#firmware/configuration.ts";
import { startPinhole } from "#firmware/executive/executive.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { Mode, StateByte, Verdict } from "#firmware/telemetry/dictionary.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { SimulatedI2c, SimulatedOneWire } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { Random } from "#hal/simulated/random.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { Fault, type Sample, type Sensor } from "#hal/types.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { Listener, spacecraft } from "#tests/firmware/monitor-bench.ts";

/** Commissioning in white noise has just ended by then, s. */
const commissionedS = 20_000;

/** A part whose conversion takes a while and gives what a test says. */
class ScriptedSensor implements Sensor {
  startedMs = -Infinity;
  polls = 0;

  constructor(private readonly board: Board, private readonly index: number) {}

  start(nowMs: number): number {
    this.startedMs = nowMs;
    this.board.onStart();
    return this.board.conversionMs;
  }

  poll(nowMs: number): number {
    this.polls++;
    return Math.max(0, this.startedMs + this.board.conversionMs - nowMs);
  }

  sample(): Sample {
    return this.board.read(this.index);
  }

  close(): void {}
}

/** A board with scripted sensors; its random numbers are seeded. */
class Board {
  readonly clock: VirtualClock;
  readonly listener = new Listener();
  readonly hal: SimulatedHal;
  readonly monitor: Monitor;
  readonly sensors: ScriptedSensor[] = [];
  conversionMs = 18;
  /** Called as each conversion starts. */
  onStart = (): void => {};
  /** What the sensors say. */
  read = (index: number): Sample => {
    const raw = this.random.gaussian();
    return index === 0 ? { pressurePa: 196133 + 60 * raw, fault: Fault.None, raw } : { temperatureK: 293.15 + 0.002 * raw, fault: Fault.None, raw };
  };
  private readonly random: Random;

  constructor(options: { configuration?: Configuration | string; storage?: SimulatedStorage; seed?: number; startMs?: number } = {}) {
    this.random = new Random(options.seed ?? 1);
    this.clock = new VirtualClock(options.startMs ?? 0);
    const storage = options.storage ?? new SimulatedStorage();
    const { configuration } = options;
    if (configuration !== undefined) storage.write("pinhole.json", typeof configuration === "string" ? configuration : JSON.stringify(configuration));
    this.hal = new SimulatedHal({ clock: this.clock, storage, write: this.listener.write });
    this.monitor = startPinhole(this.hal, () => {
      const sensor = new ScriptedSensor(this, this.sensors.length);
      this.sensors.push(sensor);
      return sensor;
    });
  }

  run(seconds: number): void {
    this.clock.advanceTo(this.clock.nowMs() + seconds * 1000);
  }

  get housekeeping(): HousekeepingPacket[] {
    return this.listener.packets.filter((packet): packet is HousekeepingPacket => packet.kind === "housekeeping");
  }
}

describe("the executive", () => {
  it("runs a cycle a second and sends housekeeping in each", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(60.5);
    expect(board.housekeeping).toHaveLength(60);
    expect(board.housekeeping.every((packet) => packet.values.elapsedS === 1)).toBe(true);
    expect(Math.abs(board.housekeeping.at(-1)!.values.pressurePa - 196133)).toBeLessThan(400);
  });

  it("keeps the period that the configuration gives", () => {
    const board = new Board({ configuration: spacecraft({ samplePeriodS: 10 }) });
    board.run(601);
    expect(board.housekeeping).toHaveLength(60);
    expect(board.housekeeping.every((packet) => packet.values.elapsedS === 10)).toBe(true);
  });

  it("hands on readings only of conversions that are done", () => {
    const board = new Board({ configuration: spacecraft() });
    board.conversionMs = 30;
    board.run(5.5);
    expect(board.housekeeping.at(-1)!.values.pressurePa).not.toBeNaN();
    board.conversionMs = 700;
    board.run(5);
    expect(board.housekeeping.at(-1)!.values.pressurePa).toBeNaN();
    expect(board.housekeeping.at(-1)!.state.pressureFault).toBe(Fault.NotReady);
  });

  it("measures the time between cycles, and tells a cycle that began late as a slip", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(10.5);
    expect(board.listener.events("slip")).toEqual([]);
    let stallMs = 400;
    board.onStart = () => {
      board.clock.stall(stallMs);
      stallMs = 0;
    };
    board.run(3);
    const slips = board.listener.events("slip");
    expect(slips).toHaveLength(1);
    expect(slips[0]!.values["lateMs"]).toBeCloseTo(400, 0);
    expect(board.housekeeping.at(-1)!.state.slips).toBe(1);
    expect(board.housekeeping.map((packet) => packet.values.elapsedS).filter((elapsedS) => elapsedS !== 1).map((elapsedS) => elapsedS.toFixed(1))).toEqual(["1.4", "0.6"]);
  });

  it("calls lateness of less than a tenth of a second none", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(10.5);
    board.onStart = () => board.clock.stall(30);
    board.run(10);
    expect(board.listener.events("slip")).toEqual([]);
  });

  it("makes an exception an event with its place, and runs the next cycle", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(5.5);
    const { read } = board;
    let isBroken = true;
    board.read = (index) => {
      if (!isBroken) return read(index);
      isBroken = false;
      throw new Error("no bus");
    };
    board.run(2);
    const exceptions = board.listener.events("exception");
    expect(exceptions).toHaveLength(1);
    expect(exceptions[0]!.text).toContain("acquire");
    expect(exceptions[0]!.text).toContain("no bus");
    expect(board.housekeeping).toHaveLength(6);
  });
});

describe("the watchdog", () => {
  it("is kept quiet by cycles with fresh readings", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(3600);
    expect(board.hal.watchdogExpired).toBe(false);
  });

  it("bites when raw counts freeze, though cycles go on", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(600);
    board.read = (index) => (index === 0 ? { pressurePa: 196133, fault: Fault.None, raw: 7 } : { temperatureK: 293.15, fault: Fault.None, raw: 7 });
    board.run(100);
    expect(board.hal.watchdogExpired).toBe(false);
    board.run(60);
    expect(board.hal.watchdogExpired).toBe(true);
  });

  it("does not bite when one of two sensors freezes, nor when they are known to be absent", () => {
    const board = new Board({ configuration: spacecraft() });
    const { read } = board;
    board.read = (index) => (index === 1 ? { temperatureK: 293.15, fault: Fault.None, raw: 7 } : read(index));
    board.run(600);
    expect(board.hal.watchdogExpired).toBe(false);
    board.read = () => ({ pressurePa: NaN, temperatureK: NaN, fault: Fault.Absent, raw: 0 });
    board.run(600);
    expect(board.hal.watchdogExpired).toBe(false);
  });

  it("bites when every cycle throws", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(60);
    board.read = () => {
      throw new Error("no memory");
    };
    board.run(15);
    expect(board.hal.watchdogExpired).toBe(true);
  });
});

describe("a board without its sensors", () => {
  it("reports them absent, invents nothing, and says so by an alarm", () => {
    const clock = new VirtualClock();
    const storage = new SimulatedStorage();
    const listener = new Listener();
    storage.write("pinhole.json", JSON.stringify(spacecraft()));
    const hal = new SimulatedHal({
      clock, storage, write: listener.write, i2c: { I2C1: new SimulatedI2c(clock) }, oneWire: { B3: new SimulatedOneWire(clock) },
    });
    startPinhole(hal, makeSensor);
    clock.advanceTo(120_500);
    const housekeeping = listener.packets.filter((packet): packet is HousekeepingPacket => packet.kind === "housekeeping");
    expect(housekeeping).toHaveLength(120);
    for (const { values } of housekeeping) {
      expect([values.pressurePa, values.temperatureK, values.inventoryKg, values.statistic, values.leakRateKgPerS]).toEqual([NaN, NaN, NaN, NaN, NaN]);
    }
    const faults = listener.events("sensor-fault");
    expect(new Set(faults.map((event) => event.sensor))).toEqual(new Set([0, 1]));
    for (const fault of faults) expect([Fault.Absent, Fault.Nack]).toContain(fault.code);
    expect(listener.events("alarm").map((event) => event.alarm)).toEqual([6]);
    expect(hal.watchdogExpired).toBe(false);
  });
});

describe("a board without a configuration", () => {
  it.each([["none", undefined], ["one that is no JSON", "{\"name\":"]])("%s: sends housekeeping in mode unconfigured and nothing else", (_what, configuration) => {
    const board = new Board(configuration === undefined ? {} : { configuration });
    board.run(30.5);
    expect(board.sensors).toEqual([]);
    expect(board.housekeeping).toHaveLength(30);
    for (const packet of board.housekeeping) {
      expect(packet.mode).toBe("unconfigured");
      expect([packet.values.pressurePa, packet.values.inventoryKg, packet.values.statistic]).toEqual([NaN, NaN, NaN]);
    }
    expect(board.listener.events().map((event) => event.event)).toEqual(["boot"]);
    expect(board.hal.watchdogExpired).toBe(false);
  });
});

describe("a reset", () => {
  const resultFile = "pinhole.learnt";

  /** Starts the board again from what is in its storage; the configuration is there. */
  function restarted(board: Board, seed: number): Board {
    return new Board({ storage: board.hal.storage as SimulatedStorage, seed });
  }

  it("in commissioning never begins it again: it would learn the leak", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(600);
    expect(board.monitor.mode).toBe(Mode.Commissioning);
    let again = board;
    for (let start = 2; start < 5; start++) {
      again = restarted(again, start);
      again.run(600);
      expect(again.monitor.mode).toBe(Mode.Uncommissioned);
      expect(again.listener.events("commissioning").map((event) => event.code)).toEqual([Verdict.Interrupted]);
    }
  });

  it("after commissioning changes nothing: the result is resumed to the last bit", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(commissionedS);
    expect(board.monitor.mode).toBe(Mode.Nominal);
    const stored = board.hal.storage.read(resultFile)!;
    const learnt = Array.from(board.monitor.detector!.learnt);
    let again = board;
    for (let start = 2; start < 5; start++) {
      again = restarted(again, start);
      expect(again.monitor.mode).toBe(Mode.Nominal);
      expect(Array.from(again.monitor.detector!.learnt)).toEqual(learnt);
      again.run(300);
      expect(again.hal.storage.read(resultFile)).toBe(stored);
      expect(again.listener.events("commissioning")).toEqual([]);
      expect(again.housekeeping.at(-1)!.values.threshold).toBe(board.housekeeping.at(-1)!.values.threshold);
      expect(again.housekeeping.at(-1)!.state.boots).toBe(start);
    }
  });

  it("after a refused commissioning leaves the board uncommissioned", () => {
    const board = new Board({ configuration: spacecraft() });
    const { read } = board;
    let pressurePa = 196133;
    board.read = (index) => {
      const sample = read(index);
      return index === 0 ? { ...sample, pressurePa: sample.pressurePa! + (pressurePa -= 1) - 196133 } : sample;
    };
    board.run(commissionedS);
    expect(board.monitor.mode).toBe(Mode.Uncommissioned);
    const again = restarted(board, 2);
    again.run(60);
    expect(again.monitor.mode).toBe(Mode.Uncommissioned);
  });

  it("with a damaged result does not watch by it", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(commissionedS);
    const stored = board.hal.storage.read(resultFile)!;
    board.hal.storage.write(resultFile, stored.slice(0, 200));
    const again = restarted(board, 2);
    expect(again.monitor.mode).not.toBe(Mode.Nominal);
    again.run(60);
    expect(again.housekeeping.at(-1)!.values.threshold).toBeNaN();
  });

  // A damaged record is taken for none at all, and commissioning begins by itself.
  it("with a damaged result does not commission by itself either", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(600);
    board.hal.storage.write(resultFile, board.hal.storage.read(resultFile)!.slice(0, 5));
    expect(restarted(board, 2).monitor.mode).toBe(Mode.Uncommissioned);
  });

  it("with another configuration commissions anew: what was learnt was another loop's", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(commissionedS);
    const again = new Board({ storage: board.hal.storage as SimulatedStorage, configuration: spacecraft({ name: "another" }), seed: 2 });
    expect(again.monitor.mode).toBe(Mode.Commissioning);
  });
});

describe("housekeeping", () => {
  it("names the board's start by the CRC-32 of its configuration, as stored", () => {
    const configuration = JSON.stringify(spacecraft());
    const board = new Board({ configuration });
    board.run(2);
    expect(board.housekeeping[0]!.state.configurationCrc).toBe(board.hal.crc32(configuration));
  });

  it("shows each sensor's fault as it is now", () => {
    const board = new Board({ configuration: spacecraft() });
    board.run(5.5);
    const { read } = board;
    board.read = (index) => (index === 1 ? { temperatureK: NaN, fault: Fault.Crc, raw: 0 } : read(index));
    board.run(1);
    expect(board.housekeeping.at(-1)!.state).toMatchObject({ pressureFault: Fault.None, temperatureFault: Fault.Crc, faultySensors: 2 });
    board.read = read;
    board.run(1);
    expect(board.housekeeping.at(-1)!.state.temperatureFault).toBe(Fault.None);
    expect(board.listener.events("sensor-recovered").map((event) => event.sensor)).toEqual([1]);
  });

  it("counts restarts in a byte of its state", () => {
    const storage = new SimulatedStorage();
    for (let start = 1; start <= 3; start++) {
      const board = new Board({ storage, configuration: spacecraft() });
      expect(board.monitor.state[StateByte.Boots]).toBe(start);
    }
  });
});

describe("sensors of several quantities", () => {
  it("are made in the order of the configuration", () => {
    const made: SensorConfiguration[] = [];
    const clock = new VirtualClock();
    const storage = new SimulatedStorage();
    storage.write("pinhole.json", JSON.stringify(spacecraft()));
    startPinhole(new SimulatedHal({ clock, storage }), (options) => {
      made.push(options);
      return { start: () => 0, poll: () => 0, sample: () => ({ fault: Fault.Absent, raw: 0 }), close: () => {} };
    });
    expect(made.map((options) => options.id)).toEqual(["P1", "T1"]);
  });
});
