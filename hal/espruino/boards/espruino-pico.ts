import { numbers, pins, type Board } from "./profile.ts";

/**
 * Espruino Pico, revision 1v3 and 1v4 (STM32F401, 84 MHz).
 *
 * Telemetry goes over USB, which is the plug that everybody has. B6 and B7 (Serial1) are left free. I2C1 is on the pins
 * at the board's end; I2C2 and I2C3 take B3 and B4, the pins that a DS18B20 is usually put on: use one or the other.
 * Source: the interpreter's board definition PICO_R1_3.
 */
export const espruinoPico: Board = {
  name: "espruino-pico",
  title: "Espruino Pico",
  interpreterName: "PICO_R1_3",
  profile: {
    number: 1,
    port: "USB",
    led: "LED1",
    watchdogS: 26,
    i2c: { I2C1: { scl: "B8", sda: "B9" }, I2C2: { scl: "B10", sda: "B3" }, I2C3: { scl: "A8", sda: "B4" } },
    spi: {
      SPI1: { sck: "A5", miso: "A6", mosi: "A7" }, SPI2: { sck: "B13", miso: "B14", mosi: "B15" }, SPI3: { sck: "B3", miso: "B4", mosi: "B5" },
    },
  },
  limits: { variables: 5100, storageBytes: 49152, pageBytes: 16384 },
  pins: [...pins("A", [...numbers(0, 8), 10]), ...pins("B", [1, ...numbers(3, 10), 13, 14, 15])],
  analogPins: [...pins("A", numbers(0, 7)), "B1"],
  taken: { B2: "LED1", B12: "LED2", C13: "the button", A9: "USB", A11: "USB", A12: "USB" },
  sharesInterrupts: true,
  ledIs: "the red one, LED1",
  telemetryIs: "USB",
  consoleByHand: "plug the board in, press BTN1 at once (not before), hold it for two seconds",
};
