import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { PacedBoard } from "#host/virtual-board/paced-board.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { VirtualBoard } from "#host/virtual-board/virtual-board.ts";

/** A virtual board on a serial device of its own, with its console there and nothing in flash until something is flashed. */
export class ConsoleBoard {
  /** Lines that its console has run. */
  readonly lines: string[] = [];
  /** Called before each line; returning false keeps it from running. */
  onLine: ((line: string) => boolean) | undefined;
  readonly board: VirtualBoard;
  private readonly clock = new VirtualClock();
  private readonly device: Pty;
  private readonly paced: PacedBoard;
  private isUnplugged = false;
  private readonly running: Promise<void>;

  /** @param port  that the device is, by its global's name */
  constructor(interpreterName: string, readonly storage: SimulatedStorage = new SimulatedStorage(), port = "USB") {
    this.device = new Pty((bytes) => this.board.receive(bytes.toString("latin1")));
    this.paced = new PacedBoard(this.clock, this.device, 1);
    this.board = new VirtualBoard({
      clock: this.clock, storage, interpreterName, port, i2c: {}, oneWire: {},
      onSerial: (text) => {
        if (!this.isUnplugged) this.paced.send(text);
      },
    });
    this.board.onConsoleLine = (line) => {
      this.lines.push(line);
      return this.onLine?.(line) ?? true;
    };
    this.board.start();
    this.running = this.paced.run();
  }

  get path(): string {
    return this.device.path;
  }

  /** Gives the device a second name. */
  linkAs(link: string): void {
    this.device.linkAs(link);
  }

  unplug(): void {
    this.isUnplugged = true;
    this.device.close();
  }

  async close(): Promise<void> {
    this.board.stop();
    this.paced.stop();
    await this.running;
    this.device.close();
  }
}
