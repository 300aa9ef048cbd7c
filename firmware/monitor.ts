import { Fault, Lamp } from "#hal/types.ts";
import type { Hal } from "#hal/types.ts";
import { calmReadings } from "./acquire/channel.ts";
import { Validity } from "./acquire/validity.ts";
import { Alarms, kept } from "./alarm/alarms.ts";
import type { Configuration } from "./configuration.ts";
import { Learnt, Phase } from "./detect/learnt.ts";
import { Detector } from "./detect/detector.ts";
import { CauseTest } from "./diagnose/cause.ts";
import { Usual } from "./diagnose/usual.ts";
import { Leak, halfWay, settleSamples } from "./diagnose/leak.ts";
import { Inventory, standingShare } from "./estimate/inventory.ts";
import { ThermalHistory } from "./estimate/thermal-history.ts";
import { readRecord, writeRecord } from "./store/record.ts";
import { Alarm, AlarmField, Cause, Event, Hk, Mode, Service, Severity, StateByte, Verdict, dictionaryVersion } from "./telemetry/dictionary.ts";
import { Telemetry } from "./telemetry/telemetry.ts";

/** Elapsed time that counts as a gap, in sample periods. */
const gapPeriods = 5;
/** What weather does to a gauge sensor's outside pressure, Pa a day: 3 kPa up and down. A barometer takes it away. */
const weatherPaPerDay = 6000;
/** Share of what crossed below which it has come back. */
const returnedShare = 0.5;
/** Fall without a loop file, in what is left of the pressure, from which on a loss that has ended may have ended because nothing is left. */
const drainedShare = 0.25;
/** Temperature taken where the loop has no thermometer, K. */
const assumedK = 293.15;
/** Longest time without a valid temperature in which detection goes on, s. */
const longestWithoutK = 60;
/** Samples for which a level has to be low for liquid to have gone, and a pressure, where none is left, for a leak. */
const lowSamples = 8;
/** Without a loop file: pressures up to which none is left, and from which on there was enough, Pa. */
const emptyPa = 105000;
const filledPa = 120000;
/** Half the time over which a loss of gas is looked at for its end, s. */
const gasWindowS = 3000;
/** Where the result of commissioning is kept. */
const resultFile = "pinhole.learnt";

/** The monitor: one cycle, top to bottom. Time is an argument; the executive, the replay and the tests bring it. */
export class Monitor {
  mode: Mode = Mode.Unconfigured;
  /** One SI value and fault per entry of the configuration's `sensors`; set before each step. */
  readonly readings: Float64Array;
  readonly faults: Uint8Array;
  /** What is compared to find a sensor stuck: raw counts, or the readings themselves. */
  readonly raws: Float64Array;
  /** Bytes and floats of the housekeeping packet. */
  readonly state: Uint8Array;
  readonly housekeeping: Float32Array;
  readonly telemetry: Telemetry;
  readonly detector: Detector | undefined;
  readonly leak: Leak | undefined;
  readonly alarms: Alarms;
  private causeTest = new CauseTest(0);
  private readonly inventory: Inventory | undefined;
  private readonly history = new ThermalHistory();
  private readonly validity: Validity | undefined;
  private readonly reported: Uint8Array;
  private doubts = 0;
  /** CRC-32 of the stored configuration. */
  configurationCrc = 0;
  private holdingS = 0;
  /** Index of the last sensor of each quantity; −1: none. */
  private readonly sensorOf: { flow: number; level: number; pressure?: number; temperature?: number } = { flow: -1, level: -1 };
  private readonly usualPressure = new Usual();
  private readonly usualLevel = new Usual();
  private readonly usualFlow = new Usual();
  /** The first packet after a start does not wait. */
  private sinceHousekeepingS = Infinity;
  /** Cycles since start. */
  cycles = 0;
  private sinceValidS = 0;
  private lastK = NaN;
  private lastPa = NaN;
  private temperatureAgeS = 0;

