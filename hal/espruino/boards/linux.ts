import type { BoardLimits, BoardProfile } from "./profile.ts";

/**
 * The interpreter's Linux build. Serial1 is opened on the tty that the global `PINHOLE_SERIAL` names, to be defined
 * before the bundle runs. It has no LED; its I2C gives garbage and its 1-Wire zeros, so without stand-ins for them
 * every sensor is found absent.
 */
export const linux: BoardProfile = {
  number: 13,
  port: "Serial1",
  path: "PINHOLE_SERIAL",
  led: "",
  i2c: {},
};

/** Its pool of variables grows by itself; its storage is a file. */
export const linuxLimits: BoardLimits = { variables: 65535, storageBytes: 262144, pageBytes: 4096 };
