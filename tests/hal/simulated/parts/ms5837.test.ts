import { describe, expect, it } from "vitest";
import { SimulatedI2c } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { crcOfProm, EmulatedMs58 } from "#hal/simulated/parts/ms5837.ts";
import { Random } from "#hal/simulated/random.ts";
import { StillPlant } from "../../drivers/sensor-bench.ts";

/** A part after its reset, and what is asked of it by hand. */
function connect(): { part: EmulatedMs58; plant: StillPlant; clock: VirtualClock; command: (byte: number) => void; read: () => number } {
  const clock = new VirtualClock();
  const plant = new StillPlant();
  const part = new EmulatedMs58({ model: "ms5837-30ba", plant, node: "suction", random: new Random(1) });
  const bus = new SimulatedI2c(clock);
  bus.attach(0x76, part);
  const command = (byte: number): void => bus.writeTo(0x76, byte);
  command(0x1e);
  clock.advanceTo(10);
  const read = (): number => {
    command(0);
    const bytes = bus.readFrom(0x76, 3);
    return bytes[0]! * 65536 + bytes[1]! * 256 + bytes[2]!;
  };
  return { part, plant, clock, command, read };
}

describe("an emulated MS5837", () => {
  it.each([
    [0, 0x4281a6],
    [101320, 0x44d2d2],
    [200000, 0x471489],
    [300000, 0x495dfa],
    [1000000, 0x596016],
    [3000000, 0x871cf7],
  ])("counts at %i Pa and 20 °C as the formula solved by hand does", (pressurePa, count) => {
    const { part } = connect();
    expect(Math.abs(part.pressureCount(pressurePa, 293.15) - count)).toBeLessThanOrEqual(1);
    expect(part.temperatureCount(293.15)).toBe(0x681600);
  });

  it.each([
    [4108.465, 7500000],
    [5392.531, 7915414],
    [-2728.321, 5500000],
  ])("counts temperature %f as its second-order inverse", (temperature, count) => {
    expect(Math.abs(connect().part.temperatureCount(273.15 + temperature / 100) - count)).toBeLessThanOrEqual(1);
  });

  it("gives 0 to an early reader, and then a wrong result", () => {
    const { part, clock, command, read } = connect();
    part.faults.noise = 0;
    command(0x4a);
    clock.advanceTo(clock.nowMs() + 18);
    expect(read()).toBe(0);
    clock.advanceTo(clock.nowMs() + 1);
    expect(read()).not.toBe(Math.round(part.pressureCount(196133, 293.15)));
    expect(part.violations).toBe(1);
  });

  it("gives a result once", () => {
    const { part, clock, command, read } = connect();
    part.faults.noise = 0;
    command(0x4a);
    clock.advanceTo(clock.nowMs() + 18.08);
    expect(read()).toBe(Math.round(part.pressureCount(196133, 293.15)));
    expect(part.violations).toBe(0);
    expect(read()).toBe(0);
    expect(part.violations).toBe(1);
  });

  it("spoils both where a conversion is begun while another runs", () => {
    const { part, plant, clock, command, read } = connect();
    part.faults.noise = 0;
    command(0x4a);
    clock.advanceTo(clock.nowMs() + 5);
    command(0x5a);
    clock.advanceTo(clock.nowMs() + 30);
    const count = read();
    expect(count).not.toBe(Math.round(part.pressureCount(plant.pressure, plant.temperature)));
    expect(count).not.toBe(0x681600);
    expect(part.violations).toBe(1);
  });

  it("knows neither a conversion before its reset nor oversampling it does not have", () => {
    const { part, command } = connect();
    command(0x4c);
    expect(part.lastViolation).toContain("oversampling");
    command(0x77);
    expect(part.lastViolation).toContain("unknown");
    part.brownOut();
    const { part: fresh, clock, command: ask, read } = connect();
    fresh.brownOut();
    ask(0x4a);
    clock.advanceTo(clock.nowMs() + 20);
    expect(read()).toBe(0);
  });

  it("has the data sheet's noise: 20 Pa at oversampling 8192, 157 Pa at 256", () => {
    const { part, plant, clock, command, read } = connect();
    const slope = part.pressureCount(plant.pressure + 1, plant.temperature) - part.pressureCount(plant.pressure, plant.temperature);
    for (const [convert, noisePa] of [[0x4a, 20], [0x40, 157]] as const) {
      let squares = 0;
      for (let i = 0; i < 4000; i++) {
        command(convert);
        clock.advanceTo(clock.nowMs() + 20);
        squares += ((read() - part.pressureCount(plant.pressure, plant.temperature)) / slope) ** 2;
      }
      expect(Math.abs(Math.sqrt(squares / 4000) / noisePa - 1)).toBeLessThan(0.05);
    }
  });

  it("has PROMs whose CRC is the data sheets': 9 and 5, and B for the application note's words", () => {
    expect(crcOfProm([0x9340, 0x88a6, 0x8e00, 0x4f68, 0x5752, 0x6816, 0x6622])).toBe(9);
    expect(crcOfProm([0x52a0, 0xb524, 0xabcd, 0x7183, 0x6cc2, 0x7b41, 0x6e05])).toBe(5);
    expect(crcOfProm([0x3132, 0x3334, 0x3536, 0x3738, 0x3940, 0x4142, 0x4344, 0x4500])).toBe(0xb);
  });
});
