/** Stefan–Boltzmann constant, W/(m²·K⁴). */
const stefanBoltzmann = 5.670374419e-8;

/** A thermal network as plain data. The node named `liquid` is the coolant. */
export interface ThermalNetworkData {
  nodes: { name: string; capacityJPerK: number; startK: number }[];
  links?: { from: string; to: string; conductanceWPerK: number }[];
  /** Conductances to the surroundings: room, supply water, or a linearised radiator's sink. */
  surroundings?: { node: string; conductanceWPerK: number }[];
  radiators?: { node: string; emissivity: number; areaM2: number; sinkK: number }[];
}

/** A few lumped heat capacities, their links, radiators and surroundings. */
export class ThermalNetwork {
  /** By node, K. */
  readonly temperaturesK: Float64Array;
  /** Heat put into each node, W. */
  readonly heatW: Float64Array;
  surroundingsK = 293.15;

  private readonly count: number;
  private readonly perCapacity: Float64Array;
  private readonly linkFrom: Int32Array;
  private readonly linkTo: Int32Array;
  private readonly linkWPerK: Float64Array;
  private readonly outsideWPerK: Float64Array;
  private readonly radiatorNode: Int32Array;
  private readonly radiatorWPerK4: Float64Array;
  private readonly radiatorSinkK4: Float64Array;
  private readonly middleK: Float64Array;
  private readonly ratesKPerS: Float64Array;
  private readonly names: string[];

  constructor(data: ThermalNetworkData) {
    const links = data.links ?? [];
    const radiators = data.radiators ?? [];
    this.count = data.nodes.length;
    this.names = data.nodes.map((node) => node.name);
    this.temperaturesK = Float64Array.from(data.nodes, (node) => node.startK);
    this.heatW = new Float64Array(this.count);
    this.perCapacity = Float64Array.from(data.nodes, (node) => 1 / node.capacityJPerK);
    this.linkFrom = Int32Array.from(links, (link) => this.indexOf(link.from));
    this.linkTo = Int32Array.from(links, (link) => this.indexOf(link.to));
    this.linkWPerK = Float64Array.from(links, (link) => link.conductanceWPerK);
    this.outsideWPerK = new Float64Array(this.count);
    for (const outside of data.surroundings ?? []) this.outsideWPerK[this.indexOf(outside.node)]! += outside.conductanceWPerK;
    this.radiatorNode = Int32Array.from(radiators, (radiator) => this.indexOf(radiator.node));
    this.radiatorWPerK4 = Float64Array.from(radiators, (radiator) => radiator.emissivity * radiator.areaM2 * stefanBoltzmann);
    this.radiatorSinkK4 = Float64Array.from(radiators, (radiator) => radiator.sinkK ** 4);
    this.middleK = new Float64Array(this.count);
    this.ratesKPerS = new Float64Array(this.count);
  }

  /** @returns position of a node; @throws Error where there is none of this name */
  indexOf(name: string): number {
    const index = this.names.indexOf(name);
    if (index < 0) throw new Error(`no thermal node "${name}"; there are ${this.names.join(", ")}`);
    return index;
  }

  /** Lets time pass with constant heat, by the midpoint rule. @param elapsedS well under the shortest time constant */
  advance(elapsedS: number): void {
    const temperaturesK = this.temperaturesK;
    const middleK = this.middleK;
    const ratesKPerS = this.ratesKPerS;
    this.fillRates(temperaturesK);
    for (let node = 0; node < this.count; node++) {
      middleK[node] = temperaturesK[node]! + 0.5 * elapsedS * ratesKPerS[node]!;
    }
    this.fillRates(middleK);
    for (let node = 0; node < this.count; node++) temperaturesK[node]! += elapsedS * ratesKPerS[node]!;
  }

  private fillRates(temperaturesK: Float64Array): void {
    const ratesKPerS = this.ratesKPerS;
    for (let node = 0; node < this.count; node++) {
      ratesKPerS[node] = this.heatW[node]! + this.outsideWPerK[node]! * (this.surroundingsK - temperaturesK[node]!);
    }
    for (let link = 0; link < this.linkWPerK.length; link++) {
      const from = this.linkFrom[link]!;
      const to = this.linkTo[link]!;
      const flowW = this.linkWPerK[link]! * (temperaturesK[from]! - temperaturesK[to]!);
      ratesKPerS[from]! -= flowW;
      ratesKPerS[to]! += flowW;
    }
    for (let radiator = 0; radiator < this.radiatorNode.length; radiator++) {
      const node = this.radiatorNode[radiator]!;
      const square = temperaturesK[node]! * temperaturesK[node]!;
      ratesKPerS[node]! -= this.radiatorWPerK4[radiator]! * (square * square - this.radiatorSinkK4[radiator]!);
    }
    for (let node = 0; node < this.count; node++) ratesKPerS[node]! *= this.perCapacity[node]!;
  }
}
