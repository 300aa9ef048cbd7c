import type { Random } from "#hal/simulated/random.ts";
import { standardAtmospherePa, type Configuration, type SensorConfiguration } from "#firmware/configuration.ts";
import { Surroundings, type Environment } from "../environment/environment.ts";
import type { Fault } from "../faults/fault.ts";
import { LoopFaults } from "../faults/loop-faults.ts";
import { CoolantLoop, type LoopNode } from "../loop/coolant-loop.ts";
import type { Place } from "./place.ts";

/** In what a plant differs from its loop file, and its noise from the data sheet's white noise. */
export interface Differences {
  /** True gas volume over the loop file's. */
  gasVolumeShare: number;
  /** Heat capacity of a second thermal mass behind the liquid, in the liquid's own; and its time constant, s. */
  secondMassShare: number;
  secondMassS: number;
  /** The gas lags the liquid by so many times what the place says. */
  gasLagShare: number;
  /** AR(1) coefficient of the readings' noise from sample to sample; its standard deviation stays. */
  autocorrelation: number;
  /** Slow wander of the readings besides: standard deviation, in that of the noise, and correlation time, s. */
  wanderShare: number;
  wanderS: number;
  /** Share of the samples whose noise is `tailFactor` times as large. */
  tailShare: number;
  tailFactor: number;
  /** Whether samples come after one to three periods, and once an hour or so not for one or two minutes. */
  isUneven: boolean;
}

/** A plant as the loop file says, with the noise that the data sheets say. */
export const textbook: Differences = {
  gasVolumeShare: 1, secondMassShare: 0, secondMassS: 1500, gasLagShare: 1, autocorrelation: 0, wanderShare: 0, wanderS: 600,
  tailShare: 0, tailFactor: 6, isUneven: false,
};

export const nodes: readonly LoopNode[] = ["suction", "middle", "discharge"];

/** Stefan–Boltzmann constant, W/(m²·K⁴). */
const stefanBoltzmann = 5.670374419e-8;

/** Of uneven sampling: mean time between gaps, s; their length is one to two of these. */
const betweenGapsS = 3600;
const shortestGapS = 60;

interface Element {
  sensor: SensorConfiguration;
  noise: number;
  resolution: number;
  isPressure: boolean;
  /** State of the AR(1) noise and of the wander, in standard deviations. */
  memory: number;
  wander: number;
}

/**
 * A loop in its surroundings and its sensors, with nothing between them and the monitor: readings are true values with
 * noise, rounded to the sensor's resolution. Beside the monitor's own work it costs little, which emulated parts on
 * emulated buses do not, and it can be copied in the midst of a run.
 */
export class CampaignPlant {
  readonly loop: CoolantLoop;
  readonly environment: Environment;
  /** Seconds since the plant began. */
  timeS = 0;
  /** Of the last sample, by sensor of the configuration: SI, NaN where nothing is measured. */
  readonly readings: Float64Array;
  /** Added to every pressure reading, Pa. */
  stepPa = 0;
  /** Sensors, by place in the configuration, whose reading stays as it is. */
  readonly stuck: Uint8Array;
  private readonly surroundings: Surroundings;
  private loopFaults: LoopFaults | undefined;
  private readonly elements: Element[];
  private gasK: number;
  private laggedK: number;
  private readonly gasGain: number;
  private readonly lagGain: number;
  private readonly risePa: number;
  private sampleS = 0;
  private readonly coefficient: number;
  private readonly loadW: number;
  /** What warms the liquid by 1 K in the end. */
  private readonly wattsPerK: number;

  /**
   * @param random of the noise, and of the moment at which the plant begins
   * @param surroundingsRandom of what is random in the surroundings
   */
  constructor(
    configuration: Configuration, place: Place, private readonly differences: Differences, referencePressurePa: number, risePa: number,
    private random: Random, surroundingsRandom: Random,
  ) {
    const loop = configuration.loop!;
    const { accumulator } = loop;
    const gasShare = differences.gasVolumeShare;
    this.loop = new CoolantLoop({
      loop: accumulator ? {
        ...loop,
        accumulator: {
          ...accumulator, gasVolumeM3: accumulator.gasVolumeM3 * gasShare,
          ...(accumulator.maximumGasVolumeM3 !== undefined && { maximumGasVolumeM3: accumulator.maximumGasVolumeM3 * gasShare }),
        },
      } : loop,
      referencePressurePa, holeNodes: nodes,
    });
    this.environment = withSecondMass(place.environment, differences);
    this.surroundings = new Surroundings(this.environment, surroundingsRandom);
    for (let second = Math.floor(random.uniform() * place.periodS); second > 0; second--) this.surroundings.advance();
    this.risePa = risePa;
    this.coefficient = loop.dischargeCoefficient;
    this.loadW = this.environment.loadW;
    this.wattsPerK = wattsPerKOf(this.environment);
    this.gasK = this.surroundings.liquidK;
    this.laggedK = this.surroundings.liquidK;
    this.gasGain = 1 - Math.exp(-1 / (place.gasLagS * differences.gasLagShare));
    this.lagGain = 1 / (place.thermometerLagS + 0.5);
    this.loop.settle(this.surroundings.liquidK, this.gasK, risePa);
    this.readings = new Float64Array(configuration.sensors.length);
    this.stuck = new Uint8Array(configuration.sensors.length);
    this.elements = configuration.sensors.map((sensor) => {
      const isPressure = sensor.quantity === "pressure";
      return {
        sensor, isPressure, noise: (isPressure ? sensor.noisePa : sensor.noiseK) ?? 0, resolution: (isPressure ? sensor.resolutionPa : sensor.resolutionK) ?? 0,
        memory: random.gaussian(), wander: random.gaussian(),
      };
    });
  }

