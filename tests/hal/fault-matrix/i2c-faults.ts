import { Ads1115Transmitter } from "#hal/drivers/ads1115.ts";
import { Bmp280 } from "#hal/drivers/bmp280.ts";
import { Honeywell } from "#hal/drivers/honeywell.ts";
import { Tmp117 } from "#hal/drivers/tmp117.ts";
import type { BusFlavour } from "#hal/simulated/bus.ts";
import { currentLoop, EmulatedAds1115, type LoopWire } from "#hal/simulated/parts/ads1115.ts";
import { EmulatedBmp280, exampleTrim } from "#hal/simulated/parts/bmp280.ts";
import { EmulatedHoneywell } from "#hal/simulated/parts/honeywell.ts";
import { EmulatedTmp117 } from "#hal/simulated/parts/tmp117.ts";
import { Random } from "#hal/simulated/random.ts";
import { i2cBusRows, Stand, subject, type Fixture, type FaultRow, type MatrixSubject } from "./fault-row.ts";

const spanPa = 1e6;

interface On<Part> extends Fixture {
  part: Part & { violations: number; lastViolation: string };
}

function changePressure(stand: Stand): void {
  stand.plant.pressure += 20000;
}

const fine = { fault: "none: noise and quantisation of the data sheet", codes: "none" };
const hurried = { fault: "asked every millisecond: early reads", codes: "none", pollEveryMs: 1 };

interface LoopFixture extends On<EmulatedAds1115> {
  wire: LoopWire;
  /** Added to the current, mA. */
  offsetMilliAmpere: number;
}

function currentTransmitter(flavour: BusFlavour = "throws"): LoopFixture {
  const stand = new Stand(flavour);
  const part = new EmulatedAds1115(new Random(4));
  stand.i2c.attach(0x49, part);
  const fixture: LoopFixture = {
    stand, part, wire: "ok", offsetMilliAmpere: 0,
    sensor: new Ads1115Transmitter({ id: "P", part: "ads1115", bus: "I2C1", address: 0x49, channel: 0, lowPa: 0, highPa: spanPa }, stand.hal),
    // A count is 78 Pa over 100 Ω and 10 bar.
    isTrue: (sample) => Math.abs(sample.pressurePa! - stand.plant.pressure) < 300,
    change: () => changePressure(stand),
  };
  const voltage = currentLoop(() => stand.plant.pressure / spanPa, 100, () => fixture.wire);
  part.nodes[0] = (nowMs) => voltage(nowMs) + 0.1 * fixture.offsetMilliAmpere;
  return fixture;
}

function wireRow(fault: string, codes: string, wire: LoopWire): FaultRow<LoopFixture> {
  return { fault, codes, strike: (fixture) => { fixture.wire = wire; }, mend: (fixture) => { fixture.wire = "ok"; } };
}

const currentRows: FaultRow<LoopFixture>[] = [
  fine,
  hurried,
  ...i2cBusRows<LoopFixture>(currentTransmitter, ({ part }, isAbsent) => { part.absent = isAbsent; }, {
    silent: "absent", gone: "nack absent", refused: "none nack", heldLow: "nack absent", zeros: "reset", softwareGone: "nack absent",
  }),
  wireRow("loop open", "open-wire", "open"),
  wireRow("shunt shorted to ground", "open-wire", "short-to-ground"),
  wireRow("transmitter fails low, 3.5 mA", "open-wire", "fails-low"),
  wireRow("transmitter fails high, 22 mA", "short", "fails-high"),
  {
    fault: "pressure beyond the span, 20.5 mA", codes: "none", leftToMonitor: "the limited value", strike: ({ stand }) => { stand.plant.pressure = 1.2e6; },
    mend: ({ stand }) => { stand.plant.pressure = 5e5; },
  },
  { fault: "current between the bands, 20.7 mA", codes: "none short", strike: (fixture) => { fixture.stand.plant.pressure = 1.2e6; fixture.offsetMilliAmpere = 0.2; }, leftToMonitor: "two samples" },
  { fault: "24 V over the shunt: full scale", codes: "saturated", strike: (fixture) => { fixture.offsetMilliAmpere = 40; }, mend: (fixture) => { fixture.offsetMilliAmpere = 0; } },
  { fault: "brown-out between conversions: settings are written each time", codes: "none", strike: ({ part }) => part.reset() },
  { fault: "brown-out during a conversion", codes: "reset none", strike: ({ part, stand }) => { stand.clock.after(5, () => part.reset()); }, mend: () => {} },
  {
    fault: "conversion 10 times too long: the old result not taken", codes: "timeout", strike: ({ part }) => { part.slowness = 11; },
    mend: ({ part }) => { part.slowness = 1.1; },
  },
  { fault: "1 mA off", codes: "none", leftToMonitor: "disagree", strike: (fixture) => { fixture.offsetMilliAmpere = 1; } },
];

interface RatioFixture extends On<EmulatedAds1115> {
  supplyV: number;
  /** Output in place of the true one, V. */
  outputV: number | undefined;
}

