import type { Hal, Lamp, Storage } from "#hal/types.ts";
import { telemetryBaud, type BoardProfile } from "./boards/profile.ts";
import { addPins } from "./espruino-pins.ts";

/** The board that the bundle is built for; the build puts each member in the place where it is named. */
declare const __PROFILE__: BoardProfile;

/** The board, and what it alone can do. */
export interface EspruinoHal extends Hal {
  /** Locks the interpreter's console with a password, at most 20 characters; it asks for it wherever the console is. */
  lock(password: string): void;
}

/** Flashes of the LED in one cycle, ms on, off, on …, by Lamp: dark, two flashes, one, three, long. */
const flashesMs = [[], [40, 160, 40], [40], [40, 160, 40, 160, 40], [800]];

/**
 * The board that this runs on. Buses, serial ports and storage are the interpreter's own objects; native functions
 * stand in the object as they are, because every function costs variables. `lamp` is to be called once a cycle.
 * Asking for an I2C bus again frees a jammed one: nine clocks and a stop with the data line let go, then a new setup.
 */
export function espruinoHal(): EspruinoHal {
  const board = globalThis as unknown as Record<string, unknown>;
  const startS = getTime();
  const port = board[__PROFILE__.port] as EspruinoSerial;
  const storage = (board.require as (name: string) => Storage)("Storage");
  const isSetUp: Record<string, boolean> = {};
  if (__PROFILE__.path) port.setup(telemetryBaud, { path: board[__PROFILE__.path] as string });
  if (__PROFILE__.serial) port.setup(telemetryBaud, __PROFILE__.serial);
  // Forced, or a plug, a serial adapter or a phone would bring the console back.
  const spare = board.LoopbackA as EspruinoSerial | undefined;
  if (spare) spare.setConsole(true);
  const hal: EspruinoHal = {
    board: __PROFILE__.number,
    buildHash: __BUILD_HASH__,
    nowMs: () => (getTime() - startS) * 1000,
    after: (delayMs, run) => {
      setTimeout(run, delayMs);
    },
    every: (periodMs, run) => {
      setInterval(run, periodMs);
    },
    i2c: (name) => {
      const pins = __PROFILE__.i2c[name];
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
    // Where it cannot wait as long as a cycle takes, the interpreter kicks it: better than none.
    watchdog: (timeoutS) => {
      E.enableWatchdog(Math.min(timeoutS, __PROFILE__.watchdogS), timeoutS > 2 * __PROFILE__.watchdogS);
    },
    kick: E.kickWatchdog,
    lamp: (state: Lamp) => {
      const flashes = flashesMs[state]!;
      if (flashes.length && board[__PROFILE__.led]) digitalPulse(board[__PROFILE__.led], 1, flashes);
    },
    // Without a garbage collection, which would take longer than the cycle.
    freeVariables: () => (board.process as { memory(collect: boolean): { free: number } }).memory(false).free,
    releaseConsole: () => {
      // An upload takes longer than the watchdog waits, and nobody kicks it meanwhile.
      E.enableWatchdog(__PROFILE__.watchdogS, true);
      port.setConsole(true);
    },
    reset: E.reboot,
    crc32: E.CRC32,
    base64: btoa as unknown as (data: Uint8Array) => string,
    unbase64: atob,
    dot: E.convolve,
    lock: (password) => {
      E.setPassword(password);
      E.lockConsole();
    },
  };
  addPins(hal, board);
  return hal;
}