  constructor(private readonly hal: Hal, readonly configuration: Configuration | undefined) {
    const count = configuration ? configuration.sensors.length : 0;
    this.readings = new Float64Array(count);
    this.faults = new Uint8Array(count);
    this.raws = new Float64Array(count);
    this.reported = new Uint8Array(count);
    this.telemetry = new Telemetry(hal);
    this.state = this.telemetry.state;
    this.housekeeping = this.telemetry.housekeeping;
    this.alarms = new Alarms(hal, this.telemetry);
    this.housekeeping.fill(NaN);
    const state = this.state;
    state[StateByte.Structure] = 1;
    state[StateByte.Board] = hal.board;
    this.putNumber(StateByte.BuildHash0, hal.buildHash);
    state[StateByte.DictionaryVersion0] = dictionaryVersion >> 8;
    state[StateByte.DictionaryVersion1] = dictionaryVersion & 255;
    if (configuration) {
      this.validity = new Validity(configuration.sensors);
      for (let index = 0; index < count; index++) this.sensorOf[configuration.sensors[index]!.quantity] = index;
      if (configuration.loop) this.inventory = new Inventory(configuration.loop);
      this.configurationCrc = hal.crc32(hal.storage.read("pinhole.json") || "");
      this.detector = new Detector(hal, configuration, this.expansionKgPerK(false), this.expansionKgPerK(true));
      this.leak = new Leak(this.detector.bank, this.detector.learnt, configuration.samplePeriodS, this.inventory);
    }
    this.putNumber(StateByte.ConfigurationCrc0, this.configurationCrc);
    this.event(Event.Boot, Severity.Informative, 0, 0);
    if (this.detector) {
      this.applyParameters();
      this.takeUp();
    }
    this.alarms.resume();
  }

  /** @returns what an expansion by 1 K moves, kg: the liquid's, or the gas's as the loop file has it; 0 without a loop file or a gas cushion */
  private expansionKgPerK(isGas: boolean): number {
    const inventory = this.inventory;
    const loop = inventory && inventory.loop;
    if (!loop || !loop.accumulator) return 0;
    return loop.coolant.densityKgPerM3 * (isGas ? inventory.gasM3 / loop.accumulator.gasTemperatureK : inventory.expansionM3PerK);
  }

  /** Leaves the inventory in the reference state. @returns the loss that the pressure sensors' stated drift could feign and the loss tolerated, residual unit per s */
  private driftPerS(): number {
    const configuration = this.configuration!;
    let absolutePaPerDay = 0;
    let gaugePaPerDay = -Infinity;
    let outsidePaPerDay = weatherPaPerDay;
    for (const sensor of configuration.sensors) {
      if (sensor.quantity !== "pressure") continue;
      const paPerDay = sensor.driftPaPerDay || 0;
      if (sensor.node === "ambient") outsidePaPerDay = paPerDay;
      else if (sensor.reference === "gauge") gaugePaPerDay = Math.max(gaugePaPerDay, paPerDay);
      else absolutePaPerDay = Math.max(absolutePaPerDay, paPerDay);
    }
    const driftPaPerDay = Math.max(absolutePaPerDay, gaugePaPerDay + outsidePaPerDay);
    const loop = configuration.loop;
    if (!loop) return driftPaPerDay / 86400;
    const referenceK = loop.coolant.referenceTemperatureK;
    const inventory = this.inventory!;
    const referencePa = inventory.restPa;
    inventory.massKg(referencePa, referenceK, referenceK);
    return inventory.liquidKgPerM3 * inventory.totalM3PerPa(referencePa) * driftPaPerDay / 86400 + loop.toleratedLossKgPerS;
  }

  private putNumber(first: StateByte, value: number): void {
    this.state.set([value >>> 24, value >> 16, value >> 8, value & 255], first);
  }

  /** A reset changes nothing that matters: a stored result is resumed; commissioning begins by itself only once. */
  private takeUp(): void {
    const stored = readRecord(this.hal, resultFile);
    if (this.resume()) this.enterMode(Mode.Nominal);
    else if (stored ? stored[0] === this.configurationCrc : this.hal.storage.read(resultFile)) {
      // Commissioning had begun and a reset cut it short, or its result is damaged: what it rested on is gone.
      this.event(Event.Commissioning, Severity.Medium, 0, Verdict.Interrupted);
      this.enterMode(Mode.Uncommissioned);
    } else {
      writeRecord(this.hal, resultFile, [this.configurationCrc]);
      this.commission();
    }
  }