/** 0.5 … 4.5 V of 5 V, signal and supply through 10 kΩ over 15 kΩ. */
function ratioTransmitter(): RatioFixture {
  const stand = new Stand();
  const part = new EmulatedAds1115(new Random(5));
  stand.i2c.attach(0x49, part);
  const fixture: RatioFixture = {
    stand, part, supplyV: 5, outputV: undefined,
    sensor: new Ads1115Transmitter({ id: "P", part: "ads1115", bus: "I2C1", address: 0x49, channel: 0, supplyChannel: 3, lowPa: 0, highPa: spanPa }, stand.hal),
    isTrue: (sample) => Math.abs(sample.pressurePa! - stand.plant.pressure) < 300,
    change: () => changePressure(stand),
  };
  part.nodes[0] = () => 0.6 * (fixture.outputV ?? fixture.supplyV * (0.1 + (0.8 * stand.plant.pressure) / spanPa));
  part.nodes[3] = () => 0.6 * fixture.supplyV;
  return fixture;
}

function ratioRow(fault: string, codes: string, outputV: number): FaultRow<RatioFixture> {
  return { fault, codes, strike: (fixture) => { fixture.outputV = outputV; }, mend: (fixture) => { fixture.outputV = undefined; } };
}

const ratioRows: FaultRow<RatioFixture>[] = [
  fine,
  { fault: "supply 5 % high from the start", codes: "none", isThereFromStart: true, strike: (fixture) => { fixture.supplyV = 5.25; } },
  { fault: "supply sags by 5 % in service", codes: "none", strike: (fixture) => { fixture.supplyV = 4.75; } },
  ratioRow("signal wire open or shorted to ground", "open-wire", 0),
  ratioRow("signal shorted to the supply", "short", 5),
  ratioRow("output just below its span", "out-of-range", 0.4),
  { fault: "supply gone", codes: "status-bits", strike: (fixture) => { fixture.supplyV = 0; }, mend: (fixture) => { fixture.supplyV = 5; } },
];

function thermometer(flavour: BusFlavour = "throws"): On<EmulatedTmp117> {
  const stand = new Stand(flavour);
  const part = new EmulatedTmp117(stand.plant, "suction", new Random(6));
  stand.i2c.attach(0x48, part);
  return {
    stand, part,
    sensor: new Tmp117({ id: "T", part: "tmp117", bus: "I2C1", address: 0x48 }, stand.hal),
    isTrue: (sample) => Math.abs(sample.temperatureK! - stand.plant.temperature) < 0.06,
    change: () => { stand.plant.temperature += 1; },
  };
}

const thermometerRows: FaultRow<On<EmulatedTmp117>>[] = [
  fine,
  hurried,
  ...i2cBusRows<On<EmulatedTmp117>>(thermometer, ({ part }, isAbsent) => { part.absent = isAbsent; }, {
    silent: "absent", gone: "nack absent", refused: "none nack", heldLow: "nack absent", zeros: "nack absent", softwareGone: "nack absent",
  }),
  { fault: "line held high: FFFF, −0.0078 °C", codes: "nack absent", strike: ({ part }) => { part.ones = true; }, mend: ({ part }) => { part.ones = false; } },
  { fault: "brown-out between conversions: settings are written each time", codes: "none", strike: ({ part }) => part.reset() },
  { fault: "brown-out during a conversion: 8000, −256 °C", codes: "reset none", strike: ({ part, stand }) => { stand.clock.after(5, () => part.reset()); }, mend: () => {} },
  { fault: "conversion 10 times too long: the old result not taken", codes: "stale", strike: ({ part }) => { part.slowness = 10; }, mend: ({ part }) => { part.slowness = 1; } },
  { fault: "0.5 K off", codes: "none", leftToMonitor: "disagree", strike: ({ part }) => { part.offsetK = 0.5; } },
  { fault: "an offset in its memory that nobody set", codes: "prom", isThereFromStart: true, strike: ({ part }) => { part.registers[7] = 12; } },
  { fault: "a TMP116 in its place", codes: "id", isThereFromStart: true, strike: ({ part }) => { part.registers[15] = 0x1116; } },
];

function barometer(flavour: BusFlavour = "throws"): On<EmulatedBmp280> {
  const stand = new Stand(flavour);
  stand.plant.pressure = 100000;
  const part = new EmulatedBmp280(stand.plant, "room", exampleTrim, new Random(7));
  stand.i2c.attach(0x77, part);
  return {
    stand, part,
    sensor: new Bmp280({ id: "B", part: "bmp280", bus: "I2C1", address: 0x77 }, stand.hal),
    isTrue: (sample) => Math.abs(sample.pressurePa! - stand.plant.pressure) < 10 && Math.abs(sample.temperatureK! - stand.plant.temperature) < 0.04,
    change: () => {
      stand.plant.pressure += 500;
      stand.plant.temperature += 1;
    },
  };
}

