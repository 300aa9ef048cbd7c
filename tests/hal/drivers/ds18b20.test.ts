import { describe, expect, it } from "vitest";
import { crcOfOneWire, Ds18b20 } from "#hal/drivers/ds18b20.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { romCode } from "#hal/simulated/parts/ds18b20.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { Fault } from "#hal/types.ts";
import type { OneWireBus, Sample } from "#hal/types.ts";
import { SensorBench } from "./sensor-bench.ts";

const options = { id: "T1", part: "ds18b20", pin: "B3" };
const rom = "2811223344556656";

function bytes(text: string): number[] {
  return text.split(" ").map((pair) => parseInt(pair, 16));
}

/** A line whose part answers with these scratchpads, one a reading, the last for ever. */
class RecordedLine implements OneWireBus {
  readonly written: number[] = [];
  found: string[] = [rom];
  searches = 0;
  private next = 0;

  constructor(private readonly scratchpads: number[][]) {}

  reset(): boolean {
    return true;
  }

  select(): void {}

  skip(): void {}

  write(data: number | number[]): void {
    this.written.push(...[data].flat());
  }

  read(): Uint8Array {
    return Uint8Array.from(this.scratchpads[Math.min(this.next++, this.scratchpads.length - 1)]!);
  }

  search(): string[] {
    this.searches++;
    return this.found;
  }
}

/** @returns the samples of a sensor that read these scratchpads, once a second, the empty first cycle left out */
function readings(scratchpads: number[][]): Sample[] {
  const hal = new SimulatedHal({ clock: new VirtualClock(), oneWire: { B3: new RecordedLine(scratchpads) } });
  const sensor = new Ds18b20(options, hal);
  sensor.start(0);
  return scratchpads.map((_, index) => {
    expect(sensor.start(1000 * (index + 1))).toBe(0);
    return sensor.sample();
  });
}

function reading(text: string): Sample {
  return readings([bytes(text)])[0]!;
}

/** @returns the CRC of up to nine bytes; zeros in front of them change nothing */
function crcOf(list: number[]): number {
  // The table is filled by the first sensor.
  new Ds18b20(options, new SimulatedHal({ clock: new VirtualClock() }));
  return crcOfOneWire([...new Array<number>(9 - list.length).fill(0), ...list]);
}

/** @returns a scratchpad with its CRC, from the first eight bytes */
function withCrc(text: string): number[] {
  const first = bytes(text);
  return [...first, crcOf(first)];
}

describe("the CRC of 1-Wire parts", () => {
  it("is A2 for the application note's ROM code", () => {
    expect(crcOf(bytes("02 1C B8 01 00 00 00"))).toBe(0xa2);
  });

  it("is 56 for serial number 112233445566 of family 28", () => {
    expect(crcOf(bytes("28 11 22 33 44 55 66"))).toBe(0x56);
    expect(romCode("112233445566")).toBe(rom);
  });

  it("is C9 for eight FF, and 0 for zeros, which is the trap", () => {
    expect(crcOf(new Array(8).fill(255))).toBe(0xc9);
    expect(crcOf(new Array(9).fill(0))).toBe(0);
  });

  it("is 0 over a scratchpad with its own CRC", () => {
    expect(crcOf(bytes("91 01 4B 46 7F FF 0F 10 25"))).toBe(0);
  });
});

describe("the DS18B20's data sheet", () => {
  it.each([
    ["D0 07", 125],
    ["50 05", 85],
    ["91 01", 25.0625],
    ["A2 00", 10.125],
    ["08 00", 0.5],
    ["F8 FF", -0.5],
    ["5E FF", -10.125],
    ["6F FE", -25.0625],
    ["90 FC", -55],
  ])("gives for %s %f °C", (word, celsius) => {
    const sample = readings([withCrc(`${word} 4B 46 7F FF 10 10`)])[0]!;
    expect(sample.fault).toBe(Fault.None);
    expect(sample.temperatureK).toBeCloseTo(273.15 + celsius, 9);
  });

  it.each([
    ["91 01 4B 46 7F FF 0F 10 25", 25.0625],
    ["5E FF 4B 46 7F FF 02 10 B6", -10.125],
    ["00 00 4B 46 7F FF 10 10 69", 0],
    ["50 05 4B 46 7F FF 10 10 BD", 85],
  ])("reads the scratchpad %s as %f °C", (scratchpad, celsius) => {
    expect(reading(scratchpad)).toMatchObject({ fault: Fault.None, temperatureK: 273.15 + celsius });
  });

  it.each([
    ["1F", 25.5],
    ["3F", 25.75],
    ["5F", 25.875],
    ["7F", 25.9375],
  ])("leaves out the bits that resolution %s does not define", (settings, celsius) => {
    const sample = readings([withCrc(`9F 01 4B 46 ${settings} FF 01 10`)])[0]!;
    expect(sample.temperatureK).toBeCloseTo(273.15 + celsius, 9);
  });
});

