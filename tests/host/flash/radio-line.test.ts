import type { EspruinoDevice } from "espruino";
import { describe, expect, it } from "vitest";
import { openRadio } from "#host/flash/radio-line.ts";

/** A stand-in for a radio of the `espruino` package, with one board in reach that says each packet back. */
class EchoRadio implements EspruinoDevice {
  readonly name = "Noble Bluetooth LE";
  readonly maxWriteLength = 20;
  readonly packets: string[] = [];
  looks = 0;
  drop: () => void = () => {};
  private receive: (bytes: ArrayBuffer) => void = () => {};

  constructor(private readonly works = true) {}

  getPorts(take: (ports: { path: string; description?: string }[] | undefined, isFinal: boolean) => void): void {
    this.looks++;
    // A radio that has just been put on has heard nothing yet.
    if (!this.works) take([], true);
    else take(this.looks < 2 ? undefined : [{ path: "aa:bb:cc:dd:ee:ff", description: "Puck.js 1234" }], false);
  }

  open(_path: string, opened: (result: unknown) => void, receive: (bytes: ArrayBuffer) => void, disconnected: () => void): void {
    this.receive = receive;
    this.drop = disconnected;
    opened({});
  }

  write(data: string, written: () => void): void {
    this.packets.push(data);
    this.receive(Uint8Array.from(Buffer.from(data, "latin1")).buffer);
    setImmediate(written);
  }

  close(): void {
    this.drop();
  }
}

const signal = new AbortController().signal;

describe("a line over Bluetooth", () => {
  it.each(["puck.js 1234", "AA:BB:CC:DD:EE:FF"])("finds a board by %s, sends packets of at most 20 bytes in order, and hears what comes", async (name) => {
    const radio = new EchoRadio();
    const line = await openRadio([radio], name, signal);
    let heard = "";
    line.onBytes = (bytes) => (heard += bytes.toString("latin1"));
    const sent = "\x10clearInterval();clearTimeout()\n\xac\xff";
    await new Promise<void>((resolve) => line.write(sent, resolve));
    expect(Math.max(...radio.packets.map((packet) => packet.length))).toBeLessThanOrEqual(20);
    expect([radio.packets.join(""), heard]).toEqual([sent, sent]);
  });

  it("tells when the connection is lost", async () => {
    const radio = new EchoRadio();
    const line = await openRadio([radio], "Puck.js 1234", signal);
    let isLost = false;
    line.onClose = () => (isLost = true);
    radio.drop();
    expect([line.isOpen, isLost]).toEqual([false, true]);
  });

  it("says so where the computer's Bluetooth does not work", async () => {
    await expect(openRadio([new EchoRadio(false)], "Puck.js 1234", signal)).rejects.toThrow(/Bluetooth does not work on this computer/);
  });

  it("ends at once where it is interrupted", async () => {
    await expect(openRadio([new EchoRadio()], "Pixl.js 9", AbortSignal.abort())).rejects.toThrow(/interrupted before anything was written/);
  });
});
