import { numbers, pins, type Board } from "./profile.ts";

/**
 * ST NUCLEO-F411RE (STM32F411, 100 MHz).
 *
 * Telemetry goes over Serial2 through the debugger's USB plug. The LED is on A5, so SPI1 cannot be used.
 * Source: the interpreter's board definition NUCLEOF411RE.
 */
export const nucleoF411re: Board = {
  name: "nucleo-f411re",
  title: "NUCLEO-F411RE",
  interpreterName: "NUCLEOF411RE",
  profile: {
    number: 9,
    port: "Serial2",
    serial: { tx: "A2", rx: "A3" },
    led: "LED1",
    watchdogS: 26,
    i2c: { I2C1: { scl: "B8", sda: "B9" }, I2C2: { scl: "B10", sda: "B3" }, I2C3: { scl: "A8", sda: "B4" } },
    spi: { SPI2: { sck: "B13", miso: "B14", mosi: "B15" }, SPI3: { sck: "B3", miso: "B4", mosi: "B5" } },
  },
  limits: { variables: 7423, storageBytes: 131072, pageBytes: 131072 },
  pins: [
    ...pins("A", [...numbers(0, 4), 6, 7, 8, 9, 10, 11, 12]), ...pins("B", [0, 1, 2, ...numbers(3, 10), 12, 13, 14, 15]), ...pins("C", numbers(0, 12)), "D2",
  ],
  analogPins: [...pins("A", [0, 1, 4, 6, 7]), "B0", "B1", ...pins("C", numbers(0, 5))],
  taken: { A5: "LED1", C13: "the button", C14: "the crystal", C15: "the crystal", A13: "the debugger", A14: "the debugger", A15: "the debugger" },
  sharesInterrupts: true,
  consoleBaud: 9600,
  ledIs: "the green one, LD2",
  telemetryIs: "the debugger's USB plug (Serial2)",
  consoleByHand: "hold the blue button, press and let go of the black one, and let go of the blue one a second later",
};
