import { describe, expect, it } from "vitest";
import { Ms5837, ms5611, ms5803With14Bar, ms5837With2Bar, ms5837With30Bar } from "#hal/drivers/ms5837.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { crcOfProm } from "#hal/simulated/parts/ms5837.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Fault } from "#hal/types.ts";
import type { I2cBus, Sample } from "#hal/types.ts";
import { ExpectedTransactions } from "./expected-transactions.ts";
import type { Transaction } from "./expected-transactions.ts";
import { SensorBench } from "./sensor-bench.ts";

const prom30 = [0x93, 0x40, 0x88, 0xa6, 0x8e, 0x00, 0x4f, 0x68, 0x57, 0x52, 0x68, 0x16, 0x66, 0x22];
const prom02 = [0x52, 0xa0, 0xb5, 0x24, 0xab, 0xcd, 0x71, 0x83, 0x6c, 0xc2, 0x7b, 0x41, 0x6e, 0x05];
const options = { id: "P1", part: "ms5837-30ba", bus: "I2C1", address: 0x76 };

function bytesOf(count: number): number[] {
  return [count >> 16, (count >> 8) & 255, count & 255];
}

/** @returns the bytes of an eight-word PROM, the CRC put into its last word */
function withCrcLast(words: number[]): number[] {
  return [...words.slice(0, 7), words[7]! | crcOfProm(words)].flatMap((word) => [word >> 8, word & 255]);
}

/** Start-up and one reading, byte for byte. */
function session(prom: number[], pressureCount: number, temperatureCount: number, convert: number): Transaction[] {
  const transactions: Transaction[] = [{ write: [0x1e] }, { write: [0xd0] }, { read: [0] }];
  for (let word = 0; word < prom.length / 2; word++) {
    transactions.push({ write: [0xa0 + 2 * word] }, { read: prom.slice(2 * word, 2 * word + 2) });
  }
  transactions.push({ write: [convert] }, { write: [0x00] }, { read: bytesOf(pressureCount) });
  transactions.push({ write: [convert + 16] }, { write: [0x00] }, { read: bytesOf(temperatureCount) });
  return transactions;
}

/** @returns the sample of one reading from start-up on */
function readOver(bus: I2cBus, model: number[]): Sample {
  const hal = new SimulatedHal({ clock: new VirtualClock(), i2c: { I2C1: bus } });
  const sensor = new Ms5837(options, hal, model);
  let nowMs = 0;
  let waitMs = sensor.start(nowMs);
  for (let polls = 0; waitMs > 0 && polls < 10; polls++) waitMs = sensor.poll((nowMs += waitMs));
  return sensor.sample();
}

function read(prom: number[], model: number[], pressureCount: number, temperatureCount: number, convert = 0x4a): Sample {
  const bus = new ExpectedTransactions(0x76, session(prom, pressureCount, temperatureCount, convert));
  const sample = readOver(bus, model);
  bus.done();
  return sample;
}

/** @returns the fault after a start-up that reads this PROM and goes no further */
function startUp(prom: number[], model: number[]): Fault {
  const bus = new ExpectedTransactions(0x76, session(prom, 0, 0, 0x4a).slice(0, 3 + prom.length));
  const { fault } = readOver(bus, model);
  bus.done();
  return fault;
}

