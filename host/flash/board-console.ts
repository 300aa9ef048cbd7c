import type { EspruinoDevice, EspruinoTools } from "espruino";
import { UnavailableError } from "#host/cli/unavailable-error.ts";
import type { BoardLine } from "./board-line.ts";

/** Without a prompt for so long after an upload, the upload has failed, ms: a full flash is compacted, which takes seconds. */
const promptMs = 20_000;
/** Between two looks for it, ms. */
const promptLookMs = 50;
/** Of what the board says so much is kept, for its prompt and its complaints. */
const keptCharacters = 4000;
/** Longest time for one answer of the package, ms; it waits less by itself. */
const answerMs = 40_000;
/** Longest upload, ms: the slowest, 19 bytes every 50 ms, brings 32 kB over in 90 s. */
const uploadMs = 240_000;

/** Console of a board's interpreter, reached through the `espruino` package, over one serial port named by its path. */
export interface BoardConsole {
  /** Whether anything was sent that changes the board's flash. */
  readonly hasWritten: boolean;
  /** @returns an expression's value, undefined where no answer came; @throws UnavailableError where the line is lost */
  evaluate(expression: string): Promise<unknown>;
  /** Tells the package what the interpreter says of itself, which decides how fast and how it uploads. */
  adapt(environment: Record<string, unknown>): void;
  /**
   * Resets the interpreter, then writes files and, where one is given, the bundle to flash.
   * @returns what the interpreter complained of, undefined where it did not
   */
  upload(files: readonly (readonly [name: string, text: string])[], bundle?: string): Promise<string | undefined>;
  /** Loads what is in flash, as at power-on. */
  load(): Promise<void>;
}

/**
 * The package's own ways to find ports are replaced by one that has exactly this port: they list no pseudo-terminals,
 * need udevadm, and would look for Bluetooth.
 */
export async function openConsole(line: BoardLine, signal: AbortSignal): Promise<BoardConsole> {
  const { path } = line;
  let hasWritten = false;
  let lose: (reason: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => {});
  signal.addEventListener("abort", () => lose(new UnavailableError(`${path}: interrupted${hasWritten ? "; the board may hold half of what was sent: flash it again" : " before anything was written"}`)));
  const loseLine = (): void => lose(new UnavailableError(`${path}: the line was lost while the board was being flashed`));
  line.onClose = loseLine;
  if (!line.isOpen) loseLine();
  const tools = await loadTools();
  const { Core, Config } = tools;
  let received = "";
  const during = <Value>(what: string, ms: number, run: (done: (value: Value) => void) => void): Promise<Value> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new UnavailableError(`${path}: ${what} took longer than ${ms / 1000} s`)), ms)));
    return Promise.race([new Promise<Value>(run), late, lost]).finally(() => clearTimeout(timer));
  };
  Object.assign(Config, {
    BLUETOOTH_LOW_ENERGY: false, BLUETOOTH_LOW_ENERGY_DBUS: false, SERIAL_IGNORE: "", ENV_ON_CONNECT: false, SET_TIME_ON_WRITE: false,
    // The bundle goes to flash, to run at power-on; it is loaded when it has been read back.
    SAVE_ON_SEND: 1, LOAD_STORAGE_FILE: 0,
  });
  // Belongs to the package's web page.
  Core.Terminal = undefined;
  Core.Serial.devices.splice(0, Infinity, deviceOn(line));
  Core.Serial.startListening((bytes) => (received = (received + Buffer.from(bytes).toString("latin1")).slice(-keptCharacters)));
  await during<unknown>("opening", answerMs, (done) => Core.Serial.open(path, done, () => {}));
  return {
    get hasWritten() {
      return hasWritten;
    },
    evaluate: async (expression) => {
      const json = await during<string | undefined>("an answer", answerMs, (done) => Core.Utils.executeExpression(expression, done));
      try {
        return json === undefined ? undefined : (JSON.parse(json) as unknown);
      } catch {
        return undefined;
      }
    },
    adapt: (environment) => {
      Object.assign(Core.Env.getData(), environment);
      Core.Env.setFirmwareVersion(String(environment["VERSION"]));
      if (/^(USB|Bluetooth|Telnet)$/.test(String(environment["CONSOLE"]))) Core.Serial.setSlowWrite(false);
    },
    upload: async (files, bundle) => {
      const writing = files.map(([name, text]) => `${Core.Utils.getUploadFileCode(name, text)}\n`).join("");
      const boot = bundle === undefined ? "" : await during<string>("preparing", answerMs, (done) => tools.callProcessor("transformForEspruino", bundle, done));
      received = "";
      hasWritten = true;
      await during<undefined>("the upload", uploadMs, (done) => Core.CodeWriter.writeToEspruino(writing + boot, () => done(undefined)));
      // Asked for anything earlier, the package would interrupt what still runs.
      await during<undefined>("the board's writing to its flash", promptMs, (done) => {
        const look = setInterval(() => {
          if (!received.endsWith(">")) return;
          clearInterval(look);
          done(undefined);
        }, promptLookMs);
        lost.catch(() => clearInterval(look));
      });
      return /Uncaught [^\r\n]*/.exec(received)?.[0];
    },
    load: async () => {
      await during<undefined>("loading", answerMs, (done) => line.write("\x10load()\n", () => done(undefined)));
    },
  };
}

/** The package tells every step on the console, some after everything is over; from now on only where PINHOLE_DEBUG is set. */
function quietConsole(): void {
  const say = process.env["PINHOLE_DEBUG"] ? (...words: unknown[]): void => void process.stderr.write(`espruino: ${words.join(" ")}\n`) : (): void => {};
  Object.assign(console, { log: say, warn: say, error: say });
}

let loaded: EspruinoTools | undefined;

/** The package works on globals. It is loaded when needed only: it changes the language's own objects. */
async function loadTools(): Promise<EspruinoTools> {
  if (loaded) return loaded;
  quietConsole();
  const { default: espruino } = await import("espruino");
  await new Promise<void>((resolve) => espruino.init(resolve));
  loaded = (globalThis as unknown as { Espruino: EspruinoTools }).Espruino;
  return loaded;
}

/** A port that is open already, as the package wants it. */
function deviceOn(line: BoardLine): EspruinoDevice {
  return {
    name: "pinhole",
    getPorts: (take) => take([{ path: line.path, description: line.path }], true),
    open: (_path, opened, receive) => {
      line.onBytes = (bytes) => receive(Uint8Array.from(bytes).buffer);
      opened("open");
    },
    // Where the line is lost, the package waits for ever, and so ends with the program.
    write: (data, written) => line.write(data, written),
    close: () => {},
  };
}
