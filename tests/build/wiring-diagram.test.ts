import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { boards } from "#hal/espruino/boards/boards.ts";
import { checkHardware } from "#host/hardware/check-hardware.ts";
import { parseLoopFile, type LoopFile } from "#sims/loop/loop-file.ts";
import { drawWiring, type Wiring } from "../../build/wiring-diagram.ts";

const root = new URL("../../", import.meta.url);
const guides = [
  { name: "cheapest", boardNames: ["rpi-pico", "rpi-pico2"] },
  { name: "lab", boardNames: ["espruino-pico", "espruino-wifi"] },
  { name: "triple-redundant", boardNames: ["espruino-wifi"] },
];

function textOf(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

/** @returns the board's pins that a loop file's sensors are read over, sorted */
function pinsOf(loop: LoopFile, boardName: string): string[] {
  const profile = boards.find((board) => board.name === boardName)!.profile;
  const pins = loop.sensors.flatMap((sensor) => {
    const i2c = profile.i2c[sensor.bus ?? ""];
    const spi = profile.spi[sensor.bus ?? ""];
    return [
      ...(i2c ? [i2c.scl, i2c.sda] : []), ...(spi ? [spi.sck, spi.miso, spi.mosi] : []),
      ...(sensor.chipSelect === undefined ? [] : [sensor.chipSelect]), ...(sensor.pin === undefined ? [] : [sensor.pin]),
    ];
  });
  return [...new Set(pins)].sort();
}

describe.each(guides)("the $name wiring guide", ({ name, boardNames }) => {
  const wiring = JSON.parse(textOf(`docs/wiring/${name}.wiring.json`)) as Wiring;
  const loop = parseLoopFile(textOf(`loops/${name}.loop.json`), name);
  const page = textOf(`docs/wiring/${name}.md`);

  it.each(boardNames)("has a loop file that a %s can read, over the pins in the diagram", (boardName) => {
    expect(checkHardware(loop, boards.find((board) => board.name === boardName)!)).toEqual([]);
    const drawn = wiring.nets.flatMap((net) => net.pins).filter((pin) => pin.startsWith("board.")).map((pin) => pin.slice("board.".length));
    expect([...drawn].sort()).toEqual(pinsOf(loop, boardName));
  });

  it("shows the diagram that its source gives (make wiring draws it)", () => {
    expect(textOf(`docs/wiring/${name}.svg`)).toBe(drawWiring(wiring));
    expect(page).toContain(`](${name}.svg)`);
  });

  it("quotes the loop file's sensors word for word, and names every pin", () => {
    const quoted = page.split("\n").filter((line) => line.startsWith("    { ")).map((line) => JSON.parse(line) as unknown);
    expect(quoted).toEqual(loop.sensors);
    for (const pin of pinsOf(loop, boardNames[0]!)) expect(page).toMatch(new RegExp(`\\b${pin}\\b`));
  });

  it("pulls every I2C and 1-Wire line up once", () => {
    const lines = wiring.nets.filter((net) => /SDA|SCL|1-Wire/.test(net.name));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const line of lines) expect(line.pullUp).toBe("4.7k");
  });
});

describe("a wiring diagram", () => {
  const block = (id: string) => ({ id, title: id, left: [{ name: "in" }], right: [{ name: "out" }] });

  it("refuses a pin that is not there, and a net that leaps over a column", () => {
    const columns = [[block("a")], [block("b")], [block("c")]];
    const draw = (pins: string[]) => () => drawWiring({ title: "", rail: "3.3 V", columns, nets: [{ name: "n", colour: "#000000", pins }] });
    expect(draw(["a.out", "b.nowhere"])).toThrow("net n: there is no pin b.nowhere");
    expect(draw(["a.out", "c.in"])).toThrow("net n does not join two neighbouring columns");
    expect(draw(["a.out", "b.in"])).not.toThrow();
  });

  it("keeps a text's special characters out of its markup", () => {
    expect(drawWiring({ title: "a < b & c", rail: "3.3 V", columns: [[block("x")]], nets: [] })).toContain("a &lt; b &amp; c");
  });
});
