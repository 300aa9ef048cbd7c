import { SerialPort } from "serialport";
import { UnavailableError } from "#host/cli/unavailable-error.ts";
import { portReason } from "#host/link/serial-link.ts";

const baudRate = 115200;
/** A program that ends holds its port a moment longer: attempts, and the time between them, ms. */
const busyAttempts = 4;
const busyMs = 250;

/**
 * The serial port of a board that is being flashed. It stays open from the first question to the last answer: to open
 * one anew throws away what is still under way in it.
 */
export class BoardLine {
  /** Gets what comes, in order. */
  onBytes: (bytes: Buffer) => void = () => {};
  onClose: () => void = () => {};

  private constructor(readonly path: string, private readonly port: SerialPort) {
    port.on("data", (bytes: Buffer) => this.onBytes(bytes));
    port.on("error", () => {});
    port.on("close", () => this.onClose());
    // Some boards send only where they see a terminal; pseudo-terminals do not have the signal.
    port.set({ dtr: true, rts: true }, () => {});
  }

  /** @throws UnavailableError where it cannot be opened */
  static async open(path: string): Promise<BoardLine> {
    for (let attempt = 1; ; attempt++) {
      const port = new SerialPort({ path, baudRate, autoOpen: false });
      const error = await new Promise<Error | null>((resolve) => port.open(resolve));
      if (!error) return new BoardLine(path, port);
      const reason = portReason(path, error.message);
      if (attempt >= busyAttempts || !reason.includes("the port is busy")) throw new UnavailableError(reason);
      await new Promise((resolve) => setTimeout(resolve, busyMs));
    }
  }

  get isOpen(): boolean {
    return this.port.isOpen;
  }

  /** @param written  called when the system has taken it; never where the line is lost */
  write(text: string, written: () => void = () => {}): void {
    this.port.write(text, "latin1", (error) => {
      if (!error) written();
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
