import type { EspruinoDevice } from "espruino";
import { UnavailableError } from "#host/unavailable-error.ts";
import type { BoardLine } from "./board-line.ts";

/** Time for a board to be seen and to answer, and between two looks, ms. */
const searchMs = 15_000;
const lookMs = 500;
/** Longest time for one radio to list what it sees, ms: one that fails may not say so. */
const listMs = 3000;
/** Where an exception comes from that is a radio's own. */
const radioModules = /noble|dbus|bluetooth|serial_node_ble/i;

/**
 * The Nordic UART of a board over Bluetooth, through the `espruino` package's own ways to do so.
 * @param radios  those of the package's devices that are radios
 * @param name  the board's name or address, upper or lower case
 * @throws UnavailableError where there is no radio, or no such board within 15 s
 */
export async function openRadio(radios: readonly EspruinoDevice[], name: string, signal: AbortSignal): Promise<BoardLine> {
  const endMs = Date.now() + searchMs;
  const wanted = name.toLowerCase();
  let seen: string[] = [];
  let mayFindMore = true;
  const trouble = takeExceptions();
  while (mayFindMore && Date.now() < endMs && !signal.aborted) {
    mayFindMore = false;
    for (const radio of radios) {
      const { ports, isFinal } = await portsOf(radio);
      trouble.keepAlone();
      const found = ports.find(({ path, description }) => path.toLowerCase() === wanted || description?.toLowerCase() === wanted);
      if (found) return connect(radio, found.path, name);
      seen = [...new Set([...seen, ...ports.map(({ path, description }) => description ?? path)])];
      mayFindMore ||= !isFinal;
    }
    if (mayFindMore) await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  if (signal.aborted) throw new UnavailableError(`${name}: interrupted before anything was written`);
  if (!mayFindMore) throw new UnavailableError(`Bluetooth does not work on this computer: ${trouble.said[0] ?? "no adapter, or no permission to use it"}`);
  throw new UnavailableError(`${name}: no such board within ${searchMs / 1000} s over Bluetooth; ${seen.length > 0 ? `there are ${seen.join(", ")}` : "none was seen; another program may be connected to it"}`);
}

/**
 * Radios throw out of their own callbacks where there is no adapter, and one of them ends the program at any exception.
 * From now on such exceptions are kept, and all others are what they were.
 */
function takeExceptions(): { said: string[]; keepAlone(): void } {
  const said: string[] = [];
  const take = (error: Error): void => {
    if (!radioModules.test(error.stack ?? "")) throw error;
    said.push(error.message);
  };
  const keepAlone = (): void => {
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", take);
  };
  keepAlone();
  return { said, keepAlone };
}

function portsOf(radio: EspruinoDevice): Promise<{ ports: { path: string; description?: string }[]; isFinal: boolean }> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ ports: [], isFinal: true }), listMs);
    radio.getPorts((ports, isFinal) => {
      clearTimeout(timer);
      resolve({ ports: ports ?? [], isFinal });
    });
  });
}

function connect(radio: EspruinoDevice, path: string, name: string): Promise<BoardLine> {
  return new Promise((resolve, reject) => {
    let isOpen = false;
    const longest = radio.maxWriteLength ?? Infinity;
    let sending = Promise.resolve();
    /** One piece at a time, no longer than a radio packet. */
    const send = (text: string): Promise<void> => {
      for (let at = 0; at < text.length; at += longest) sending = sending.then(() => new Promise((sent) => radio.write(text.substr(at, longest), sent)));
      return sending;
    };
    const line: BoardLine = {
      path: name,
      get isOpen() {
        return isOpen;
      },
      ...(radio.maxWriteLength !== undefined && { longestWrite: radio.maxWriteLength }),
      onBytes: () => {},
      onClose: () => {},
      write: (text, written = () => {}) => void send(text).then(written),
      close: () => {
        if (isOpen) radio.close();
        isOpen = false;
        return Promise.resolve();
      },
    };
    const timer = setTimeout(() => reject(new UnavailableError(`${name}: the board was seen, but does not answer over Bluetooth`)), searchMs);
    radio.open(path, (result) => {
      clearTimeout(timer);
      if (result === undefined) return reject(new UnavailableError(`${name}: the board was seen, but offers no console over Bluetooth`));
      isOpen = true;
      resolve(line);
    }, (bytes) => line.onBytes(Buffer.from(bytes)), () => {
      isOpen = false;
      line.onClose();
    });
  });
}