describe("the DS18B20's driver", () => {
  it("takes 85 °C with byte 6 at 12 for a power-on value", () => {
    expect(reading("50 05 4B 46 7F FF 0C 10 1C").fault).toBe(Fault.Reset);
  });

  it("takes a jump onto 85.0 °C for a lost supply even where a clone hides it, once", () => {
    const quiet = bytes("91 01 4B 46 7F FF 0F 10 25");
    const hot = bytes("50 05 4B 46 7F FF 10 10 BD");
    expect(readings([quiet, hot, hot]).map((sample) => sample.fault)).toEqual([Fault.None, Fault.Reset, Fault.None]);
  });

  it("believes 85.0 °C that is reached gradually, on clones that keep byte 6 at 12 too", () => {
    const before = withCrc("4F 05 4B 46 7F FF 0C 10");
    const hot = bytes("50 05 4B 46 7F FF 0C 10 1C");
    expect(readings([before, hot]).map((sample) => sample.fault)).toEqual([Fault.None, Fault.None]);
  });

  it("refuses 127.94 °C, a conversion without power", () => {
    expect(reading("FF 07 4B 46 7F FF 01 10 2F").fault).toBe(Fault.StatusBits);
  });

  it("refuses the 25.0 °C at which a clone powers up", () => {
    expect(reading("90 01 55 05 7F 7E 81 66 27").fault).toBe(Fault.Crc);
    expect(readings([withCrc("90 01 55 05 7F 7E 81 66")])[0]!.fault).toBe(Fault.Id);
  });

  it("refuses zeros, which pass the CRC", () => {
    const quiet = bytes("91 01 4B 46 7F FF 0F 10 25");
    const zeros = new Array<number>(9).fill(0);
    expect(readings([zeros])[0]!.fault).toBe(Fault.Absent);
    expect(readings([quiet, zeros])[1]!.fault).toBe(Fault.Short);
  });

  it("refuses every scratchpad with one bit inverted", () => {
    for (let bit = 0; bit < 72; bit++) {
      const pad = bytes("91 01 4B 46 7F FF 0F 10 25");
      pad[bit >> 3]! ^= 1 << (bit & 7);
      const sample = readings([pad])[0]!;
      expect(sample.fault).toBe(Fault.Crc);
      expect(sample.temperatureK).toBeNaN();
    }
  });

  it("writes nothing but conversions and reads: neither settings nor EEPROM", () => {
    const line = new RecordedLine([bytes("91 01 4B 46 7F FF 0F 10 25")]);
    const sensor = new Ds18b20(options, new SimulatedHal({ clock: new VirtualClock(), oneWire: { B3: line } }));
    for (let second = 0; second < 100; second++) sensor.start(1000 * second);
    expect(new Set(line.written)).toEqual(new Set([0x44, 0xbe]));
    expect(line.searches).toBe(1);
  });

  it("gives a fresh sample in every cycle of a second but the first", () => {
    const bench = new SensorBench();
    const part = bench.temperaturePart();
    const samples = bench.run(new Ds18b20(options, bench.hal), 50);
    expect(samples[0]).toBeUndefined();
    expect(samples.slice(1).every((sample) => sample?.fault === Fault.None)).toBe(true);
    expect(part.conversions).toBe(50);
    expect(part.violations).toBe(0);
  });

  it("waits 750 ms where polled more often", () => {
    const bench = new SensorBench();
    bench.temperaturePart();
    const sensor = new Ds18b20(options, bench.hal);
    expect(sensor.start(0)).toBe(750);
    expect(sensor.poll(400)).toBe(350);
    expect(sensor.start(500)).toBe(250);
    expect(sensor.sample().fault).toBe(Fault.NotReady);
    bench.clock.advanceTo(750);
    expect(sensor.poll(750)).toBe(0);
    expect(sensor.sample()).toMatchObject({ fault: Fault.None, temperatureK: 293.15 });
  });

  it("throws away a conversion that has waited for more than five seconds", () => {
    const bench = new SensorBench();
    bench.temperaturePart();
    const sensor = new Ds18b20(options, bench.hal);
    sensor.start(0);
    bench.clock.advanceTo(6000);
    expect(sensor.start(6000)).toBe(0);
    expect(sensor.sample().fault).toBe(Fault.Stale);
    bench.clock.advanceTo(7000);
    expect(sensor.start(7000)).toBe(0);
    expect(sensor.sample().fault).toBe(Fault.None);
  });

  it("believes what is a cycle old where cycles are long", () => {
    const bench = new SensorBench();
    bench.temperaturePart();
    const sensor = new Ds18b20(options, bench.hal);
    const codes = [0, 10000, 20000, 30000, 45500].map((nowMs) => {
      bench.clock.advanceTo(nowMs);
      sensor.start(nowMs);
      return sensor.sample().fault;
    });
    expect(codes).toEqual([Fault.NotReady, Fault.Stale, Fault.None, Fault.None, Fault.Stale]);
  });

  it("goes on after the clock was put back by a day, the sample of unknown age left out", () => {
    const line = new RecordedLine([bytes("91 01 4B 46 7F FF 0F 10 25")]);
    const sensor = new Ds18b20(options, new SimulatedHal({ clock: new VirtualClock(), oneWire: { B3: line } }));
    const codes = [86400000, 86401000, 0, 1000].map((nowMs) => {
      sensor.start(nowMs);
      return sensor.sample().fault;
    });
    expect(codes).toEqual([Fault.NotReady, Fault.None, Fault.Stale, Fault.None]);
  });

  it("reads its own part among several when told the ROM code, and refuses to guess", () => {
    const bench = new SensorBench();
    bench.temperaturePart();
    const other = bench.temperaturePart({ rom: romCode("665544332211") });
    other.faults.offsetK = 10;
    expect(bench.last(new Ds18b20(options, bench.hal), 2).fault).toBe(Fault.Id);
    const named = new Ds18b20({ ...options, rom: other.rom }, bench.hal);
    expect(bench.last(named, 2).temperatureK).toBeCloseTo(303.15, 1);
  });

  it.each([
    ["of another family", "1011223344556643", Fault.Id],
    ["with a wrong CRC", "2811223344556657", Fault.Crc],
  ])("refuses a ROM code %s", (_what, found, fault) => {
    const line = new RecordedLine([]);
    line.found = [found];
    const sensor = new Ds18b20(options, new SimulatedHal({ clock: new VirtualClock(), oneWire: { B3: line } }));
    expect(sensor.start(0)).toBe(0);
    expect(sensor.sample().fault).toBe(fault);
  });
});
