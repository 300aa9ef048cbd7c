import { base64OfBytes, bytesOfBase64 } from "#hal/simulated/base64.ts";
import type { VirtualClock } from "#hal/simulated/clock.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import type { SimulatedStorage } from "#hal/simulated/storage.ts";
import type { I2cBus } from "#hal/types.ts";
import type { BoardTimers } from "./board-timers.ts";
import type { VirtualBoardOptions } from "./virtual-board.ts";

/** What the emulated globals act on. */
export interface BoardLink {
  readonly clock: VirtualClock;
  readonly storage: SimulatedStorage;
  readonly options: Pick<VirtualBoardOptions, "i2c" | "oneWire" | "spi" | "analog" | "digital" | "edges" | "interpreterName">;
  readonly pins: Map<string, number>;
  writeSerial(port: string, text: string): void;
  listen(port: string, listener: (text: string) => void): void;
  stopListening(port: string): void;
  moveConsole(port: string): void;
  onUncaught(listener: (error: unknown) => void): void;
  print(text: string): void;
  enableWatchdog(timeoutS: number): void;
  kickWatchdog(): void;
  reset(): void;
  leave(restart: "reset" | "load"): void;
  echo(isOn: boolean): void;
  setPassword(password: string | undefined): void;
  lockConsole(): void;
}

/** What an Espruino Pico says of itself. */
const environment = { VERSION: "2v29", BOARD: "PICO_R1_3", FLASH: 393216, RAM: 98304, SERIAL: "00000000-00000000-00000000", CONSOLE: "USB", MODULES: "Flash,Storage,fs,net,dgram,http,tls,tv,crypto,neopixel" };
/** Variables of an Espruino Pico and how many the emulation says are free: it has none, so the number stays as it is. */
const variables = 5100;
const freeVariables = 4000;
const serialPorts = ["USB", "Serial1", "Serial2", "LoopbackA", "LoopbackB", "Telnet", "Terminal"];
/** What flash holds where nothing was written. */
const erased = "\xff";
const gpioPorts = "ABC";
const pinsPerPort = 16;

type Bytes = string | number | ArrayLike<number>;

function binaryText(data: Bytes): string {
  if (typeof data === "string") return data;
  if (typeof data === "number") return String.fromCharCode(data & 255);
  let text = "";
  for (let index = 0; index < data.length; index++) text += String.fromCharCode(data[index]! & 255);
  return text;
}

/** Σ a[i]·b[(i + offset) mod b.length] */
function convolve(a: ArrayLike<number>, b: ArrayLike<number>, offset: number): number {
  let at = offset % b.length;
  if (at < 0) at += b.length;
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    sum += a[index]! * b[at]!;
    if (++at === b.length) at = 0;
  }
  return sum;
}

/**
 * The interpreter's globals, as far as firmware on these boards uses them; names and behaviour after the Espruino
 * reference.
 * @param realm gives an intrinsic of the bundle's context by its name
 */
export function boardGlobals(board: BoardLink, timers: BoardTimers, realm: (name: string) => Uint8ArrayConstructor): Record<string, unknown> {
  const { clock } = board;
  const OwnBytes = realm("Uint8Array");
  const print = (...values: unknown[]): void => board.print(`${values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" ")}\n`);
  const globals: Record<string, unknown> = {
    setTimeout: (run: unknown, delayMs: unknown, ...values: unknown[]) => timers.after(run, delayMs, values),
    setInterval: (run: unknown, periodMs: unknown, ...values: unknown[]) => timers.every(run, periodMs, values),
    clearTimeout: (id?: number) => timers.clear(id),
    clearInterval: (id?: number) => timers.clear(id),
    getTime: () => clock.nowMs() / 1000,
    print,
    console: { log: print, warn: print, error: print },
    btoa: (data: string | Uint8Array) => (typeof data === "string" ? base64OfBytes(Uint8Array.from(data, (c) => c.charCodeAt(0))) : base64OfBytes(data)),
    atob: (text: string) => bytesOfBase64(text),
    reset: () => board.leave("reset"),
    load: () => board.leave("load"),
    echo: (isOn: unknown) => board.echo(Boolean(isOn)),
    require: (name: string) => {
      if (name === "Storage") return storageModule(board.storage);
      throw new Error(`Module ${name} not found`);
    },
    process: {
      env: { ...environment, ...(board.options.interpreterName !== undefined && { BOARD: board.options.interpreterName }) },
      version: environment.VERSION,
      memory: () => ({ free: freeVariables, usage: variables - freeVariables, total: variables, history: 0, gc: 0, gctime: 0, blocksize: 16 }),
      on: (event: string, listener: (error: unknown) => void) => {
        if (event === "uncaughtException") board.onUncaught(listener);
      },
    },
    E: {
      CRC32: (data: string | Uint8Array) => crc32(data),
      convolve,
      sum: (data: ArrayLike<number>) => Array.from(data).reduce((sum, value) => sum + value, 0),
      toString: (data: Bytes) => binaryText(data),
      toUint8Array: (data: Bytes) => OwnBytes.from(binaryText(data), (c) => c.charCodeAt(0)),
      enableWatchdog: (timeoutS: number) => board.enableWatchdog(timeoutS),
      kickWatchdog: () => board.kickWatchdog(),
      reboot: () => board.reset(),
      getErrorFlags: () => [],
      setConsole: (port: { name: string } | null) => board.moveConsole(port?.name ?? "none"),
      setPassword: (password?: string) => board.setPassword(password),
      lockConsole: () => board.lockConsole(),
      getTemperature: () => 25,
      on: () => {},
    },
    OneWire: oneWireConstructor(board, OwnBytes),
  };
  for (const name of serialPorts) globals[name] = serialPort(board, name);
  for (const name of ["I2C1", "I2C2", "I2C3"]) globals[name] = i2cPort(board.options.i2c[name], OwnBytes);
  for (const name of ["SPI1", "SPI2", "SPI3"]) globals[name] = spiPort(board, OwnBytes);
  return Object.assign(globals, pinGlobals(board, timers));
}

