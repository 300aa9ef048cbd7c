import { pins, type Board } from "./profile.ts";

/**
 * BBC micro:bit, version 2 (nRF52833, 64 MHz).
 *
 * Telemetry goes over Serial1 through the interface chip's USB plug. Pins are the edge connector's. Its 25 LEDs light
 * together; their columns lie on D3, D4, D6, D7 and D10. The motion sensor has an I2C of its own, inside.
 * Source: the interpreter's board definition MICROBIT2.
 */
export const microbit2: Board = {
  name: "microbit2",
  title: "micro:bit 2",
  interpreterName: "MICROBIT2",
  profile: {
    number: 7,
    port: "Serial1",
    serial: { tx: "H1", rx: "H0" },
    led: "LED1",
    watchdogS: 60000,
    i2c: { I2C1: { scl: "D19", sda: "D20" } },
    spi: { SPI1: { sck: "D13", miso: "D14", mosi: "D15" } },
  },
  limits: { variables: 6000, storageBytes: 40960, pageBytes: 4096 },
  pins: pins("D", [0, 1, 2, 8, 9, 12, 13, 14, 15, 16, 19, 20]),
  analogPins: pins("D", [0, 1, 2]),
  taken: {
    D3: "the LEDs", D4: "the LEDs", D6: "the LEDs", D7: "the LEDs", D10: "the LEDs", D5: "button A", D11: "button B", D17: "the supply", D18: "the supply",
    H0: "the interface chip", H1: "the interface chip", H2: "the logo", H3: "the speaker", H4: "the microphone", H5: "the microphone", H6: "the motion sensor", H7: "the motion sensor", H8: "the motion sensor",
  },
  consoleBaud: 9600,
  ledIs: "all 25 together",
  telemetryIs: "USB, through the interface chip (Serial1)",
  consoleByHand: "hold button A, press and let go of the reset button, and let go of A a second later",
};
