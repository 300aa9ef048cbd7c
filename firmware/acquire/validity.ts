import { Fault } from "#hal/types.ts";
import type { SensorConfiguration } from "../configuration.ts";
import { Channel } from "./channel.ts";
import { Voter } from "./voter.ts";

/** Faults, one bit each, that are an end of the scale or a leap to somewhere. */
const offScaleFaults = (1 << Fault.ZeroRaw) | (1 << Fault.Saturated) | (1 << Fault.OpenWire) | (1 << Fault.Short) | (1 << Fault.OutOfRange) | (1 << Fault.Rate);

/** Identical readings in a row from which on a thermometer may be stuck: share of the longest run while it was well, and more. */
const stillShare = 0.2;
const stillReadings = 4;

/**
 * Validity of all readings, and the vote of each quantity's valid ones. Many channels that leave the scale at once are a
 * fault of the data path: then nothing is believed.
 */
export class Validity {
  /** Votes of the valid readings, SI; NaN where there is none. */
  pressurePa = NaN;
  temperatureK = NaN;
  readonly hasTemperature: boolean;
  /** Set while the monitor watches: then the runs seen before tell what is normal. */
  known = false;
  /** Whether several channels are off-scale at once. */
  isDataFault = false;
  /** Pressures and temperatures; flow and level are read, but not judged here. */
  readonly channels: Channel[] = [];
  readonly pressures: Voter;
  readonly temperatures: Voter;
  /** Index of the barometer that gauge sensors take their outside pressure from; −1: none. */
  private barometer = -1;
  private offScale = 0;

  constructor(sensors: SensorConfiguration[]) {
    const pressures: Channel[] = [];
    const temperatures: Channel[] = [];
    for (let index = 0; index < sensors.length; index++) {
      const channel = new Channel(index, sensors[index]!);
      // What is outside says nothing of the loop.
      if (channel.sensor.node === "ambient") {
        if (channel.isPressure) this.barometer = index;
      } else if (channel.isPressure) pressures.push(channel);
      else if (channel.sensor.quantity === "temperature") temperatures.push(channel);
    }
    this.channels = pressures.concat(temperatures);
    this.pressures = new Voter(pressures);
    this.temperatures = new Voter(temperatures);
    this.hasTemperature = temperatures.length > 0;
  }

  /**
   * @param values readings, SI; @param faults what the drivers say of them; @param raws what is compared for stuck-at:
   * raw counts, or the readings themselves
   * @returns whether any fault is another than before
   */
  vote(values: Float64Array, faults: Uint8Array, raws: Float64Array): boolean {
    const isKnown = this.known;
    let changed = false;
    let offScale = 0;
    let pressurePa = NaN;
    let temperatureK = NaN;
    for (const channel of this.channels) {
      const index = channel.index;
      const raw = raws[index]!;
      let value = values[index]!;
      if (channel.outsidePa) value += this.outside(channel, values, faults);
      const isSame = raw === channel.last;
      if (isSame) channel.run++;
      if (faults[index] || channel.fault || channel.calm || (isSame ? channel.run >= channel.leastStuck : channel.run) || value < 0 || !(Math.abs(value - channel.reading) < channel.greatestStep)) {
        if (channel.inspect(value, faults[index]!, raw, isKnown)) changed = true;
        const fault = channel.fault;
        if (fault) {
          offScale += (offScaleFaults >> fault) & 1;
          continue;
        }
      } else {
        channel.last = raw;
        channel.reading = value;
      }
      if (channel.isPressure) pressurePa = value;
      else temperatureK = value;
    }
    if (this.pressures.channels.length > 1) {
      pressurePa = this.pressures.vote();
      if (this.pressures.changed) changed = true;
    }
    if (this.temperatures.channels.length > 1) {
      temperatureK = this.temperatures.vote();
      if (this.temperatures.changed) changed = true;
    }
    if (offScale || this.offScale) {
      // Channels that leave the scale one by one are so many faults; those that leave it together have one.
      const isDataFault = offScale > 1 && 2 * offScale >= this.channels.length && (this.isDataFault || offScale > this.offScale + 1);
      if (isDataFault !== this.isDataFault) changed = true;
      this.isDataFault = isDataFault;
      this.offScale = offScale;
      if (isDataFault) {
        pressurePa = NaN;
        temperatureK = NaN;
      }
    }
    this.pressurePa = pressurePa;
    this.temperatureK = temperatureK;
    return changed;
  }

  /** @returns whether every thermometer has said the same for a good part of the longest time that it did while it was well */
  isStill(): boolean {
    for (const channel of this.temperatures.channels) if (!channel.fault && channel.run <= stillShare * channel.longest + stillReadings) return false;
    return true;
  }

  /** @returns the pressure outside a gauge sensor, Pa: the barometer's last good reading, or what is configured */
  private outside(channel: Channel, values: Float64Array, faults: Uint8Array): number {
    const barometer = this.barometer;
    if (barometer >= 0 && !faults[barometer] && values[barometer]! > 0) channel.outsidePa = values[barometer]!;
    return channel.outsidePa;
  }
}
