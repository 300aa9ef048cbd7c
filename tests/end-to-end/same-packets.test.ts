import { describe, expect, it } from "vitest";
import { startPinhole } from "#firmware/executive/executive.ts";
import { makeSensor } from "#hal/drivers/registry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { scenarioBoard } from "#host/virtual-board/scenario-board.ts";
import { scenarioByName } from "#sims/scenarios/scenarios.ts";
import { World } from "#sims/world.ts";

const espruinoPico = 1;

/** The interpreter's clock shows seconds, and the firmware makes milliseconds of them: the last bit may differ. */
class BoardTimeHal extends SimulatedHal {
  constructor(private readonly seconds: () => number, options: ConstructorParameters<typeof SimulatedHal>[0]) {
    super(options);
  }

  override nowMs(): number {
    return this.seconds() * 1000;
  }
}

function framesOfBundle(bundle: string, scenario: string, seed: number, durationS: number): string[] {
  const frames: string[] = [];
  const { board, clock } = scenarioBoard({ bundle, scenario, seed, baud: 0, onSerial: (text) => frames.push(text) });
  board.start();
  clock.advanceTo(durationS * 1000);
  return frames;
}

function framesOfCore(buildHash: number, scenario: string, seed: number, durationS: number): string[] {
  const frames: string[] = [];
  const clock = new VirtualClock();
  const world = new World({ scenario: scenarioByName(scenario), seed, clock });
  const storage = new SimulatedStorage();
  storage.write("pinhole.json", JSON.stringify(world.configuration));
  const { i2c, oneWire } = world;
  startPinhole(new BoardTimeHal(() => clock.nowMs() / 1000, { clock, i2c, oneWire, storage, board: espruinoPico, buildHash, write: (text) => frames.push(text) }), makeSensor);
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
  for (const seed of [1, 2]) {
    it(`send the same bytes through ms-22, commissioning and alarm included, seed ${seed}`, () => {
      const fromBundle = framesOfBundle(bundle, "ms-22", seed, 24600);
      const fromCore = framesOfCore(buildHashIn(fromBundle), "ms-22", seed, 24600);
      expect(fromBundle.length).toBeGreaterThan(24600);
      expect(fromBundle.length).toBe(fromCore.length);
      expect(fromBundle.findIndex((frame, index) => frame !== fromCore[index])).toBe(-1);
    });
  }
});