  /** Starts commissioning. */
  commission(): void {
    this.detector!.begin();
    this.history.referenceK = NaN;
    this.event(Event.Commissioning, Severity.Informative, 0, Verdict.Begun);
    this.enterMode(Mode.Commissioning);
  }

  /** Parameters may have new values: what was derived from them follows. */
  applyParameters(): void {
    const detector = this.detector!;
    if (this.inventory) this.inventory.limit();
    detector.commissioning.toleratedPerS = this.driftPerS();
    // Where nothing is tolerated any more, nothing is told of it.
    this.housekeeping[Hk.LeakRateKgPerS] = NaN;
    detector.turnKnob(this.configuration!.falseAlarmsPerYear);
    if (this.mode === Mode.Nominal) this.housekeeping[Hk.Threshold] = detector.learnt[Learnt.Deviate]!;
  }

  /** The operator has filled the loop up: a standing leak alarm ends and detection starts from here. @returns whether the mode allows it */
  markRefill(): boolean {
    if (this.mode < Mode.Nominal) return false;
    this.event(Event.Refill, Severity.Informative, 0, 1);
    this.endLeak();
    return true;
  }

  private endLeak(): void {
    this.alarms.clear(Alarm.Leak);
    this.alarms.clear(Alarm.GasLoss);
    this.detector!.rebase();
    this.detector!.sudden.leaking = false;
    this.leak!.ratePerS = NaN;
    this.leak!.position = halfWay;
    this.housekeeping[Hk.LeakRateKgPerS] = NaN;
    this.usualPressure.value = NaN;
  }

  /** Freezes detection for a time, for work at the loop; 0 ends it. @returns whether the mode allows it */
  hold(durationS: number): boolean {
    if (this.mode < Mode.Nominal) return false;
    this.holdingS = durationS;
    if (durationS > 0 || this.mode === Mode.Hold) {
      // What is done meanwhile is none of a loss, when it goes on.
      this.detector!.bridge(0);
      this.usualPressure.value = NaN;
      this.enterMode(durationS > 0 ? Mode.Hold : Mode.Nominal);
    }
    return true;
  }

  event(event: Event, severity: Severity, sensor: number, code: number, floats?: number[] | Float64Array): void {
    this.telemetry.send(Service.Event, severity, [event, sensor, code, 0], floats);
  }

  private enterMode(mode: Mode): void {
    const detector = this.detector;
    const nominal = detector && mode === Mode.Nominal;
    if (this.validity) this.validity.known = mode >= Mode.Nominal;
    this.mode = mode;
    this.state[StateByte.Mode] = mode;
    this.housekeeping[Hk.Statistic] = nominal ? 0 : NaN;
    this.housekeeping[Hk.Threshold] = nominal ? detector.learnt[Learnt.Deviate]! : NaN;
    this.housekeeping[Hk.InventorySigmaKg] = nominal && this.inventory ? detector.learnt[Learnt.Sigma]! : NaN;
    this.event(Event.Mode, Severity.Informative, 0, mode);
  }

