import type { Random } from "#hal/simulated/random.ts";
import { eclipseS, orbitPeriodS } from "./orbit.ts";
import { ThermalNetwork, type ThermalNetworkData } from "./thermal-network.ts";

interface EnvironmentBase {
  network: ThermalNetworkData;
  /** Heat that the loop takes up, W, into the node `loadNode` (absent: `liquid`). */
  loadW: number;
  loadNode?: string;
  /** Slow random wander of the load: standard deviation, W, and correlation time, s. */
  loadWanderW?: number;
  loadWanderS?: number;
  /** Time that has passed in these surroundings before the run begins, s. */
  settleS: number;
}

/** Low circular orbit: sun on a node in the light, none in the shadow. The run begins at sunrise. */
export interface OrbitEnvironment extends EnvironmentBase {
  kind: "orbit";
  altitudeM: number;
  betaDeg: number;
  sunW: number;
  sunNode: string;
  sinkK: number;
}

/** A bench in a room: day cycle, a heater that switches, draughts from a door. */
export interface BenchEnvironment extends EnvironmentBase {
  kind: "bench";
  roomK: number;
  /** Half of the room's swing over a day. */
  daySwingK: number;
  heaterW: number;
  heaterPeriodS: number;
  heaterOnS: number;
  draughtsPerDay: number;
  draughtK: number;
  draughtS: number;
}

/** A rack on facility water: its load jumps between low and high at random times. */
export interface RackEnvironment extends EnvironmentBase {
  kind: "rack";
  supplyK: number;
  stepW: number;
  stepsPerDay: number;
}

export type Environment = OrbitEnvironment | BenchEnvironment | RackEnvironment;

const daySeconds = 86400;
/** The random parts of an environment are drawn anew this often, s. */
const drawS = 10;

/** Surroundings of a loop, second by second. */
export class Surroundings {
  readonly network: ThermalNetwork;
  private readonly data: Environment;
  private readonly random: Random;
  private readonly liquid: number;
  private readonly load: number;
  private readonly sun: number;
  private readonly periodS: number;
  private readonly litS: number;
  private phaseS = 0;
  private seconds = 0;
  private wanderW = 0;
  private readonly wanderKept: number;
  private readonly wanderDrawn: number;
  private draughtLeftS = 0;
  private stepNowW = 0;

  constructor(data: Environment, random: Random) {
    this.data = data;
    this.random = random;
    this.network = new ThermalNetwork(data.network);
    this.liquid = this.network.indexOf("liquid");
    this.load = this.network.indexOf(data.loadNode ?? "liquid");
    this.sun = data.kind === "orbit" ? this.network.indexOf(data.sunNode) : 0;
    this.periodS = data.kind === "orbit" ? orbitPeriodS(data.altitudeM) : daySeconds;
    this.litS = data.kind === "orbit" ? this.periodS - eclipseS(data.altitudeM, data.betaDeg) : daySeconds;
    this.wanderKept = Math.exp(-drawS / (data.loadWanderS ?? 1800));
    this.wanderDrawn = (data.loadWanderW ?? 0) * Math.sqrt(1 - this.wanderKept * this.wanderKept);
    const settleS = Math.ceil(data.settleS / this.periodS) * Math.round(this.periodS);
    this.phaseS = (Math.ceil(settleS / this.periodS) * this.periodS - settleS) % this.periodS;
    for (let second = 0; second < settleS; second++) this.advance();
    this.seconds = 0;
  }

  /** Temperature of the liquid, K. */
  get liquidK(): number {
    return this.network.temperaturesK[this.liquid]!;
  }

  /** Whether the orbit is in the light (always, elsewhere). */
  get isLit(): boolean {
    return this.phaseS < this.litS;
  }

  /** Lets one second pass. */
  advance(): void {
    const data = this.data;
    const network = this.network;
    if (this.seconds % drawS === 0) this.draw();
    const heatW = network.heatW;
    heatW.fill(0);
    heatW[this.load] = data.loadW + this.wanderW + this.stepNowW;
    if (data.kind === "orbit") {
      network.surroundingsK = data.sinkK;
      heatW[this.sun]! += data.sunW * this.litShare();
    } else if (data.kind === "bench") {
      const angle = 2 * Math.PI * this.phaseS / daySeconds;
      network.surroundingsK = data.roomK + data.daySwingK * Math.sin(angle) - (this.draughtLeftS > 0 ? data.draughtK : 0);
      if (this.draughtLeftS > 0) this.draughtLeftS--;
      if (data.heaterW !== 0 && this.phaseS % data.heaterPeriodS < data.heaterOnS) heatW[this.load]! += data.heaterW;
    } else {
      network.surroundingsK = data.supplyK;
    }
    network.advance(1);
    this.seconds++;
    this.phaseS++;
    if (this.phaseS >= this.periodS) this.phaseS -= this.periodS;
  }

  /** Share of the coming second that is lit. */
  private litShare(): number {
    const beginS = this.phaseS;
    const endS = beginS + 1;
    if (endS <= this.litS) return 1;
    const againS = endS > this.periodS ? endS - this.periodS : 0;
    return (beginS < this.litS ? this.litS - beginS : 0) + (againS < this.litS ? againS : this.litS);
  }

  private draw(): void {
    const data = this.data;
    if (this.wanderDrawn > 0) this.wanderW = this.wanderKept * this.wanderW + this.wanderDrawn * this.random.gaussian();
    if (data.kind === "bench" && data.draughtsPerDay > 0) {
      if (this.random.uniform() < data.draughtsPerDay * drawS / daySeconds) this.draughtLeftS = data.draughtS;
    } else if (data.kind === "rack" && data.stepsPerDay > 0) {
      if (this.random.uniform() < data.stepsPerDay * drawS / daySeconds) {
        this.stepNowW = data.stepW * (2 * this.random.uniform() - 1);
      }
    }
  }
}
