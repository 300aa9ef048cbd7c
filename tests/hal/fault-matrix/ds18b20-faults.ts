import { Ds18b20 } from "#hal/drivers/ds18b20.ts";
import { EmulatedDs18b20, romCode, type EmulatedDs18b20Options } from "#hal/simulated/parts/ds18b20.ts";
import { Random } from "#hal/simulated/random.ts";
import type { Sample } from "#hal/types.ts";
import { Stand, subject, type FaultRow, type Fixture, type MatrixSubject } from "./fault-row.ts";

interface Ds18b20Fixture extends Fixture {
  part: EmulatedDs18b20;
}

function build(options: Partial<EmulatedDs18b20Options> = {}): Ds18b20Fixture {
  const stand = new Stand();
  const part = new EmulatedDs18b20({ plant: stand.plant, node: "suction", random: new Random(2), rom: romCode("112233445566"), ...options });
  stand.oneWire.attach(part);
  // Half a step of its resolution, the bits below it lost, and six times its noise.
  const toleranceK = 0.0625 * (1 << (12 - (options.bits ?? 12))) + 0.12;
  return {
    stand,
    part,
    sensor: new Ds18b20({ id: "T", part: "ds18b20", pin: "B3" }, stand.hal),
    isTrue: (sample: Sample) => Math.abs(sample.temperatureK! - stand.plant.temperature) <= toleranceK,
    change: () => { stand.plant.temperature += 1; },
  };
}

/** Warm at first, or 85 °C would be a step that nothing makes. */
function hot(): Ds18b20Fixture {
  const fixture = build({ noiseK: 0 });
  fixture.stand.plant.temperature = 273.15 + 84;
  return fixture;
}

const rows: FaultRow<Ds18b20Fixture>[] = [
  { fault: "none: noise and quantisation as parts show them", codes: "none" },
  { fault: "asked every millisecond: early reads", codes: "none", pollEveryMs: 1 },
  { fault: "set to 9 bits, undefined bits at 1", codes: "none", build: () => build({ bits: 9 }) },
  { fault: "powered from the line", codes: "none", build: () => build({ parasite: true }) },
  { fault: "never there", codes: "absent", isThereFromStart: true, isSilent: true, strike: ({ part }) => { part.faults.absent = true; }, mend: ({ part }) => { part.faults.absent = false; } },
  { fault: "gone", codes: "absent", isSilent: true, strike: ({ part }) => { part.faults.absent = true; }, mend: ({ part }) => { part.faults.absent = false; } },
  { fault: "line open", codes: "absent", isSilent: true, strike: ({ stand }) => { stand.oneWire.open = true; }, mend: ({ stand }) => { stand.oneWire.open = false; } },
  { fault: "line shorted low: zeros, which pass the CRC", codes: "short", isSilent: true, strike: ({ stand }) => { stand.oneWire.shortedLow = true; }, mend: ({ stand }) => { stand.oneWire.shortedLow = false; } },
  { fault: "all-zero frames of a part that answers", codes: "short", strike: ({ part }) => { part.faults.zeros = true; }, mend: ({ part }) => { part.faults.zeros = false; } },
  { fault: "a bit flipped on the way", codes: "crc", strike: ({ part }) => { part.faults.flippedBit = 3; }, mend: ({ part }) => { part.faults.flippedBit = -1; } },
  { fault: "brown-out: 85 °C of the power-on", codes: "reset none", strike: ({ part }) => part.brownOut(), mend: () => {} },
  { fault: "brown-out of a clone whose byte 6 is always 0C", codes: "reset none", build: () => build({ kind: "keeps-12" }), strike: ({ part }) => part.brownOut(), mend: () => {} },
  { fault: "brown-out of a clone that hides the 85 °C", codes: "reset none", build: () => build({ kind: "hides-85" }), strike: ({ part }) => part.brownOut(), mend: () => {} },
  { fault: "brown-out of a clone that comes up at 25.0 °C", codes: "id none", build: () => build({ kind: "25-degrees" }), strike: ({ part }) => part.brownOut(), mend: () => {} },
  { fault: "brown-out of a clone that keeps its last value", codes: "none", build: () => build({ kind: "holds-last" }), strike: ({ part }) => part.brownOut(), mend: () => {} },
  { fault: "coolant really at 85 °C", codes: "none", build: hot },
  { fault: "conversions without power: 127.94 °C", codes: "status-bits", strike: ({ part }) => { part.faults.starved = true; }, mend: ({ part }) => { part.faults.starved = false; } },
  { fault: "clone 1.2 times as slow", codes: "none", strike: ({ part }) => { part.faults.slowness = 1.2; } },
  { fault: "part that converts no more: stale results", codes: "none", leftToMonitor: "stuck", strike: ({ part }) => { part.faults.slowness = Infinity; } },
  { fault: "value stuck", codes: "none", leftToMonitor: "stuck", strike: ({ part }) => { part.faults.stuck = true; }, mend: ({ part }) => { part.faults.stuck = false; } },
  { fault: "3 K off", codes: "none", leftToMonitor: "disagree", strike: ({ part }) => { part.faults.offsetK = 3; } },
  { fault: "30 times the noise", codes: "none", leftToMonitor: "wider thresholds", strike: ({ part }) => { part.faults.noise = 30; }, mend: ({ part }) => { part.faults.noise = 1; } },
  { fault: "a DS18S20 in its place", codes: "id", build: () => build({ rom: romCode("112233445566", "10") }), isThereFromStart: true },
  { fault: "a ROM code that fails its CRC", codes: "crc", build: () => build({ rom: "2811223344556600" }), isThereFromStart: true },
  {
    fault: "two parts on a pin, neither named", codes: "id", isThereFromStart: true,
    strike: ({ stand }) => stand.oneWire.attach(new EmulatedDs18b20({ plant: stand.plant, node: "suction", random: new Random(3), rom: romCode("000000000001") })),
  },
];

export const ds18b20Subject: MatrixSubject = subject("ds18b20", "DS18B20", () => build(), rows);
