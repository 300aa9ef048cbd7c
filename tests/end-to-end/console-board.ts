import { createContext, runInContext } from "node:vm";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { PacedBoard } from "#host/virtual-board/paced-board.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { VirtualBoard } from "#host/virtual-board/virtual-board.ts";

/**
 * A virtual board with the interpreter's console in front of it: prompt, silent lines, writing to flash, reset and load;
 * what was written is then what runs. Only as much of the console as an uploading program uses.
 */
export class ConsoleBoard {
  readonly storage: SimulatedStorage;
  /** Lines that the console has run. */
  readonly lines: string[] = [];
  /** Called before each line; returning false keeps it from running. */
  onLine: ((line: string) => boolean) | undefined;
  private readonly clock = new VirtualClock();
  private readonly device: Pty;
  private readonly paced: PacedBoard;
  private input = "";
  /** What runs; it may have given its console away. */
  private board: VirtualBoard | undefined;
  private hasConsole = true;
  private isUnplugged = false;
  private readonly running: Promise<void>;
  private readonly context: object;

  constructor(interpreterName: string, storage: SimulatedStorage = new SimulatedStorage()) {
    this.storage = storage;
    this.device = new Pty((bytes) => this.receive(bytes.toString("latin1")));
    this.paced = new PacedBoard(this.clock, this.device, 1);
    this.running = this.paced.run();
    const print = (...words: unknown[]): void => this.say(`${words.join(" ")}\r\n`);
    this.context = createContext({
      print, echo: () => {}, reset: () => this.board?.stop(), load: () => this.load(), btoa, atob,
      process: { env: { VERSION: "2v29", BOARD: interpreterName, CONSOLE: "USB", MODULES: "Flash,Storage,fs" } },
      E: { CRC32: (text: string) => crc32(text) | 0 },
      require: () => ({
        read: (name: string) => this.storage.read(name),
        erase: (name: string) => this.storage.erase(name),
        write: (name: string, text: string, offset = 0, size = text.length) => {
          const earlier = offset === 0 ? "\xff".repeat(size) : (this.storage.read(name) ?? "");
          return this.storage.write(name, earlier.slice(0, offset) + text + earlier.slice(offset + text.length));
        },
      }),
    });
  }

  get path(): string {
    return this.device.path;
  }

  /** Power on with what is in flash. */
  load(): void {
    this.board?.stop();
    const bundle = this.storage.read(".bootcde");
    if (bundle === undefined) return;
    const board = new VirtualBoard({ bundle, clock: this.clock, storage: this.storage, i2c: {}, oneWire: {}, onSerial: this.paced.send });
    this.board = board;
    this.hasConsole = false;
    const move = board.moveConsole.bind(board);
    board.moveConsole = (port) => {
      move(port);
      this.hasConsole = port === board.port;
    };
    board.start();
  }

  unplug(): void {
    this.isUnplugged = true;
    this.device.close();
  }

  async close(): Promise<void> {
    this.board?.stop();
    this.paced.stop();
    await this.running;
    this.device.close();
  }

  private say(text: string): void {
    if (!this.isUnplugged) this.paced.send(text);
  }

  private receive(text: string): void {
    if (!this.hasConsole) {
      this.board?.receive(text);
      return;
    }
    this.input += text.replaceAll("\x03", "");
    for (let end = this.input.indexOf("\n"); end >= 0 && this.hasConsole; end = this.input.indexOf("\n")) {
      const line = this.input.slice(0, end);
      this.input = this.input.slice(end + 1);
      this.run(line);
    }
  }

  private run(line: string): void {
    const isSilent = line.startsWith("\x10");
    const code = line.replaceAll("\x10", "");
    this.lines.push(code);
    if (this.onLine && !this.onLine(code)) return;
    try {
      const value: unknown = runInContext(code, this.context);
      if (!isSilent) this.say(`\r\n=${String(value)}\r\n>`);
    } catch (error) {
      this.say(`\r\nUncaught ${String(error)}\r\n>`);
    }
  }
}
