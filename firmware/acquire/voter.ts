import { Fault } from "#hal/types.ts";
import type { Channel } from "./channel.ts";

/** Readings over which a sensor's offset and spread are learnt; after that the offset follows as slowly as in a day. */
const learningReadings = 128;
const slowly = 65536;
/** The same for sensors at other nodes, which a pump takes along. */
const spareReadings = 64;
/** Difference from the vote allowed before an offset is known, Pa and K; and, on top of drift and spread, after. */
const firstAllowedPa = 50000;
const firstAllowedK = 10;
const leastAllowedPa = 200;
const leastAllowedK = 2;
/** Mean deviations within which sensors agree. */
const spreadFactor = 10;
/** Readings in a row too far apart that make a fault, and near again that end it. */
const patience = 3;
const goodReadings = 30;

/**
 * One value from all sensors of a quantity. Each has a learnt offset to the vote, so that a sensor's leaving or coming
 * back is no step. Sensors at the first one's node vote; those at others, which differ by the pump's rise, stand in where
 * none of those is left; one that says the pump lowers the pressure is at another place than it should be. Three or
 * more: the mid-value, and one too far from it is out. Two: the mean while they agree. Where they do not, one that jumped
 * while the other stayed is out; where neither did, each goes on from what both had agreed on, and of two pressures the
 * higher counts, of two temperatures the lower, so that only a loss that both have seen is one.
 */
export class Voter {
  /** Whether two differ and it is not known which is right. */
  isDisputed = false;
  /** Whether a fault or the dispute is another than before this vote. */
  changed = false;
  /** How far the last sensor at another node is from the first one, Pa; NaN where there is none. */
  apart = NaN;
  private agreed = NaN;

  constructor(readonly channels: Channel[]) {
    for (const channel of channels) channel.isSpare = channel.sensor.node !== channels[0]!.sensor.node;
  }

  /** @returns the quantity's value, SI; NaN where no sensor is valid */
  vote(): number {
    let good: number[] = [];
    const parted: number[] = [];
    const spares: number[] = [];
    this.changed = false;
    this.apart = NaN;
    for (const channel of this.channels) {
      if (channel.fault) continue;
      (channel.isSpare ? spares : good).push(channel.reading - channel.offset);
      if (channel.isSpare) this.apart = Math.abs(channel.reading - this.channels[0]!.reading);
      else parted.push(channel.reading - channel.parted);
    }
    if (!good.length) good = spares;
    const count = good.length;
    if (!count) return NaN;
    good.sort((a, b) => a - b);
    let value = (good[(count - 1) >> 1]! + good[count >> 1]!) / 2;
    const centre = value;
    if (count === 2 && this.isDisputed) value = (this.channels[0]!.isPressure ? Math.max : Math.min)(parted[0]!, parted[1]!);
    let isCalm = !this.isDisputed;
    for (const channel of this.channels) if ((!channel.fault || channel.fault === Fault.Disagree) && this.isFar(channel, centre, count === 2)) isCalm = false;
    if (isCalm) this.agreed = value;
    if (this.changed && this.isDisputed) for (const channel of this.channels) channel.parted = channel.reading - this.agreed;
    return value;
  }

  /** Holds one sensor against the vote, or learns from it. @returns whether it is too far off */
  private isFar(channel: Channel, centre: number, isPair: boolean): boolean {
    const sensor = channel.sensor;
    const isPressure = channel.isPressure;
    const isDoubted = channel.fault || this.isDisputed;
    const deviation = channel.reading - channel.offset - centre;
    const size = Math.abs(deviation);
    const allowed = channel.taken < learningReadings
      ? isPressure ? firstAllowedPa : firstAllowedK
      : spreadFactor * channel.spread + (isPressure ? leastAllowedPa + (sensor.driftPaPerDay || 0) : leastAllowedK + (sensor.driftKPerDay || 0));
    if (size > allowed && !channel.isSpare) {
      channel.strikes = isDoubted ? goodReadings : channel.strikes + 1;
      if (!isDoubted && channel.strikes >= patience) {
        channel.strikes = goodReadings;
        this.changed = true;
        // Of two, the one that jumped while the other stayed with what both had agreed on.
        const shift = centre - this.agreed;
        if (!isPair || Math.abs(shift - deviation) < allowed / 2) channel.fault = Fault.Disagree;
        else if (!(Math.abs(shift + deviation) < allowed / 2)) this.isDisputed = true;
      }
      return true;
    }
    if (channel.strikes) {
      channel.strikes--;
      if (!channel.strikes && isDoubted) {
        channel.fault = Fault.None;
        this.isDisputed = false;
        this.changed = true;
      }
    } else if (!isDoubted) {
      let readings = channel.isSpare ? spareReadings : slowly;
      if (channel.taken < learningReadings) {
        readings = ++channel.taken;
        if (readings > 1) channel.spread += (size - channel.spread) / readings;
      }
      channel.offset += deviation / readings;
      if (readings === learningReadings && isPressure && channel.isSpare) {
        // A pump raises the pressure; the nodes' names run the other way, from suction over middle to discharge.
        const fallPa = sensor.node! > this.channels[0]!.sensor.node! ? channel.offset : -channel.offset;
        if (fallPa > spreadFactor * channel.spread + leastAllowedPa) {
          channel.fault = Fault.Swapped;
          this.changed = true;
        }
      }
    }
    return false;
  }
}
