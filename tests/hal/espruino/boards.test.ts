import { describe, expect, it } from "vitest";
import { espruinoPico, espruinoPicoLimits } from "#hal/espruino/boards/espruino-pico.ts";
import { linux, linuxLimits } from "#hal/espruino/boards/linux.ts";

describe("the boards' profiles", () => {
  it("give the Espruino Pico 5,100 variables and three flash pages of 16 kB", () => {
    expect(espruinoPicoLimits).toEqual({ variables: 5100, storageBytes: 3 * 16384, pageBytes: 16384 });
  });

  it("give the Pico three I2C ports on six pins, and leave its serial console's pins alone", () => {
    const pins = Object.values(espruinoPico.i2c).flatMap(({ scl, sda }) => [scl, sda]);
    expect(new Set(pins).size).toBe(6);
    expect(pins).not.toContain("B6");
    expect(pins).not.toContain("B7");
  });

  it("have numbers of their own", () => {
    expect(linux.number).not.toBe(espruinoPico.number);
    expect(linuxLimits.storageBytes).toBe(262144);
  });
});
