import { numbers, pins, type Board } from "./profile.ts";

/**
 * ST STM32F4DISCOVERY (STM32F407, 168 MHz).
 *
 * Telemetry goes over USB at the micro plug (CN5), not the debugger's. Left out are the pins of what the board carries:
 * audio, microphone, motion sensor. The definition gives no place for saved code; the interpreter's build then takes the
 * fewest 128 kB pages at the end of the flash that hold the variables, and that is two.
 * Source: the interpreter's board definition STM32F4DISCOVERY.
 */
export const stm32f4discovery: Board = {
  name: "stm32f4discovery",
  title: "STM32F4DISCOVERY",
  interpreterName: "STM32F4DISCOVERY",
  profile: {
    number: 8,
    port: "USB",
    led: "LED1",
    watchdogS: 26,
    i2c: { I2C1: { scl: "B8", sda: "B7" }, I2C3: { scl: "A8", sda: "C9" } },
    spi: { SPI2: { sck: "B13", miso: "B14", mosi: "B15" }, SPI3: { sck: "B3", miso: "B4", mosi: "B5" } },
  },
  limits: { variables: 5450, storageBytes: 262144, pageBytes: 131072 },
  pins: [
    ...pins("A", [1, 2, 3, 8]), ...pins("B", [0, 1, ...numbers(3, 5), 7, 8, 11, 12, 13, 14, 15]), ...pins("C", [1, 2, 4, 5, 6, 8, 9, 11, 13]),
    ...pins("D", [0, 1, 2, 3, 6, 7, 8, 9, 10, 11]), ...pins("E", numbers(4, 15)),
  ],
  analogPins: [...pins("A", [1, 2, 3]), "B0", "B1", ...pins("C", [1, 2, 4, 5])],
  taken: {
    D12: "LED2", D13: "LED1", D14: "LED3", D15: "LED4", A0: "the button", A9: "USB", A10: "USB", A11: "USB", A12: "USB", C0: "USB",
    A4: "the audio chip", B6: "the audio chip", B9: "the audio chip", C7: "the audio chip", C10: "the audio chip", C12: "the audio chip", D4: "the audio chip",
    A5: "the motion sensor", A6: "the motion sensor", A7: "the motion sensor", E0: "the motion sensor", E1: "the motion sensor", E3: "the motion sensor", B10: "the microphone", C3: "the microphone",
    A13: "the debugger", A14: "the debugger", A15: "the debugger",
  },
  sharesInterrupts: true,
  ledIs: "the orange one, LED1",
  telemetryIs: "USB, the micro plug (CN5)",
  consoleByHand: "hold the blue button, press and let go of the black one, and let go of the blue one a second later",
};
