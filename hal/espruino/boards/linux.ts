import type { Board } from "./profile.ts";

/**
 * The interpreter's Linux build. Serial1 is opened on the tty that the global `PINHOLE_SERIAL` names, to be defined
 * before the bundle runs. It has no LED; its I2C gives garbage and its 1-Wire zeros, so without stand-ins for them
 * every sensor is found absent. Its pool of variables grows by itself; its storage is a file. Its pins are names only,
 * and any will do, a Pico's among them.
 * Source: the interpreter's board definition LINUX.
 */
export const linux: Board = {
  name: "linux",
  title: "Linux build",
  interpreterName: "LINUX",
  profile: { number: 13, port: "Serial1", path: "PINHOLE_SERIAL", led: "", watchdogS: 3600, i2c: {}, spi: {} },
  limits: { variables: 65535, storageBytes: 262144, pageBytes: 4096 },
  pins: [],
  analogPins: [],
  taken: {},
  hasNamesOnly: true,
  ledIs: "none",
  telemetryIs: "the tty that the global PINHOLE_SERIAL names",
  consoleByHand: "start the interpreter anew with an empty `espruino.flash`",
};
