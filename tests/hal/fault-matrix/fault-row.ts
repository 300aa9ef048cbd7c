import { SimulatedI2c, SimulatedOneWire, type BusFlavour } from "#hal/simulated/bus.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHalWithPins, type SpiPart } from "#hal/simulated/simulated-pins.ts";
import { Fault, type Sample, type Sensor } from "#hal/types.ts";
import { faultNames, StillPlant } from "../drivers/sensor-bench.ts";

/** A board with one part on it: I2C1, 1-Wire on B3, SPI with chip select B5, and pins. */
export class Stand {
  readonly clock = new VirtualClock();
  readonly plant = new StillPlant();
  readonly i2c: SimulatedI2c;
  readonly oneWire = new SimulatedOneWire(this.clock);
  readonly spi: Record<string, SpiPart> = {};
  readonly analog: Record<string, (nowMs: number) => number> = {};
  readonly digital: Record<string, (nowMs: number) => boolean> = {};
  readonly hal: SimulatedHalWithPins;
  /** Calls of the SPI so far. */
  spiCalls = 0;

  constructor(flavour: BusFlavour = "throws") {
    this.i2c = new SimulatedI2c(this.clock, flavour);
    this.hal = new SimulatedHalWithPins({
      clock: this.clock, i2c: { I2C1: this.i2c }, oneWire: { B3: this.oneWire }, spi: this.spi, analog: this.analog, digital: this.digital,
    });
  }

  /** Puts a part on SPI. */
  attachSpi(chipSelect: string, part: SpiPart): void {
    this.spi[chipSelect] = {
      transfer: (data, nowMs) => {
        this.spiCalls++;
        return part.transfer(data, nowMs);
      },
    };
  }

  /** Calls of any bus so far. */
  get calls(): number {
    return this.i2c.transfers + this.oneWire.transfers + this.spiCalls;
  }
}

/** A driver on its emulated part. */
export interface Fixture {
  stand: Stand;
  sensor: Sensor;
  /** What the driver must not do to it is counted there. */
  part?: { violations: number; lastViolation: string };
  /** Whether a sample says what is so, within the part's noise and resolution. */
  isTrue(sample: Sample): boolean;
  /** Moves the measured quantity well beyond its noise, so that an old value shows. */
  change(): void;
}

/** A fault of an emulated part, and what the driver is to make of it. */
export interface FaultRow<F extends Fixture> {
  fault: string;
  /** Fault codes of the cycles after it struck, each where it first comes. */
  codes: string;
  /** Another part or bus than the subject's own. */
  build?: () => F;
  strike?: (fixture: F) => void;
  /** Undoes it, where the part is to be well again within 65 s. */
  mend?: (fixture: F) => void;
  /** It is there before the driver first asks. */
  isThereFromStart?: boolean;
  /** The part answers nothing: it is to be looked for at most once a minute. */
  isSilent?: boolean;
  /** The driver is asked this often, ms, whatever it says about how long it needs. */
  pollEveryMs?: number;
  /** What a driver cannot know: values that are wrong or old come without a fault code, and the monitor is to see that. */
  leftToMonitor?: string;
}

/** What came of a row. */
export interface Outcome {
  codes: string;
  /** Cycles of a second until the first good sample after it was undone; undefined: it was not undone, or there was none. */
  wellAgainS: number | undefined;
  /** Samples without a fault code that were not true. */
  untrue: number;
  /** Samples with a fault code and a number all the same. */
  invented: number;
  violation: string;
  /** Of a silent part: cycles in the next ten minutes in which something was sent to it. */
  probes: number;
}

/** A row that can be run. */
export interface MatrixRow {
  fault: string;
  expected: string;
  isMended: boolean;
  isSilent: boolean;
  leftToMonitor: string | undefined;
  run(): Outcome;
}

export interface MatrixSubject {
  driver: string;
  part: string;
  rows: MatrixRow[];
}

const warmUpCycles = 5;
const struckCycles = 20;
const mendedCycles = 65;
const silentCycles = 600;
/** In the first cycles after a change a pipelined part still has the value before it. */
const delayCycles = 3;
/** As the executive: what takes longer is collected in the next cycle. */
const deadlineMs = 200;
/** One who asks all the time asks to the end of the cycle. */
const insistingMs = 950;

/** One cycle of a second, as the executive has it. @returns the sample; undefined where it was not done */
function cycle(stand: Stand, sensor: Sensor, pollEveryMs: number | undefined): Sample | undefined {
  const clock = stand.clock;
  const beganMs = clock.nowMs();
  let remainingMs = sensor.start(beganMs);
  while (remainingMs > 0) {
    const dueMs = clock.nowMs() + (pollEveryMs ?? remainingMs + 1);
    if (dueMs - beganMs > (pollEveryMs === undefined ? deadlineMs : insistingMs)) break;
    clock.advanceTo(dueMs);
    remainingMs = sensor.poll(clock.nowMs());
  }
  const sample = remainingMs > 0 ? undefined : sensor.sample();
  clock.advanceTo(Math.max(beganMs + 1000, clock.nowMs()));
  return sample;
}

