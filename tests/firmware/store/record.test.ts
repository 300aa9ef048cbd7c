import { describe, expect, it } from "vitest";
import { readRecord, writeRecord } from "#firmware/store/record.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";

const numbers = [3421780262, 1, -0.0012, 1e30, 5e-324, 6.02214076e23, 0, 0.1 + 0.2];

function board(): { hal: SimulatedHal; storage: SimulatedStorage } {
  const storage = new SimulatedStorage();
  return { storage, hal: new SimulatedHal({ clock: new VirtualClock(), storage }) };
}

describe("a record in the board's storage", () => {
  it("comes back to the last bit", () => {
    const { hal } = board();
    expect(writeRecord(hal, "numbers", numbers)).toBe(true);
    expect(readRecord(hal, "numbers")).toEqual(numbers);
  });

  it("is not there before it was written", () => {
    expect(readRecord(board().hal, "numbers")).toBeUndefined();
  });

  it("carries the CRC-32 of the catalogue: cbf43926 for 123456789", () => {
    const { hal, storage } = board();
    storage.write("numbers", `${0xcbf43926}:123456789`);
    expect(readRecord(hal, "numbers")).toEqual([123456789]);
  });

  it("is not believed with any character changed", () => {
    const { hal, storage } = board();
    writeRecord(hal, "numbers", numbers);
    const whole = storage.read("numbers")!;
    for (let place = 0; place < whole.length; place++) {
      for (const character of ["0", "1", "9", "-", ",", ":", "e", ".", " ", "\0", "\xff"]) {
        if (whole[place] === character) continue;
        storage.write("numbers", whole.slice(0, place) + character + whole.slice(place + 1));
        expect(readRecord(hal, "numbers"), `${JSON.stringify(character)} at ${place}`).toBeUndefined();
      }
    }
  });

  it("is not believed cut off anywhere, as when the power goes while it is written", () => {
    const { hal, storage } = board();
    writeRecord(hal, "numbers", numbers);
    const length = storage.read("numbers")!.length;
    for (let kept = 0; kept < length; kept++) {
      storage.tearNextAt = kept;
      expect(writeRecord(hal, "numbers", numbers)).toBe(false);
      expect(readRecord(hal, "numbers")).toBeUndefined();
    }
  });

  it.each(["rubbish", "0", "NaN:1", "[1]", "undefined:", "\0\0\0\0", "0x10:1"])("does not believe %j", (text) => {
    const { hal, storage } = board();
    storage.write("numbers", text);
    expect(readRecord(hal, "numbers")).toBeUndefined();
  });

  it("says that it was not stored where the storage is full or worn", () => {
    const { hal, storage } = board();
    storage.failWrites = true;
    expect(writeRecord(hal, "numbers", numbers)).toBe(false);
  });
});
