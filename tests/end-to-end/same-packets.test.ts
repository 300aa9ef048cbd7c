import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startPinhole } from "#firmware/executive/executive.ts";
import { espruinoPico } from "#hal/espruino/boards/espruino-pico.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHalWithPins } from "#hal/simulated/simulated-pins.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { scenarioBoard } from "#host/virtual-board/scenario-board.ts";
import { scenarioByName } from "#sims/scenarios/scenarios.ts";
import type { LoopFileSensor } from "#sims/loop/loop-file.ts";
import type { Scenario } from "#sims/scenarios/scenario.ts";
import { World } from "#sims/world.ts";
import { buildBundle } from "../../build/bundle-options.ts";

const boardNumber = 1;

/** The interpreter's clock shows seconds, and the firmware makes milliseconds of them: the last bit may differ. */
class BoardTimeHal extends SimulatedHalWithPins {
  constructor(private readonly seconds: () => number, options: ConstructorParameters<typeof SimulatedHalWithPins>[0]) {
    super(options);
  }

  override nowMs(): number {
    return this.seconds() * 1000;
  }
}

function framesOfBundle(bundle: string, scenario: Scenario, seed: number, durationS: number): string[] {
  const frames: string[] = [];
  const { board, clock } = scenarioBoard({ bundle, scenario, seed, baud: 0, onSerial: (text) => frames.push(text) });
  board.start();
  clock.advanceTo(durationS * 1000);
  return frames;
}

function framesOfCore(buildHash: number, scenario: Scenario, seed: number, durationS: number): string[] {
  const frames: string[] = [];
  const clock = new VirtualClock();
  const world = new World({ scenario, seed, clock });
  const storage = new SimulatedStorage();
  storage.write("pinhole.json", JSON.stringify(world.configuration));
  startPinhole(new BoardTimeHal(() => clock.nowMs() / 1000, { clock, ...world.wiring, storage, board: boardNumber, buildHash, write: (text) => frames.push(text) }), makeSensor);
  clock.advanceTo(durationS * 1000);
  return frames;
}

/** The build hash that the bundle reports. */
function buildHashIn(frames: readonly string[]): number {
  const decoder = new TelemetryDecoder();
  for (const frame of frames) {
    decoder.append(Buffer.from(frame));
    const packet = decoder.next();
    if (packet?.kind === "housekeeping") return packet.state.buildHash;
  }
  throw new Error("the bundle sent no housekeeping");
}

describe("the bundle on the virtual board and the core imported directly", () => {
  const bundle = readBundle();
  const ms22 = scenarioByName("ms-22");
  for (const seed of [1, 2]) {
    it(`send the same bytes through ms-22, commissioning and alarm included, seed ${seed}`, () => {
      const fromBundle = framesOfBundle(bundle, ms22, seed, 24600);
      const fromCore = framesOfCore(buildHashIn(fromBundle), ms22, seed, 24600);
      expect(fromBundle.length).toBeGreaterThan(24600);
      expect(fromBundle.length).toBe(fromCore.length);
      expect(fromBundle.findIndex((frame, index) => frame !== fromCore[index])).toBe(-1);
    });
  }

  it.each<[string, LoopFileSensor[]]>([
    ["parts on I2C", [
      { id: "P1", quantity: "pressure", part: "honeywell", lowPa: 0, highPa: 400000, noisePa: 40, resolutionPa: 30, driftPaPerDay: 1 },
      { id: "P2", quantity: "pressure", part: "ads1115", channel: 1, lowPa: 0, highPa: 400000, noisePa: 40, resolutionPa: 30, driftPaPerDay: 1, bus: "I2C2" },
      { id: "T1", quantity: "temperature", part: "tmp117", bus: "I2C3" },
    ]],
    ["parts on SPI and on pins", [
      { id: "P1", quantity: "pressure", part: "ms5803-14ba" },
      { id: "T1", quantity: "temperature", part: "max31865", chipSelect: "A4" },
      { id: "T2", quantity: "temperature", part: "ntc", pin: "A6" },
      { id: "F1", quantity: "flow", part: "pulse-flow", pin: "A0" },
      { id: "L1", quantity: "level", part: "level-switch", pin: "A1" },
    ]],
  ])("send the same bytes with %s", { timeout: 60_000 }, async (name, sensors) => {
    const toggling = scenarioByName("pump-toggle");
    const scenario: Scenario = { ...toggling, loop: { ...toggling.loop, sensors }, pump: { onsetS: 300, onS: 200, offS: 100 } };
    const path = join(mkdtempSync(join(tmpdir(), "pinhole-same-packets-")), `${name}.js`);
    const own = await buildBundle(espruinoPico, sensors.map(({ part }) => part!), path);
    const fromBundle = framesOfBundle(own, scenario, 3, 1200);
    expect(fromBundle.length).toBeGreaterThan(1200);
    expect(fromBundle).toEqual(framesOfCore(buildHashIn(fromBundle), scenario, 3, 1200));
  });
});
