import { numbers, pins, type Board, type BoardProfile } from "./profile.ts";

/** Both Picos have their pins in the same places. */
const profile: Omit<BoardProfile, "number" | "watchdogS"> = {
  port: "USB",
  led: "LED1",
  i2c: { I2C1: { scl: "D9", sda: "D8" }, I2C2: { scl: "D11", sda: "D10" } },
  spi: { SPI1: { sck: "D18", miso: "D16", mosi: "D19" }, SPI2: { sck: "D14", miso: "D12", mosi: "D15" } },
};

const places: Pick<Board, "pins" | "analogPins" | "taken" | "ledIs" | "telemetryIs"> = {
  pins: pins("D", [...numbers(0, 22), 26, 27, 28]),
  analogPins: pins("D", [26, 27, 28]),
  taken: { D23: "the supply", D24: "USB", D25: "LED1", D29: "the supply" },
  ledIs: "the green one on D25; a Pico W has none there",
  telemetryIs: "USB",
};

/**
 * Raspberry Pi Pico (RP2040, 133 MHz). Known from the interpreter's board definition RP2040_PICO and its port's source
 * only. No button skips saved code here: BOOTSEL belongs to the chip's own loader.
 */
export const rpiPico: Board = {
  name: "rpi-pico",
  title: "Raspberry Pi Pico",
  interpreterName: "RP2040_PICO",
  profile: { ...profile, number: 11, watchdogS: 8 },
  limits: { variables: 12000, storageBytes: 262144, pageBytes: 4096 },
  ...places,
  consoleByHand: "plug the board in while BOOTSEL is pressed, and take the saved code away with `picotool erase -r 0x101c0000 0x10200000`",
};

/** Raspberry Pi Pico 2 (RP2350, 150 MHz). Known from the interpreter's board definition RP2350_PICO2 and its port's source only. */
export const rpiPico2: Board = {
  name: "rpi-pico2",
  title: "Raspberry Pi Pico 2",
  interpreterName: "RP2350_PICO2",
  profile: { ...profile, number: 12, watchdogS: 16 },
  limits: { variables: 16000, storageBytes: 3145728, pageBytes: 4096 },
  ...places,
  consoleByHand: "plug the board in while BOOTSEL is pressed, and take the saved code away with `picotool erase -r 0x10100000 0x10400000`",
};
