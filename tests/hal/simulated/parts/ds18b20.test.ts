import { describe, expect, it } from "vitest";
import { SimulatedOneWire } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { EmulatedDs18b20, romCode } from "#hal/simulated/parts/ds18b20.ts";
import { Random } from "#hal/simulated/random.ts";
import { StillPlant } from "../../drivers/sensor-bench.ts";

const rom = romCode("112233445566");

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

function connect(options: { noiseK?: number } = { noiseK: 0 }): { part: EmulatedDs18b20; plant: StillPlant; clock: VirtualClock; bus: SimulatedOneWire; scratchpad: () => Uint8Array } {
  const clock = new VirtualClock();
  const plant = new StillPlant();
  const part = new EmulatedDs18b20({ plant, node: "suction", random: new Random(1), rom, ...options });
  const bus = new SimulatedOneWire(clock);
  bus.attach(part);
  const scratchpad = (): Uint8Array => {
    bus.select(rom);
    bus.write(0xbe);
    return bus.read(9);
  };
  return { part, plant, clock, bus, scratchpad };
}

describe("an emulated DS18B20", () => {
  it("powers up with the data sheet's 85 °C, byte 6 at 12", () => {
    expect(hexOf(connect().scratchpad())).toBe("50 05 4B 46 7F FF 0C 10 1C");
  });

  it.each([
    [85, "50 05 4B 46 7F FF 10 10 BD"],
    [25.0625, "91 01 4B 46 7F FF 0F 10 25"],
    [-10.125, "5E FF 4B 46 7F FF 02 10 B6"],
    [0, "00 00 4B 46 7F FF 10 10 69"],
  ])("at %f °C holds %s", (celsius, expected) => {
    const { plant, clock, bus, scratchpad } = connect();
    plant.temperature = 273.15 + celsius;
    bus.select(rom);
    bus.write(0x44, true);
    clock.advanceTo(750);
    expect(hexOf(scratchpad())).toBe(expected);
  });

  it("holds FF 07 after a conversion without power", () => {
    const { part, clock, bus, scratchpad } = connect();
    part.faults.starved = true;
    bus.select(rom);
    bus.write(0x44);
    clock.advanceTo(750);
    expect(hexOf(scratchpad())).toBe("FF 07 4B 46 7F FF 01 10 2F");
  });

  it("still holds the old value before 750 ms are over, and minds the question", () => {
    const { part, clock, bus, scratchpad } = connect();
    bus.select(rom);
    bus.write(0x44, true);
    clock.advanceTo(749);
    expect(hexOf(scratchpad())).toBe("50 05 4B 46 7F FF 0C 10 1C");
    expect(part.violations).toBe(1);
  });

  it("counts writes to its settings or EEPROM as violations", () => {
    const { part, bus } = connect();
    bus.select(rom);
    bus.write(0x48);
    expect(part.violations).toBe(1);
  });

  it("answers to its own ROM code alone", () => {
    const { bus } = connect();
    bus.select(romCode("000000000001"));
    bus.write(0xbe);
    expect(bus.read(9).every((byte) => byte === 255)).toBe(true);
    expect(bus.search()).toEqual([rom]);
  });

  it("gives the bitwise AND where two parts talk at once", () => {
    const { bus, plant } = connect();
    const other = new EmulatedDs18b20({ plant, node: "suction", random: new Random(2), rom: romCode("000000000001"), bits: 9 });
    bus.attach(other);
    bus.reset();
    bus.skip();
    bus.write(0xbe);
    expect(bus.read(9)[4]).toBe(0x7f & 0x1f);
  });

  it("quantises to a sixteenth of a degree over its noise", () => {
    const { plant, clock, bus, scratchpad } = connect({ noiseK: 0.02 });
    plant.temperature = 273.15 + 20.03;
    let above = 0;
    let sum = 0;
    for (let i = 0; i < 2000; i++) {
      bus.select(rom);
      bus.write(0x44, true);
      clock.advanceTo(clock.nowMs() + 1000);
      const pad = scratchpad();
      const count = pad[0]! | (pad[1]! << 8);
      if (count > 320) above++;
      sum += count;
    }
    // The step to the next sixteenth is at 20.03125 °C, 0.0625 standard deviations up: 47.51 % lie beyond it.
    expect(Math.abs(above / 2000 - 0.4751)).toBeLessThan(0.04);
    expect(Math.abs(sum / 2000 / 16 - 20.03)).toBeLessThan(0.002);
  });
});
