import { LevelSwitch } from "#hal/drivers/level-switch.ts";
import { Max31865 } from "#hal/drivers/max31865.ts";
import { Ntc } from "#hal/drivers/ntc.ts";
import { PulseFlow } from "#hal/drivers/pulse-flow.ts";
import { supervisedSwitch, type SwitchWiring } from "#hal/simulated/parts/level-switch.ts";
import { EmulatedMax31865, type RtdWiring } from "#hal/simulated/parts/max31865.ts";
import { ntcDivider } from "#hal/simulated/parts/ntc.ts";
import { EmulatedPulseFlow } from "#hal/simulated/parts/pulse-flow.ts";
import { Random } from "#hal/simulated/random.ts";
import { Stand, subject, type FaultRow, type Fixture, type MatrixSubject } from "./fault-row.ts";

const fine = { fault: "none: noise and quantisation", codes: "none" };

interface RtdFixture extends Fixture {
  part: EmulatedMax31865;
}

function platinum(zeroOhm: number, wires = 4): RtdFixture {
  const stand = new Stand();
  const part = new EmulatedMax31865(stand.plant, "suction", 4.3 * zeroOhm, zeroOhm, new Random(9));
  stand.attachSpi("B5", part);
  return {
    stand, part,
    sensor: new Max31865({ id: "T", part: "max31865", chipSelect: "B5", referenceOhm: 4.3 * zeroOhm, zeroOhm, wires }, stand.hal),
    // A count is 0.034 K.
    isTrue: (sample) => Math.abs(sample.temperatureK! - stand.plant.temperature) < 0.15,
    change: () => { stand.plant.temperature += 1; },
  };
}

function wiringRow(fault: string, codes: string, wiring: RtdWiring, more: Partial<FaultRow<RtdFixture>> = {}): FaultRow<RtdFixture> {
  return { fault, codes, strike: ({ part }) => { part.wiring = wiring; }, mend: ({ part }) => { part.wiring = "ok"; }, ...more };
}

function deadRow(fault: string, reads: 0 | 255, more: Partial<FaultRow<RtdFixture>> = {}): FaultRow<RtdFixture> {
  return { fault, codes: "absent", isSilent: true, strike: ({ part }) => { part.dead = reads; }, mend: ({ part }) => { part.dead = undefined; }, ...more };
}

const rtdRows: FaultRow<RtdFixture>[] = [
  fine,
  { fault: "asked every millisecond: early reads", codes: "none", pollEveryMs: 1 },
  { fault: "3 wires", codes: "none", build: () => platinum(100, 3) },
  wiringRow("sensor open", "open-wire", "open"),
  wiringRow("sensor shorted", "short", "short"),
  wiringRow("FORCE− open: the value looks sound", "none open-wire", "force-open"),
  wiringRow("RTDIN− open: the value looks sound", "none open-wire", "rtdin-open"),
  wiringRow("voltage beyond the supply: conversions frozen", "status-bits", "overvoltage"),
  { fault: "brown-out: bias off, thresholds at their ends", codes: "reset none", strike: ({ part }) => part.brownOut(), mend: () => {} },
  { fault: "brown-out during a conversion", codes: "reset none", strike: ({ part, stand }) => { stand.clock.after(5, () => part.brownOut()); }, mend: () => {} },
  deadRow("MISO low: zeros, −242 °C", 0),
  deadRow("MISO high: ones", 255),
  deadRow("never there, MISO low", 0, { isThereFromStart: true }),
  deadRow("never there, MISO high", 255, { isThereFromStart: true }),
];

interface NtcFixture extends Fixture {
  wire: "ok" | "open" | "short";
}

function thermistor(): NtcFixture {
  const stand = new Stand();
  const fixture: NtcFixture = {
    stand, wire: "ok",
    sensor: new Ntc({ id: "T", part: "ntc", pin: "A1" }, stand.hal),
    // A count of 12 bits is 0.022 K at 20 °C; eight are averaged.
    isTrue: (sample) => Math.abs(sample.temperatureK! - stand.plant.temperature) < 0.1,
    change: () => { stand.plant.temperature += 1; },
  };
  stand.analog["A1"] = ntcDivider(stand.plant, "suction", () => fixture.wire, { random: new Random(10) });
  return fixture;
}

const ntcRows: FaultRow<NtcFixture>[] = [
  fine,
  { fault: "wire open", codes: "open-wire", strike: (fixture) => { fixture.wire = "open"; }, mend: (fixture) => { fixture.wire = "ok"; } },
  { fault: "wire shorted", codes: "short", strike: (fixture) => { fixture.wire = "short"; }, mend: (fixture) => { fixture.wire = "ok"; } },
  { fault: "a pin without a converter", codes: "absent", isThereFromStart: true, strike: ({ stand }) => { stand.analog["A1"] = () => NaN; } },
];

