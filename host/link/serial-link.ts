import { statSync } from "node:fs";
import type { Socket } from "node:net";
import { SerialPort } from "serialport";
import { telemetryBaud } from "#hal/espruino/boards/profile.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { LineShare, borrowLine } from "./line-share.ts";

export interface SerialLinkOptions {
  path: string;
  baud?: number;
  /** Whether to keep trying the same path after the line was lost; else that ends the run with an error. */
  reconnect: boolean;
  /** Gets every byte received, in order. */
  onBytes: (bytes: Buffer) => void;
  /** The port was opened for the first time. */
  onOpen?: () => void;
  /** Whether to use the line of another program that has the port open, where one lends it. */
  borrow?: boolean;
  /** The line was lost: no byte comes until it is restored. */
  onLost?: () => void;
  onRestored?: () => void;
  /** Ends the run. */
  signal: AbortSignal;
}

/** Between two attempts to open a path that has gone, ms. */
const retryMs = 250;
/** Between two looks whether the path still is the device that was opened, ms: not every loss is reported. */
const lookMs = 500;
/** Attempts after which a busy port is given up at the start: a program that ends holds its port a moment longer. */
const busyAttempts = 4;

/** A serial port that may be unplugged and plugged in again. */
export class SerialLink {
  private port: SerialPort | undefined;
  private borrowed: Socket | undefined;
  private share: LineShare | undefined;
  /** What the receiver threw; ends the run. */
  private failure: unknown;

  constructor(private readonly options: SerialLinkOptions) {}

  /**
   * Opens the port and hands on what it receives until the signal is given.
   * @throws UnavailableError where the port cannot be opened at first, or the line is lost and `reconnect` is false
   */
  async run(): Promise<void> {
    const { options } = this;
    const { signal } = options;
    if (options.borrow && (await this.useBorrowed())) return;
    let port = await this.openAtFirst();
    if (port && !signal.aborted) options.onOpen?.();
    while (port && !signal.aborted) {
      await this.receiveFrom(port);
      if (this.failure !== undefined) throw this.failure;
      if (signal.aborted) return;
      if (!options.reconnect) throw new UnavailableError(`${options.path}: the line was lost`);
      options.onLost?.();
      port = await this.openAgain();
      if (port && !signal.aborted) options.onRestored?.();
    }
    if (port?.isOpen) await close(port);
  }

  /** @returns whether the text was taken; false while the line is lost */
  send(text: string): boolean {
    if (this.borrowed) return this.borrowed.write(text, "latin1") || this.borrowed.writable;
    if (!this.port?.isOpen) return false;
    this.port.write(text, "latin1");
    return true;
  }

  /** @returns whether a line was borrowed and the run is over */
  private async useBorrowed(): Promise<boolean> {
    const { path, signal, onBytes, onOpen } = this.options;
    const socket = await borrowLine(path);
    if (!socket) return false;
    this.borrowed = socket;
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    const stop = (): void => {
      socket.destroy();
    };
    socket.on("error", stop);
    socket.on("data", (bytes: Buffer) => this.receive(bytes, onBytes, stop));
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    else onOpen?.();
    await closed;
    signal.removeEventListener("abort", stop);
    if (this.failure !== undefined) throw this.failure;
    if (!signal.aborted) throw new UnavailableError(`${path}: the line was lost`);
    return true;
  }

  /** Hands bytes on; what the receiver throws ends the run. */
  private receive(bytes: Buffer, onBytes: (bytes: Buffer) => void, stop: () => void): void {
    if (this.failure !== undefined) return;
    try {
      onBytes(bytes);
    } catch (error) {
      this.failure = error;
      stop();
    }
  }

  private async openAtFirst(): Promise<SerialPort | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.open();
      } catch (error) {
        const text = (error as Error).message;
        if (this.options.signal.aborted) return undefined;
        if (attempt >= busyAttempts || !isBusy(text)) throw new UnavailableError(portReason(this.options.path, text));
        await this.pause();
      }
    }
  }

  private async openAgain(): Promise<SerialPort | undefined> {
    while (!this.options.signal.aborted) {
      await this.pause();
      try {
        return await this.open();
      } catch {
        // Not there yet.
      }
    }
    return undefined;
  }

  private open(): Promise<SerialPort> {
    const { path, baud = telemetryBaud, onBytes } = this.options;
    return new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate: baud, autoOpen: false });
      // Bytes may come as soon as the port is open, before whoever asked for it runs again.
      port.on("data", (bytes: Buffer) => {
        this.share?.give(bytes);
        this.receive(bytes, onBytes, () => void close(port));
      });
      port.open((error) => {
        if (error) {
          port.removeAllListeners();
          reject(error);
          return;
        }
        this.port = port;
        this.share = new LineShare(path, (bytes) => void port.write(bytes));
        // Some boards send only where they see a terminal; pseudo-terminals do not have the signal.
        port.set({ dtr: true, rts: true }, () => {});
        resolve(port);
      });
    });
  }

  /** @returns a promise that ends when the port has closed, for whatever reason */
  private receiveFrom(port: SerialPort): Promise<void> {
    const { signal } = this.options;
    return new Promise((resolve) => {
      const stop = (): void => {
        void close(port);
      };
      const device = deviceAt(this.options.path);
      const look = setInterval(() => {
        if (deviceAt(this.options.path) !== device) stop();
      }, lookMs);
      port.on("error", stop);
      port.on("close", () => {
        clearInterval(look);
        signal.removeEventListener("abort", stop);
        this.port = undefined;
        this.share?.close();
        resolve();
      });
      signal.addEventListener("abort", stop);
      if (signal.aborted || !port.isOpen) stop();
      if (!port.isOpen) {
        clearInterval(look);
        resolve();
      }
    });
  }

  private pause(): Promise<void> {
    const { signal } = this.options;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, retryMs);
      signal.addEventListener("abort", done);
    });
  }
}

function close(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (port.isOpen) port.close(() => resolve());
    else resolve();
  });
}

/** @returns which device a path leads to now; "" where there is none */
export function deviceAt(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.rdev} ${found.ino}` : "";
}

function isBusy(text: string): boolean {
  return /lock|busy|temporarily unavailable/i.test(text);
}

/** @returns why a port could not be opened, in a sentence, from what the serial library said */
export function portReason(path: string, text: string): string {
  if (/no such file|ENOENT|cannot find|file not found/i.test(text)) return `${path}: there is no such port; is the board plugged in?`;
  if (isBusy(text)) return `${path}: the port is busy; close the other program that has it open`;
  if (/permission|access/i.test(text)) return `${path}: you may not open this port; add yourself to its group, often dialout`;
  if (/ioctl|not a tty|directory/i.test(text)) return `${path}: this is no serial port`;
  return `${path}: ${text.replace(/^error:?\s*/i, "")}`;
}
