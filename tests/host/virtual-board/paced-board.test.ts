import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { PacedBoard } from "#host/virtual-board/paced-board.ts";

/** A device that takes so many bytes until somebody reads. */
class Device {
  room: number;
  got = 0;

  constructor(room: number) {
    this.room = room;
  }

  write(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.room);
    this.room -= taken;
    this.got += taken;
    return taken;
  }
}

/** A board that sends ten bytes a second. */
function sending(speed: number, room: number): { clock: VirtualClock; device: Device; paced: PacedBoard; ended: Promise<void> } {
  const clock = new VirtualClock();
  const device = new Device(room);
  const paced = new PacedBoard(clock, device, speed);
  clock.every(1000, () => paced.send("0123456789"));
  return { clock, device, paced, ended: paced.run() };
}

describe("the paced board", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => vi.useRealTimers());

  it("runs board time at so many times real time", async () => {
    const { clock, device, paced, ended } = sending(50, Infinity);
    await vi.advanceTimersByTimeAsync(2000);
    expect(clock.nowMs()).toBeGreaterThan(99_000);
    expect(clock.nowMs()).toBeLessThanOrEqual(100_000);
    expect(device.got).toBe(10 * Math.floor(clock.nowMs() / 1000));
    paced.stop();
    await ended;
  });

  it("stalls the clock at any speed but 1 while the device is full, and loses nothing", async () => {
    const { clock, device, paced, ended } = sending(50, 95);
    await vi.advanceTimersByTimeAsync(2000);
    expect(clock.nowMs()).toBe(10_000);
    expect(device.got).toBe(95);
    device.room = Infinity;
    await vi.advanceTimersByTimeAsync(1000);
    expect(clock.nowMs()).toBeGreaterThan(50_000);
    expect([device.got, paced.dropped]).toEqual([10 * Math.floor(clock.nowMs() / 1000), 0]);
    paced.stop();
    await ended;
  });

  it("drops and counts at speed 1, as a real line does", async () => {
    const { clock, device, paced, ended } = sending(1, 95);
    await vi.advanceTimersByTimeAsync(20_500);
    expect(clock.nowMs()).toBeGreaterThan(20_000);
    expect([device.got, paced.dropped]).toEqual([95, 105]);
    paced.stop();
    await ended;
  });

  it("ends with what an event threw", async () => {
    const { clock, ended } = sending(1, 95);
    clock.after(1500, () => {
      throw new Error("disk full");
    });
    const failed = expect(ended).rejects.toThrow("disk full");
    await vi.advanceTimersByTimeAsync(3000);
    await failed;
  });
});
