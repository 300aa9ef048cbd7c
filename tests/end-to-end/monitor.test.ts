import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { Pty } from "#host/virtual-board/pty.ts";
import { Simulation } from "#sims/simulation.ts";

const program = "dist/pinhole.js";
const folder = mkdtempSync(join(tmpdir(), "pinhole-monitor-"));
const children: ChildProcess[] = [];
const ptys: Pty[] = [];

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const pty of ptys.splice(0)) pty.close();
});

/** A verb of the host program, its output as it comes. */
class Running {
  out = "";
  error = "";
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(...words: string[]) {
    this.child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    children.push(this.child);
    this.child.stdout!.on("data", (text: Buffer) => (this.out += text.toString("latin1")));
    this.child.stderr!.on("data", (text: Buffer) => (this.error += text.toString("latin1")));
    this.ended = new Promise((resolve) => this.child.once("close", resolve));
  }

  /** @returns a promise that ends with the first output of that kind, or of any */
  said(what: "stdout" | "stderr"): Promise<void> {
    return new Promise((resolve) => this.child[what]!.once("data", () => resolve()));
  }

  interrupt(): void {
    this.child.kill("SIGINT");
  }
}

function newPty(): Pty {
  const pty = new Pty(() => {});
  ptys.push(pty);
  return pty;
}

/** Sends until the program says something on standard error, then ends it. @returns what it said */
async function monitored(bytes: Buffer, path?: (pty: Pty) => string): Promise<Running> {
  const pty = newPty();
  const monitor = new Running("monitor", path ? path(pty) : pty.path);
  let at = 0;
  // What was sent before the port was opened is lost, so it is said again and again.
  const sending = setInterval(() => {
    at = (at + pty.write(bytes.subarray(at, at + 512))) % bytes.length;
  }, 5);
  await Promise.race([monitor.said("stderr"), monitor.ended]);
  clearInterval(sending);
  monitor.interrupt();
  await monitor.ended;
  return monitor;
}

/** Frames of a simulated minute and more. */
function telemetry(): Buffer {
  let text = "";
  new Simulation({ scenario: "bench-pinhole", seed: 1, onLine: (frame) => (text += frame) }).runUntil(100);
  return Buffer.from(text);
}

/** @returns what a receiver at another rate makes of a line: its bits looked at when it believes them to be, a broken stop bit a zero */
function heardAt(rate: number, bytes: Buffer, sentAt: number): Buffer {
  const levels: number[] = [];
  for (const byte of bytes) {
    levels.push(0);
    for (let bit = 0; bit < 8; bit++) levels.push((byte >> bit) & 1);
    levels.push(1);
  }
  const levelAt = (bitTime: number): number => levels[Math.floor((bitTime * sentAt) / rate)] ?? 1;
  const end = (levels.length * rate) / sentAt;
  const heard: number[] = [];
  for (let time = 0; time < end;) {
    if (levelAt(time) === 1) {
      time += 0.1;
      continue;
    }
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) byte |= levelAt(time + 1.5 + bit) << bit;
    heard.push(levelAt(time + 9.5) === 1 ? byte : 0);
    time += 9.5;
    while (time < end && levelAt(time) === 0) time += 0.1;
  }
  return Buffer.from(heard);
}

describe("pinhole monitor", () => {
  it.each([9600, 57600, 230400, 250000])("where the board sends at 115200 and the port is read at %d baud, says that the rate is wrong", async (rate) => {
    const monitor = await monitored(heardAt(rate, telemetry(), 115200));
    expect(monitor.error.split("\n")[0]).toMatch(/: \d+ bytes and no telemetry among them: the baud rate is wrong, or something else talks on this port$/);
    expect(monitor.out).toMatch(/^link: \d+ bytes/);
  }, 60_000);

  it("where another program's output comes, says so, and shows none of it", async () => {
    const log = "Mar 01 12:00:00 gateway kernel: usb 1-1: new full-speed device\r\n>console.log(\"\u001b[31mred\")\r\n=undefined\r\n>";
    const monitor = await monitored(Buffer.from(log));
    expect(monitor.error.split("\n")[0]).toMatch(/: \d+ bytes and no telemetry among them: another program's output, or a console$/);
    expect(monitor.out).not.toMatch(/kernel|\u001b/);
  }, 60_000);

  it("shows a device's name with control characters as text, in what it says and in an error", async () => {
    const name = "tty\u001b[31m\u0007";
    const monitor = await monitored(Buffer.from("x".repeat(3000)), (pty) => {
      pty.linkAs(join(folder, name));
      return join(folder, name);
    });
    expect(monitor.error).toContain("tty\\x1b[31m\\x07: ");
    expect(monitor.error + monitor.out).not.toMatch(/[\u0007\u001b]/);
    for (const verb of [["monitor"], ["record", "-o", join(folder, "none")], ["command"]]) {
      const refused = new Running(verb[0]!, join(folder, `gone${name}`), ...(verb[0] === "command" ? ["are-you-alive"] : verb.slice(1)));
      expect(await refused.ended, verb[0]).toBe(1);
      expect(refused.error, verb[0]).toMatch(/^pinhole: [^\n\u0007\u001b]*gonetty\\x1b\[31m\\x07: there is no such port[^\n]*\n$/);
    }
  }, 60_000);
});

describe("pinhole command, its board killed while it is at it", () => {
  it("ends with 1 and one line before its time-out", async () => {
    // At real time, so that arming and firing take seconds.
    const board = new Running("board", "eclipse-quiet");
    await board.said("stdout");
    const timeoutS = 30;
    const command = new Running("command", board.out.split("\n")[0]!, "start-commissioning", "--json", "--timeout", String(timeoutS));
    const beganMs = performance.now();
    await Promise.race([command.said("stdout"), command.ended]);
    children[0]!.kill("SIGKILL");
    expect(await command.ended).toBe(1);
    expect(performance.now() - beganMs).toBeLessThan(timeoutS * 1000);
    expect(command.error).toMatch(/^pinhole: \/dev\/[^\n]+: the line was lost\n$/);
    expect(command.out).toContain('"report":"accepted"');
  }, 60_000);
});