/** The interpreter's flash as a module: files are written in pieces, and a full flash is an exception. */
function storageModule(storage: SimulatedStorage): Record<string, unknown> {
  const read = (name: string, offset = 0, length?: number): string | undefined => {
    const whole = storage.read(name);
    return offset === 0 && length === undefined ? whole : whole?.substr(offset, length);
  };
  const write = (name: string, data: string, offset = 0, size = data.length): boolean => {
    const earlier = offset === 0 ? erased.repeat(size) : storage.read(name);
    if (earlier === undefined || !storage.write(name, earlier.slice(0, offset) + data + earlier.slice(offset + data.length))) throw new Error("Unable to find or create file");
    return true;
  };
  return {
    read,
    write,
    erase: (name: string) => storage.erase(name),
    list: () => storage.list(),
    getFree: () => storage.freeBytes,
    readJSON: (name: string) => {
      const text = storage.read(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    writeJSON: (name: string, value: unknown) => write(name, JSON.stringify(value)),
    compact: () => {},
  };
}

function serialPort(board: BoardLink, name: string): Record<string, unknown> {
  return {
    name,
    setup: () => {},
    unsetup: () => {},
    setConsole: () => board.moveConsole(name),
    write: (data: Bytes) => board.writeSerial(name, binaryText(data)),
    print: (text: string) => board.writeSerial(name, String(text)),
    println: (text: string) => board.writeSerial(name, `${text}\r\n`),
    on: (event: string, listener: (text: string) => void) => {
      if (event === "data") board.listen(name, listener);
    },
    removeAllListeners: () => board.stopListening(name),
  };
}

/** A port without a bus behind it behaves as one without parts. */
function i2cPort(bus: I2cBus | undefined, OwnBytes: Uint8ArrayConstructor): Record<string, unknown> {
  const answering = (): I2cBus => {
    if (!bus) throw new Error("I2C Write Error 0");
    return bus;
  };
  return {
    setup: () => {},
    writeTo: (address: number, data: number | Uint8Array) => answering().writeTo(address, data),
    readFrom: (address: number, length: number) => new OwnBytes(answering().readFrom(address, length)),
  };
}

/** The chip select says which part is meant; a line that nobody drives reads as ones. */
function spiPort(board: BoardLink, OwnBytes: Uint8ArrayConstructor): Record<string, unknown> {
  return {
    setup: () => {},
    send: (data: number[], chipSelect: unknown) => {
      const part = board.options.spi?.[String(chipSelect)];
      return part ? new OwnBytes(part.transfer(data, board.clock.nowMs())) : new OwnBytes(data.length).fill(255);
    },
  };
}

function oneWireConstructor(board: BoardLink, OwnBytes: Uint8ArrayConstructor): unknown {
  // An ordinary function, so that it works with `new`.
  return function (pin: unknown): Record<string, unknown> {
    const bus = board.options.oneWire[String(pin)];
    return {
      reset: () => bus?.reset() ?? false,
      select: (rom: string) => bus?.select(rom),
      skip: () => bus?.skip(),
      write: (data: number | number[], power?: boolean) => bus?.write(data, power),
      read: (length: number) => (bus ? new OwnBytes(bus.read(length)) : new OwnBytes(length).fill(255)),
      search: () => bus?.search() ?? [],
    };
  };
}

function pinGlobals(board: BoardLink, timers: BoardTimers): Record<string, unknown> {
  const { digital, analog, edges } = board.options;
  const set = (pin: unknown, level: unknown): void => {
    board.pins.set(String(pin), level ? 1 : 0);
  };
  const get = (pin: unknown): number => {
    const level = digital?.[String(pin)]?.(board.clock.nowMs());
    return level === undefined ? board.pins.get(String(pin)) ?? 0 : Number(level);
  };
  const watch = (run: (event: { time: number; state: boolean }) => void, pin: unknown): number => {
    const source = edges?.[String(pin)];
    if (source) {
      source.onRise = (timeS) => {
        if (!timers.isDead) timers.guard(() => run({ time: timeS, state: true }));
      };
    }
    return 1;
  };
  const globals: Record<string, unknown> = {
    digitalWrite: set,
    digitalRead: get,
    digitalPulse: (pin: unknown, level: unknown) => set(pin, level ? 0 : 1),
    pinMode: () => {},
    analogRead: (pin: unknown) => analog?.[String(pin)]?.(board.clock.nowMs()) ?? NaN,
    analogWrite: () => {},
    setWatch: watch,
    clearWatch: () => {},
    HIGH: 1,
    LOW: 0,
  };
  const names = ["LED1", "LED2", "BTN1"];
  for (const port of gpioPorts) for (let number = 0; number < pinsPerPort; number++) names.push(`${port}${number}`);
  for (const name of names) {
    globals[name] = {
      toString: () => name, read: () => get(name), write: (level: unknown) => set(name, level), set: () => set(name, 1), reset: () => set(name, 0), mode: () => {},
    };
  }
  return globals;
}
