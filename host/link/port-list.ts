import { accessSync, constants, readFileSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { SerialPort } from "serialport";

/** A serial port of this computer. */
export interface ListedPort {
  readonly path: string;
  /** USB vendor and product, four hexadecimal digits; null where the port has none. */
  readonly vendorId: string | null;
  readonly productId: string | null;
  /** What is likely behind it; null where nothing is known. */
  readonly likely: string | null;
  /** Whether this user may open it. */
  readonly mayOpen: boolean;
}

export interface PortList {
  /** Likely boards first. */
  readonly ports: readonly ListedPort[];
  /** Sentences on what is missing on this computer, and what to do about it. */
  readonly advice: readonly string[];
}

/** USB vendors, and products where the vendor makes more, that boards are known to show. */
const makers: readonly (readonly [vendorId: string, productId: string | undefined, likely: string])[] = [
  ["0483", "5740", "Espruino board, or another with an STM32"],
  ["2e8a", undefined, "Raspberry Pi Pico or Pico 2"],
  ["303a", undefined, "Espressif board"],
  ["0d28", undefined, "micro:bit (DAPLink)"],
  ["1366", undefined, "Nordic development kit (J-Link)"],
  ["10c4", "ea60", "board behind a CP210x"],
  ["1a86", undefined, "board behind a CH340"],
];

/** Serial ports that a kernel's own names give away, where no list of devices is to be had. */
const plugged = /^tty(ACM|USB|AMA)\d+$/;

/** @returns what a USB device is likely to be; null where nothing is known */
export function likelyBoard(vendorId: string | null, productId: string | null): string | null {
  return makers.find(([vendor, product]) => vendor === vendorId?.toLowerCase() && (product === undefined || product === productId?.toLowerCase()))?.[2] ?? null;
}

/** What the listing is made from; tests put others in place. */
export interface PortSources {
  list(): Promise<readonly { path: string; vendorId?: string | undefined; productId?: string | undefined }[]>;
  mayOpen(path: string): boolean;
  platform: NodeJS.Platform;
  /** Where device files and what the kernel knows of them are. */
  devices: string;
  classes: string;
}

const ownSources: PortSources = {
  list: () => SerialPort.list(),
  mayOpen: (path) => {
    // A number of a port is no file.
    if (process.platform === "win32") return true;
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
  platform: process.platform,
  devices: "/dev",
  classes: "/sys/class/tty",
};

/** Lists serial ports; never throws. Pseudo-terminals are in no list. */
export async function listPorts(sources: PortSources = ownSources): Promise<PortList> {
  const advice: string[] = [];
  let found: readonly { path: string; vendorId?: string | undefined; productId?: string | undefined }[];
  try {
    found = await sources.list();
  } catch (error) {
    if (sources.platform === "linux") {
      advice.push("udevadm is not there, so ports are taken from /dev; it comes with the package udev");
      found = portsOfKernel(sources);
    } else {
      advice.push(`the system gives no list of ports (${(error as Error).message}); name the port yourself`);
      found = [];
    }
  }
  const ports = found
    // The kernel names serial ports on the board of a PC whether or not they exist.
    .filter(({ path, vendorId }) => vendorId !== undefined || !/^\/dev\/ttyS\d+$/.test(path))
    .map(({ path, vendorId = null, productId = null }) => ({ path, vendorId, productId, likely: likelyBoard(vendorId, productId), mayOpen: sources.mayOpen(path) }))
    .sort((a, b) => Number(b.likely !== null) - Number(a.likely !== null) || a.path.localeCompare(b.path, "en", { numeric: true }));
  if (ports.some(({ mayOpen }) => !mayOpen)) {
    advice.push(sources.platform === "linux"
      ? "some ports may not be opened by you: sudo usermod -a -G dialout $USER, then log in again (the group is uucp on some systems)"
      : "some ports may not be opened by you: ask whoever runs this computer");
  }
  return { ports, advice };
}

function portsOfKernel({ devices, classes }: PortSources): { path: string; vendorId?: string; productId?: string }[] {
  let names: string[];
  try {
    names = readdirSync(devices).filter((name) => plugged.test(name));
  } catch {
    return [];
  }
  return names.map((name) => ({ path: join(devices, name), ...usbOf(join(classes, name, "device")) }));
}

/** A USB interface lies one folder below the device that has the numbers, a converter's port two. */
function usbOf(device: string): { vendorId?: string; productId?: string } {
  for (const up of ["..", "../.."]) {
    try {
      const folder = join(realpathSync(device), up);
      const [vendorId, productId] = ["idVendor", "idProduct"].map((name) => readFileSync(join(folder, name), "utf8").trim());
      return { vendorId: vendorId!, productId: productId! };
    } catch {
      // Not there.
    }
  }
  return {};
}
