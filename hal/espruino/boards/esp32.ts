import { numbers, pins, type Board } from "./profile.ts";

/**
 * ESP32 development board with 4 MB of flash (240 MHz).
 *
 * Known from the interpreter's board definition ESP32 and its port's source only. Telemetry goes over Serial1 through
 * the board's USB bridge. No button skips saved code here. D34 … D39 are inputs without pull-ups, D12 must be low at
 * power-on, D2 drives the LED where a board has one.
 */
export const esp32: Board = {
  name: "esp32",
  title: "ESP32",
  interpreterName: "ESP32",
  profile: {
    number: 10,
    port: "Serial1",
    serial: { tx: "D1", rx: "D3" },
    led: "LED1",
    watchdogS: 3600,
    i2c: { I2C1: { scl: "D22", sda: "D21" }, I2C2: { scl: "D16", sda: "D17" } },
    spi: { SPI1: { sck: "D14", miso: "D12", mosi: "D13" }, SPI2: { sck: "D18", miso: "D19", mosi: "D23" } },
  },
  limits: { variables: 16383, storageBytes: 917504, pageBytes: 4096 },
  pins: pins("D", [1, 3, 4, 5, ...numbers(12, 19), 21, 22, 23, 25, 26, 27, ...numbers(32, 36), 39]),
  analogPins: pins("D", [...numbers(32, 36), 39]),
  inputPins: pins("D", [34, 35, 36, 39]),
  taken: { D0: "the button", D2: "LED1", ...(Object.fromEntries(numbers(6, 11).map((n) => [`D${n}`, "the flash chip"])) as Record<string, string>) },
  consoleBaud: 115200,
  ledIs: "the one on D2, where there is one",
  telemetryIs: "USB, through the serial bridge (Serial1)",
  consoleByHand: "hold BOOT, press and let go of EN, and take the saved code away with `esptool.py erase_region 0x320000 0xe0000`",
};
