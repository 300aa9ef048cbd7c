import type { VirtualClock } from "#hal/simulated/clock.ts";
import { Random } from "#hal/simulated/random.ts";
import type { Configuration } from "#firmware/configuration.ts";
import { Surroundings } from "./environment/environment.ts";
import type { HoleFault, PumpTripFault, WeatherFault } from "./faults/fault.ts";
import { LoopFaults } from "./faults/loop-faults.ts";
import { SensingElement } from "./faults/sensing-element.ts";
import { SensorFaults, type FaultyPart } from "./faults/sensor-faults.ts";
import { InputError } from "./input-error.ts";
import { CoolantLoop, type LoopNode } from "./loop/coolant-loop.ts";
import { referencePressureOf, toConfiguration } from "./loop/loop-file.ts";
import { misconfigured } from "./overrides.ts";
import { bareBoard } from "./parts/board-wiring.ts";
import { emulatePart } from "./parts/emulated-part.ts";
import { checkScenario } from "./scenarios/check-scenario.ts";
import type { Scenario } from "./scenarios/scenario.ts";

/** What really happened, for reports; numbers not known or not reached are null. */
export interface Truth {
  holes: { onsetS: number; diameterM: number; node: LoopNode; endS: number | null }[];
  minimumPressureAtS: number | null;
  stopReachedAtS: number | null;
  vapourPressureAtS: number | null;
  emptyAtS: number | null;
  faults: { kind: string; onsetS: number; endS: number | null }[];
  initialMassKg: number;
  massKg: number;
  lostKg: number;
  addedKg: number;
}

/** Outside these temperatures no coolant is liquid, K. */
const liquidFromK = 120;
const liquidToK = 650;

/** A pump comes up and runs down with this time constant, s. */
const pumpLagS = 2;

/** Streams of random numbers of one seed. */
const environmentStream = 1;
const partStream = 16;
const elementStream = 64;

/**
 * A loop in its surroundings with everything that goes wrong, and the emulated parts that measure it. The physics runs
 * on whole seconds and holds between them. It knows nothing of a monitor.
 */
export class World {
  readonly scenario: Scenario;
  /** The loop file as the monitor is told it. */
  readonly configuration: Configuration;
  /** Buses and pins with the emulated parts. */
  readonly wiring = bareBoard();
  readonly loop: CoolantLoop;
  readonly surroundings: Surroundings;
  /** Outside air now, Pa. */
  outsidePa: number;
  isPumpRunning = true;

  private timeS = 0;
  private readonly risePa: number;
  private readonly pumpM3PerS: number;
  private readonly gasKept: number;
  private readonly loopFaults: LoopFaults;
  private readonly sensorFaults: SensorFaults;
  private readonly elements: SensingElement[] = [];
  private readonly trips: PumpTripFault[];
  private readonly weathers: WeatherFault[];
  private readonly outsideMeanPa: number;
  private gasK: number;
  private riseNowPa: number;

  /**
   * @param options.clock carries the world on each second; the emulated parts tell conversion times by it
   * @throws InputError for a scenario that cannot be
   */
  constructor(options: { scenario: Scenario; seed: number; clock: VirtualClock }) {
    const { scenario, seed, clock } = options;
    checkScenario(scenario);
    this.scenario = scenario;
    const configuration = toConfiguration(scenario.loop);
    this.configuration = misconfigured(scenario, configuration);
    const holes = scenario.faults.filter((fault): fault is HoleFault => fault.kind === "hole");
    this.trips = scenario.faults.filter((fault): fault is PumpTripFault => fault.kind === "pump-trip");
    this.weathers = scenario.faults.filter((fault): fault is WeatherFault => fault.kind === "weather");
    this.risePa = scenario.loop.pump?.risePa ?? 0;
    this.riseNowPa = this.risePa;
    this.pumpM3PerS = scenario.loop.pump?.flowM3PerS ?? 0;
    this.gasKept = Math.exp(-1 / scenario.gasLagS);
    this.loop = new CoolantLoop({
      loop: configuration.loop!, referencePressurePa: referencePressureOf(scenario.loop), holeNodes: holes.map((hole) => hole.node),
    });
    this.outsideMeanPa = configuration.loop!.externalPressurePa;
    this.outsidePa = this.outsideMeanPa;
    this.surroundings = new Surroundings(scenario.environment, new Random(seed, environmentStream));
    this.gasK = this.surroundings.liquidK;
    this.loop.settle(this.surroundings.liquidK, this.gasK, this.riseNowPa);
    const liquidK = this.surroundings.liquidK;
    if (!(liquidK > liquidFromK && liquidK < liquidToK)) {
      throw new InputError(`${scenario.name}: its surroundings bring the loop to ${liquidK.toPrecision(3)} K, where no coolant is liquid; give other temperatures, heat or conductances`);
    }
    const { vapourPressurePa } = configuration.loop!.coolant;
    if (this.loop.pressurePa <= vapourPressurePa) {
      throw new InputError(`${scenario.name}: at the ${this.surroundings.liquidK.toFixed(1)} K of its surroundings the loop holds too little to stay above its coolant's vapour pressure of ${vapourPressurePa} Pa; give more liquid, gas or pressure`);
    }
    this.loopFaults = new LoopFaults(scenario.faults);
    const parts: FaultyPart[] = configuration.sensors.map((sensor, index) => {
      const element = new SensingElement(this, sensor.node ?? "suction", scenario.thermometerLagS, sensor.reference === "gauge",
        new Random(seed, elementStream + index));
      this.elements.push(element);
      return emulatePart(sensor, index, element, this.wiring, clock, new Random(seed, partStream + index));
    });
    this.sensorFaults = new SensorFaults(scenario.faults, parts);
    // The world goes on where nothing measures it.
    clock.every(1000, () => this.advanceTo(clock.nowMs() / 1000));
  }

