import { Ms5837, ms5611, ms5803With14Bar, ms5837With2Bar, ms5837With30Bar } from "#hal/drivers/ms5837.ts";
import type { BusFlavour } from "#hal/simulated/bus.ts";
import { EmulatedBmp280 } from "#hal/simulated/parts/bmp280.ts";
import { EmulatedMs58, type Ms58ModelName } from "#hal/simulated/parts/ms5837.ts";
import { Random } from "#hal/simulated/random.ts";
import type { Sample } from "#hal/types.ts";
import { i2cBusRows, Stand, subject, type FaultRow, type Fixture, type MatrixSubject } from "./fault-row.ts";

interface Ms58Fixture extends Fixture {
  part: EmulatedMs58;
}

const models: Record<Ms58ModelName, { numbers: number[]; title: string; pressurePa: number; noisePa: number; beyondPa: number; beyond: string; other: readonly number[] | undefined }> = {
  // The PROM of the other of the two that share an address, its CRC right: 02BA's and 30BA's.
  "ms5837-30ba": { numbers: ms5837With30Bar, title: "MS5837-30BA", pressurePa: 196133, noisePa: 20, beyondPa: 3.3e6, beyond: "out-of-range", other: [0x52a0, 0xb524, 0xabcd, 0x7183, 0x6cc2, 0x7b41, 0x6e05] },
  "ms5837-02ba": { numbers: ms5837With2Bar, title: "MS5837-02BA", pressurePa: 101325, noisePa: 1.6, beyondPa: 2.3e5, beyond: "out-of-range", other: [0x9340, 0x88a6, 0x8e00, 0x4f68, 0x5752, 0x6816, 0x6622] },
  "ms5611": { numbers: ms5611, title: "MS5611", pressurePa: 101325, noisePa: 1.2, beyondPa: 1.4e5, beyond: "out-of-range", other: undefined },
  "ms5803-14ba": { numbers: ms5803With14Bar, title: "MS5803-14BA", pressurePa: 196133, noisePa: 20, beyondPa: 1.6e6, beyond: "out-of-range", other: undefined },
};

function build(model: Ms58ModelName, flavour: BusFlavour = "throws", prom?: readonly number[]): Ms58Fixture {
  const stand = new Stand(flavour);
  const { numbers, pressurePa, noisePa } = models[model];
  stand.plant.pressure = pressurePa;
  const part = new EmulatedMs58({ model, plant: stand.plant, node: "suction", random: new Random(1), ...(prom ? { prom } : {}) });
  stand.i2c.attach(0x76, part);
  return {
    stand,
    part,
    sensor: new Ms5837({ id: "P", part: model, bus: "I2C1", address: 0x76 }, stand.hal, numbers),
    // Its resolution is some pascal; the count of the emulator is rounded once.
    isTrue: (sample: Sample) => Math.abs(sample.pressurePa! - stand.plant.pressure) < 6 * noisePa + 5 && Math.abs(sample.temperatureK! - stand.plant.temperature) < 0.05,
    change: () => {
      stand.plant.pressure += 1000;
      stand.plant.temperature += 1;
    },
  };
}

function rowsOf(model: Ms58ModelName): FaultRow<Ms58Fixture>[] {
  const { other, beyond, beyondPa } = models[model];
  const rows: FaultRow<Ms58Fixture>[] = [
    { fault: "none: noise and quantisation of the data sheet", codes: "none" },
    { fault: "asked every millisecond: early reads", codes: "none", pollEveryMs: 1 },
    ...i2cBusRows<Ms58Fixture>((flavour) => build(model, flavour), ({ part }, isAbsent) => { part.faults.absent = isAbsent; }, {
      silent: "absent", gone: "nack absent", refused: "none nack", heldLow: "nack absent", zeros: "zero-raw prom", softwareGone: "saturated absent",
    }),
    { fault: "conversions give 0", codes: "zero-raw", strike: ({ part }) => { part.faults.zero = true; }, mend: ({ part }) => { part.faults.zero = false; } },
    { fault: "every bit reads 1", codes: "saturated absent", strike: ({ part }) => { part.faults.ones = true; }, mend: ({ part }) => { part.faults.ones = false; } },
    { fault: "brown-out: conversions give 0 until a reset", codes: "zero-raw none", strike: ({ part }) => part.brownOut(), mend: () => {} },
    { fault: "brown-out during a conversion", codes: "zero-raw none", strike: ({ part, stand }) => { stand.clock.after(5, () => part.brownOut()); }, mend: () => {} },
    {
      fault: "brown-out, PROM all zeros, which passes the CRC", codes: "zero-raw prom",
      strike: ({ part }) => { part.brownOut(); part.faults.zeroProm = true; }, mend: ({ part }) => { part.faults.zeroProm = false; },
    },
    {
      fault: "brown-out, a bit of the PROM flipped", codes: "zero-raw crc",
      strike: ({ part }) => { part.brownOut(); part.faults.flippedBit = 30; }, mend: ({ part }) => { part.faults.flippedBit = -1; },
    },
    {
      fault: "conversions 1.5 times too long: read early, spoilt", codes: "zero-raw",
      strike: ({ part }) => { part.faults.slowness = 1.5; }, mend: ({ part }) => { part.faults.slowness = 1; },
    },
    { fault: "pressure's count stuck at its end", codes: "out-of-range", strike: ({ part }) => { part.faults.stuckCount = 0xfffffe; }, mend: ({ part }) => { part.faults.stuckCount = -1; } },
    { fault: "pressure beyond the range", codes: beyond, strike: ({ stand }) => { stand.plant.pressure = beyondPa; }, mend: ({ stand }) => { stand.plant.pressure = 101325; } },
    {
      fault: "pressure's count stuck in the range", codes: "none", leftToMonitor: "stuck",
      strike: ({ part, stand }) => { part.faults.stuckCount = Math.round(part.pressureCount(stand.plant.pressure, stand.plant.temperature)); },
      mend: ({ part }) => { part.faults.stuckCount = -1; },
    },
    { fault: "zero point 3 kPa off", codes: "none", leftToMonitor: "disagree", strike: ({ part }) => { part.faults.offsetPa = 3000; } },
    { fault: "gain 5 % off", codes: "none", leftToMonitor: "disagree", strike: ({ part }) => { part.faults.gain = 1.05; } },
    { fault: "die 2 K off", codes: "none", leftToMonitor: "disagree", strike: ({ part }) => { part.faults.offsetK = 2; } },
    { fault: "50 times the noise", codes: "none", leftToMonitor: "wider thresholds", strike: ({ part }) => { part.faults.noise = 50; }, mend: ({ part }) => { part.faults.noise = 1; } },
  ];
  if (other) {
    rows.push({ fault: "the other MS5837 in its place, CRC right", codes: "id", build: () => build(model, "throws", other), isThereFromStart: true });
    rows.push({
      fault: "a BMP280 at its address", codes: "id", isThereFromStart: true,
      build: () => {
        const fixture = build(model);
        fixture.stand.i2c.detach(0x76);
        fixture.stand.i2c.attach(0x76, new EmulatedBmp280(fixture.stand.plant, "suction"));
        return fixture;
      },
    });
  }
  return rows;
}

export const ms58Subjects: MatrixSubject[] = (Object.keys(models) as Ms58ModelName[]).map((model) =>
  subject("ms5837", models[model].title, () => build(model), rowsOf(model)));
