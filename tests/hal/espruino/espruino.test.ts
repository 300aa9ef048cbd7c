import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { boards } from "#hal/espruino/boards/boards.ts";
import { espruinoPico } from "#hal/espruino/boards/espruino-pico.ts";
import { linux } from "#hal/espruino/boards/linux.ts";
import { rpiPico } from "#hal/espruino/boards/rpi-pico.ts";
import { espruinoHal } from "#hal/espruino/espruino.ts";
import { Lamp } from "#hal/types.ts";

/** What the binding did to the interpreter's globals, in order. */
let calls: string[] = [];

function note(name: string): (...values: unknown[]) => void {
  return (...values) => {
    calls.push(`${name}(${values.map((value) => JSON.stringify(value)).join(", ")})`);
  };
}

let receive: (text: string) => void = () => {};
let timeS = 0;

beforeEach(() => {
  calls = [];
  timeS = 1700000000;
  vi.stubGlobal("__PROFILE__", espruinoPico.profile);
  vi.stubGlobal("__BUILD_HASH__", 0xdeadbeef);
  vi.stubGlobal("getTime", () => timeS);
  vi.stubGlobal("LoopbackA", { setConsole: note("LoopbackA.setConsole") });
  const serial = (name: string): object => ({
    setup: note(`${name}.setup`),
    write: note(`${name}.write`),
    on: (_event: string, run: (text: string) => void) => (receive = run),
  });
  vi.stubGlobal("USB", serial("USB"));
  vi.stubGlobal("Serial1", serial("Serial1"));
  vi.stubGlobal("I2C1", { setup: note("I2C1.setup") });
  vi.stubGlobal("LED1", "LED1");
  vi.stubGlobal("pinMode", note("pinMode"));
  vi.stubGlobal("digitalWrite", note("digitalWrite"));
  vi.stubGlobal("digitalPulse", note("digitalPulse"));
  vi.stubGlobal("require", (name: string) => ({ name }));
  vi.stubGlobal("E", {
    CRC32: () => 1, convolve: () => 2, enableWatchdog: note("E.enableWatchdog"), kickWatchdog: note("E.kickWatchdog"), reboot: note("E.reboot"),
    setPassword: note("E.setPassword"), lockConsole: note("E.lockConsole"),
  });
  vi.stubGlobal("OneWire", function (this: { pin: string }, pin: string) {
    this.pin = pin;
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the binding to an Espruino Pico", () => {
  it("moves the console to the loopback, for good, before anything is sent over USB", () => {
    const hal = espruinoHal();
    hal.line.write("~AA==\n");
    expect(calls).toEqual(["LoopbackA.setConsole(true)", 'USB.write("~AA==\\n")']);
  });

  it("hands on what comes over USB", () => {
    const received: string[] = [];
    espruinoHal().line.onData((text) => received.push(text));
    receive("abc");
    expect(received).toEqual(["abc"]);
  });

  it("counts milliseconds from its own start", () => {
    const hal = espruinoHal();
    timeS += 1.25;
    expect(hal.nowMs()).toBe(1250);
  });

  it("sets an I2C port up on its pins, and frees the lines where it is asked for again", () => {
    const hal = espruinoHal();
    hal.i2c("I2C1");
    const setUp = 'I2C1.setup({"scl":"B8","sda":"B9","bitrate":100000})';
    expect(calls.slice(1)).toEqual([setUp]);
    hal.i2c("I2C1");
    const freeing = calls.slice(2, -1);
    expect(calls.at(-1)).toBe(setUp);
    expect(freeing.slice(0, 3)).toEqual(['pinMode("B9", "opendrain")', 'pinMode("B8", "opendrain")', 'digitalWrite("B9", 1)']);
    expect(freeing.filter((call) => call === 'digitalWrite("B8", 0)').length).toBe(10);
    // The stop: data rises while the clock is high.
    expect(freeing.slice(-3)).toEqual(['digitalWrite("B9", 0)', 'digitalWrite("B8", 1)', 'digitalWrite("B9", 1)']);
  });

  it("shows each state by another number or length of flashes", () => {
    const hal = espruinoHal();
    for (const lamp of [Lamp.Off, Lamp.Commissioning, Lamp.Nominal, Lamp.Fault, Lamp.Alarm]) hal.lamp(lamp);
    const pulses = calls.filter((call) => call.startsWith("digitalPulse"));
    expect(new Set(pulses).size).toBe(4);
  });

  it("says that nothing was stored where the interpreter's Storage throws, as it does in a full flash", () => {
    let isFull = false;
    vi.stubGlobal("require", () => ({
      read: () => "kept",
      write: () => {
        if (isFull) throw new Error("Unable to find or create file");
        return true;
      },
    }));
    const { storage } = espruinoHal();
    expect(storage.read("a")).toBe("kept");
    expect(storage.write("a", "b")).toBe(true);
    isFull = true;
    expect(storage.write("a", "b")).toBe(false);
  });

  it("reports its board and the bundle's hash, and gives the interpreter's own objects", () => {
    const hal = espruinoHal();
    expect(hal.board).toBe(1);
    expect(hal.buildHash).toBe(0xdeadbeef);
    expect(hal.oneWire("B3")).toMatchObject({ pin: "B3" });
    hal.watchdog(10);
    hal.kick();
    hal.reset();
    expect(calls.slice(1)).toEqual(["E.enableWatchdog(10, false)", "E.kickWatchdog()", "E.reboot()"]);
  });
});

describe("the hardware watchdog", () => {
  it("is kicked by the monitor alone while it can wait for a cycle and a half", () => {
    const hal = espruinoHal();
    for (const timeoutS of [10, 26, 40]) hal.watchdog(timeoutS);
    expect(calls.slice(1)).toEqual(["E.enableWatchdog(10, false)", "E.enableWatchdog(26, false)", "E.enableWatchdog(26, false)"]);
  });

  it("is left to the interpreter where a cycle takes longer", () => {
    espruinoHal().watchdog(180);
    expect(calls.slice(1)).toEqual(["E.enableWatchdog(26, true)"]);
  });

  it("is never asked for more than an RP2040 has, which would throw", () => {
    vi.stubGlobal("__PROFILE__", rpiPico.profile);
    const hal = espruinoHal();
    hal.watchdog(10);
    expect(calls.slice(1)).toEqual(["E.enableWatchdog(8, false)"]);
  });
});

describe("the console", () => {
  it("is locked with the password that is asked for", () => {
    espruinoHal().lock("coolant");
    expect(calls.slice(1)).toEqual(['E.setPassword("coolant")', "E.lockConsole()"]);
  });

  it.each(boards.filter(({ profile }) => profile.serial).map((board) => [board.name, board.profile] as const))("leaves the telemetry port of %s, set up on its pins", (_name, profile) => {
    vi.stubGlobal("__PROFILE__", profile);
    vi.stubGlobal(profile.port, { setup: note(`${profile.port}.setup`), on: () => {} });
    espruinoHal();
    expect(calls).toEqual([`${profile.port}.setup(115200, ${JSON.stringify(profile.serial)})`, "LoopbackA.setConsole(true)"]);
  });
});

describe("the binding to the interpreter's Linux build", () => {
  it("opens Serial1 on the tty that PINHOLE_SERIAL names, and lives without loopback and LED", () => {
    vi.stubGlobal("__PROFILE__", linux.profile);
    vi.stubGlobal("LoopbackA", undefined);
    vi.stubGlobal("PINHOLE_SERIAL", "/dev/ttyUSB0");
    const hal = espruinoHal();
    hal.lamp(Lamp.Alarm);
    hal.line.write("x");
    expect(calls).toEqual(['Serial1.setup(115200, {"path":"/dev/ttyUSB0"})', 'Serial1.write("x")']);
  });
});
