import { lstatSync, mkdirSync, rmSync, rmdirSync, statSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A borrower that takes no more than this behind is let go. */
const mostWaitingBytes = 1 << 20;

/**
 * Lends a serial port that this program has open to others of the same user: only one program can read a port, but a
 * telecommand must get through while another one watches. What comes over the line goes to every borrower too; what a
 * borrower sends goes onto the line. Ends with the port.
 */
export class LineShare {
  private readonly borrowers = new Set<Socket>();
  private readonly server: Server | undefined;
  private readonly folder: string | undefined;

  /** @param path  of the port, open here; @param send gets what borrowers send */
  constructor(path: string, send: (bytes: Buffer) => void) {
    const place = meetingPlace(path, true);
    if (place === undefined) return;
    this.folder = dirname(place);
    // Whoever had the port before has left it.
    rmSync(place, { force: true });
    this.server = createServer((socket) => {
      this.borrowers.add(socket);
      socket.on("data", send);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.borrowers.delete(socket));
    });
    // Without it the port is not lent, and nothing else is lost.
    this.server.on("error", () => {});
    this.server.listen(place);
    this.server.unref();
  }

  /** Hands on what came over the line. */
  give(bytes: Buffer): void {
    for (const socket of this.borrowers) {
      if (socket.writableLength > mostWaitingBytes) socket.destroy();
      else socket.write(bytes);
    }
  }

  close(): void {
    for (const socket of this.borrowers) socket.destroy();
    this.server?.close();
    try {
      if (this.folder !== undefined) rmdirSync(this.folder);
    } catch {
      // Another port is lent there.
    }
  }
}

/** @returns the line to a port that another program of this user has open and lends; undefined where none does */
export function borrowLine(path: string): Promise<Socket | undefined> {
  const place = meetingPlace(path, false);
  if (place === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const socket = createConnection(place);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

/** @returns the socket by which a port is lent: named after the device itself, in a folder that nobody else can enter */
function meetingPlace(path: string, make: boolean): string | undefined {
  if (process.platform === "win32" || process.getuid === undefined) return undefined;
  try {
    const folder = join(process.env["XDG_RUNTIME_DIR"] ?? tmpdir(), `pinhole-${process.getuid()}`);
    if (make) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== process.getuid() || (found.mode & 0o077) !== 0) return undefined;
    return join(folder, `${statSync(path).rdev.toString(16)}.sock`);
  } catch {
    return undefined;
  }
}
