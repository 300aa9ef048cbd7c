import { numbers, pins, type Board } from "./profile.ts";

/**
 * MDBT42Q module on its breakout board (nRF52832, 64 MHz).
 *
 * It has no USB. Telemetry goes over Serial1 on D6 and D8, the breakout's row for a serial adapter.
 * Source: the interpreter's board definition MDBT42Q.
 */
export const mdbt42q: Board = {
  name: "mdbt42q",
  title: "MDBT42Q breakout",
  interpreterName: "MDBT42Q",
  profile: {
    number: 4,
    port: "Serial1",
    serial: { tx: "D6", rx: "D8" },
    led: "LED1",
    watchdogS: 60000,
    i2c: { I2C1: { scl: "D15", sda: "D14" } },
    spi: { SPI1: { sck: "D18", miso: "D17", mosi: "D16" } },
  },
  limits: { variables: 2950, storageBytes: 40960, pageBytes: 4096 },
  pins: pins("D", [3, 4, 5, 6, 7, 8, 11, ...numbers(14, 20), 22, ...numbers(25, 31)]),
  analogPins: pins("D", [3, 4, 5, ...numbers(28, 31)]),
  taken: { D0: "the button", D1: "LED1", D2: "LED2", D9: "NFC", D10: "NFC", D21: "the reset line" },
  consoleBaud: 9600,
  ledIs: "the red one, LED1",
  telemetryIs: "Serial1, D6 (out) and D8 (in), 3.3 V",
  consoleByHand: "put the supply on while the button is pressed, and let go of it when both lights are lit, after about three seconds",
};
