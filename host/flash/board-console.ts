import type { EspruinoDevice } from "espruino";
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

/** Console of a board's interpreter, reached through the `espruino` package over one line. */
export interface BoardConsole {
  /** Whether anything was sent that changes the board's flash. */
  readonly hasWritten: boolean;
  /** Whether a password is asked for. */
  readonly isLocked: boolean;
  /** @returns whether the console took the password */
  unlock(password: string): Promise<boolean>;
  /** Stops a program that still runs, so that nothing but answers comes. */
  quiet(): void;
  /**
   * @param isLong  whether the board may work on it for long
   * @returns an expression's value, undefined where no answer came
   * @throws UnavailableError where the line is lost
   */
  evaluate(expression: string, isLong?: boolean): Promise<unknown>;
  /** @returns a file of the board's storage, one character a byte; undefined where it did not come */
  download(name: string): Promise<string | undefined>;
  /** Tells the package what the interpreter says of itself, which decides how fast and how it uploads. */
  adapt(environment: Record<string, unknown>): void;
  /**
   * Resets the interpreter where its console stays as it is, then writes files and, where one is given, the bundle to flash, as they are.
   * @returns what the interpreter complained of, undefined where it did not
   */
  upload(files: readonly (readonly [name: string, text: string])[], bundle?: string): Promise<string | undefined>;
  /** Loads what is in flash, as at power-on. */
  load(): Promise<void>;
}

/**
 * The package's own ways to find ports are replaced by one that has exactly this line: they list no pseudo-terminals,
 * need udevadm, and would look for Bluetooth.
 */
export async function openConsole(line: BoardLine, signal: AbortSignal): Promise<BoardConsole> {
  const { path } = line;
  let hasWritten = false;
  let lose: (reason: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => {});
  const halfSent = (): string => (hasWritten ? "; the board may hold half of what was sent: flash it again" : " before anything was written");
  signal.addEventListener("abort", () => lose(new UnavailableError(`${path}: interrupted${halfSent()}`)));
  const loseLine = (): void => lose(new UnavailableError(`${path}: the line was lost while the board was being flashed${halfSent()}`));
  line.onClose = loseLine;
  if (!line.isOpen) loseLine();
  const tools = await loadTools();
  const { Core, Config } = tools;
  let received = "";
  let isLocked = false;
  const during = <Value>(what: string, ms: number, run: (done: (value: Value) => void) => void): Promise<Value> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new UnavailableError(`${path}: ${what} took longer than ${ms / 1000} s${halfSent()}`)), ms)));
    return Promise.race([new Promise<Value>(run), late, lost]).finally(() => clearTimeout(timer));
  };
  const onHeard: (() => void)[] = [];
  const hear = (bytes: Uint8Array): void => {
    received = (received + Buffer.from(bytes).toString("latin1")).slice(-keptCharacters);
    isLocked = received.endsWith("password>");
    for (const look of onHeard) look();
  };
  /** Calls back when what was received since meets a pattern. */
  const awaitText = (pattern: RegExp, done: (value: undefined) => void): void => {
    const look = (): void => {
      if (!pattern.test(received)) return;
      onHeard.splice(onHeard.indexOf(look), 1);
      done(undefined);
    };
    onHeard.push(look);
    look();
  };
  Object.assign(Config, {
    SERIAL_IGNORE: "", ENV_ON_CONNECT: false, SET_TIME_ON_WRITE: false,
    // The bundle is made small before; it goes to flash, to run at power-on, and is loaded when it has been read back.
    PRETOKENISE: 0, MINIFICATION_LEVEL: "", SAVE_ON_SEND: 1, LOAD_STORAGE_FILE: 0,
  });
  // Belongs to the package's web page.
  Core.Terminal = undefined;
  Core.Serial.devices.splice(0, Infinity, deviceOn(line, hear));
  Core.Serial.startListening(() => {});
  await during<unknown>("opening", answerMs, (done) => Core.Serial.open(path, done, () => {}));
  return {
    get hasWritten() {
      return hasWritten;
    },
    get isLocked() {
      return isLocked;
    },
    unlock: (password) => {
      received = "";
      const answer = new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), passwordMs);
        awaitText(/Logged in\.\r\n|Invalid password\r\n/, () => {
          clearTimeout(timer);
          resolve(received.includes("Logged in."));
        });
      });
      line.write(`${password}\n`);
      return Promise.race([answer, lost]);
    },
    quiet: () => line.write("\x10clearInterval();clearTimeout()\n"),
    evaluate: async (expression, isLong = false) => {
      const json = await during<string | undefined>("an answer", answerMs, (done) => Core.Utils.executeExpression(expression, done, isLong ? { minTimeout: workS } : {}));
      try {
        return json === undefined ? undefined : (JSON.parse(json) as unknown);
      } catch {
        return undefined;
      }
    },
    download: (name) => during<string | undefined>(`reading ${name}`, uploadMs, (done) => Core.Utils.downloadFile(name, done)),
    adapt: (environment) => {
      // A module that it does not find there the package would look for on the network.
      Object.assign(Core.Env.getData(), environment, { MODULES: `${String(environment["MODULES"] ?? "")},Storage` });
      Core.Env.setFirmwareVersion(String(environment["VERSION"]));
      const port = String(environment["CONSOLE"]);
      if (/^(USB|Bluetooth|Telnet)$/.test(port)) Core.Serial.setSlowWrite(false);
      // A reset may give a serial port its first baud rate back, in the middle of the upload.
      Config["RESET_BEFORE_SEND"] = !/^Serial\d$/.test(port);
    },
    upload: async (files, bundle) => {
      const writing = files.map(([name, text]) => `${Core.Utils.getUploadFileCode(name, text)}\n`).join("");
      const boot = bundle === undefined ? "" : await during<string>("preparing", answerMs, (done) => tools.callProcessor("transformForEspruino", bundle, done));
      received = "";
      hasWritten = true;
      // The package's own end is that of sending; asked for anything earlier than the board's end, it would interrupt what still runs.
      const isOver = new Promise<undefined>((resolve) => awaitText(new RegExp(endMark.join(" ")), resolve));
      await during<undefined>("the upload", uploadMs, (done) => {
        Core.CodeWriter.writeToEspruino(`${writing}${boot}\nprint(${endMark.map((word) => JSON.stringify(word)).join()})`, () => {});
        void isOver.then(done);
      });
      return /Uncaught [^\r\n]*/.exec(received)?.[0];
    },
    load: async () => {
      try {
        await during<undefined>("loading", answerMs, (done) => line.write("\x10load()\n", () => done(undefined)));
      } catch (error) {
        // A port may vanish with the restart before it has said that all was written.
        if (line.isOpen) throw error;
      }
    },
  };
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
