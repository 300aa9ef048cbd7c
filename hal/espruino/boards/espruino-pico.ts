import type { BoardLimits, BoardProfile } from "./profile.ts";

/**
 * Espruino Pico, revision 1v3 (STM32F401, 84 MHz).
 *
 * Telemetry goes over USB, which is the plug that everybody has; the interpreter's console is moved to a loopback port
 * at start, so that neither a prompt nor an error message gets between the frames. To get the console back without a
 * telecommand: hold BTN1 while plugging the board in, let go after the LED flashes; the saved code is then not run.
 * B6 and B7 (Serial1) are left free. I2C1 is on the pins at the board's end, I2C2 and I2C3 take B3 and B4, the pins
 * that a DS18B20 is usually put on: use one or the other.
 */
export const espruinoPico: BoardProfile = {
  number: 1,
  port: "USB",
  led: "LED1",
  i2c: { I2C1: { scl: "B8", sda: "B9" }, I2C2: { scl: "B10", sda: "B3" }, I2C3: { scl: "A8", sda: "B4" } },
};

/** Source: the interpreter's board definition PICO_R1_3. */
export const espruinoPicoLimits: BoardLimits = { variables: 5100, storageBytes: 49152, pageBytes: 16384 };
