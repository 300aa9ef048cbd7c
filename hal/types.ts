/**
 * The hardware interfaces. The buses keep the shape of Espruino's own objects, so that on a board they *are* those
 * objects and cost no wrapper; the emulated ones answer the same calls.
 */

/** Why a reading is not valid. The order is the number on the line; names and meanings are in the dictionary. */
export const enum Fault {
  None, Absent, Nack, Crc, Prom, Id, Timeout, NotReady, ZeroRaw, Saturated, OpenWire, Short, Stale, StatusBits, Reset,
  OutOfRange, Rate, Stuck, Disagree, Swapped,
}

/** I2C controller. Both calls throw when the part does not answer, except on software buses, which read FF. */
export interface I2cBus {
  /** @param address 7-bit; @param data bytes to write (an empty write sends nothing) */
  writeTo(address: number, data: number | number[] | Uint8Array): void;
  /** @returns exactly `length` bytes */
  readFrom(address: number, length: number): Uint8Array;
}

/** 1-Wire controller on one pin. */
export interface OneWireBus {
  /** @returns whether any part answered with a presence pulse */
  reset(): boolean;
  /** Resets and addresses one part. @param rom 16 hexadecimal digits, family code first */
  select(rom: string): void;
  /** Addresses every part on the bus; does not reset. */
  skip(): void;
  write(data: number | number[], power?: boolean): void;
  read(length: number): Uint8Array;
  /** @returns the ROM codes found, 16 hexadecimal digits each, their CRC unchecked */
  search(): string[];
}

/** The line to the host. Text only: frames are printable. */
export interface SerialLine {
  write(text: string): void;
  onData(receive: (text: string) => void): void;
}

/** Named files in the board's flash. */
export interface Storage {
  read(name: string): string | undefined;
  /** @returns whether it was stored */
  write(name: string, data: string): boolean;
}

/** What one LED shows. */
export const enum Lamp { Off, Commissioning, Nominal, Fault, Alarm }

/** A board, as the firmware sees it. */
export interface Hal {
  /** Number of the board in the dictionary's list of boards. */
  readonly board: number;
  /** CRC-32 of the running bundle's text; 0 where the core runs without a bundle. */
  readonly buildHash: number;
  /** Milliseconds since start, monotonic, with a fraction. */
  nowMs(): number;
  after(delayMs: number, run: () => void): void;
  every(periodMs: number, run: () => void): void;
  i2c(bus: string): I2cBus;
  oneWire(pin: string): OneWireBus;
  readonly line: SerialLine;
  readonly storage: Storage;
  /** Arms the hardware watchdog; it resets the board unless kicked within `timeoutS`. */
  watchdog(timeoutS: number): void;
  kick(): void;
  lamp(state: Lamp): void;
  /** Free interpreter variables (jsvars). */
  freeVariables(): number;
  /** Gives the line back to the interpreter's console and lets the watchdog look after itself. */
  releaseConsole(): void;
  /** Restarts the board. */
  reset(): void;
  /** CRC-32 (IEEE 802.3, reflected), 0 … 2³²−1. Native: a byte loop in the interpreter is 300 times slower. */
  crc32(data: string | Uint8Array): number;
  /** Standard base64 with padding. */
  base64(data: Uint8Array): string;
  /** Bytes of a base64 text, as a binary string; undefined or nonsense where the text is none. */
  unbase64(text: string): string;
  /** Σ a[i]·b[(i + offset) mod b.length], natively. */
  dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array, offset: number): number;
}

/** One finished conversion. A quantity that the part does not measure is absent; one it could not measure is NaN. */
export interface Sample {
  pressurePa?: number;
  temperatureK?: number;
  /** Of a flow meter, m³/s; of a level switch 1 at or above it, 0 below. */
  flowOrLevel?: number;
  fault: Fault;
  /** Raw counts of the main quantity, for stuck-at detection and logs. */
  raw: number;
}

/**
 * A sensor part. Split-phase: nobody waits inside a cycle. Constructor and life cycle follow ECMA-419 (an options
 * object, `configure`, `sample`, `close`).
 */
export interface Sensor {
  /** Begins a conversion, or the next step of the start-up. @returns ms until `poll` is worth calling */
  start(nowMs: number): number;
  /** Carries the conversion on. @returns ms until the next poll is worthwhile; 0 when a sample (or a fault) is ready */
  poll(nowMs: number): number;
  /** @returns what the last conversion gave: an object of its own, which no later one changes */
  sample(): Sample;
  close(): void;
}

/** What a part is built from: the buses and its entry in the configuration's `sensors`. */
export interface SensorOptions {
  id: string;
  part: string;
  bus?: string;
  address?: number;
  pin?: string;
  rom?: string;
  /** Oversampling ratio of parts that have one. */
  oversampling?: number;
}
