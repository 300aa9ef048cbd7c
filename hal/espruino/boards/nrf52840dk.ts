import { numbers, pins, type Board } from "./profile.ts";

/**
 * Nordic nRF52840 Development Kit (PCA10056, 64 MHz).
 *
 * Telemetry goes over Serial1 through the debugger's USB plug (the one beside the power switch), which needs no driver.
 * Buses lie where an Arduino's shield has them. D0 and D1 carry the slow crystal.
 * Source: the interpreter's board definition NRF52840DK.
 */
export const nrf52840dk: Board = {
  name: "nrf52840dk",
  title: "nRF52840 DK",
  interpreterName: "NRF52840DK",
  profile: {
    number: 6,
    port: "Serial1",
    serial: { tx: "D6", rx: "D8" },
    led: "LED1",
    watchdogS: 60000,
    i2c: { I2C1: { scl: "D27", sda: "D26" } },
    spi: { SPI1: { sck: "D47", miso: "D46", mosi: "D45" } },
  },
  limits: { variables: 12500, storageBytes: 40960, pageBytes: 4096 },
  pins: pins("D", [2, 3, 4, 6, 8, ...numbers(26, 47)]),
  analogPins: pins("D", [2, 3, 4, ...numbers(28, 31)]),
  taken: {
    D0: "the crystal", D1: "the crystal", D5: "the debugger", D7: "the debugger", D9: "NFC", D10: "NFC", D11: "a button", D12: "a button", D24: "a button", D25: "a button",
    D13: "LED1", D14: "LED2", D15: "LED3", D16: "LED4", D18: "the reset line",
    ...(Object.fromEntries([17, 19, 20, 21, 22, 23].map((n) => [`D${n}`, "the flash chip"])) as Record<string, string>),
  },
  consoleBaud: 9600,
  ledIs: "LED1",
  telemetryIs: "the debugger's USB plug (Serial1)",
  consoleByHand: "hold BUTTON 1, press and let go of RESET, and let go of BUTTON 1 a second later",
};
