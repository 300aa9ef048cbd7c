import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { UnavailableError } from "#host/unavailable-error.ts";

/** A child that has not ended this long after it was asked to is killed, ms. */
const patienceMs = 2000;

/** A virtual board in a process of its own, as `pinhole board` runs it. */
export class BoardProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private said = "";

  /** @param args of the verb `board` */
  constructor(args: string[]) {
    this.child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, "board", ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.child.stderr!.on("data", (text: Buffer) => (this.said = (this.said + text.toString()).slice(-1000)));
    this.ended = new Promise((resolve) => {
      this.child.once("close", () => resolve());
      this.child.once("error", () => resolve());
    });
    process.once("exit", this.kill);
  }

  /**
   * Waits until the board is there.
   * @returns its serial device's path
   * @throws UnavailableError where it ends before it has said one
   */
  async path(): Promise<string> {
    const lines = createInterface({ input: this.child.stdout! });
    const first = new Promise<string>((resolve) => lines.once("line", resolve));
    const path = await Promise.race([first, this.ended]);
    if (path === undefined) throw new UnavailableError(`the virtual board did not start: ${this.said.trim().split("\n").pop() || "it said nothing"}`);
    return path;
  }

  /** Ends the board; leaves nothing of it behind. */
  async stop(): Promise<void> {
    const timer = setTimeout(this.kill, patienceMs);
    this.child.kill("SIGTERM");
    await this.ended;
    clearTimeout(timer);
    process.off("exit", this.kill);
  }

  private readonly kill = (): void => void this.child.kill("SIGKILL");
}
