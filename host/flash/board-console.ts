import type { EspruinoDevice, EspruinoTools } from "espruino";
import { UnavailableError } from "#host/unavailable-error.ts";
import type { BoardLine } from "./board-line.ts";
import { loadTools } from "./espruino-tools.ts";

/** Of what the board says so much is kept, for its marks and its complaints. */
const keptCharacters = 4000;
/** Longest time for one answer of the package, ms; it waits less by itself. */
const answerMs = 40_000;
/** Longest silence of a board at work, s: a full flash is compacted, which takes seconds. */
const workS = 30;
/** Longest upload, ms: the slowest, 19 bytes every 50 ms, brings 32 kB over in 90 s. */
const uploadMs = 240_000;
/** A locked console answers a password so soon, ms. */
const passwordMs = 1500;
/** What a board prints when it has run the last line of an upload, in two words so that no echo looks like it. */
const endMark = ["upload", "over"] as const;

/** The end of what a board has said, and whoever waits for a word in it. */
class Heard {
  text = "";
  private readonly looks = new Set<() => void>();

  take(bytes: Uint8Array): void {
    this.text = (this.text + Buffer.from(bytes).toString("latin1")).slice(-keptCharacters);
    for (const look of this.looks) look();
  }

  /** Calls back once, when what was heard since `text` was last emptied meets a pattern. */
  await(pattern: RegExp, done: () => void): void {
    const look = (): void => {
      if (!pattern.test(this.text)) return;
      this.looks.delete(look);
      done();
    };
    this.looks.add(look);
    look();
  }
}

/**
 * Console of a board's interpreter, reached through the `espruino` package over one line. What does not come, because the
 * line is lost, the signal comes or the board is silent, is an UnavailableError.
 */
export class BoardConsole {
  /** Whether anything was sent that changes the board's flash. */
  hasWritten = false;
  private readonly heard = new Heard();
  private readonly lost: Promise<never>;

  private constructor(private readonly line: BoardLine, private readonly tools: EspruinoTools, signal: AbortSignal) {
    this.lost = new Promise((_, reject) => {
      const lose = (what: string): void => reject(new UnavailableError(`${line.path}: ${what}${this.halfSent()}`));
      signal.addEventListener("abort", () => lose("interrupted"));
      line.onClose = () => lose("the line was lost while the board was being flashed");
      if (!line.isOpen) line.onClose();
    });
    this.lost.catch(() => {});
  }

  /**
   * The package's own ways to find ports are replaced by one that has exactly this line: they list no pseudo-terminals,
   * need udevadm, and would look for Bluetooth.
   */
  static async open(line: BoardLine, signal: AbortSignal): Promise<BoardConsole> {
    const tools = await loadTools();
    const { Core, Config } = tools;
    const console = new BoardConsole(line, tools, signal);
    Object.assign(Config, {
      SERIAL_IGNORE: "", ENV_ON_CONNECT: false, SET_TIME_ON_WRITE: false,
      // The bundle is made small before; it goes to flash, to run at power-on, and is loaded when it has been read back.
      PRETOKENISE: 0, MINIFICATION_LEVEL: "", SAVE_ON_SEND: 1, LOAD_STORAGE_FILE: 0,
    });
    // Belongs to the package's web page.
    Core.Terminal = undefined;
    Core.Serial.devices.splice(0, Infinity, deviceOn(line, (bytes) => console.heard.take(bytes)));
    Core.Serial.startListening(() => {});
    await console.during<unknown>("opening", answerMs, (done) => Core.Serial.open(line.path, done, () => {}));
    return console;
  }

  /** Whether a password is asked for. */
  get isLocked(): boolean {
    return this.heard.text.endsWith("password>");
  }

