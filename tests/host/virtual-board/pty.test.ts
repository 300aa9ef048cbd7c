import { closeSync, constants, existsSync, lstatSync, mkdtempSync, openSync, readSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { SerialPort } from "serialport";
import { afterAll, describe, expect, it } from "vitest";
import { Pty } from "#host/virtual-board/pty.ts";
import { InputError } from "#sims/input-error.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-pty-"));
afterAll(() => rmSync(folder, { recursive: true }));

function opened(path: string): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: 115200 }, (error) => (error ? reject(error) : resolve(port)));
  });
}

describe("the pty", () => {
  it("passes all 256 bytes unchanged, both ways, through a real serial port object", async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    let atBoard = Buffer.alloc(0);
    let boardHas = (): void => {};
    const pty = new Pty((bytes) => {
      atBoard = Buffer.concat([atBoard, bytes]);
      if (atBoard.length >= 256) boardHas();
    });
    const port = await opened(pty.path);
    let atHost = Buffer.alloc(0);
    const hostDone = new Promise<void>((resolve) => {
      port.on("data", (bytes: Buffer) => {
        atHost = Buffer.concat([atHost, bytes]);
        if (atHost.length >= 256) resolve();
      });
    });
    const boardDone = new Promise<void>((resolve) => (boardHas = resolve));
    expect(pty.write(all)).toBe(256);
    port.write(all);
    await Promise.all([hostDone, boardDone]);
    expect(atHost.equals(all)).toBe(true);
    expect(atBoard.equals(all)).toBe(true);
    await new Promise<void>((resolve) => port.close(() => resolve()));
    pty.close();
  });

  it("takes some thousand bytes without a reader, then says that it is full and never waits", () => {
    const pty = new Pty(() => {});
    const kilobyte = Buffer.alloc(1024, 65);
    let taken = 0;
    for (let count = 0; count < 1000; count++) taken += pty.write(kilobyte);
    expect(taken).toBeGreaterThan(4000);
    expect(taken).toBeLessThan(200_000);
    pty.close();
  });

  it("has its link as long as it is there, in place of an old one", () => {
    const link = join(folder, "tty");
    symlinkSync("/dev/pts/no-such", link);
    const pty = new Pty(() => {});
    pty.linkAs(link);
    expect(readlinkSync(link)).toBe(pty.path);
    pty.close();
    expect(lstatSync(link, { throwIfNoEntry: false })).toBe(undefined);
  });

  it("does not put its link in place of a file, nor where there is no folder", () => {
    const file = join(folder, "precious");
    writeFileSync(file, "data");
    const pty = new Pty(() => {});
    expect(() => pty.linkAs(file)).toThrow(InputError);
    expect(() => pty.linkAs(join(folder, "none", "tty"))).toThrow(/folder/);
    expect(existsSync(file)).toBe(true);
    pty.close();
  });

  it("writes to nobody once it is closed, though another device has its descriptor by then", async () => {
    const first = new Pty(() => {});
    first.close();
    // The stream lets go of it a moment later.
    await setTimeout(50);
    const second = new Pty(() => {});
    try {
      const [told, read] = [Buffer.from("lost"), Buffer.alloc(8)];
      expect(first.write(told)).toBe(told.length);
      const device = openSync(second.path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
      expect(() => readSync(device, read)).toThrow("EAGAIN");
      closeSync(device);
    } finally {
      second.close();
    }
  });
});
