import { pins, type Board } from "./profile.ts";

/**
 * Puck.js (nRF52832, 64 MHz), version 1 and 2.
 *
 * It has no USB. Telemetry goes over Serial1 on D28 and D29, for an adapter with 3.3 V levels; over the air the small
 * packets of Bluetooth would be one more thing to lose. Serial1 keeps the fast oscillator running: from the supply, not
 * from the coin cell. D6 … D8 and D13 … D16 are free on version 1 only and are not offered.
 * Source: the interpreter's board definition PUCKJS.
 */
export const puck: Board = {
  name: "puck",
  title: "Puck.js",
  interpreterName: "PUCKJS",
  profile: {
    number: 5,
    port: "Serial1",
    serial: { tx: "D28", rx: "D29" },
    led: "LED1",
    watchdogS: 60000,
    i2c: { I2C1: { scl: "D31", sda: "D30" } },
    spi: { SPI1: { sck: "D1", miso: "D2", mosi: "D31" } },
  },
  limits: { variables: 2630, storageBytes: 40960, pageBytes: 4096 },
  pins: pins("D", [1, 2, 11, 23, 24, 28, 29, 30, 31]),
  analogPins: pins("D", [2, 28, 29, 30, 31]),
  taken: {
    D0: "the button", D3: "LED3", D4: "LED2", D5: "LED1", D9: "NFC", D10: "NFC", D12: "the touch electrode",
    D17: "the magnetometer", D18: "the magnetometer", D19: "the magnetometer", D20: "the magnetometer", D21: "the magnetometer", D25: "the infrared LED", D26: "the infrared LED",
  },
  consoleBaud: 9600,
  ledIs: "the red one, LED1",
  telemetryIs: "Serial1, D28 (out) and D29 (in), 3.3 V",
  consoleByHand: "put the supply on while the button is pressed, and let go of it when all three lights are lit, after about three seconds",
};
