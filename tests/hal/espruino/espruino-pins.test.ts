import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { espruinoPico } from "#hal/espruino/boards/espruino-pico.ts";
import { addPins } from "#hal/espruino/espruino-pins.ts";
import type { HalWithPins } from "#hal/drivers/pins.ts";
import { bundleDefines } from "../../../build/seal-bundle.ts";

let calls: string[] = [];
let watcher: (event: { time: number }) => void = () => {};

function note(name: string): (...values: unknown[]) => void {
  return (...values) => {
    calls.push(`${name}(${values.map((value) => JSON.stringify(value)).join(", ")})`);
  };
}

beforeEach(() => {
  calls = [];
  // As the bundler writes it.
  vi.stubGlobal("__PROFILE__", { spi: JSON.parse(bundleDefines(espruinoPico, ["max31865"])["__PROFILE__.spi"]!) as unknown });
  vi.stubGlobal("pinMode", note("pinMode"));
  vi.stubGlobal("digitalRead", (pin: string) => (pin === "A0" ? 1 : 0));
  vi.stubGlobal("setWatch", (run: typeof watcher, pin: string, options: object) => {
    watcher = run;
    calls.push(`setWatch(${pin}, ${JSON.stringify(options)})`);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function halWithPins(board: Record<string, unknown>): HalWithPins {
  const hal = {} as HalWithPins;
  addPins(hal, board);
  return hal;
}

describe("bare pins and SPI of a board", () => {
  it("set an SPI port up on its pins, in the MAX31865's mode, and hand out the interpreter's own object", () => {
    const port = { setup: note("SPI2.setup"), send: () => new Uint8Array(2) };
    expect(halWithPins({ SPI2: port }).spi("SPI2")).toBe(port);
    expect(calls).toEqual(['SPI2.setup({"sck":"B13","miso":"B14","mosi":"B15","mode":1,"baud":500000})']);
  });

  it("read a voltage with the interpreter's own function", () => {
    const analogRead = (): number => 0.25;
    expect(halWithPins({ analogRead }).analogRead).toBe(analogRead);
  });

  it("read a level with the pin pulled up", () => {
    const hal = halWithPins({});
    expect([hal.digitalRead("A0"), hal.digitalRead("A1")]).toEqual([true, false]);
    expect(calls).toEqual(['pinMode("A0", "input_pullup")', 'pinMode("A1", "input_pullup")']);
  });

  it("watch for rising edges with the pin pulled up, and tell when each came", () => {
    const times: number[] = [];
    halWithPins({}).watch("A1", (timeS) => times.push(timeS));
    watcher({ time: 12.5 });
    watcher({ time: 12.75 });
    expect(times).toEqual([12.5, 12.75]);
    expect(calls).toEqual(['pinMode("A1", "input_pullup")', 'setWatch(A1, {"repeat":true,"edge":"rising"})']);
  });

  it("are not there in a bundle whose drivers ask for none", () => {
    for (const name of ["SPI", "ANALOG", "DIGITAL", "WATCH"]) vi.stubGlobal(`__WITHOUT_${name}__`, true);
    expect(halWithPins({ analogRead: () => 0 })).toEqual({});
  });
});