  /** @returns whether the console took the password */
  async unlock(password: string): Promise<boolean> {
    const { heard, line } = this;
    heard.text = "";
    const answer = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), passwordMs);
      heard.await(/Logged in\.\r\n|Invalid password\r\n/, () => {
        clearTimeout(timer);
        resolve(heard.text.includes("Logged in."));
      });
    });
    line.write(`${password}\n`);
    return Promise.race([answer, this.lost]);
  }

  /** Stops a program that still runs, so that nothing but answers comes. */
  quiet(): void {
    this.line.write("\x10clearInterval();clearTimeout()\n");
  }

  /**
   * @param isLong  whether the board may work on it for long
   * @returns an expression's value, undefined where no answer came
   */
  async evaluate(expression: string, isLong = false): Promise<unknown> {
    const json = await this.during<string | undefined>("an answer", answerMs, (done) => this.tools.Core.Utils.executeExpression(expression, done, isLong ? { minTimeout: workS } : {}));
    try {
      return json === undefined ? undefined : (JSON.parse(json) as unknown);
    } catch {
      return undefined;
    }
  }

  /** @returns a file of the board's storage, one character a byte; undefined where it did not come */
  async download(name: string): Promise<string | undefined> {
    return this.during<string | undefined>(`reading ${name}`, uploadMs, (done) => this.tools.Core.Utils.downloadFile(name, done));
  }

  /** Tells the package what the interpreter says of itself, which decides how fast and how it uploads. */
  adapt(environment: Record<string, unknown>): void {
    const { Core, Config } = this.tools;
    // A module that it does not find there the package would look for on the network.
    Object.assign(Core.Env.getData(), environment, { MODULES: `${String(environment["MODULES"] ?? "")},Storage` });
    Core.Env.setFirmwareVersion(String(environment["VERSION"]));
    const port = String(environment["CONSOLE"]);
    if (/^(USB|Bluetooth|Telnet)$/.test(port)) Core.Serial.setSlowWrite(false);
    // A reset may give a serial port its first baud rate back, in the middle of the upload.
    Config["RESET_BEFORE_SEND"] = !/^Serial\d$/.test(port);
  }

  /**
   * Resets the interpreter where its console stays as it is, then writes files and, where one is given, the bundle to flash, as they are.
   * @returns what the interpreter complained of, undefined where it did not
   */
  async upload(files: readonly (readonly [name: string, text: string])[], bundle?: string): Promise<string | undefined> {
    const { heard, tools } = this;
    const { Core } = tools;
    const writing = files.map(([name, text]) => `${Core.Utils.getUploadFileCode(name, text)}\n`).join("");
    const boot = bundle === undefined ? "" : await this.during<string>("preparing", answerMs, (done) => tools.callProcessor("transformForEspruino", bundle, done));
    heard.text = "";
    this.hasWritten = true;
    // The package's own end is that of sending; asked for anything earlier than the board's end, it would interrupt what still runs.
    await this.during<undefined>("the upload", uploadMs, (done) => {
      heard.await(new RegExp(endMark.join(" ")), () => done(undefined));
      Core.CodeWriter.writeToEspruino(`${writing}${boot}\nprint(${endMark.map((word) => JSON.stringify(word)).join()})`, () => {});
    });
    return /Uncaught [^\r\n]*/.exec(heard.text)?.[0];
  }

  /** Loads what is in flash, as at power-on. */
  async load(): Promise<void> {
    try {
      await this.during<undefined>("loading", answerMs, (done) => this.line.write("\x10load()\n", () => done(undefined)));
    } catch (error) {
      // A port may vanish with the restart before it has said that all was written.
      if (this.line.isOpen) throw error;
    }
  }

  /** @returns what `run` hands over, within so many ms */
  private async during<Value>(what: string, ms: number, run: (done: (value: Value) => void) => void): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new UnavailableError(`${this.line.path}: ${what} took longer than ${ms / 1000} s${this.halfSent()}`)), ms)));
    return Promise.race([new Promise<Value>(run), late, this.lost]).finally(() => clearTimeout(timer));
  }

  private halfSent(): string {
    return this.hasWritten ? "; the board may hold half of what was sent: flash it again" : " before anything was written";
  }
}

/** A line that is open already, as the package wants it. */
function deviceOn(line: BoardLine, hear: (bytes: Uint8Array) => void): EspruinoDevice {
  return {
    name: "pinhole",
    ...(line.longestWrite !== undefined && { maxWriteLength: line.longestWrite }),
    getPorts: (take) => take([{ path: line.path, description: line.path }], true),
    open: (_path, opened, receive) => {
      line.onBytes = (bytes) => {
        hear(bytes);
        receive(Uint8Array.from(bytes).buffer);
      };
      opened("open");
    },
    // Where the line is lost, the package waits for ever, and so ends with the program.
    write: (data, written) => line.write(data, written),
    close: () => {},
  };
}
