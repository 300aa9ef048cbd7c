import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { writeRecord } from "#firmware/store/record.ts";
import { parameterKeys } from "#firmware/telemetry/dictionary.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import type { Hal } from "#hal/types.ts";
import { buildHashOf, carriesHash } from "#host/flash/flash-plan.ts";
import { firstHousekeeping } from "#host/flash/line-talk.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { parseLoopFile, toConfiguration } from "#sims/loop/loop-file.ts";
import { ConsoleBoard } from "./console-board.ts";
import { InterpreterBoard } from "./interpreter-board.ts";

interface Ran { code: number; out: string; error: string }

function run(...words: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["dist/pinhole.js", ...words], (error, out, text) => resolve({ code: error ? Number(error.code) : 0, out, error: text }));
  });
}

const crcOf = (loop: string): number => crc32(JSON.stringify(toConfiguration(parseLoopFile(readFileSync(loop, "utf8"), loop))));

const oneLine = /^pinhole: [^\n]+\n$/;

describe("pinhole flash without a board", () => {
  const ptys: Pty[] = [];
  afterEach(() => {
    for (const pty of ptys.splice(0)) pty.close();
  });

  it("refuses with 2 an unknown board, one without a profile, and a loop file that is not there, before it opens the port", async () => {
    for (const [words, reason] of [
      [["--board", "espruino-pixo"], /did you mean espruino-pico\?/],
      [["--loop", "none.loop.json"], /no such file/],
      [["--rollback", "--loop", "loops/bench.loop.json"], /without --loop/],
    ] as const) {
      const { code, out, error } = await run("flash", "none", ...words);
      expect({ code, out }, words.join(" ")).toEqual({ code: 2, out: "" });
      expect(error).toMatch(oneLine);
      expect(error).toMatch(reason);
    }
  }, 60_000);

  it("says in a dry run what would be sent, and that pico is another maker's name too", async () => {
    const { code, out, error } = await run("flash", "none", "--board", "Pico", "--loop", "loops/bench.loop.json", "--dry-run");
    expect(code).toBe(0);
    const bundle = readBundle();
    expect(out).toMatch(new RegExp(`\\.bootcde +\\d+ bytes, ${bundle.length} before [^\n]*, build hash ${buildHashOf(bundle).toString(16).padStart(8, "0")}\n`));
    expect(out).toMatch(/pinhole\.json +\d+ bytes, configuration CRC [0-9a-f]{8}/);
    expect(error).toMatch(/Raspberry Pi's is rpi-pico/);
  }, 60_000);

  it("ends with 1 and one line where there is no such port, no serial port, or nobody who answers", async () => {
    const silent = new Pty(() => {});
    ptys.push(silent);
    for (const [path, reason] of [["none", /no such port/], ["/tmp", /no serial port/], [silent.path, /nothing answers/]] as const) {
      const { code, error } = await run("flash", path);
      expect(code, path).toBe(1);
      expect(error).toMatch(oneLine);
      expect(error).toMatch(reason);
    }
  }, 60_000);
});

// Most of an upload is waiting.
describe.concurrent("pinhole flash to an emulated console", () => {
  /** @returns a test on a board of its own */
  const on = (interpreterName: string, test: (board: ConsoleBoard) => Promise<void>) => async (): Promise<void> => {
    const board = new ConsoleBoard(interpreterName);
    try {
      await test(board);
    } finally {
      await board.close();
    }
  };
  const flashBench = (board: ConsoleBoard): Promise<Ran> => run("flash", board.path, "--loop", "loops/bench.loop.json");

  it("uploads, reads back what runs, keeps the earlier configuration, and rolls back to it and forth again", on("PICO_R1_3", async (board) => {
    const first = await flashBench(board);
    expect(first).toMatchObject({ code: 0, error: "" });
    expect(first.out).toMatch(/espruino-pico runs build [0-9a-f]{8}, configuration [0-9a-f]{8}, mode commissioning\n$/);
    const stored = board.storage.read(".bootcde")!;
    expect(stored.length).toBeLessThan(0.9 * readBundle().length);
    expect(carriesHash(stored, buildHashOf(readBundle()))).toBe(true);
    const bench = board.storage.read("pinhole.json");
    expect(crc32(bench!)).toBe(crcOf("loops/bench.loop.json"));
    const second = await run("flash", board.path, "--loop", "loops/rack.loop.json");
    expect(second).toMatchObject({ code: 0, error: "" });
    expect(second.out).toMatch(/espruino-pico gave it/);
    expect(board.storage.read("pinhole.old")).toBe(bench);
    const rack = board.storage.read("pinhole.json");
    for (const [present, earlier] of [[bench, rack], [rack, bench]]) {
      expect(await run("flash", board.path, "--rollback")).toMatchObject({ code: 0, error: "" });
      expect(board.storage.read("pinhole.json")).toBe(present);
      expect(board.storage.read("pinhole.old")).toBe(earlier);
    }
  }), 240_000);

  it("leaves the configuration alone without a loop file, and the earlier one where the same comes again", on("PICO_R1_3", async (board) => {
    board.storage.write("pinhole.old", "earlier");
    await flashBench(board);
    expect(await flashBench(board)).toMatchObject({ code: 0, error: "" });
    const bench = board.storage.read("pinhole.json");
    expect(await run("flash", board.path)).toMatchObject({ code: 0, error: "" });
    expect(board.storage.read("pinhole.json")).toBe(bench);
    expect(board.storage.read("pinhole.old")).toBe("earlier");
  }), 240_000);

  it("ends with 1 where there is nothing to roll back to", on("PICO_R1_3", async (board) => {
    const { code, error } = await run("flash", board.path, "--rollback");
    expect({ code, error }).toMatchObject({ code: 1, error: expect.stringMatching(/^pinhole: [^\n]*no earlier configuration[^\n]*\n$/) as string });
  }), 240_000);

  it("refuses to roll another board back", on("PIXLJS", async (board) => {
    const { code, error } = await run("flash", board.path, "--rollback");
    expect({ code, error }).toMatchObject({ code: 1, error: expect.stringMatching(/^pinhole: [^\n]*says PIXLJS, but espruino-pico says PICO_R1_3; nothing was written\n$/) as string });
  }), 240_000);

  it("refuses another board before it writes anything, and lets what ran there run on", on("PIXLJS", async (board) => {
    board.storage.write(".bootcde", readBundle());
    board.board.start();
    const { code, error } = await flashBench(board);
    expect(code).toBe(1);
    expect(error).toMatch(/^pinhole: [^\n]*says PIXLJS, but espruino-pico says PICO_R1_3; nothing was written\n$/);
    expect(board.storage.list()).not.toContain("pinhole.json");
    const { housekeeping } = await firstHousekeeping(board.path, 10_000, new AbortController().signal);
    expect(housekeeping?.mode).toBe("unconfigured");
  }), 240_000);

  it("ends with 1 and does not start the board where the flash took less than was sent", on("PICO_R1_3", async (board) => {
    board.onLine = (line) => !(line.includes('write(".bootcde"') && line.includes(",2048)"));
    const { code, error } = await flashBench(board);
    expect(code).toBe(1);
    expect(error).toMatch(/^pinhole: [^\n]*\.bootcde did not arrive whole[^\n]*\n$/);
    expect(board.lines).not.toContain("load()");
  }), 240_000);

  it("ends with 1 where another build runs than was sent", on("PICO_R1_3", async (board) => {
    const hash = buildHashOf(readBundle());
    board.onLine = (line) => {
      if (line === "load()") board.storage.write(".bootcde", board.storage.read(".bootcde")!.replaceAll(String(hash), "1"));
      return true;
    };
    const { code, error } = await flashBench(board);
    expect(code).toBe(1);
    expect(error).toMatch(/^pinhole: [^\n]*the board runs build 00000001, not [0-9a-f]{8}\n$/);
  }), 240_000);

  it.each([["before", "process.env"], ["during", 'write(".bootcde"']])("ends with 1 where the cable is pulled %s the upload", (_when, at) => on("PICO_R1_3", async (board) => {
    board.onLine = (line) => {
      if (line.includes(at)) board.unplug();
      return true;
    };
    const { code, error } = await flashBench(board);
    expect(code).toBe(1);
    expect(error).toMatch(/^pinhole: [^\n]*the line was lost[^\n]*\n$/);
  })(), 240_000);

  it("says which step was lost: after half an upload the board is to be flashed again", on("PICO_R1_3", async (board) => {
    board.onLine = (line) => {
      if (line.includes('write(".bootcde"') && line.includes(",10240)")) board.unplug();
      return true;
    };
    expect((await flashBench(board)).error).toMatch(/may hold half of what was sent: flash it again\n$/);
  }), 240_000);

  it("finds the board again where its port vanishes and comes back with the restart", on("PICO_R1_3", async (board) => {
    const link = join(mkdtempSync(join(tmpdir(), "pinhole-flash-")), "ttyACM0");
    board.linkAs(link);
    let again: ConsoleBoard | undefined;
    board.onLine = (line) => {
      if (line !== "load()") return true;
      board.unplug();
      setTimeout(() => {
        again = new ConsoleBoard("PICO_R1_3", board.storage);
        again.linkAs(link);
      }, 1500);
      return false;
    };
    const { code, out, error } = await run("flash", link, "--loop", "loops/bench.loop.json");
    await again?.close();
    rmSync(dirname(link), { recursive: true });
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toMatch(/espruino-pico runs build [0-9a-f]{8}/);
  }), 240_000);

  it("ends with 1 where the board does not come back after its restart", on("PICO_R1_3", async (board) => {
    board.onLine = (line) => {
      if (line === "load()") board.board.stop();
      return line !== "load()";
    };
    const { code, error } = await run("flash", board.path, "--timeout", "3");
    expect(code).toBe(1);
    expect(error).toMatch(/^pinhole: [^\n]*did not tell within 3 s what it runs; nothing came\n$/);
  }), 240_000);

  it("says what the board complains of where its program does not run", on("PICO_R1_3", async (board) => {
    board.onLine = (line) => {
      if (line === "load()") board.storage.write(".bootcde", 'throw new Error("broken")');
      return true;
    };
    expect((await run("flash", board.path, "--timeout", "3")).error).toMatch(/it says: Uncaught Error: broken\n$/);
  }), 240_000);

  it("opens a locked console with the password, and says so where it has none", on("PICO_R1_3", async (board) => {
    board.board.receive("\x10E.setPassword('secret');E.lockConsole()\n");
    const locked = await run("flash", board.path);
    expect(locked.code).toBe(1);
    expect(locked.error).toMatch(/^pinhole: [^\n]*console is locked; give its password with --password[^\n]*\n$/);
    expect(await run("flash", board.path, "--password", "secret")).toMatchObject({ code: 0, error: "" });
  }), 240_000);

  it("keeps the earlier bundle where there is room, and rolls back to both, and forth again", async () => {
    const storage = new SimulatedStorage(262_144);
    const earlierBundle = readBundle("linux");
    // Another build: its hash is that of its own text no more, but nothing asks.
    const earlier = earlierBundle.replaceAll(String(buildHashOf(earlierBundle)), "305419896");
    storage.write(".bootcde", earlier);
    storage.write("pinhole.json", JSON.stringify(toConfiguration(parseLoopFile(readFileSync("loops/rack.loop.json", "utf8"), "rack"))));
    const board = new ConsoleBoard("LINUX", storage, "Serial1");
    try {
      const words = [board.path, "--board", "linux"];
      const flashed = await run("flash", ...words, "--loop", "loops/bench.loop.json");
      expect(flashed).toMatchObject({ code: 0, error: "" });
      expect(flashed.out).toMatch(/keeps its earlier bundle/);
      const stored = storage.read(".bootcde");
      const back = await run("flash", ...words, "--rollback");
      expect(back).toMatchObject({ code: 0, error: "" });
      expect(back.out).toMatch(/the earlier bundle is back\n[^]*linux runs build 12345678/);
      expect(storage.read(".bootcde")).toBe(earlier);
      expect(crc32(storage.read("pinhole.json")!)).toBe(crcOf("loops/rack.loop.json"));
      expect(await run("flash", ...words, "--rollback")).toMatchObject({ code: 0, error: "" });
      expect(storage.read(".bootcde")).toBe(stored);
      expect(crc32(storage.read("pinhole.json")!)).toBe(crcOf("loops/bench.loop.json"));
    } finally {
      await board.close();
    }
  }, 240_000);

  it("reads back at once from a board that was told to send housekeeping once an hour", on("PICO_R1_3", async (board) => {
    const stored = parameterKeys.map((key) => (key === "housekeepingPeriodS" ? 3600 : -1));
    writeRecord({ storage: board.storage, crc32: (data: string | Uint8Array) => crc32(data) } as unknown as Hal, "pinhole.set", [crcOf("loops/bench.loop.json"), ...stored]);
    expect(await flashBench(board)).toMatchObject({ code: 0, error: "" });
    expect((await firstHousekeeping(board.path, 3000, new AbortController().signal)).housekeeping).toBeUndefined();
  }), 240_000);
});

describe("the makers' own command line", () => {
  it("uploads to the virtual board's console as to a board", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pinhole-flash-"));
    const board = new ConsoleBoard("PICO_R1_3");
    try {
      const device = join(folder, "ttyACM0");
      board.linkAs(device);
      // It opens only what udevadm lists, and asks the makers' site for a description of the board.
      writeFileSync(join(folder, "udevadm"), `#!/bin/sh\nprintf 'P: /devices/ttyACM0\\nN: ttyACM0\\nE: DEVNAME=${device}\\nE: ID_VENDOR_ID=0483\\nE: ID_MODEL_ID=5740\\n\\n'\n`, { mode: 0o755 });
      // Of what goes over in one piece, 512 bytes, it never sees the end.
      const program = `USB.write("it runs\\n");\n// ${"x".repeat(1000)}\n`;
      writeFileSync(join(folder, "program.js"), program);
      const words = ["node_modules/espruino/bin/espruino-cli.js", "--no-ble", "-p", device, "--config", "SAVE_ON_SEND=1", "--config", "BOARD_JSON_URL=/nowhere", join(folder, "program.js")];
      const environment = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
      const { error, out } = await new Promise<{ error: unknown; out: string }>((resolve) => execFile(process.execPath, words, { env: environment, timeout: 60_000 }, (error, out) => resolve({ error, out })));
      expect(error).toBeNull();
      expect(board.storage.read(".bootcde")).toBe(program);
      expect(out).toContain("it runs");
    } finally {
      await board.close();
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});

const interpreter = process.env["ESPRUINO"];

describe.skipIf(!interpreter)(`pinhole flash to a real interpreter${interpreter ? "" : " (skipped: ESPRUINO names none)"}`, () => {
  let board: InterpreterBoard;
  beforeAll(async () => {
    board = new InterpreterBoard(interpreter!);
    await board.prepare();
    board.start();
  });
  afterAll(async () => {
    await board.close();
  });

  const flashLoop = (loop: string): Promise<Ran> => run("flash", board.path, "--board", "linux", "--loop", loop);

  it("refuses another board's bundle before it writes anything", async () => {
    const { code, error } = await run("flash", board.path, "--board", "pico");
    expect(error).toMatch(/interpreter says LINUX, but espruino-pico says PICO_R1_3; nothing was written/);
    expect(code).toBe(1);
  }, 120_000);

  it("uploads, restarts it, and reads the hash back", async () => {
    const { code, out, error } = await flashLoop("loops/bench.loop.json");
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toMatch(/linux runs build [0-9a-f]{8}, configuration [0-9a-f]{8}, mode commissioning\n$/);
  }, 180_000);

  it("finds the same build and configuration running after a loss of power", async () => {
    await board.stop();
    board.start();
    const { housekeeping } = await firstHousekeeping(board.path, 30_000, new AbortController().signal);
    expect(housekeeping?.state).toMatchObject({ buildHash: buildHashOf(readBundle("linux")), configurationCrc: crcOf("loops/bench.loop.json") });
  }, 60_000);

  it("gets the console from the pinhole that runs, flashes another configuration, and rolls back", async () => {
    const { code, out, error } = await flashLoop("loops/rack.loop.json");
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toMatch(/linux gave it/);
    const back = await run("flash", board.path, "--board", "linux", "--rollback");
    expect(back).toMatchObject({ code: 0, error: "" });
    const { housekeeping } = await firstHousekeeping(board.path, 30_000, new AbortController().signal);
    expect(housekeeping?.state.configurationCrc).toBe(crcOf("loops/bench.loop.json"));
  }, 240_000);
});
