import { accessSync, constants, existsSync, readFileSync, readdirSync, realpathSync, statSync } from "node:fs";
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

/** A USB device that a board is known to show. */
interface Maker {
  readonly vendorId: string;
  /** Absent: any other product of the vendor. */
  readonly productId?: string;
  readonly likely: string;
  /** The kernel's driver for its serial port; absent: it has none to have, and why. */
  readonly driver?: string;
  readonly portless?: string;
}

/** Those with a product first. Numbers: the USB list and the makers' own descriptors. */
const makers: readonly Maker[] = [
  { vendorId: "0483", productId: "5740", likely: "Espruino board, or another with an STM32", driver: "cdc_acm" },
  { vendorId: "0483", productId: "df11", likely: "board with an STM32, in its boot loader", portless: "put Espruino on it, or plug it in again without holding its button" },
  { vendorId: "0483", productId: "374b", likely: "STM32 Discovery or Nucleo (ST-Link)", driver: "cdc_acm" },
  { vendorId: "2e8a", productId: "0003", likely: "Raspberry Pi Pico, in its boot loader", portless: "copy Espruino's .uf2 file to its drive" },
  { vendorId: "2e8a", productId: "000f", likely: "Raspberry Pi Pico 2, in its boot loader", portless: "copy Espruino's .uf2 file to its drive" },
  { vendorId: "2e8a", likely: "Raspberry Pi Pico or Pico 2", driver: "cdc_acm" },
  { vendorId: "303a", likely: "Espressif board", driver: "cdc_acm" },
  { vendorId: "0d28", likely: "micro:bit (DAPLink)", driver: "cdc_acm" },
  { vendorId: "1366", likely: "Nordic development kit (J-Link)", driver: "cdc_acm" },
  { vendorId: "10c4", productId: "ea60", likely: "board behind a CP210x", driver: "cp210x" },
  { vendorId: "1a86", likely: "board behind a CH340", driver: "ch341" },
  { vendorId: "0403", likely: "board behind an FTDI converter", driver: "ftdi_sio" },
];

/** Serial ports that a kernel's own names give away, where no list of devices is to be had. */
const plugged = /^tty(ACM|USB|AMA)\d+$/;

function makerOf(vendorId: string | null, productId: string | null): Maker | undefined {
  return makers.find((maker) => maker.vendorId === vendorId?.toLowerCase() && (maker.productId === undefined || maker.productId === productId?.toLowerCase()));
}

/** @returns what a USB device is likely to be; null where nothing is known */
export function likelyBoard(vendorId: string | null, productId: string | null): string | null {
  return makerOf(vendorId, productId)?.likely ?? null;
}

/** What the listing is made from; tests put others in place. */
export interface PortSources {
  list(): Promise<readonly { path: string; vendorId?: string | undefined; productId?: string | undefined }[]>;
  mayOpen(path: string): boolean;
  platform: NodeJS.Platform;
  /** Name of the group that a device file belongs to; undefined where it is not to be had. */
  groupOf(path: string): string | undefined;
  /** Where device files and what the kernel knows of them and of USB are. */
  devices: string;
  classes: string;
  usb: string;
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
  groupOf: (path) => {
    try {
      const { gid } = statSync(path);
      return /^([^:]+):[^:]*:/.exec(readFileSync("/etc/group", "utf8").split("\n").find((line) => Number(line.split(":")[2]) === gid) ?? "")?.[1];
    } catch {
      return undefined;
    }
  },
  devices: "/dev",
  classes: "/sys/class/tty",
  usb: "/sys/bus/usb/devices",
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
  const closed = ports.filter(({ mayOpen }) => !mayOpen).map(({ path }) => path);
  if (closed.length > 0) advice.push(permissionAdvice(closed, sources));
  if (sources.platform === "linux") advice.push(...devicesWithoutPort(sources));
  else if (ports.length === 0) advice.push("a board behind a CP210x or CH340 needs its maker's driver; a board that is its own USB device needs none");
  return { ports, advice };
}

function permissionAdvice(closed: readonly string[], { platform, groupOf }: PortSources): string {
  const which = closed.join(", ");
  if (platform !== "linux") return `${which} may not be opened by you: ask whoever runs this computer`;
  const group = groupOf(closed[0]!);
  // A device that belongs to root's group is not shared by joining one.
  if (group === "root") return `${which} may be opened by root only: add a udev rule for it, such as SUBSYSTEM=="tty", GROUP="dialout", MODE="0660", and plug it in again`;
  return `${which} may not be opened by you: sudo usermod -a -G ${group ?? "dialout"} $USER, then log in again`;
}

/** What is plugged in, is known as a board, and has no serial port: its driver is missing, or it sits in its boot loader. */
function devicesWithoutPort({ usb }: PortSources): string[] {
  let names: string[];
  try {
    names = readdirSync(usb);
  } catch {
    return [];
  }
  const advice: string[] = [];
  // Interfaces of a device are called after it, with a colon.
  for (const name of names.filter((entry) => !entry.includes(":"))) {
    const ids = readIds(join(usb, name));
    const maker = ids && makerOf(ids.vendorId, ids.productId);
    if (!maker || hasPort(usb, name, names)) continue;
    const what = `${ids.vendorId}:${ids.productId} (${maker.likely}) is plugged in without a serial port`;
    advice.push(maker.portless === undefined
      ? `${what}: its driver is missing or something else holds it; sudo modprobe ${maker.driver!}, and where that does not help, sudo apt remove brltty, which takes such converters for itself`
      : `${what}: ${maker.portless}`);
  }
  return advice;
}

/** A CDC interface has a folder `tty` in it, a converter's a folder named after the port. */
function hasPort(usb: string, device: string, names: readonly string[]): boolean {
  return names.filter((name) => name.startsWith(`${device}:`)).some((name) => {
    const folder = join(usb, name);
    return existsSync(join(folder, "tty")) || readdirSync(folder).some((entry) => entry.startsWith("ttyUSB"));
  });
}

function readIds(folder: string): { vendorId: string; productId: string } | undefined {
  try {
    const [vendorId, productId] = ["idVendor", "idProduct"].map((name) => readFileSync(join(folder, name), "utf8").trim());
    return { vendorId: vendorId!, productId: productId! };
  } catch {
    return undefined;
  }
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
      const ids = readIds(join(realpathSync(device), up));
      if (ids) return ids;
    } catch {
      // Not there.
    }
  }
  return {};
}
