import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { likelyBoard, listPorts, type PortSources } from "#host/link/port-list.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-ports-"));
afterAll(() => rmSync(folder, { recursive: true }));

const sources: PortSources = { list: () => Promise.resolve([]), mayOpen: () => true, platform: "linux", devices: folder, classes: folder };
const noUdevadm = (): Promise<never> => Promise.reject(new Error("spawn udevadm ENOENT"));

describe("the list of serial ports", () => {
  it("knows boards by the vendors' numbers in the USB list", () => {
    expect(likelyBoard("0483", "5740")).toMatch(/Espruino/);
    // STMicroelectronics' own programmer is no board.
    expect(likelyBoard("0483", "374b")).toBeNull();
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
    expect(advice.join()).toMatch(/usermod -a -G dialout/);
  });

  it("is empty where there is nothing to list from, and still no error", async () => {
    expect((await listPorts({ ...sources, list: noUdevadm, devices: join(folder, "none") })).ports).toEqual([]);
  });
});
