import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Random } from "#hal/simulated/random.ts";
import { halfIfUnfinished } from "#host/replay/commissioning-time.ts";
import type { ReplayOptions } from "#host/replay/replay.ts";

const directory = mkdtempSync(join(tmpdir(), "pinhole-commissioning-time-"));
afterAll(() => rmSync(directory, { recursive: true }));

const periodS = 20;

/** A recording whose temperature swings once a day. @returns its path */
function daily(hours: number, swingK: number): string {
  const random = new Random(7);
  const rows = ["timeS,pressurePa,temperatureK"];
  for (let timeS = periodS; timeS <= hours * 3600; timeS += periodS) {
    const kelvin = 293.15 + swingK * Math.sin(2 * Math.PI * timeS / 86400);
    rows.push(`${timeS},${200000 + 50 * random.gaussian() + 100 * (kelvin - 293.15)},${kelvin + 0.01 * random.gaussian()}`);
  }
  const path = join(directory, `${hours}-${swingK}.csv`);
  writeFileSync(path, `${rows.join("\n")}\n`);
  return path;
}

const nothingAsked: ReplayOptions = { map: [], time: undefined, delimiter: ",", loop: undefined, commissioningS: undefined, falseAlarmsPerYear: 100 };

describe("the commissioning time of a recording for which none was asked", () => {
  it("is its first half where commissioning would end after it", async () => {
    expect(await halfIfUnfinished(daily(20, 3), nothingAsked)).toBe(36000);
  });

  it("is left to the monitor where commissioning ends by itself", async () => {
    expect(await halfIfUnfinished(daily(20, 0), nothingAsked)).toBeUndefined();
  });

  it("is none where half of the recording holds too few rows for any verdict", async () => {
    expect(await halfIfUnfinished(daily(2, 3), nothingAsked)).toBeUndefined();
  });

  it("is what was asked for", async () => {
    expect(await halfIfUnfinished(daily(20, 3), { ...nothingAsked, commissioningS: 7200 })).toBeUndefined();
  });
});
