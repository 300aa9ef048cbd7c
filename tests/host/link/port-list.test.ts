import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { likelyBoard, listPorts, type PortSources } from "#host/link/port-list.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-ports-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sources: PortSources = { list: () => Promise.resolve([]), mayOpen: () => true, groupOf: () => "dialout", platform: "linux", devices: folder, classes: folder, usb: join(folder, "nothing") };
const noUdevadm = (): Promise<never> => Promise.reject(new Error("spawn udevadm ENOENT"));

describe("the list of serial ports", () => {
  it("knows boards by the vendors' numbers in the USB list", () => {
    expect(likelyBoard("0483", "5740")).toMatch(/Espruino/);
    expect(likelyBoard("0483", "df11")).toMatch(/boot loader/);
    expect(likelyBoard("2e8a", "0003")).toMatch(/boot loader/);
    expect(likelyBoard("0483", "1234")).toBeNull();
    expect(likelyBoard("2E8A", "0005")).toMatch(/Raspberry Pi/);
    expect(likelyBoard("10C4", "EA60")).toMatch(/CP210x/);
    expect(likelyBoard(null, null)).toBeNull();
  });

  it("has likely boards first, then others by number, and leaves out a PC's own ports", async () => {
    const list = (): Promise<{ path: string; vendorId?: string; productId?: string }[]> => Promise.resolve([
      { path: "/dev/ttyS0" }, { path: "/dev/ttyUSB10", vendorId: "ffff", productId: "0001" }, { path: "/dev/ttyUSB2", vendorId: "ffff", productId: "0001" },
      { path: "/dev/ttyACM0", vendorId: "0483", productId: "5740" },
    ]);
    const { ports, advice } = await listPorts({ ...sources, list });
    expect(ports.map(({ path }) => path)).toEqual(["/dev/ttyACM0", "/dev/ttyUSB2", "/dev/ttyUSB10"]);
    expect(advice).toEqual([]);
  });

  it("without udevadm takes ports and their numbers from the kernel, and says what to install", async () => {
    mkdirSync(join(folder, "usb", "1-1:1.0"), { recursive: true });
    writeFileSync(join(folder, "usb", "idVendor"), "2e8a\n");
    writeFileSync(join(folder, "usb", "idProduct"), "000a\n");
    mkdirSync(join(folder, "ttyACM3"));
    symlinkSync(join(folder, "usb", "1-1:1.0"), join(folder, "ttyACM3", "device"));
    const { ports, advice } = await listPorts({ ...sources, list: noUdevadm });
    expect(ports).toEqual([{ path: join(folder, "ttyACM3"), vendorId: "2e8a", productId: "000a", likely: "Raspberry Pi Pico or Pico 2", mayOpen: true }]);
    expect(advice.join()).toMatch(/udevadm is not there.*package udev/);
  });

  it("says what to do about a port that may not be opened", async () => {
    const list = (): Promise<{ path: string }[]> => Promise.resolve([{ path: "/dev/ttyACM0" }]);
    const { ports, advice } = await listPorts({ ...sources, list, mayOpen: () => false });
    expect(ports[0]!.mayOpen).toBe(false);
    expect(advice.join()).toMatch(/\/dev\/ttyACM0 may not be opened by you: sudo usermod -a -G dialout/);
  });

  it("names the group that a system really uses, and a udev rule where it is root's", async () => {
    const list = (): Promise<{ path: string }[]> => Promise.resolve([{ path: "/dev/ttyACM0" }]);
    const adviceIn = async (group: string): Promise<string> => (await listPorts({ ...sources, list, mayOpen: () => false, groupOf: () => group })).advice.join();
    expect(await adviceIn("uucp")).toMatch(/-G uucp/);
    expect(await adviceIn("root")).toMatch(/udev rule/);
  });

  it("tells of a known device without a port: a missing driver, or a board in its boot loader", async () => {
    const usb = join(folder, "usb-bus");
    const plug = (name: string, vendorId: string, productId: string, ...inside: string[]): void => {
      for (const path of ["", ...inside]) mkdirSync(join(usb, path === "" ? name : `${name}:1.0/${path}`), { recursive: true });
      mkdirSync(join(usb, `${name}:1.0`), { recursive: true });
      writeFileSync(join(usb, name, "idVendor"), `${vendorId}\n`);
      writeFileSync(join(usb, name, "idProduct"), `${productId}\n`);
    };
    plug("1-1", "1a86", "7523");
    plug("1-2", "2e8a", "0003");
    plug("1-3", "10c4", "ea60", "ttyUSB0");
    plug("1-4", "0483", "5740", "tty");
    plug("1-5", "046d", "c077");
    const { advice } = await listPorts({ ...sources, usb });
    expect(advice.length).toBe(2);
    expect(advice[0]).toMatch(/^1a86:7523 \(board behind a CH340\) is plugged in without a serial port: .*modprobe ch341/);
    expect(advice[1]).toMatch(/^2e8a:0003 .*uf2/);
  });

  it("names drivers to install on systems that bring none", async () => {
    expect((await listPorts({ ...sources, platform: "win32" })).advice.join()).toMatch(/CP210x or CH340 needs its maker's driver/);
  });

  it("is empty where there is nothing to list from, and still no error", async () => {
    expect((await listPorts({ ...sources, list: noUdevadm, devices: join(folder, "none") })).ports).toEqual([]);
  });
});
