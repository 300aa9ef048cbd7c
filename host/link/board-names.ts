const simulated = "simulated";

/** Boards by name, in the order of their numbers in housekeeping, from 1. */
export const boardNames: readonly string[] = [
  "espruino-pico", "espruino-wifi", "pixl", "mdbt42q", "puck", "nrf52840dk", "microbit2", "stm32f4discovery",
  "nucleo-f411re", "esp32", "rpi-pico", "rpi-pico2", "linux",
];

/** @returns a board's name, or its number where it has none */
export function boardName(number: number): string {
  return (number === 0 ? simulated : boardNames[number - 1]) ?? `board ${number}`;
}
