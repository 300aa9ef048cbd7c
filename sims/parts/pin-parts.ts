import { SimulatedOneWire } from "#hal/simulated/bus.ts";
import { EmulatedDs18b20, romCode } from "#hal/simulated/parts/ds18b20.ts";
import { supervisedSwitch, type SwitchWiring } from "#hal/simulated/parts/level-switch.ts";
import { EmulatedMax31865 } from "#hal/simulated/parts/max31865.ts";
import { ntcDivider, thermistorOhm } from "#hal/simulated/parts/ntc.ts";
import { EmulatedPulseFlow } from "#hal/simulated/parts/pulse-flow.ts";
import { partData, usualOneWirePin } from "../loop/part-data.ts";
import type { PartMaker } from "./part-site.ts";

/** Far outside of what a DS18B20 can say; and beyond what a platinum sensor's bridge can. */
const offScaleK = 1e4;
const platinumOffScaleK = 1500;

export const ds18b20: PartMaker = ({ sensor, index, element, node, wiring, clock, random }) => {
  const rom = sensor.rom ?? romCode((0x1122334455 + index).toString(16).padStart(12, "0"));
  const part = new EmulatedDs18b20({ plant: element, node, random, rom, ...(sensor.noiseK !== undefined && { noiseK: sensor.noiseK }) });
  const bus = (wiring.oneWire[sensor.pin ?? usualOneWirePin] ??= new SimulatedOneWire(clock));
  bus.attach(part);
  const faults = part.faults;
  return {
    noise: sensor.noiseK ?? partData[sensor.part]?.noiseK ?? 0,
    setStuck: (isStuck) => { faults.stuck = isStuck; },
    setNoise: (factor) => { faults.noise = factor; },
    setAbsent: (isAbsent) => { faults.absent = isAbsent; },
    setShorted: (isShorted) => { bus.shortedLow = isShorted; },
    setOffScale: (isOffScale) => { faults.offsetK = isOffScale ? offScaleK : 0; },
    powerUp: () => part.brownOut(),
  };
};

export const max31865: PartMaker = ({ sensor, disturbed, node, wiring }) => {
  const part = new EmulatedMax31865(disturbed, node, sensor.referenceOhm, sensor.zeroOhm);
  wiring.spi[sensor.chipSelect!] = part;
  return {
    setAbsent: (isAbsent) => { part.dead = isAbsent ? 255 : undefined; },
    setShorted: (isShorted) => { part.dead = isShorted ? 0 : undefined; },
    setOffScale: (isOffScale) => { disturbed.offsetK = isOffScale ? platinumOffScaleK : 0; },
    powerUp: () => part.brownOut(),
  };
};

export const ntc: PartMaker = ({ sensor, disturbed, node, wiring }) => {
  let wire: "ok" | "open" | "short" = "ok";
  wiring.analog[sensor.pin!] = ntcDivider(disturbed, node, () => wire, {
    ohmAt: (temperatureK) => thermistorOhm(temperatureK, sensor), seriesOhm: sensor.seriesOhm, isHighSide: sensor.isHighSide,
  });
  return {
    setAbsent: (isAbsent) => { wire = isAbsent ? "open" : "ok"; },
    setShorted: (isShorted) => { wire = isShorted ? "short" : "ok"; },
    setOffScale: (isOffScale) => { wire = isOffScale ? "open" : "ok"; },
    powerUp: () => {},
  };
};

/** Its wheel says nothing but turns or stands: a stuck, noisy or off-scale one is one that stands. */
export const pulseFlow: PartMaker = ({ sensor, element, wiring, clock }) => {
  let isCut = false;
  let isHeld = false;
  const part = new EmulatedPulseFlow(clock, sensor.pulsesPerM3, () => (isCut || isHeld ? 0 : element.flowM3PerS()));
  wiring.edges[sensor.pin!] = part;
  return {
    setAbsent: (isAbsent) => { isCut = isAbsent; },
    setShorted: (isShorted) => { isCut = isShorted; },
    setStuck: (isStuck) => { isHeld = isStuck; },
    setOffScale: (isOffScale) => { isHeld = isOffScale; },
    powerUp: () => {},
  };
};

export const levelSwitch: PartMaker = ({ sensor, element, wiring }) => {
  let state: SwitchWiring = "ok";
  let held: boolean | undefined;
  const isAbove = (): boolean => held ?? element.isLiquidAbove();
  if (sensor.isSupervised) wiring.analog[sensor.pin!] = supervisedSwitch(isAbove, () => state);
  else wiring.digital[sensor.pin!] = () => state === "cut" || (state === "ok" && !isAbove());
  return {
    setAbsent: (isAbsent) => { state = isAbsent ? "cut" : "ok"; },
    setShorted: (isShorted) => { state = isShorted ? "shorted" : "ok"; },
    setStuck: (isStuck) => { held = isStuck ? isAbove() : undefined; },
    setOffScale: (isOffScale) => { state = isOffScale ? "shorted" : "ok"; },
    powerUp: () => {},
  };
};