  /**
   * One cycle on the readings set before.
   * @param elapsedS since the previous cycle, s, measured
   */
  step(elapsedS: number): void {
    const configuration = this.configuration;
    const housekeeping = this.housekeeping;
    if (!(elapsedS > 0)) {
      this.event(Event.ClockStep, Severity.Low, 0, 0, [elapsedS]);
      return;
    }
    housekeeping[Hk.ElapsedS] = elapsedS;
    this.cycles++;
    if (configuration) {
      const leastGapS = gapPeriods * configuration.samplePeriodS;
      if (elapsedS > leastGapS) this.event(Event.Gap, Severity.Low, 0, 0, [elapsedS]);
      const validity = this.validity!;
      if (validity.vote(this.readings, this.faults, this.raws)) this.reportFaults();
      const detector = this.detector!;
      const measuredPa = validity.pressurePa;
      const flowIndex = this.sensorOf.flow;
      const flowM3PerS = flowIndex < 0 ? NaN : this.readings[flowIndex]!;
      const inventory = this.inventory;
      const pressurePa = inventory && inventory.pumpPa && measuredPa > 0 ? inventory.suctionPa(measuredPa, flowM3PerS, validity.pressures.apart) : measuredPa;
      const isSwitching = inventory && inventory.settling;
      detector.sudden.pumping = flowIndex < 0 && inventory ? inventory.risePa : flowM3PerS;
      const temperatureK = validity.hasTemperature ? validity.temperatureK : assumedK;
      housekeeping[Hk.PressurePa] = measuredPa;
      housekeeping[Hk.TemperatureK] = temperatureK;
      this.sinceValidS += elapsedS;
      let gapS = this.sinceValidS > leastGapS ? this.sinceValidS : 0;
      if (!isNaN(temperatureK)) {
        this.history.update(temperatureK, elapsedS + this.temperatureAgeS);
        // What heat did meanwhile comes into the inventory at once: a gap.
        if (detector.isBlind) gapS = this.temperatureAgeS;
        this.temperatureAgeS = 0;
        this.lastK = temperatureK;
      } else this.temperatureAgeS += elapsedS;
      detector.isBlind = this.temperatureAgeS >= longestWithoutK;
      // For a short while the last temperature serves; after that a loss must be larger than heat could feign it.
      if (!isNaN(pressurePa) && !isNaN(this.lastK) && (!detector.isBlind || this.mode >= Mode.Nominal) && !isSwitching) this.judge(pressurePa, gapS);
      this.alarms.limits(isSwitching ? measuredPa : pressurePa, inventory ? inventory.minimumPa : 0, isNaN(pressurePa) || isNaN(temperatureK), elapsedS);
    }
    const standing = (this.alarms.standing | this.alarms.latched) & ~this.alarms.shelved;
    this.sinceHousekeepingS += elapsedS;
    if (!configuration || !(this.sinceHousekeepingS + 0.5 * configuration.samplePeriodS < configuration.housekeepingPeriodS!)) {
      this.sinceHousekeepingS = 0;
      this.telemetry.sendHousekeeping();
    }
    const lamp = standing & ~(1 << Alarm.SensorFault) ? Lamp.Alarm : standing ? Lamp.Fault
      : this.mode === Mode.Commissioning ? Lamp.Commissioning : this.mode === Mode.Nominal ? Lamp.Nominal : Lamp.Fault;
    this.hal.lamp(lamp);
  }

  /** Each change of a sensor's fault is an event, and so is each doubt that no one sensor can be named for. */
  private reportFaults(): void {
    const validity = this.validity!;
    const state = this.state;
    this.doubt(1, validity.pressures.isDisputed, Event.Disagreement);
    this.doubt(2, validity.temperatures.isDisputed, Event.Disagreement);
    this.doubt(4, validity.isDataFault, Event.DataFault);
    state[StateByte.PressureFault] = this.doubts & 1 ? Fault.Disagree : 0;
    state[StateByte.TemperatureFault] = this.doubts & 2 ? Fault.Disagree : 0;
    let faulty = 0;
    for (const channel of validity.channels) {
      const index = channel.index;
      const fault = channel.fault;
      if (fault) {
        faulty |= 1 << index;
        state[channel.isPressure ? StateByte.PressureFault : StateByte.TemperatureFault] = fault;
      }
      // Nothing is ready in the first cycles; that is no fault. One that comes and goes is not yet over.
      if (fault === this.reported[index] || (fault === Fault.NotReady && this.cycles < 3) || (!fault && channel.calm > calmReadings)) continue;
      this.reported[index] = fault;
      if (fault) this.event(Event.SensorFault, Severity.Medium, index, fault);
      else this.event(Event.SensorRecovered, Severity.Informative, index, 0);
    }
    state[StateByte.FaultySensors] = faulty & 255;
  }

  private doubt(bit: number, stands: boolean, event: Event): void {
    if (stands === (this.doubts & bit) > 0) return;
    this.doubts ^= bit;
    this.event(event, Severity.Medium, 0, stands ? bit : 0);
  }

