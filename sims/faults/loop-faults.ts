import type { CoolantLoop } from "../loop/coolant-loop.ts";
import type { BleedFault, Fault, GasLossFault, HoleFault, RefillFault } from "./fault.ts";

type FeedFault = RefillFault | BleedFault;

/** What goes wrong in the loop itself, laid out in time. Between two edges nothing switches. */
export class LoopFaults {
  private readonly holes: HoleFault[];
  private readonly gasLosses: GasLossFault[];
  private readonly feeds: FeedFault[];
  /** Times at which something begins or ends for good, ascending, then Infinity. */
  private readonly edges: Float64Array;
  private nextEdge = 0;
  private isActive = false;

  constructor(faults: readonly Fault[]) {
    this.holes = faults.filter((fault): fault is HoleFault => fault.kind === "hole");
    this.gasLosses = faults.filter((fault): fault is GasLossFault => fault.kind === "gas-loss");
    this.feeds = faults.filter((fault): fault is FeedFault => fault.kind === "refill" || fault.kind === "bleed");
    const edges = new Set<number>();
    for (const fault of [...this.holes, ...this.gasLosses, ...this.feeds]) {
      edges.add(fault.onsetS);
      if (fault.endS !== undefined) edges.add(fault.endS);
    }
    this.edges = Float64Array.from([...[...edges].sort((a, b) => a - b), Infinity]);
  }

  /** @returns whether nothing is open, switches or flows in the second that ends then: one step carries the loop through it */
  isQuiet(endS: number): boolean {
    return !this.isActive && endS <= this.edges[this.nextEdge]!;
  }

  /**
   * One second in pieces between which something switches, the temperatures moving in a straight line.
   * @param beginS whole second at which it begins
   */
  step(loop: CoolantLoop, beginS: number, temperatureK: number, gasTemperatureK: number, risePa: number): void {
    const fromK = loop.temperatureK;
    const gasFromK = loop.gasTemperatureK;
    const riseFromPa = loop.risePa;
    const endS = beginS + 1;
    let nowS = beginS;
    while (nowS < endS) {
      let untilS = endS;
      while (this.edges[this.nextEdge]! <= nowS) this.nextEdge++;
      if (this.edges[this.nextEdge]! < untilS) untilS = this.edges[this.nextEdge]!;
      for (const hole of this.holes) untilS = Math.min(untilS, nextToggleS(hole, nowS));
      this.apply(loop, nowS, untilS);
      const share = untilS - beginS;
      loop.step(untilS - nowS, fromK + share * (temperatureK - fromK),
        gasFromK + share * (gasTemperatureK - gasFromK), riseFromPa + share * (risePa - riseFromPa));
      nowS = untilS;
    }
    while (this.edges[this.nextEdge]! <= nowS) this.nextEdge++;
    this.apply(loop, endS, endS);
  }

  private apply(loop: CoolantLoop, beginS: number, endS: number): void {
    const middleS = 0.5 * (beginS + endS);
    this.isActive = false;
    for (let index = 0; index < this.holes.length; index++) {
      const hole = this.holes[index]!;
      const isInSpan = middleS >= hole.onsetS && middleS < (hole.endS ?? Infinity);
      if (isInSpan) this.isActive = true;
      loop.setHole(index, isInSpan && isOpen(hole, middleS) ? hole.diameterM + (hole.growthMPerS ?? 0) * (middleS - hole.onsetS) : 0);
    }
    for (const loss of this.gasLosses) {
      if (middleS < loss.onsetS || middleS >= (loss.endS ?? Infinity)) continue;
      this.isActive = true;
      loop.gasShare = Math.max(0, loop.gasShare - loss.sharePerS * (endS - beginS));
    }
    let feedKgPerS = 0;
    for (const feed of this.feeds) {
      if (middleS < feed.onsetS || middleS >= feed.endS) continue;
      this.isActive = true;
      feedKgPerS += (feed.kind === "refill" ? 1 : -1) * feed.massKg / (feed.endS - feed.onsetS);
    }
    loop.feedKgPerS = feedKgPerS;
  }
}

function isOpen(hole: HoleFault, timeS: number): boolean {
  if (hole.openS === undefined || hole.shutS === undefined) return true;
  return (timeS - hole.onsetS) % (hole.openS + hole.shutS) < hole.openS;
}

/** @returns when an intermittent hole next opens or shuts after a time; Infinity where it does not */
function nextToggleS(hole: HoleFault, timeS: number): number {
  if (hole.openS === undefined || hole.shutS === undefined || timeS < hole.onsetS) return Infinity;
  const cycleS = hole.openS + hole.shutS;
  const cycleBeganS = hole.onsetS + Math.floor((timeS - hole.onsetS) / cycleS) * cycleS;
  if (cycleBeganS + hole.openS > timeS) return cycleBeganS + hole.openS;
  return cycleBeganS + cycleS > timeS ? cycleBeganS + cycleS : timeS + hole.openS;
}
