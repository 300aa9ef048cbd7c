import { closeSync, lstatSync, readlinkSync, symlinkSync, unlinkSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import koffi from "koffi";
import { UnavailableError } from "#host/unavailable-error.ts";
import { InputError } from "#sims/input-error.ts";

const libraryName = process.platform === "darwin" ? "/usr/lib/libSystem.B.dylib" : "libc.so.6";
/** More than any system's struct termios. */
const termiosBytes = 256;
const now = 0;
const setDescriptorFlags = 2;
const closeOnExec = 1;
const getFlags = 3;
const setFlags = 4;
const nonBlocking = process.platform === "darwin" ? 0x4 : 0x800;

interface Library {
  openpty(master: number[], slave: number[], name: null, termios: Buffer | null, size: null): number;
  ptsname(master: number): string | null;
  tcgetattr(descriptor: number, termios: Buffer): number;
  tcsetattr(descriptor: number, actions: number, termios: Buffer): number;
  cfmakeraw(termios: Buffer): void;
  fcntl(descriptor: number, command: number, type: "int", value: number): number;
}

let loaded: Library | undefined;

function library(): Library {
  if (loaded) return loaded;
  if (process.platform !== "linux" && process.platform !== "darwin") throw new UnavailableError(`there are no virtual boards, and no pseudo-terminals on ${process.platform}; use Linux or macOS`);
  const lib = koffi.load(libraryName);
  loaded = {
    openpty: lib.func("int openpty(_Out_ int *master, _Out_ int *slave, char *name, void *termios, void *size)"),
    ptsname: lib.func("const char *ptsname(int master)"),
    tcgetattr: lib.func("int tcgetattr(int descriptor, _Out_ void *termios)"),
    tcsetattr: lib.func("int tcsetattr(int descriptor, int actions, void *termios)"),
    cfmakeraw: lib.func("void cfmakeraw(_Inout_ void *termios)"),
    fcntl: lib.func("int fcntl(int descriptor, int command, ...)"),
  } as unknown as Library;
  return loaded;
}

/**
 * A pair of pseudo-terminals: a serial device that others open by its path, and this end of its cable. The device stays
 * when nobody has it open; when this process ends, in whatever way, readers see the cable unplugged.
 */
export class Pty {
  /** Of the device. */
  readonly path: string;
  private readonly master: number;
  private readonly slave: number;
  private readonly stream: ReadStream;
  private link: string | undefined;
  private isClosed = false;

  /** @param receive gets what others write to the device; @throws UnavailableError where the system gives none */
  constructor(receive: (bytes: Buffer) => void) {
    const { openpty, ptsname, tcgetattr, tcsetattr, cfmakeraw, fcntl } = library();
    const master = [0];
    const slave = [0];
    if (openpty(master, slave, null, null, null) !== 0) throw new UnavailableError("the system gives no pseudo-terminal");
    this.master = master[0]!;
    this.slave = slave[0]!;
    // A child process that held the cable's end would keep it plugged in.
    for (const descriptor of [this.master, slave[0]!]) fcntl(descriptor, setDescriptorFlags, "int", closeOnExec);
    this.path = ptsname(this.master) ?? readlinkSync(`/proc/self/fd/${slave[0]!}`);
    // Raw, so that no byte is changed or echoed before the first reader sets it up. The device's own end is kept open.
    const termios = Buffer.alloc(termiosBytes);
    tcgetattr(slave[0]!, termios);
    cfmakeraw(termios);
    tcsetattr(slave[0]!, now, termios);
    this.stream = new ReadStream(this.master);
    // After the stream, which sets the descriptor up for itself: a write to a full device must not wait.
    fcntl(this.master, setFlags, "int", fcntl(this.master, getFlags, "int", 0) | nonBlocking);
    this.stream.on("data", receive);
    this.stream.on("error", () => {});
  }

  /** Never waits. @returns how many bytes were taken; less than all where the device is full, all where it was closed: nobody has them */
  write(bytes: Uint8Array): number {
    // Its descriptor may be another device's by now.
    if (this.isClosed) return bytes.length;
    try {
      return writeSync(this.master, bytes);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EAGAIN" || code === "EIO") return 0;
      throw error;
    }
  }

  /**
   * Gives the device a second name. A link that an earlier board left there is replaced.
   * @throws InputError where something else has that name, or the folder is not there
   */
  linkAs(link: string): void {
    const existing = lstatSync(link, { throwIfNoEntry: false });
    if (existing && !existing.isSymbolicLink()) throw new InputError(`--link ${link}: something else has that name; give one that is free`);
    try {
      if (existing) unlinkSync(link);
      symlinkSync(this.path, link);
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "its folder is not there" : (error as Error).message;
      throw new InputError(`--link ${link}: ${why}; give a path in a folder that can be written to`);
    }
    this.link = link;
  }

  /** Takes the device and its link away. */
  close(): void {
    if (this.link !== undefined && lstatSync(this.link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(this.link) === this.path) unlinkSync(this.link);
    this.link = undefined;
    if (this.isClosed) return;
    this.isClosed = true;
    this.stream.destroy();
    closeSync(this.slave);
  }
}