describe("the MS5837's data sheets", () => {
  it("give 399 984 Pa and 19.81 °C for the 30BA's example, second order included", () => {
    const sample = read(prom30, ms5837With30Bar, 4958179, 6815414);
    expect(sample.fault).toBe(Fault.None);
    expect(sample.pressurePa).toBeCloseTo(399984.03, 1);
    expect(sample.temperatureK! - 273.15).toBeCloseTo(19.814049, 5);
    expect(sample.raw).toBe(4958179);
  });

  it("give 110 002 Pa and 20.00 °C for the 02BA's example", () => {
    const sample = read(prom02, ms5837With2Bar, 6465444, 8077636);
    expect(Math.floor(sample.pressurePa!)).toBe(110002);
    expect(sample.pressurePa).toBeCloseTo(110002.958, 2);
    expect(sample.temperatureK! - 273.15).toBeCloseTo(20, 2);
  });

  it.each([
    ["hot", 7500000, 4108.465, 41126.864],
    ["hotter", 7915414, 5392.531, 41845.493],
  ])("hold on the 30BA's %s branch", (_branch, temperatureCount, temperature, pressure) => {
    const sample = read(prom30, ms5837With30Bar, 4958179, temperatureCount);
    expect((sample.temperatureK! - 273.15) * 100).toBeCloseTo(temperature, 2);
    expect(sample.pressurePa! / 10).toBeCloseTo(pressure, 2);
  });

  it("hold on the 30BA's very cold branch", () => {
    const sample = read(prom30, ms5837With30Bar, 4958179, 5500000);
    expect((sample.temperatureK! - 273.15) * 100).toBeCloseTo(-2728.321, 2);
    expect(sample.pressurePa! / 10).toBeCloseTo(37827.208, 2);
  });

  it.each([
    ["hot", 0x84c060, 4089.834, 115033.717],
    ["cold", 0x6acfc0, -1989.7, 100415.434],
  ])("hold on the 02BA's %s branch", (_branch, temperatureCount, temperature, pressure) => {
    const sample = read(prom02, ms5837With2Bar, 0x62a7a4, temperatureCount);
    expect((sample.temperatureK! - 273.15) * 100).toBeCloseTo(temperature, 2);
    expect(sample.pressurePa).toBeCloseTo(pressure, 2);
  });

  it.each([
    [0, 0x4281a6],
    [101320, 0x44d2d2],
    [200000, 0x471489],
    [300000, 0x495dfa],
    [1000000, 0x596016],
    [3000000, 0x871cf7],
  ])("read %i Pa at 20.00 °C within one digit", (pressurePa, count) => {
    const sample = read(prom30, ms5837With30Bar, count, 0x681600);
    expect(Math.abs(sample.pressurePa! - pressurePa)).toBeLessThan(10);
  });

  it("give 100 009 Pa and 20.07 °C for the MS5611's example", () => {
    const sample = read(withCrcLast([0x70, 40127, 36924, 23317, 23282, 33464, 28312, 0]), ms5611, 9085466, 8569150, 0x48);
    expect(Math.floor(sample.pressurePa!)).toBe(100009);
    expect(Math.floor((sample.temperatureK! - 273.15) * 100)).toBe(2007);
  });

  it("give 1000.5 mbar and 20.15 °C for the MS5803-14BA's example", () => {
    const sample = read(withCrcLast([0x70, 46546, 42845, 29751, 29457, 32745, 29059, 0]), ms5803With14Bar, 4311550, 8387300, 0x48);
    expect(Math.floor(sample.pressurePa! / 10)).toBe(10005);
    expect(Math.floor((sample.temperatureK! - 273.15) * 100)).toBe(2015);
  });
});

describe("the MS5837's start-up", () => {
  it("asks for nothing and waits where a part does not acknowledge the reset", () => {
    const bus = new ExpectedTransactions(0x76, [{ write: [0x1e], refuse: true }]);
    expect(readOver(bus, ms5837With30Bar).fault).toBe(Fault.Absent);
    bus.done();
  });

  it("goes on where the part refuses the question for another maker's identity", () => {
    const transactions = session(prom30, 4958179, 6815414, 0x4a);
    transactions.splice(1, 2, { write: [0xd0], refuse: true });
    const bus = new ExpectedTransactions(0x76, transactions);
    expect(readOver(bus, ms5837With30Bar).pressurePa).toBeCloseTo(399984.03, 1);
    bus.done();
  });

  it.each([0x58, 0x60])("refuses a Bosch barometer, identity %i, before it reads anything else", (identity) => {
    const bus = new ExpectedTransactions(0x76, [{ write: [0x1e] }, { write: [0xd0] }, { read: [identity] }]);
    expect(readOver(bus, ms5837With30Bar).fault).toBe(Fault.Id);
    bus.done();
  });

  it("refuses a PROM of zeros, which passes its CRC", () => {
    expect(crcOfProm([0, 0, 0, 0, 0, 0, 0])).toBe(0);
    expect(startUp(new Array(14).fill(0), ms5837With30Bar)).toBe(Fault.Prom);
  });

  it("takes a line that reads FF for an absent part", () => {
    expect(startUp(new Array(14).fill(255), ms5837With30Bar)).toBe(Fault.Absent);
  });

  it.each(Array.from({ length: 112 }, (_, bit) => bit))("refuses a PROM with bit %i inverted", (bit) => {
    const prom = prom30.slice();
    prom[bit >> 3]! ^= 1 << (bit & 7);
    expect(startUp(prom, ms5837With30Bar)).toBe(Fault.Crc);
  });

  it("refuses the other model's coefficients whatever the type code says", () => {
    expect(startUp(prom02, ms5837With30Bar)).toBe(Fault.Id);
    expect(startUp(prom30, ms5837With2Bar)).toBe(Fault.Id);
    const untyped = [0x8000, 0xb524, 0xabcd, 0x7183, 0x6cc2, 0x7b41, 0x6e05];
    expect(crcOfProm(untyped)).toBe(8);
    const bytes = untyped.flatMap((word) => [word >> 8, word & 255]);
    expect(startUp(bytes, ms5837With30Bar)).toBe(Fault.Id);
    expect(read(bytes, ms5837With2Bar, 6465444, 8077636).fault).toBe(Fault.None);
  });
});

