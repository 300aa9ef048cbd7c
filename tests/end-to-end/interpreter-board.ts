import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pty } from "#host/virtual-board/pty.ts";

/** Between two attempts to hand on what a full device did not take, ms. */
const retryMs = 2;

/** Hands bytes on to a device, all of them and in order. */
class Cable {
  private waiting = Buffer.alloc(0);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly to: () => Pty) {}

  carry = (bytes: Buffer): void => {
    this.waiting = Buffer.concat([this.waiting, bytes]);
    if (this.timer === undefined) this.push();
  };

  close(): void {
    clearTimeout(this.timer);
    this.waiting = Buffer.alloc(0);
  }

  private push(): void {
    this.waiting = this.waiting.subarray(this.to().write(this.waiting));
    this.timer = this.waiting.length > 0 ? setTimeout(() => this.push(), retryMs) : undefined;
  }
}

/**
 * A real Espruino interpreter as a board on one serial device: its console and its Serial1 both lead there, as USB does
 * on a board. Its flash is a file, kept from start to start.
 */
export class InterpreterBoard {
  readonly folder = mkdtempSync(join(tmpdir(), "pinhole-interpreter-"));
  private readonly fromBoard = new Cable(() => this.device);
  private readonly toConsole = new Cable(() => this.terminal);
  private readonly toSerial = new Cable(() => this.serial);
  private readonly terminal = new Pty(this.fromBoard.carry);
  private readonly serial = new Pty(this.fromBoard.carry);
  private readonly device = new Pty((bytes) => {
    this.toConsole.carry(bytes);
    this.toSerial.carry(bytes);
  });
  private child: ChildProcess | undefined;

  constructor(private readonly interpreter: string) {}

  get path(): string {
    return this.device.path;
  }

  /** Says where Serial1 leads, as a file of the interpreter's flash that runs at every start. */
  async prepare(): Promise<void> {
    writeFileSync(join(this.folder, "prepare.js"), `require("Storage").write(".boot0", ${JSON.stringify(`global.PINHOLE_SERIAL=${JSON.stringify(this.serial.path)};`)});`);
    const child = spawn(this.interpreter, ["prepare.js"], { cwd: this.folder, stdio: ["pipe", "ignore", "ignore"] });
    await new Promise((resolve) => child.once("exit", resolve));
  }

  start(): void {
    const terminal = openSync(this.terminal.path, constants.O_RDWR | constants.O_NOCTTY);
    this.child = spawn(this.interpreter, [], { cwd: this.folder, stdio: [terminal, terminal, "ignore"] });
    closeSync(terminal);
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    for (const cable of [this.fromBoard, this.toConsole, this.toSerial]) cable.close();
    for (const pty of [this.terminal, this.serial, this.device]) pty.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