const barometerRows: FaultRow<On<EmulatedBmp280>>[] = [
  fine,
  hurried,
  ...i2cBusRows<On<EmulatedBmp280>>(barometer, ({ part }, isAbsent) => { part.absent = isAbsent; }, {
    silent: "absent", gone: "nack absent", refused: "none nack", heldLow: "nack absent", zeros: "reset absent", softwareGone: "nack absent",
  }),
  { fault: "measurements skipped: 80000, a plausible 82 kPa", codes: "not-ready", strike: ({ part }) => { part.skips = true; }, mend: ({ part }) => { part.skips = false; } },
  { fault: "brown-out between measurements: settings are written each time", codes: "none", strike: ({ part }) => part.reset() },
  { fault: "brown-out during a measurement: back asleep", codes: "reset none", strike: ({ part, stand }) => { stand.clock.after(5, () => part.reset()); }, mend: () => {} },
  { fault: "measurement 10 times too long: the old result not taken", codes: "timeout", strike: ({ part }) => { part.slowness = 10; }, mend: ({ part }) => { part.slowness = 1; } },
  { fault: "stuck asleep: stale results", codes: "none", leftToMonitor: "stuck", strike: ({ part }) => { part.sleeps = true; }, mend: ({ part }) => { part.sleeps = false; } },
  { fault: "pressure beyond the range", codes: "out-of-range", strike: ({ stand }) => { stand.plant.pressure = 130000; }, mend: ({ stand }) => { stand.plant.pressure = 100000; } },
  { fault: "another part at its address", codes: "id", isThereFromStart: true, strike: ({ part }) => { part.registers[0xd0] = 0x55; } },
  { fault: "blank trimming", codes: "prom", isThereFromStart: true, strike: ({ part }) => { part.registers.fill(0, 0x88, 0xa0); } },
];

interface HoneywellFixture extends Fixture {
  chip: EmulatedHoneywell;
}

function honeywell(flavour: BusFlavour = "throws"): HoneywellFixture {
  const stand = new Stand(flavour);
  const chip = new EmulatedHoneywell(stand.plant, "suction", 0, spanPa, "A", new Random(8));
  stand.i2c.attach(0x28, chip);
  return {
    stand, chip,
    sensor: new Honeywell({ id: "P", part: "honeywell", bus: "I2C1", lowPa: 0, highPa: spanPa }, stand.hal),
    // A count is 76 Pa of 10 bar, 0.098 K.
    isTrue: (sample) => Math.abs(sample.pressurePa! - stand.plant.pressure) < 600 && Math.abs(sample.temperatureK! - stand.plant.temperature) < 0.1,
    change: () => changePressure(stand),
  };
}

const honeywellRows: FaultRow<HoneywellFixture>[] = [
  fine,
  { ...hurried, fault: "asked every millisecond: results read before" },
  ...i2cBusRows<HoneywellFixture>(honeywell, ({ chip }, isAbsent) => { chip.absent = isAbsent; }, {
    silent: "absent", gone: "nack absent", refused: "none nack", heldLow: "nack absent", zeros: "open-wire", softwareGone: "nack absent",
  }),
  { fault: "updates no more: stale", codes: "stale", strike: ({ chip }) => { chip.frozen = true; }, mend: ({ chip }) => { chip.frozen = false; } },
  { fault: "in command mode", codes: "id", strike: ({ chip }) => { chip.status = 1; }, mend: ({ chip }) => { chip.status = -1; } },
  { fault: "diagnosis in its status", codes: "status-bits", strike: ({ chip }) => { chip.status = 3; }, mend: ({ chip }) => { chip.status = -1; } },
  { fault: "bridge open", codes: "open-wire", strike: ({ chip }) => { chip.stuckCount = 0; }, mend: ({ chip }) => { chip.stuckCount = -1; } },
  { fault: "bridge shorted", codes: "short", strike: ({ chip }) => { chip.stuckCount = 16383; }, mend: ({ chip }) => { chip.stuckCount = -1; } },
  { fault: "count stuck in the span", codes: "none", leftToMonitor: "stuck", strike: ({ chip }) => { chip.stuckCount = 4200; }, mend: ({ chip }) => { chip.stuckCount = -1; } },
  { fault: "pressure beyond the range", codes: "saturated", strike: ({ stand }) => { stand.plant.pressure = 1.2e6; }, mend: ({ stand }) => { stand.plant.pressure = 2e5; } },
];

export const i2cSubjects: MatrixSubject[] = [
  subject("ads1115", "ADS1115, 4–20 mA over 100 Ω", () => currentTransmitter(), currentRows),
  subject("ads1115", "ADS1115, ratiometric 0.5 … 4.5 V", ratioTransmitter, ratioRows),
  subject("tmp117", "TMP117", () => thermometer(), thermometerRows),
  subject("bmp280", "BMP280", () => barometer(), barometerRows),
  subject("honeywell", "Honeywell HSC, SSC, ABP", () => honeywell(), honeywellRows),
];
