import type { Hal, Lamp, Storage } from "#hal/types.ts";
import { espruinoPico } from "./boards/espruino-pico.ts";
import { linux } from "./boards/linux.ts";
import type { BoardProfile } from "./boards/profile.ts";

/** Flashes of the LED in one cycle, ms on, off, on …, by Lamp: dark, two flashes, one, three, long. */
const flashesMs = [[], [40, 160, 40], [40], [40, 160, 40, 160, 40], [800]];

/**
 * The board that this runs on. Buses, serial ports and storage are the interpreter's own objects; native functions
 * stand in the object as they are, because every function costs variables. `lamp` is to be called once a cycle.
 * Asking for an I2C bus again frees a jammed one: nine clocks and a stop with the data line let go, then a new setup.
 */
export function espruinoHal(): Hal {
  // Folded when the bundle is built, so that only one profile is in it.
  const profile: BoardProfile = __BOARD__ === "linux" ? linux : espruinoPico;
  const board = globalThis as unknown as Record<string, unknown>;
  const startS = getTime();
  const port = board[profile.port] as EspruinoSerial;
  const storage = (board.require as (name: string) => Storage)("Storage");
  const isSetUp: Record<string, boolean> = {};
  if (profile.path) port.setup(115200, { path: board[profile.path] as string });
  // Forced, or plugging USB in would bring the console back.
  if (typeof LoopbackA !== "undefined") LoopbackA.setConsole(true);
  return {
    board: profile.number,
    buildHash: __BUILD_HASH__,
    nowMs: () => (getTime() - startS) * 1000,
    after: (delayMs, run) => {
      setTimeout(run, delayMs);
    },
    every: (periodMs, run) => {
      setInterval(run, periodMs);
    },
    i2c: (name) => {
      const pins = profile.i2c[name];
      const bus = board[name] as EspruinoI2c;
      if (pins) {
        if (isSetUp[name]) {
          pinMode(pins.sda, "opendrain");
          pinMode(pins.scl, "opendrain");
          digitalWrite(pins.sda, 1);
          // Nine clocks, and low once more.
          for (let half = 0; half < 19; half++) digitalWrite(pins.scl, half & 1);
          digitalWrite(pins.sda, 0);
          digitalWrite(pins.scl, 1);
          digitalWrite(pins.sda, 1);
        }
        isSetUp[name] = true;
        bus.setup({ scl: pins.scl, sda: pins.sda, bitrate: 100000 });
      }
      return bus;
    },
    oneWire: (pin) => new OneWire(pin),
    line: {
      write: (text) => {
        port.write(text);
      },
      onData: (receive) => {
        port.on("data", receive);
      },
    },
    storage: {
      read: (name) => storage.read(name),
      // It throws where the flash is full.
      write: (name, data) => {
        try {
          return storage.write(name, data);
        } catch {
          return false;
        }
      },
    },
    watchdog: (timeoutS) => {
      E.enableWatchdog(timeoutS, false);
    },
    kick: E.kickWatchdog,
    lamp: (state: Lamp) => {
      const flashes = flashesMs[state]!;
      if (flashes.length && board[profile.led]) digitalPulse(board[profile.led], 1, flashes);
    },
    // Without a garbage collection, which would take longer than the cycle.
    freeVariables: () => (board.process as { memory(collect: boolean): { free: number } }).memory(false).free,
    releaseConsole: () => {
      // An upload takes longer than the watchdog waits, and nobody kicks it meanwhile.
      E.enableWatchdog(10, true);
      port.setConsole(true);
    },
    reset: E.reboot,
    crc32: E.CRC32,
    base64: btoa as unknown as (data: Uint8Array) => string,
    unbase64: atob,
    dot: E.convolve,
  };
}