  /**
   * Valid pressure at the suction: inventory, suspicion, diagnosis, alarm.
   * @param gapS how long it, or the temperature, was missing before, s; 0 where that was not long
   */
  private judge(pressurePa: number, gapS: number): void {
    const detector = this.detector!;
    const housekeeping = this.housekeeping;
    const smoothedK = this.history.smoothedK;
    const inventory = this.inventory;
    const elapsedS = this.sinceValidS;
    this.sinceValidS = 0;
    let value = pressurePa;
    let drivePerS = 1;
    if (inventory) {
      value = inventory.massKg(pressurePa, smoothedK[1]!, smoothedK[3]!);
      drivePerS = Math.sqrt(2 * inventory.liquidKgPerM3 * Math.max(0, pressurePa + this.leak!.position * inventory.risePa - inventory.externalPa));
    }
    if (this.mode === Mode.Hold) {
      this.holdingS -= elapsedS;
      if (this.holdingS > 0) return;
      this.enterMode(Mode.Nominal);
    }
    const sudden = detector.sudden;
    if (gapS) detector.bridge(gapS);
    detector.drivePerS = drivePerS;
    sudden.drivePerS = inventory && inventory.atStop ? 0 : drivePerS;
    if (sudden.samples && inventory) {
      sudden.isDrained = pressurePa < inventory.drainedPa && pressurePa > inventory.deadPa;
      sudden.runDown = this.sensorOf.flow < 0 && inventory.risePa ? inventory.jumpPa * inventory.totalM3PerPa(pressurePa) * inventory.liquidKgPerM3 : 0;
    }
    const isHeld = pressurePa === this.lastPa;
    detector.update(value, this.history, elapsedS, isHeld);
    if (sudden.samples === 1 && inventory && this.lastPa > inventory.heldPa) sudden.drained = 0;
    this.lastPa = pressurePa;
    if (sudden.stepped) this.event(sudden.isPump ? Event.Pump : sudden.stepped > 0 ? Event.Refill : Event.Bleed, Severity.Low, 0, 0, [sudden.stepped]);
    const alarms = this.alarms;
    const isCalm = !(alarms.standing & kept);
    const usualPressure = this.usualPressure;
    const levelIndex = this.sensorOf.level;
    if (levelIndex >= 0) this.usualLevel.take(this.readings[levelIndex]!, Infinity, elapsedS, isCalm);
    if (!inventory) {
      this.usualFlow.take(sudden.pumping, 0, elapsedS, isCalm);
      // A dead sensor repeats what it says.
      if (!(isHeld && detector.learnt[Learnt.NoiseStep]!)) usualPressure.take(pressurePa, emptyPa, elapsedS, isCalm);
    }
    // No pressure is left, and there was; and it is not the pump that stands.
    const isEmptied = usualPressure.low > lowSamples && usualPressure.value > filledPa && !(sudden.pumping < standingShare * this.usualFlow.value);
    if (inventory) housekeeping[Hk.InventoryKg] = value;
    if (detector.commissioning.phase === Phase.Watching) housekeeping[Hk.Statistic] = detector.statistic;
    if (this.mode === Mode.Commissioning) {
      housekeeping[Hk.CommissioningProgress] = detector.commissioning.progress;
      housekeeping[Hk.CommissioningRemainingS] = detector.commissioning.remainingS;
      if (detector.commissioning.phase === Phase.Watching || detector.commissioning.phase === Phase.Idle) this.endCommissioning(isEmptied);
    }
    // However it was lost, it has leaked.
    if (isEmptied && this.mode === Mode.Nominal) detector.crossedLevel = detector.bank.topLevel;
    const leak = this.leak!;
    const causeTest = this.causeTest;
    if (isCalm) {
      // What is tolerated is told, and no alarm.
      if (inventory && inventory.loop.toleratedLossKgPerS) housekeeping[Hk.LeakRateKgPerS] = Math.max(0, detector.lossPerS);
      // A pressure that falls as heat would make it vouches for no loss while the thermometer, which should say, is gone or
      // says the same for longer than usual.
      if (detector.crossedLevel >= 0 && !(detector.isLikeHeat() && (detector.isBlind || this.validity!.isStill()))) {
        leak.begin(detector.crossedLevel, detector.crossedRamp, detector.drivePerS, detector.isBlind);
        // Found by where it has got to: it may have begun at any time.
        if (isEmptied) leak.grownS = Infinity;
        leak.update(detector.residual, drivePerS, 0, pressurePa);
        this.causeTest = new CauseTest(smoothedK[1]!);
        alarms.cause = Cause.Undecided;
        alarms.raise(Alarm.Leak, leak.urgency(), leak.report);
        sudden.leaking = true;
      }
    } else {
      // Liquid that is put in is no part of what is lost.
      if (sudden.samples || sudden.stepped) leak.settling = settleSamples;
      leak.update(detector.residual, drivePerS, elapsedS, pressurePa);
      const lost = leak.baseline - detector.residual;
      const isDrained = isEmptied || (inventory ? inventory.atStop || alarms.standing & (1 << Alarm.PressureLow) || pressurePa < inventory.drainedPa : lost > drainedShare * pressurePa);
      if (leak.over(detector.residual, elapsedS) && !isDrained) {
        // What fell and stayed is a step, and the pump's where it rises again.
        sudden.lastShift = detector.residual - leak.baseline;
        if (sudden.lastShift > -returnedShare * leak.referenceRate * leak.windowS) detector.distrust(leak.foundLevel);
        else this.event(Event.Bleed, Severity.Low, 0, 0, [sudden.lastShift]);
        this.endLeak();
        return;
      }
      const wasGas = alarms.cause === Cause.Gas;
      if (inventory && inventory.cushionM3 && !wasGas && !(alarms.standing & (1 << Alarm.PressureLow))) {
        causeTest.update(lost, smoothedK[1]!, inventory.expansionM3PerK / inventory.cushionM3, elapsedS, leak.standingS);
      }
      // A level that is lower leaves no doubt.
      if (this.usualLevel.low > lowSamples) causeTest.cause = Cause.Liquid;
      if (!wasGas) alarms.cause = causeTest.cause;
      const isGas = alarms.cause === Cause.Gas;
      // Gas that is lost leaves no hole in the loop and no liquid outside it.
      if (isGas) leak.report.fill(NaN, 0, AlarmField.TimeToMinimumPressureS);
      if (isGas && !wasGas) {
        alarms.clear(Alarm.Leak);
        // A thermal swing is now in the inventory: only whole cycles tell whether the loss has ended.
        leak.windowS = Math.max(leak.windowS, gasWindowS);
        alarms.raise(Alarm.GasLoss, leak.urgency(), leak.report);
      } else alarms.sharpen(isGas ? Alarm.GasLoss : Alarm.Leak, leak.urgency(), leak.standingS, leak.report);
      housekeeping[Hk.LeakRateKgPerS] = leak.report[AlarmField.LeakRateKgPerS]!;
    }
  }

