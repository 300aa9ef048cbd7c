/** Boards by the number in housekeeping; 0 is the simulator, which has none. */
const boardNames = [
  "simulated", "espruino-pico", "espruino-wifi", "pixl", "mdbt42q", "puck", "nrf52840dk", "microbit2", "stm32f4discovery",
  "nucleo-f411re", "esp32", "rpi-pico", "rpi-pico2", "linux",
];

/** @returns a board's name, or its number where it has none */
export function boardName(number: number): string {
  return boardNames[number] ?? `board ${number}`;
}
