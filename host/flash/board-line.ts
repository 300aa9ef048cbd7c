import { SerialPort } from "serialport";
import { telemetryBaud } from "#hal/espruino/boards/profile.ts";
import { deviceAt, portReason } from "#host/link/serial-link.ts";
import { UnavailableError } from "#host/unavailable-error.ts";

/** A program that ends holds its port a moment longer: attempts, and the time between them, ms. */
const busyAttempts = 4;
const busyMs = 250;
/** Between two looks whether the path still is the device that was opened, ms: not every loss is reported. */
const lookMs = 500;

/** A line to a board, one character a byte. */
export interface BoardLine {
  readonly path: string;
  readonly isOpen: boolean;
  /** The most characters that one write may have; absent: any number. */
  readonly longestWrite?: number;
  /** Gets what comes, in order. */
  onBytes: (bytes: Buffer) => void;
  onClose: () => void;
  /** @param written  called when the system has taken it; never where the line is lost */
  write(text: string, written?: () => void): void;
  close(): Promise<void>;
}

/**
 * The serial port of a board that is being flashed. It stays open from the first question to the last answer: to open
 * one anew throws away what is still under way in it.
 */
export class SerialLine implements BoardLine {
  onBytes: (bytes: Buffer) => void = () => {};
  onClose: () => void = () => {};

  private constructor(readonly path: string, private readonly port: SerialPort) {
    port.on("data", (bytes: Buffer) => this.onBytes(bytes));
    port.on("error", () => {});
    const device = deviceAt(path);
    const look = setInterval(() => {
      if (deviceAt(path) === device) return;
      clearInterval(look);
      if (port.isOpen) port.close();
    }, lookMs);
    port.on("close", () => {
      clearInterval(look);
      this.onClose();
    });
    // Some boards send only where they see a terminal; pseudo-terminals do not have the signal.
    port.set({ dtr: true, rts: true }, () => {});
  }

  /** @throws UnavailableError where it cannot be opened */
  static async open(path: string): Promise<SerialLine> {
    for (let attempt = 1; ; attempt++) {
      const port = new SerialPort({ path, baudRate: telemetryBaud, autoOpen: false });
      const error = await new Promise<Error | null>((resolve) => port.open(resolve));
      if (!error) return new SerialLine(path, port);
      const reason = portReason(path, error.message);
      if (attempt >= busyAttempts || !reason.includes("the port is busy")) throw new UnavailableError(reason);
      await new Promise((resolve) => setTimeout(resolve, busyMs));
    }
  }

  get isOpen(): boolean {
    return this.port.isOpen;
  }

  write(text: string, written: () => void = () => {}): void {
    this.port.write(text, "latin1", (error) => {
      if (!error) written();
    });
  }

  /** Baud. */
  get rate(): number {
    return this.port.baudRate;
  }

  /** Sets the baud rate, telemetry's where none is given, once all that was written has gone out. */
  setRate(baud = telemetryBaud): Promise<void> {
    return new Promise((resolve) => {
      if (!this.port.isOpen || baud === this.port.baudRate) return resolve();
      this.port.drain(() => this.port.update({ baudRate: baud }, () => resolve()));
    });
  }

  close(): Promise<void> {
    this.onClose = () => {};
    return new Promise((resolve) => {
      if (this.port.isOpen) this.port.close(() => resolve());
      else resolve();
    });
  }
}
