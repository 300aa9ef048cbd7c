import { SimulatedI2c, type I2cPart } from "#hal/simulated/bus.ts";
import { EmulatedAds1115, currentLoop, type LoopWire } from "#hal/simulated/parts/ads1115.ts";
import { EmulatedBmp280 } from "#hal/simulated/parts/bmp280.ts";
import { EmulatedHoneywell } from "#hal/simulated/parts/honeywell.ts";
import { EmulatedMs58, type Ms58ModelName } from "#hal/simulated/parts/ms5837.ts";
import { EmulatedTmp117 } from "#hal/simulated/parts/tmp117.ts";
import { InputError } from "../input-error.ts";
import { partData, usualI2cBus } from "../loop/part-data.ts";
import type { PartFaults, PartMaker, PartSite } from "./part-site.ts";

/** Far outside of what any of these parts can say. */
const offScalePa = 1e9;
const offScaleK = 1e4;
/** Supply of a ratiometric transmitter as its divider shows it, V. */
const dividedSupplyV = 3.3;

function busOf({ sensor, wiring, clock }: PartSite): SimulatedI2c {
  return (wiring.i2c[sensor.bus ?? usualI2cBus] ??= new SimulatedI2c(clock));
}

/** @returns the bus, with a part on it */
function attach(site: PartSite, part: I2cPart): SimulatedI2c {
  const bus = busOf(site);
  bus.attach(addressOf(site), part);
  return bus;
}

function addressOf({ sensor }: PartSite): number {
  return sensor.address ?? partData[sensor.part]!.usualAddress!;
}

/** @param part answers unless it is absent; its supply coming back is a reset */
function onBus(site: PartSite, part: I2cPart & { absent: boolean }, powerUp: () => void): PartFaults {
  const bus = attach(site, part);
  return {
    setAbsent: (isAbsent) => { part.absent = isAbsent; },
    setShorted: (isShorted) => { bus.stuckLow = isShorted; },
    powerUp,
  };
}

/** Parts of TE's MS58 family, which have noise and faults of their own. */
export const ms58: PartMaker = (site) => {
  const { sensor, element, node, random } = site;
  const part = new EmulatedMs58({ model: sensor.part as Ms58ModelName, plant: element, node, random });
  const faults = part.faults;
  const bus = attach(site, part);
  const ownNoisePa = partData[sensor.part]?.noisePaByOversampling?.[sensor.oversampling ?? 8192] ?? partData[sensor.part]?.noisePa;
  const usual = sensor.noisePa !== undefined && ownNoisePa ? sensor.noisePa / ownNoisePa : 1;
  faults.noise = usual;
  return {
    noise: sensor.noisePa ?? ownNoisePa ?? 0,
    setStuck: (isStuck) => {
      faults.stuckCount = isStuck ? Math.round(part.pressureCount(element.pressurePa(node), element.temperatureK(node))) : -1;
    },
    setNoise: (factor) => { faults.noise = usual * factor; },
    setOffScale: (isOffScale) => { faults.offsetPa = isOffScale ? offScalePa : 0; },
    setAbsent: (isAbsent) => { faults.absent = isAbsent; },
    setShorted: (isShorted) => { bus.stuckLow = isShorted; },
    powerUp: () => part.brownOut(),
  };
};

export const tmp117: PartMaker = (site) => {
  const { disturbed, node } = site;
  const part = new EmulatedTmp117(disturbed, node);
  return { ...onBus(site, part, () => part.reset()), setOffScale: (isOffScale) => { disturbed.offsetK = isOffScale ? offScaleK : 0; } };
};

export const bmp280: PartMaker = (site) => {
  const { disturbed, node } = site;
  const part = new EmulatedBmp280(disturbed, node);
  return { ...onBus(site, part, () => part.reset()), setOffScale: (isOffScale) => { disturbed.offsetPa = isOffScale ? offScalePa : 0; } };
};

export const honeywell: PartMaker = (site) => {
  const { sensor, disturbed, node } = site;
  const part = new EmulatedHoneywell(disturbed, node, sensor.lowPa!, sensor.highPa!, sensor.transferFunction);
  return { ...onBus(site, part, () => {}), setOffScale: (isOffScale) => { disturbed.offsetPa = isOffScale ? offScalePa : 0; } };
};

/** A transmitter on a converter's channel; its faults are the transmitter's, the converter is there for all. */
export const ads1115: PartMaker = (site) => {
  const { sensor, disturbed, node } = site;
  if (sensor.quantity !== "pressure") throw new InputError(`sensor ${sensor.id} is to measure ${sensor.quantity}, but the driver of the ads1115 reads pressure transmitters only`);
  const bus = busOf(site);
  const there = bus.partAt(addressOf(site));
  const converter = there instanceof EmulatedAds1115 ? there : new EmulatedAds1115();
  if (converter !== there) attach(site, converter);
  const { nodes } = converter;
  let wire: LoopWire = "ok";
  const fraction = (): number => (disturbed.pressurePa(node) - sensor.lowPa!) / (sensor.highPa! - sensor.lowPa!);
  const current = currentLoop(fraction, sensor.shuntOhm ?? 100, () => wire);
  const ratio = (): number => (wire === "ok" ? Math.min(1, Math.max(0, 0.1 + 0.8 * fraction())) * dividedSupplyV : 0);
  const voltage = sensor.supplyChannel === undefined ? current : ratio;
  nodes[sensor.channel!] = (nowMs) => {
    disturbed.advanceTo(nowMs / 1000);
    return voltage(nowMs);
  };
  if (sensor.supplyChannel !== undefined) nodes[sensor.supplyChannel] = () => dividedSupplyV;
  return {
    setAbsent: (isAbsent) => { wire = isAbsent ? "open" : "ok"; },
    setShorted: (isShorted) => { bus.stuckLow = isShorted; },
    setOffScale: (isOffScale) => { disturbed.offsetPa = isOffScale ? offScalePa : 0; },
    powerUp: () => converter.reset(),
  };
};
