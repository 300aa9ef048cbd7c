import { closeSync } from "node:fs";
import type { Command } from "commander";
import { espruinoPico } from "#hal/espruino/boards/espruino-pico.ts";
import { requireHardware } from "#host/hardware/check-hardware.ts";
import { partsOf } from "#host/hardware/part-hardware.ts";
import { lineText } from "#host/link/json-lines.ts";
import { readLoopFile } from "#host/loop/read-loop.ts";
import { openFile, writeAll } from "#host/report/output-file.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { PacedBoard } from "#host/virtual-board/paced-board.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { scenarioBoard, type ScenarioBoard } from "#host/virtual-board/scenario-board.ts";
import { numberFrom, seed } from "./arguments.ts";
import { interruption } from "./interrupt.ts";

interface BoardOptions { speed: number; slowFrom?: number; slowSpeed: number; link?: string; loop?: string; seed: number; truth?: string }

const usualScenario = "ms-22";
/** Board time between two lines of truth, s. */
const truthEveryS = 10;

/** board [SCENARIO] */
export function register(program: Command): void {
  program
    .command("board")
    .description("A virtual board running the firmware bundle behind a serial device; prints the device's path.")
    .argument("[scenario]", "what happens to its loop", usualScenario)
    .option("--speed <n>", "board time per real time; at 1 a full line drops, at any other it waits", numberFrom(0.001), 1)
    .option("--slow-from <s>", "board time from which another speed holds", numberFrom(0, "seconds"))
    .option("--slow-speed <n>", "that speed", numberFrom(0.001), 1)
    .option("--link <path>", "a second name for the device")
    .option("--loop <file>", "loop file in place of the scenario's loop")
    .option("--seed <n>", "seed of everything random", seed, 1)
    .option("--truth <file>", "writes what really happens as JSON Lines")
    .action(runBoard);
}

async function runBoard(scenario: string, options: BoardOptions): Promise<void> {
  const loop = options.loop === undefined ? undefined : readLoopFile(options.loop);
  if (loop) requireHardware(loop, espruinoPico, options.loop!);
  let paced: PacedBoard | undefined;
  const made = scenarioBoard({ bundle: readBundle(espruinoPico.name, loop && partsOf(loop.sensors)), scenario, seed: options.seed, onSerial: (text) => paced?.send(text), ...(loop && { loop }) });
  const truth = options.truth === undefined ? undefined : openFile("--truth", options.truth);
  const pty = new Pty((bytes) => made.board.receive(bytes.toString("latin1")));
  try {
    if (options.link !== undefined) pty.linkAs(options.link);
    paced = new PacedBoard(made.clock, pty, options.speed);
    if (truth !== undefined) writeTruthEvery(made, (line) => writeAll(truth, Buffer.from(`${line}\n`), `${options.truth} (--truth)`));
    if (options.slowFrom !== undefined) {
      made.clock.after(options.slowFrom * 1000, () => {
        if (paced) paced.speed = options.slowSpeed;
      });
    }
    interruption().addEventListener("abort", () => paced?.stop());
    made.board.start();
    console.log(pty.path);
    console.error(`virtual espruino-pico, scenario ${made.scenario.name}, ${options.speed} × real time; Ctrl-C ends it`);
    await paced.run();
    const dropped = paced.dropped + made.board.dropped;
    if (dropped > 0) console.error(`${dropped} bytes were dropped because nobody took them`);
  } finally {
    pty.close();
    if (truth !== undefined) closeSync(truth);
  }
}

/** Loop's true state every few seconds, and whatever happened as soon as it is known. */
function writeTruthEvery({ world, clock }: ScenarioBoard, write: (line: string) => void): void {
  let told = "";
  clock.every(truthEveryS * 1000, () => {
    const timeS = clock.nowMs() / 1000;
    world.advanceTo(timeS);
    const { massKg, lostKg, addedKg, ...happened } = world.truth();
    write(lineText({ type: "true-state", timeS, massKg, lostKg, addedKg, pressurePa: world.loop.pressurePa, temperatureK: world.loop.temperatureK }));
    const text = lineText({ type: "truth", ...happened });
    if (text !== told) write(text);
    told = text;
  });
}