/** @returns whether a sample with a fault code has a number in it that somebody could take for a measurement */
function hasNumber(sample: Sample): boolean {
  return Object.entries(sample).some(([key, value]) => key !== "fault" && key !== "raw" && !Number.isNaN(value));
}

function runRow<F extends Fixture>(fixture: F, row: FaultRow<F>): Outcome {
  const { stand, sensor } = fixture;
  if (!row.isThereFromStart) {
    let last: Sample | undefined;
    for (let i = 0; i < warmUpCycles; i++) last = cycle(stand, sensor, row.pollEveryMs);
    if (!last || last.fault || !fixture.isTrue(last)) throw new Error(`${row.fault}: not well before it struck`);
  }
  row.strike?.(fixture);
  const before = { pressure: stand.plant.pressure, temperature: stand.plant.temperature };
  fixture.change();
  const outcome: Outcome = { codes: "", wellAgainS: undefined, untrue: 0, invented: 0, violation: "", probes: 0 };
  const codes = new Set<string>();
  for (let i = 0; i < struckCycles; i++) {
    const sample = cycle(stand, sensor, row.pollEveryMs);
    codes.add(faultNames[sample?.fault ?? Fault.NotReady]!);
    if (!sample) continue;
    if (sample.fault) outcome.invented += hasNumber(sample) ? 1 : 0;
    else if (!fixture.isTrue(sample) && !(i < delayCycles && wasTrue(fixture, sample, before))) outcome.untrue++;
  }
  outcome.codes = [...codes].join(" ");
  if (row.isSilent) {
    for (let i = 0; i < silentCycles; i++) {
      const calls = stand.calls;
      cycle(stand, sensor, row.pollEveryMs);
      if (stand.calls !== calls) outcome.probes++;
    }
  }
  if (row.mend) {
    row.mend(fixture);
    for (let i = 1; i <= mendedCycles && outcome.wellAgainS === undefined; i++) {
      const sample = cycle(stand, sensor, row.pollEveryMs);
      if (sample && !sample.fault && fixture.isTrue(sample)) outcome.wellAgainS = i;
    }
  }
  outcome.violation = fixture.part?.lastViolation ?? "";
  return outcome;
}

function wasTrue(fixture: Fixture, sample: Sample, before: { pressure: number; temperature: number }): boolean {
  const plant = fixture.stand.plant;
  const now = { pressure: plant.pressure, temperature: plant.temperature };
  Object.assign(plant, before);
  const result = fixture.isTrue(sample);
  Object.assign(plant, now);
  return result;
}

/** A driver and its part, with every fault of it. */
export function subject<F extends Fixture>(driver: string, part: string, build: () => F, rows: readonly FaultRow<F>[]): MatrixSubject {
  return {
    driver,
    part,
    rows: rows.map((row) => ({
      fault: row.fault,
      expected: row.codes,
      isMended: row.mend !== undefined,
      isSilent: row.isSilent ?? false,
      leftToMonitor: row.leftToMonitor,
      run: () => runRow((row.build ?? build)(), row),
    })),
  };
}

/** Faults of the I2C bus itself, which every part on it can suffer. */
export interface BusCodes {
  silent: string;
  gone: string;
  refused: string;
  heldLow: string;
  zeros: string;
  /** Where nobody acknowledges on a software bus everything reads FF. */
  softwareGone: string;
}

/** @param build the part on a bus of that kind */
export function i2cBusRows<F extends Fixture>(
  build: (flavour: BusFlavour) => F, setAbsent: (fixture: F, isAbsent: boolean) => void, codes: BusCodes,
): FaultRow<F>[] {
  const leave = (fixture: F): void => setAbsent(fixture, true);
  const come = (fixture: F): void => setAbsent(fixture, false);
  return [
    { fault: "never there", codes: codes.silent, isThereFromStart: true, isSilent: true, strike: leave, mend: come },
    { fault: "gone, controller throws", codes: codes.gone, isSilent: true, strike: leave, mend: come },
    { fault: "gone, STM32 stalls before it throws", codes: codes.gone, build: () => build("stalls"), isSilent: true, strike: leave, mend: come },
    { fault: "gone, software bus reads FF", codes: codes.softwareGone, build: () => build("reads-ff"), isSilent: true, strike: leave, mend: come },
    {
      fault: "one transfer in 17 not acknowledged", codes: codes.refused,
      strike: ({ stand }) => {
        stand.i2c.transfers = 0;
        stand.i2c.refuseEvery = 17;
      },
      mend: ({ stand }) => { stand.i2c.refuseEvery = 0; },
    },
    {
      fault: "SDA held low: stuck bus", codes: codes.heldLow, isSilent: true,
      strike: ({ stand }) => { stand.i2c.stuckLow = true; }, mend: ({ stand }) => { stand.i2c.stuckLow = false; },
    },
    {
      fault: "SDA low after the address: zeros", codes: codes.zeros,
      strike: ({ stand }) => { stand.i2c.readsZeros = true; }, mend: ({ stand }) => { stand.i2c.readsZeros = false; },
    },
  ];
}