  /** Commissioning has ended: its result is stored, or, where it was refused, an older result goes on. */
  private endCommissioning(isEmptied: boolean): void {
    const commissioning = this.detector!.commissioning;
    // What has leaked until nothing came any more looks quiet, and so does a loop that was never filled.
    if (isEmptied || this.alarms.standing & (1 << Alarm.PressureLow)) {
      commissioning.verdict = Verdict.BelowMinimum;
      commissioning.phase = Phase.Idle;
    }
    const verdict = commissioning.verdict;
    const accepted = commissioning.phase === Phase.Watching;
    this.state[StateByte.Verdict] = verdict;
    this.event(Event.Commissioning, verdict === Verdict.Accepted ? Severity.Informative : Severity.Medium, 0, verdict, commissioning.report);
    if (accepted) {
      const record = [this.configurationCrc];
      for (let index = 0; index < Learnt.Count; index++) record.push(this.detector!.learnt[index]!);
      writeRecord(this.hal, resultFile, record);
    }
    this.enterMode(accepted || this.resume() ? Mode.Nominal : Mode.Uncommissioned);
  }

  /** @returns whether there was a stored result of this configuration to go on with */
  private resume(): boolean {
    const stored = readRecord(this.hal, resultFile);
    if (!stored || stored[0] !== this.configurationCrc || stored.length !== 1 + Learnt.Count) return false;
    this.detector!.resume(stored.slice(1));
    this.history.referenceK = stored[1 + Learnt.ReferenceK]!;
    return true;
  }
}
