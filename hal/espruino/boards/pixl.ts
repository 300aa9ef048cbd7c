import { numbers, pins, type Board } from "./profile.ts";

/**
 * Pixl.js (nRF52832, 64 MHz).
 *
 * It has no USB. Telemetry goes over Serial1 on D1 and D0, the places of an Arduino's serial port. A4 and A5 are also
 * the pins marked SDA and SCL. Its only light is the display's.
 * Source: the interpreter's board definition PIXLJS.
 */
export const pixl: Board = {
  name: "pixl",
  title: "Pixl.js",
  interpreterName: "PIXLJS",
  profile: {
    number: 3,
    port: "Serial1",
    serial: { tx: "D1", rx: "D0" },
    led: "LED1",
    watchdogS: 60000,
    i2c: { I2C1: { scl: "A5", sda: "A4" } },
    spi: { SPI1: { sck: "D13", miso: "D12", mosi: "D11" } },
  },
  limits: { variables: 2950, storageBytes: 36864, pageBytes: 4096 },
  pins: [...pins("D", numbers(0, 13)), ...pins("A", numbers(0, 5))],
  analogPins: ["D3", "D4", ...pins("A", numbers(0, 5))],
  taken: Object.fromEntries([["H0", "the display's light"], ...numbers(1, 4).map((n) => [`H${n}`, "a button"]), ...numbers(5, 9).map((n) => [`H${n}`, "the display"])]) as Record<string, string>,
  consoleBaud: 9600,
  ledIs: "the display's backlight",
  telemetryIs: "Serial1, D1 (out) and D0 (in), 3.3 V",
  consoleByHand: "put the supply on while BTN1 is pressed, and let go of it when the display speaks of a self test, not before",
};
