import { numbers, pins, type Board } from "./profile.ts";

/**
 * Espruino WiFi (STM32F411, 100 MHz). As an Espruino Pico, but for the five pins that its radio takes.
 * Source: the interpreter's board definition ESPRUINOWIFI.
 */
export const espruinoWifi: Board = {
  name: "espruino-wifi",
  title: "Espruino WiFi",
  interpreterName: "ESPRUINOWIFI",
  profile: {
    number: 2,
    port: "USB",
    led: "LED1",
    watchdogS: 26,
    i2c: { I2C1: { scl: "B8", sda: "B9" }, I2C2: { scl: "B10", sda: "B3" }, I2C3: { scl: "A8", sda: "B4" } },
    spi: {
      SPI1: { sck: "A5", miso: "A6", mosi: "A7" }, SPI2: { sck: "B13", miso: "B14", mosi: "B15" }, SPI3: { sck: "B3", miso: "B4", mosi: "B5" },
    },
  },
  limits: { variables: 8190, storageBytes: 65536, pageBytes: 65536 },
  pins: [...pins("A", [0, 1, ...numbers(4, 8), 10]), ...pins("B", [0, 1, ...numbers(3, 10), 13, 14, 15])],
  analogPins: [...pins("A", [0, 1, 4, 5, 6, 7]), "B0", "B1"],
  taken: {
    B2: "LED1", B12: "LED2", C13: "the button", A9: "USB", A11: "USB", A12: "USB",
    A2: "the radio", A3: "the radio", A13: "the radio", A14: "the radio", A15: "the radio",
  },
  sharesInterrupts: true,
  ledIs: "the red one, LED1",
  telemetryIs: "USB",
  consoleByHand: "plug the board in, press BTN1 at once (not before), hold it for two seconds",
};
