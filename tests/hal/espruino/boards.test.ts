import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { boards } from "#hal/espruino/boards/boards.ts";
import { esp32 } from "#hal/espruino/boards/esp32.ts";
import { espruinoPico } from "#hal/espruino/boards/espruino-pico.ts";
import { nucleoF411re } from "#hal/espruino/boards/nucleo-f411re.ts";
import { puck } from "#hal/espruino/boards/puck.ts";
import { rpiPico, rpiPico2 } from "#hal/espruino/boards/rpi-pico.ts";
import { boardName, boardNames } from "#host/link/board-names.ts";

/** Pins that a board's own profile takes: buses and the telemetry port. */
function profilePins({ profile }: (typeof boards)[number]): string[] {
  const ports: object[] = [...Object.values(profile.i2c), ...Object.values(profile.spi), ...(profile.serial ? [profile.serial] : [])];
  return ports.flatMap((port) => Object.values(port) as string[]);
}

describe("the boards' profiles", () => {
  it("have the numbers that the dictionary names them by, one each", () => {
    expect(boards.map((board) => board.name)).toEqual([...boardNames]);
    expect(boards.map((board) => boardName(board.profile.number))).toEqual([...boardNames]);
  });

  it("give the Espruino Pico 5,100 variables and three flash pages of 16 kB", () => {
    expect(espruinoPico.limits).toEqual({ variables: 5100, storageBytes: 3 * 16384, pageBytes: 16384 });
  });

  // Variables and saved code as in the interpreter's board definitions, in pages.
  it.each([
    ["espruino-wifi", 8190, 1, 65536], ["pixl", 2950, 9, 4096], ["mdbt42q", 2950, 10, 4096], ["puck", 2630, 10, 4096],
    ["nrf52840dk", 12500, 10, 4096], ["microbit2", 6000, 10, 4096], ["nucleo-f411re", 7423, 1, 131072], ["esp32", 16383, 224, 4096],
    ["rpi-pico", 12000, 64, 4096], ["rpi-pico2", 16000, 768, 4096],
  ])("give %s %i variables and %i pages of %i bytes", (name, variables, pages, pageBytes) => {
    expect(boards.find((board) => board.name === name)!.limits).toEqual({ variables, storageBytes: pages * pageBytes, pageBytes });
  });

  it("give the Pico three I2C ports on six pins, and leave its serial console's pins alone", () => {
    const pins = Object.values(espruinoPico.profile.i2c).flatMap(({ scl, sda }) => [scl, sda]);
    expect(new Set(pins).size).toBe(6);
    expect(pins).not.toContain("B6");
    expect(pins).not.toContain("B7");
  });

  it.each(boards.filter((board) => !board.hasNamesOnly).map((board) => [board.name, board] as const))("put the buses of %s on pins that are there and nobody else's", (_name, board) => {
    for (const pin of profilePins(board)) expect(board.taken[pin] === undefined || board.profile.serial !== undefined && Object.values(board.profile.serial).includes(pin)).toBe(true);
    expect(board.pins.filter((pin) => pin in board.taken)).toEqual([]);
    expect(board.analogPins.filter((pin) => !board.pins.includes(pin))).toEqual([]);
    const serial = Object.values(board.profile.serial ?? {});
    expect(profilePins(board).filter((pin) => !board.pins.includes(pin) && !serial.includes(pin))).toEqual([]);
  });

  it("ask no watchdog to wait longer than its counter can", () => {
    // IWDG: 4,095 periods of 256 cycles at 40 kHz. RP2040: 2²⁴ − 1 µs at two a tick; RP2350: at one.
    expect(espruinoPico.profile.watchdogS).toBeLessThan((4095 * 256) / 40000);
    expect(nucleoF411re.profile.watchdogS).toBeLessThan((4095 * 256) / 40000);
    expect(rpiPico.profile.watchdogS).toBeLessThan((2 ** 24 - 1) / 2e6);
    expect(rpiPico2.profile.watchdogS).toBeLessThan((2 ** 24 - 1) / 1e6);
    // nRF52: the interpreter counts in signed 32 bits at 32,768 Hz.
    expect(puck.profile.watchdogS).toBeLessThan(2 ** 31 / 32768);
  });

  it("know that four of an ESP32's pins are inputs only", () => {
    expect(esp32.inputPins).toEqual(["D34", "D35", "D36", "D39"]);
  });
});

describe("docs/boards.md", () => {
  const text = readFileSync("docs/boards.md", "utf8");

  it.each(boards.map((board) => [board.name, board] as const))("has %s with its figures, its telemetry and its way back to the console", (name, board) => {
    const row = text.split("\n").find((line) => line.startsWith(`| \`${name}\``))!;
    expect(row).toContain(board.limits.variables.toLocaleString("en"));
    expect(row).toContain(`${board.limits.storageBytes / 1024} (${board.limits.pageBytes / 1024})`);
    expect(text).toContain(board.consoleByHand);
    expect(text).toContain(board.telemetryIs);
    expect(text).toContain(board.ledIs);
  });
});
