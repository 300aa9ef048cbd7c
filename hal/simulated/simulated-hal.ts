import type { Hal, I2cBus, OneWireBus, SerialLine, Storage } from "#hal/types.ts";
import { Lamp } from "#hal/types.ts";
import { base64OfBytes, bytesOfBase64 } from "./base64.ts";
import type { VirtualClock } from "./clock.ts";
import { crc32 } from "./crc32.ts";
import { SimulatedStorage } from "./storage.ts";

export interface SimulatedHalOptions {
  clock: VirtualClock;
  /** Buses by the names that sensors' `bus` gives. */
  i2c?: Readonly<Record<string, I2cBus>>;
  /** 1-Wire buses by the names that sensors' `pin` gives. */
  oneWire?: Readonly<Record<string, OneWireBus>>;
  /** Gets what the firmware sends. */
  write?: (text: string) => void;
  storage?: Storage;
  board?: number;
  buildHash?: number;
  /** Called where a board would restart. */
  onReset?: () => void;
}

/** A board on the host: virtual clock, emulated buses, a line into a callback. */
export class SimulatedHal implements Hal {
  readonly board: number;
  readonly buildHash: number;
  readonly line: SerialLine;
  readonly storage: Storage;
  lampState: Lamp = Lamp.Off;
  /** Restarts that the firmware asked for. */
  resets = 0;

  private readonly clock: VirtualClock;
  private readonly options: SimulatedHalOptions;
  private timeoutMs = Infinity;
  private kickedMs = 0;
  private hasExpired = false;
  private receive: ((text: string) => void) | undefined;

  constructor(options: SimulatedHalOptions) {
    this.options = options;
    this.clock = options.clock;
    this.board = options.board ?? 0;
    this.buildHash = options.buildHash ?? 0;
    this.storage = options.storage ?? new SimulatedStorage();
    this.line = {
      write: options.write ?? (() => {}),
      onData: (receive) => {
        this.receive = receive;
      },
    };
  }

  /** Hands text to the firmware, as if it came over the line. */
  send(text: string): void {
    this.receive?.(text);
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  after(delayMs: number, run: () => void): void {
    this.clock.after(delayMs, run);
  }

  every(periodMs: number, run: () => void): void {
    this.clock.every(periodMs, run);
  }

  /** @throws where the board has no such bus */
  i2c(bus: string): I2cBus {
    const found = this.options.i2c?.[bus];
    if (!found) throw new Error(`no bus ${bus}`);
    return found;
  }

  /** @throws where nothing was connected to the pin */
  oneWire(pin: string): OneWireBus {
    const found = this.options.oneWire?.[pin];
    if (!found) throw new Error(`no 1-Wire bus on pin ${pin}`);
    return found;
  }

  watchdog(timeoutS: number): void {
    this.timeoutMs = timeoutS * 1000;
    this.kickedMs = this.clock.nowMs();
  }

  kick(): void {
    const nowMs = this.clock.nowMs();
    if (nowMs - this.kickedMs > this.timeoutMs) this.hasExpired = true;
    this.kickedMs = nowMs;
  }

  /** Whether the line was given back to a console. */
  consoleReleased = false;

  /** Whether a board would have been reset by its watchdog by now. */
  get watchdogExpired(): boolean {
    return this.hasExpired || this.clock.nowMs() - this.kickedMs > this.timeoutMs;
  }

  lamp(state: Lamp): void {
    this.lampState = state;
  }

  freeVariables(): number {
    return 4000;
  }

  releaseConsole(): void {
    this.consoleReleased = true;
  }

  reset(): void {
    this.resets++;
    this.options.onReset?.();
  }

  crc32(data: string | Uint8Array): number {
    return crc32(data);
  }

  base64(data: Uint8Array): string {
    return base64OfBytes(data);
  }

  unbase64(text: string): string {
    return bytesOfBase64(text);
  }

  dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array, offset: number): number {
    // In two runs without a wrap in between: this is where a simulated monitor spends most of its time.
    const count = a.length;
    const start = offset % b.length;
    const first = Math.min(count, b.length - start);
    let sum = 0;
    for (let i = 0; i < first; i++) sum += a[i]! * b[start + i]!;
    for (let i = first; i < count; i++) sum += a[i]! * b[i - first]!;
    return sum;
  }
}