  /** What the pump moves now, m³/s: its pressure is used up by turbulent flow. */
  get flowM3PerS(): number {
    return this.risePa > 0 ? this.pumpM3PerS * Math.sqrt(this.riseNowPa / this.risePa) : 0;
  }

  /** Carries the world on to the last whole second up to this time. */
  advanceTo(timeS: number): void {
    while (this.timeS + 1 <= timeS) this.advanceSecond();
  }

  /** What really happened up to now, and what is bound to. */
  truth(): Truth {
    const orNull = (timeS: number): number | null => (Number.isFinite(timeS) ? timeS : null);
    const loop = this.loop;
    const faults = this.scenario.faults;
    return {
      holes: faults.filter((fault): fault is HoleFault => fault.kind === "hole").map((hole) => ({
        onsetS: hole.onsetS, diameterM: hole.diameterM, node: hole.node, endS: hole.endS ?? null,
      })),
      minimumPressureAtS: orNull(loop.minimumPressureAtS),
      stopReachedAtS: orNull(loop.stopReachedAtS),
      vapourPressureAtS: orNull(loop.vapourPressureAtS),
      emptyAtS: orNull(loop.emptyAtS),
      faults: faults.filter((fault) => fault.kind !== "hole").map((fault) => ({
        kind: fault.kind,
        onsetS: "onsetS" in fault ? fault.onsetS : 0,
        endS: "endS" in fault ? fault.endS ?? null : null,
      })),
      initialMassKg: loop.initialMassKg,
      massKg: loop.massKg,
      lostKg: loop.lostKg,
      addedKg: loop.addedKg,
    };
  }

  private advanceSecond(): void {
    const beginS = this.timeS;
    const surroundings = this.surroundings;
    const loop = this.loop;
    surroundings.advance();
    const liquidK = surroundings.liquidK;
    this.gasK = liquidK + (this.gasK - liquidK) * this.gasKept;
    this.drivePump(beginS);
    if (this.weathers.length > 0) this.blow(beginS);
    if (this.loopFaults.isQuiet(beginS + 1)) loop.step(1, liquidK, this.gasK, this.riseNowPa);
    else this.loopFaults.step(loop, beginS, liquidK, this.gasK, this.riseNowPa);
    this.timeS = beginS + 1;
    const elements = this.elements;
    for (let index = 0; index < elements.length; index++) elements[index]!.follow();
    this.sensorFaults.apply(this.timeS);
  }

  private drivePump(timeS: number): void {
    if (this.risePa === 0) return;
    const schedule = this.scenario.pump;
    let isRunning = true;
    if (schedule && timeS >= schedule.onsetS) {
      isRunning = (timeS - schedule.onsetS) % (schedule.onS + schedule.offS) >= schedule.offS;
    }
    for (const trip of this.trips) if (timeS >= trip.onsetS && timeS < (trip.endS ?? Infinity)) isRunning = false;
    this.isPumpRunning = isRunning;
    this.riseNowPa += ((isRunning ? this.risePa : 0) - this.riseNowPa) / (pumpLagS + 0.5);
  }

  private blow(timeS: number): void {
    let outsidePa = this.outsideMeanPa;
    for (const weather of this.weathers) {
      if (timeS < weather.onsetS || timeS >= (weather.endS ?? Infinity)) continue;
      outsidePa += weather.swingPa * Math.sin(2 * Math.PI * (timeS - weather.onsetS) / weather.periodS);
    }
    this.outsidePa = outsidePa;
    this.loop.externalPressurePa = Math.max(0, outsidePa);
  }
}
