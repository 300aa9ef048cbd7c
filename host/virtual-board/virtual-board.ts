import { compileFunction, createContext, runInContext } from "node:vm";
import { telemetryBaud } from "#hal/espruino/boards/profile.ts";
import type { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import type { EdgeSource, SpiPart } from "#hal/simulated/simulated-pins.ts";
import type { I2cBus, OneWireBus } from "#hal/types.ts";
import { languageText } from "#host/flash/stored-form.ts";
import { boardGlobals, type BoardLink } from "./board-globals.ts";
import { InterpreterConsole } from "./interpreter-console.ts";
import { SerialPacer } from "./serial-pacer.ts";
import { BoardTimers } from "./board-timers.ts";

export interface VirtualBoardOptions {
  /** Text of the finished bundle; what has been flashed since goes before it. Absent and nothing flashed: a bare prompt. */
  bundle?: string;
  clock: VirtualClock;
  /** Buses by their global's name. */
  i2c: Readonly<Record<string, I2cBus>>;
  /** 1-Wire buses by their pin. */
  oneWire: Readonly<Record<string, OneWireBus>>;
  /** Parts on SPI by chip select, whatever port they are on. */
  spi?: Readonly<Record<string, SpiPart>>;
  /** Voltages on pins as fractions of the reference; a pin left out has no converter. */
  analog?: Readonly<Record<string, (nowMs: number) => number>>;
  /** Levels that something drives, by pin. */
  digital?: Readonly<Record<string, (nowMs: number) => boolean>>;
  /** What gives pulses, by pin. */
  edges?: Readonly<Record<string, EdgeSource>>;
  /** Kept over resets; absent: an empty one of an Espruino Pico's size. */
  storage?: SimulatedStorage;
  /** Port that goes to the host, by its global's name. */
  port?: string;
  /** What the interpreter calls its board; absent: an Espruino Pico's name. */
  interpreterName?: string;
  /** Rate that the line is paced to, in board time; 0 hands text on at once. */
  baud?: number;
  /** Gets what the board sends, one byte a character. */
  onSerial: (text: string) => void;
  /** Gets what the interpreter prints to its console, wherever that is. */
  onConsole?: (text: string) => void;
}

/** From a reset until the bundle runs again, ms. */
const startupMs = 300;
/** File of the storage that the interpreter runs at power-on. */
const bootFile = ".bootcde";
const banner = "\r\n ____                 _ \r\n|  __|___ ___ ___ _ _|_|___ ___ \r\n|  __|_ -| . |  _| | | |   | . |\r\n|____|___|  _|_| |___|_|_|_|___|\r\n         |_| espruino.com\r\n 2v29 (c) 2026 G.Williams\r\n\r\n";

/** What the language has in a browser or Node, but not in the interpreter. */
const missingFromLanguage = `
  for (const name of ["Map", "Set", "WeakMap", "WeakSet", "WeakRef", "BigInt", "Symbol", "Proxy", "Reflect", "WebAssembly", "Atomics", "SharedArrayBuffer"]) delete globalThis[name];
  for (const name of ["hypot", "trunc", "log10", "log2", "log1p", "expm1", "cbrt", "tanh", "fround", "imul", "clz32"]) delete Math[name];
  for (const name of ["isFinite", "isInteger", "isSafeInteger", "isNaN", "EPSILON", "MAX_SAFE_INTEGER"]) delete Number[name];
  delete Object.freeze; delete Object.hasOwn; delete Array.from; delete Array.of; delete Array.prototype.flat; delete Array.prototype.at;
`;

/** Intrinsics handed to the bundle as parameters: looking a global up in a context is slow. */
const intrinsics = [
  "Math", "JSON", "Object", "Array", "Number", "String", "Boolean", "Error", "Date", "Uint8Array", "Int8Array", "Uint16Array", "Int16Array",
  "Uint32Array", "Int32Array", "Float32Array", "Float64Array", "DataView", "ArrayBuffer", "isNaN", "isFinite", "parseInt", "parseFloat",
];

/**
 * The finished bundle on emulated board globals, in a context of its own, on a virtual clock. Advancing the clock runs
 * it. Errors of the bundle go to its console, as on a board.
 */
export class VirtualBoard implements BoardLink {
  readonly clock: VirtualClock;
  readonly storage: SimulatedStorage;
  readonly options: VirtualBoardOptions;
  /** Starts since power-on. */
  starts = 0;
  /** Restarts by the watchdog. */
  watchdogResets = 0;
  /** Levels last written to pins, by name. */
  readonly pins = new Map<string, number>();
  timers: BoardTimers;
  /** Called before each line of its console is run; returning false keeps it from running. */
  onConsoleLine: ((line: string) => boolean) | undefined;
  private readonly pacer: SerialPacer;
  private readonly listeners = new Map<string, ((text: string) => void)[]>();
  private consolePort = "USB";
  private console: InterpreterConsole | undefined;
  private password: string | undefined;
  /** What `reset` or `load` asks for, done when everything that had come was worked off. */
  private restart: "reset" | "load" | undefined;
  private errorListeners: ((error: unknown) => void)[] = [];
  private timeoutMs = Infinity;
  private kickedMs = 0;

  constructor(options: VirtualBoardOptions) {
    this.options = options;
    this.clock = options.clock;
    this.storage = options.storage ?? new SimulatedStorage();
    const baud = options.baud ?? telemetryBaud;
    this.pacer = new SerialPacer(this.clock, baud > 0 ? baud : Infinity, options.onSerial);
    this.timers = new BoardTimers(this.clock, (run) => this.guard(run));
  }

  /** Bytes that the board could not bring onto its line. */
  get dropped(): number {
    return this.pacer.dropped;
  }

  /** Power on: runs what is in flash from its beginning. */
  start(): void {
    const { storage, options } = this;
    this.begin(storage.read(bootFile) ?? options.bundle, banner);
    this.clock.after(0, () => this.settle());
  }

  private begin(stored: string | undefined, greeting: string): void {
    this.starts++;
    this.timers = new BoardTimers(this.clock, (run) => this.guard(run));
    this.listeners.clear();
    this.errorListeners = [];
    this.consolePort = this.port;
    this.timeoutMs = Infinity;
    const context = createContext({});
    this.console = new InterpreterConsole({ context, say: (text) => this.writeSerial(this.consolePort, text, false) });
    this.console.onLine = (line) => this.onConsoleLine?.(line) ?? true;
    runInContext(missingFromLanguage, context);
    const realm = (name: string): unknown => runInContext(name, context);
    const globals = boardGlobals(this, this.timers, realm as (name: string) => Uint8ArrayConstructor);
    Object.assign(context, globals, { global: realm("globalThis") });
    if (stored === undefined) {
      this.console.greet(greeting);
      return;
    }
    const parameters: Record<string, unknown> = { ...Object.fromEntries(intrinsics.map((name) => [name, realm(name)])), ...globals };
    const names = Object.keys(parameters).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
    this.guard(() => {
      const run = compileFunction(languageText(stored), names, { parsingContext: context, filename: "pinhole.js" });
      run(...names.map((name) => parameters[name]));
    });
  }

  /** Power off: nothing runs any more; storage is kept. */
  stop(): void {
    this.timers.clearAll();
    this.timers.isDead = true;
    this.timeoutMs = Infinity;
  }

  /** Restarts the bundle, as its `E.reboot` does. */
  reset(): void {
    this.stop();
    this.clock.after(startupMs, () => this.start());
  }

  /** What the interpreter does when it runs out of memory: timers and watches are gone, the prompt is back. */
  runOutOfMemory(): void {
    this.timers.clearAll();
    this.print("Execution Interrupted: out of memory\n");
  }

  /** Leaves the running program: `reset` for a bare prompt, `load` for what is in flash. */
  leave(restart: "reset" | "load"): void {
    this.restart = restart;
    const { timers } = this;
    // Where no console line called it, there is none to wait for.
    this.clock.after(0, () => {
      if (timers === this.timers) this.restartNow();
    });
  }

  private restartNow(): void {
    const { restart } = this;
    this.restart = undefined;
    if (restart === undefined || this.timers.isDead) return;
    this.stop();
    if (restart === "load") this.begin(this.storage.read(bootFile) ?? this.options.bundle, "");
    else this.begin(undefined, banner);
  }

  /** Bytes from the host, one a character: for the console where it is on that port, else for whoever listens. */
  receive(text: string): void {
    let rest = text;
    while (rest !== "" && this.console && this.consolePort === this.port && !this.timers.isDead) {
      const { console } = this;
      const taken = console.type(rest, () => this.consolePort === this.port && !this.timers.isDead);
      rest = rest.slice(taken);
    }
    // As the interpreter does it: when it has nothing else to do.
    this.restartNow();
    this.settle();
    if (rest !== "" && !this.timers.isDead) this.hand(rest);
  }

  private settle(): void {
    if (this.consolePort === this.port) this.console?.settle();
  }

  private hand(text: string): void {
    for (const listener of this.listeners.get(this.port) ?? []) this.guard(() => listener(text));
  }

  get port(): string {
    return this.options.port ?? "USB";
  }

  writeSerial(port: string, text: string, mayDrop = true): void {
    if (port !== this.port) return;
    if (this.options.baud === 0) this.options.onSerial(text);
    else this.pacer.write(text, mayDrop);
  }

  listen(port: string, listener: (text: string) => void): void {
    this.listeners.set(port, [...(this.listeners.get(port) ?? []), listener]);
  }

  stopListening(port: string): void {
    this.listeners.delete(port);
  }

  moveConsole(port: string): void {
    this.consolePort = port;
  }

  echo(isOn: boolean): void {
    this.console?.echo(isOn);
  }

  setPassword(password: string | undefined): void {
    this.password = password;
  }

  lockConsole(): void {
    if (this.console) this.console.lockedBy = this.password;
  }

  onUncaught(listener: (error: unknown) => void): void {
    this.errorListeners.push(listener);
  }

  print(text: string): void {
    this.options.onConsole?.(text);
    this.console?.print(text);
  }

  enableWatchdog(timeoutS: number): void {
    const isNew = this.timeoutMs === Infinity;
    this.timeoutMs = timeoutS * 1000;
    this.kickWatchdog();
    if (isNew) this.watch(this.timers);
  }

  kickWatchdog(): void {
    this.kickedMs = this.clock.nowMs();
  }

  /** Looks at the watchdog when it would expire if it were not kicked again. */
  private watch(timers: BoardTimers): void {
    this.clock.after(Math.max(1, this.kickedMs + this.timeoutMs - this.clock.nowMs()), () => {
      if (timers !== this.timers || timers.isDead) return;
      if (this.clock.nowMs() - this.kickedMs < this.timeoutMs) return this.watch(timers);
      this.watchdogResets++;
      this.reset();
    });
  }

  /** Runs a piece of the bundle; its exception goes to whoever asked for uncaught ones, else to the console. */
  private guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      // Errors of the bundle are of its own context, so not instances of ours.
      const message = (error as { message?: unknown } | null)?.message;
      const text = message === undefined ? String(error) : String(message);
      if (this.errorListeners.length === 0) this.print(`Uncaught Error: ${text}\n`);
      for (const listener of this.errorListeners) {
        try {
          listener(error);
        } catch {
          this.print(`Uncaught Error: ${text}\n`);
        }
      }
    }
  }
}