interface FlowFixture extends Fixture {
  meter: EmulatedPulseFlow;
}

function flowMeter(): FlowFixture {
  const stand = new Stand();
  const meter = new EmulatedPulseFlow(stand.clock);
  meter.onRise = () => stand.hal.rise("A0");
  meter.flowM3PerS = 1e-4;
  return {
    stand, meter,
    sensor: new PulseFlow({ id: "F", part: "pulse-flow", pin: "A0" }, stand.hal),
    // Edges of the emulator come at whole milliseconds.
    isTrue: (sample) => Math.abs(sample.flowOrLevel! - meter.flowM3PerS) < 1e-6 + 0.003 * meter.flowM3PerS,
    change: () => { if (meter.flowM3PerS > 0) meter.flowM3PerS *= 1.5; },
  };
}

const flowRows: FaultRow<FlowFixture>[] = [
  { fault: "none", codes: "none", leftToMonitor: "one sample between two flows" },
  { fault: "flow stops", codes: "none", leftToMonitor: "three seconds of old flow", strike: ({ meter }) => { meter.flowM3PerS = 0; }, mend: ({ meter }) => { meter.flowM3PerS = 1e-4; } },
  { fault: "wire cut or wheel blocked", codes: "none", leftToMonitor: "flow 0 with the pump on", strike: ({ meter }) => { meter.silent = true; }, mend: ({ meter }) => { meter.silent = false; } },
  { fault: "pulses of something else, 1,000 a second", codes: "none out-of-range", leftToMonitor: "the first sample", strike: ({ stand }) => { stand.clock.every(1, () => stand.hal.rise("A0")); } },
];

interface LevelFixture extends Fixture {
  isLiquidAbove: boolean;
  wiring: SwitchWiring;
}

function floatSwitch(isSupervised: boolean): LevelFixture {
  const stand = new Stand();
  const fixture: LevelFixture = {
    stand, isLiquidAbove: true, wiring: "ok",
    sensor: new LevelSwitch({ id: "L", part: "level-switch", pin: "A5", isSupervised }, stand.hal),
    isTrue: (sample) => sample.flowOrLevel === (fixture.isLiquidAbove ? 1 : 0),
    change: () => {},
  };
  stand.analog["A5"] = supervisedSwitch(() => fixture.isLiquidAbove, () => fixture.wiring);
  // Between the pulled-up pin and ground.
  stand.digital["A5"] = () => fixture.wiring !== "shorted" && (!fixture.isLiquidAbove || fixture.wiring === "cut");
  return fixture;
}

const levelRows: FaultRow<LevelFixture>[] = [
  { fault: "none", codes: "none" },
  { fault: "lead cut", codes: "open-wire", strike: (fixture) => { fixture.wiring = "cut"; }, mend: (fixture) => { fixture.wiring = "ok"; } },
  { fault: "lead shorted", codes: "short", strike: (fixture) => { fixture.wiring = "shorted"; }, mend: (fixture) => { fixture.wiring = "ok"; } },
  { fault: "a pin without a converter", codes: "absent", isThereFromStart: true, strike: ({ stand }) => { stand.analog["A5"] = () => NaN; } },
];

const bareRows: FaultRow<LevelFixture>[] = [
  { fault: "none", codes: "none" },
  {
    fault: "lead cut: reads as low level", codes: "none", leftToMonitor: "the safe side",
    strike: (fixture) => { fixture.wiring = "cut"; }, mend: (fixture) => { fixture.wiring = "ok"; },
  },
  {
    fault: "lead shorted, liquid low", codes: "none", leftToMonitor: "a level that never falls",
    strike: (fixture) => { fixture.wiring = "shorted"; fixture.isLiquidAbove = false; }, mend: (fixture) => { fixture.wiring = "ok"; },
  },
];

export const pinSubjects: MatrixSubject[] = [
  subject("max31865", "MAX31865 with PT100", () => platinum(100), rtdRows),
  subject("max31865", "MAX31865 with PT1000", () => platinum(1000), rtdRows.slice(0, 2)),
  subject("ntc", "NTC in a divider", thermistor, ntcRows),
  subject("pulse-flow", "pulse flow meter", flowMeter, flowRows),
  subject("level-switch", "float switch with two resistors", () => floatSwitch(true), levelRows),
  subject("level-switch", "float switch alone", () => floatSwitch(false), bareRows),
];