  /** Noise of another sequence from here on. */
  reseed(random: Random): void {
    this.random = random;
  }

  /** Something goes wrong in the loop, or liquid is put in or taken out; seconds of the plant's own time. No holes. */
  befall(faults: readonly Fault[]): void {
    this.loopFaults = new LoopFaults(faults);
  }

  /**
   * Opens a hole at a node, so large that it loses this much at the present pressure.
   * @param coefficientShare its discharge coefficient over the loop file's @returns its diameter, m
   * Source: ṁ = C_d·A·√(2ρΔp).
   */
  leak(node: LoopNode, lossKgPerS: number, coefficientShare: number): number {
    const { loop } = this;
    const dropPa = loop.nodePressurePa(node) - loop.externalPressurePa;
    const effectiveM2 = lossKgPerS / (this.coefficient * Math.sqrt(2 * loop.densityKgPerM3 * dropPa));
    // The loop has one coefficient; a hole with another one passes as much as one of another size.
    const diameterM = Math.sqrt(4 * effectiveM2 / Math.PI);
    loop.setHole(nodes.indexOf(node), diameterM);
    return diameterM / Math.sqrt(coefficientShare);
  }

  /** Surroundings warmer by so much than at the beginning, K: the heat that this takes, while they stay what they are. */
  warm(byK: number): void {
    this.environment.loadW = this.loadW + byK * this.wattsPerK;
  }

  /** Goes on by one sample. @returns the time since the one before, s */
  sample(periodS: number): number {
    const elapsedS = this.differences.isUneven ? this.unevenS(periodS) : periodS;
    this.sampleS += elapsedS;
    while (this.timeS + 1 <= this.sampleS + 1e-9) this.advanceSecond();
    this.measure(elapsedS);
    return elapsedS;
  }

  /** Lets a second pass without a sample. */
  advanceSecond(): void {
    const surroundings = this.surroundings;
    surroundings.advance();
    const liquidK = surroundings.liquidK;
    this.gasK += (liquidK - this.gasK) * this.gasGain;
    this.laggedK += (liquidK - this.laggedK) * this.lagGain;
    const faults = this.loopFaults;
    if (faults && !faults.isQuiet(this.timeS + 1)) faults.step(this.loop, this.timeS, liquidK, this.gasK, this.risePa);
    else this.loop.step(1, liquidK, this.gasK, this.risePa);
    this.timeS++;
  }

  private unevenS(periodS: number): number {
    const uniform = this.random.uniform();
    if (this.random.uniform() < 1.5 * periodS / betweenGapsS) return Math.round(shortestGapS * (1 + uniform));
    return periodS * (uniform < 0.6 ? 1 : uniform < 0.9 ? 2 : 3);
  }

  private measure(elapsedS: number): void {
    const { elements, readings, loop, differences, random } = this;
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index]!;
      if (this.stuck[index]) continue;
      const { sensor, resolution } = element;
      let value = NaN;
      if (element.isPressure) {
        value = sensor.node === "ambient" ? loop.externalPressurePa : sensor.node === undefined || sensor.node === "suction" ? loop.pressurePa : loop.nodePressurePa(sensor.node);
        if (sensor.reference === "gauge") value -= sensor.externalPressurePa ?? standardAtmospherePa;
        if (sensor.node !== "ambient") value += this.stepPa;
      } else if (sensor.quantity === "temperature") value = this.laggedK;
      let deviate = random.gaussian();
      if (differences.autocorrelation > 0) {
        const kept = differences.autocorrelation;
        deviate = kept * element.memory + Math.sqrt(1 - kept * kept) * deviate;
        element.memory = deviate;
      }
      if (differences.tailShare > 0 && random.uniform() < differences.tailShare) deviate *= differences.tailFactor;
      if (differences.wanderShare > 0) {
        const kept = Math.exp(-elapsedS / differences.wanderS);
        element.wander = kept * element.wander + Math.sqrt(1 - kept * kept) * random.gaussian();
        deviate += differences.wanderShare * element.wander;
      }
      value += element.noise * deviate;
      readings[index] = resolution > 0 ? Math.round(value / resolution) * resolution : value;
    }
  }
}

/** @returns the surroundings with a thermal mass behind the liquid that nothing heats: the mean stays, the course does not */
function withSecondMass(environment: Environment, { secondMassShare, secondMassS }: Differences): Environment {
  const { network } = environment;
  if (secondMassShare === 0) return { ...environment };
  const liquid = network.nodes.find((node) => node.name === "liquid")!;
  const capacityJPerK = secondMassShare * liquid.capacityJPerK;
  return {
    ...environment,
    network: {
      ...network,
      nodes: [...network.nodes, { name: "second", capacityJPerK, startK: liquid.startK }],
      links: [...(network.links ?? []), { from: "liquid", to: "second", conductanceWPerK: capacityJPerK / secondMassS }],
    },
  };
}

/** @returns conductance to the surroundings, radiators as near their sink's or the room's temperature, W/K */
function wattsPerKOf({ network }: Environment): number {
  let sum = 0;
  for (const { conductanceWPerK } of network.surroundings ?? []) sum += conductanceWPerK;
  for (const { node, emissivity, areaM2 } of network.radiators ?? []) {
    const startK = network.nodes.find(({ name }) => name === node)!.startK;
    sum += 4 * emissivity * areaM2 * stefanBoltzmann * startK ** 3;
  }
  return sum;
}