describe("the MS5837's conversions", () => {
  it.each([
    [256, 0x40, 2],
    [512, 0x42, 3],
    [1024, 0x44, 4],
    [2048, 0x46, 6],
    [4096, 0x48, 11],
    [8192, 0x4a, 20],
  ])("at oversampling %i use command %i and wait %i ms", (oversampling, command, waitMs) => {
    const hal = new SimulatedHal({
      clock: new VirtualClock(),
      i2c: { I2C1: new ExpectedTransactions(0x76, session(prom30, 4958179, 6815414, command)) },
    });
    const sensor = new Ms5837({ ...options, oversampling }, hal, ms5837With30Bar);
    expect(sensor.start(0)).toBe(10);
    expect(sensor.poll(10)).toBe(waitMs);
    expect(sensor.poll(10 + waitMs)).toBe(waitMs);
    expect(sensor.poll(10 + 2 * waitMs)).toBe(0);
    expect(sensor.sample().pressurePa).toBeCloseTo(399984.03, 1);
  });

  it("are asked for again without asking the part where a poll comes early", () => {
    const bench = new SensorBench();
    const part = bench.pressurePart();
    const sensor = new Ms5837(options, bench.hal, ms5837With30Bar);
    bench.run(sensor, 2);
    const transfers = part.transfers;
    const nowMs = bench.clock.nowMs();
    expect(sensor.start(nowMs)).toBe(20);
    expect(sensor.poll(nowMs + 18)).toBe(2);
    expect(sensor.start(nowMs + 18)).toBe(2);
    expect(part.transfers).toBe(transfers + 1);
  });

  it("give a new object for each conversion, and no old value for a new cycle", () => {
    const bench = new SensorBench();
    bench.pressurePart();
    const sensor = new Ms5837(options, bench.hal, ms5837With30Bar);
    bench.run(sensor, 2);
    const before = sensor.sample();
    const { pressurePa } = before;
    sensor.start(bench.clock.nowMs());
    expect(sensor.sample()).toMatchObject({ pressurePa: NaN, temperatureK: NaN, fault: Fault.NotReady });
    bench.run(sensor, 2);
    expect(sensor.sample()).not.toBe(before);
    expect(before.pressurePa).toBe(pressurePa);
  });

  it("go on after the clock was put back, and an absent part is looked for again", () => {
    const bench = new SensorBench();
    const part = bench.pressurePart();
    const hal = bench.hal;
    const sensor = new Ms5837(options, hal, ms5837With30Bar);
    const dayMs = 86400000;
    bench.clock.advanceTo(dayMs);
    part.faults.absent = true;
    bench.run(sensor, 4);
    part.faults.absent = false;
    // The sensor is told another time than the part: half a day back.
    const shifted = (): number => bench.clock.nowMs() - dayMs / 2;
    for (let cycle = 0; cycle < 2; cycle++) {
      for (let waitMs = sensor.start(shifted()); waitMs > 0; waitMs = sensor.poll(shifted())) {
        bench.clock.advanceTo(bench.clock.nowMs() + waitMs);
      }
      expect(sensor.sample().fault).toBe(Fault.None);
    }
  });

  it("end with close", () => {
    const bench = new SensorBench();
    const part = bench.pressurePart();
    const sensor = new Ms5837(options, bench.hal, ms5837With30Bar);
    bench.run(sensor, 2);
    const transfers = part.transfers;
    sensor.close();
    sensor.close();
    expect(bench.last(sensor, 100).fault).toBe(Fault.Absent);
    expect(part.transfers).toBe(transfers);
  });
});
