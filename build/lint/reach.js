/** Names through which code would reach past the HAL. */
export const boardGlobals = [
  "E", "I2C1", "I2C2", "I2C3", "SPI1", "SPI2", "Serial1", "Serial2", "USB", "Bluetooth", "LoopbackA", "LoopbackB",
  "OneWire", "Terminal", "getTime", "print", "digitalWrite", "digitalRead", "analogRead", "btoa", "atob",
  "setTimeout", "setInterval", "clearTimeout", "clearInterval", "Date", "console", "process", "require",
].map((name) => ({ name, message: "Only hal/espruino reaches the board; take it from the HAL." }));

/** Names that tie code to Node or to the wall clock. */
export const nodeGlobals = [
  "process", "Buffer", "require", "module", "__dirname", "__filename", "global", "setImmediate",
  "setTimeout", "setInterval", "Date", "performance",
].map((name) => ({ name, message: "This runs in a browser too, on a virtual clock: nothing of Node, no wall clock." }));

/** Randomness that no seed repeats. */
export const unseeded = [{ object: "Math", property: "random", message: "Randomness is seeded: hal/simulated/random.ts." }];
