import { afterEach, describe, expect, it } from "vitest";
import { commissionBoard, drawOnBoard } from "#host/commission/commission-board.ts";
import type { CommissionListener } from "#host/commission/commission-recording.ts";
import type { CommissionedLine } from "#host/commission/commission-text.ts";
import type { ComplianceLine } from "#host/commission/compliance.ts";
import type { CourseLine } from "#host/commission/course.ts";
import { readBundle } from "#host/virtual-board/bundle.ts";
import { PacedBoard } from "#host/virtual-board/paced-board.ts";
import { Pty } from "#host/virtual-board/pty.ts";
import { scenarioBoard } from "#host/virtual-board/scenario-board.ts";
import { toConfiguration, type LoopFile } from "#sims/loop/loop-file.ts";
import { benchPinhole } from "#sims/scenarios/bench-pinhole.ts";
import { table } from "#sims/scenarios/places.ts";
import type { Fault } from "#sims/faults/fault.ts";
import { benchLoop } from "#sims/scenarios/reference-loops.ts";

/** Twenty minutes are enough for a thousand false alarms a year, and too few for one. */
const quickLoop: LoopFile = { ...benchLoop, commissioningS: 1200, falseAlarmsPerYear: 1000 };
/** The bench's table without its heater, its day and its draughts: no thermal cycle is to be waited for. */
const stillTable = { ...table, heaterW: 0, daySwingK: 0, draughtsPerDay: 0 };
const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** The bundle on a virtual board behind a serial device. @returns the device's path */
function startBoard(loop: LoopFile, faults: Fault[] = [], speed = 200): string {
  const { board, clock } = scenarioBoard({ bundle: readBundle(), scenario: { ...benchPinhole, environment: stillTable, loop, faults }, seed: 3, onSerial: (text) => paced.send(text) });
  const pty = new Pty((bytes) => board.receive(bytes.toString("latin1")));
  const paced = new PacedBoard(clock, pty, speed);
  board.start();
  const running = paced.run();
  running.catch(() => {});
  stops.push(() => {
    paced.stop();
    pty.close();
  });
  return pty.path;
}

interface Heard { courses: CourseLine[]; results: CommissionedLine[]; compliances: ComplianceLine[]; notes: string[]; listener: CommissionListener }

function ear(): Heard {
  const heard = { courses: [] as CourseLine[], results: [] as CommissionedLine[], compliances: [] as ComplianceLine[], notes: [] as string[] };
  return {
    ...heard,
    listener: {
      course: (line) => heard.courses.push(line), commissioned: (line) => heard.results.push(line),
      compliance: (line) => heard.compliances.push(line), note: (text) => heard.notes.push(text),
    },
  };
}

const options = (path: string, loop: LoopFile) => ({ path, timeoutS: 60, signal: new AbortController().signal, configuration: toConfiguration(loop) });

describe("commissioning on a board, the bundle at the other end of a serial device", () => {
  it("starts it, shows its course and gives the result with the holes it means", async () => {
    const { courses, results, listener } = ear();
    expect(await commissionBoard(options(startBoard(quickLoop), quickLoop), true, listener)).toBe(true);
    expect(courses.length).toBeGreaterThan(1);
    expect(courses.every(({ awaits }) => awaits === "set-time")).toBe(true);
    const [result] = results;
    expect(result).toMatchObject({ accepted: true, falseAlarmsPerYear: 1000 });
    // 0.62·π/4·d²·√(2·998.2·(162,000 − 101,325)) Pa for the hole of the smallest leak.
    const kgPerS = 0.62 * Math.PI / 4 * result!.smallestHoleM.minute! ** 2 * Math.sqrt(2 * 998.2 * (162_000 - 101_325));
    expect(kgPerS / result!.smallestLeakKgPerS.minute!).toBeCloseTo(1, 1);
  }, 120_000);

  it("only shows what there is where it is asked to, and gives a refusal with the rate that would be supported", async () => {
    const strict = { ...quickLoop, falseAlarmsPerYear: 1 };
    const path = startBoard(strict);
    const first = ear();
    expect(await commissionBoard(options(path, strict), false, first.listener)).toBe(false);
    expect(first.results[0]).toMatchObject({ accepted: false, reason: "too-short" });
    expect(first.results[0]!.lowestFalseAlarmsPerYear).toBeGreaterThan(1);
    const second = ear();
    expect(await commissionBoard(options(path, strict), false, second.listener)).toBeUndefined();
    expect(second.notes.join()).toMatch(/not commissioning: it is nominal.*too-short/);
  }, 120_000);

  it("asks for 10 mL, sees them drawn and finds the bench's 0.2 L of gas", async () => {
    const path = startBoard(benchLoop, [{ kind: "bleed", onsetS: 400, endS: 410, massKg: 0.01 }], 60);
    const { compliances, notes, listener } = ear();
    await drawOnBoard(options(path, benchLoop), 0.01 / 997.5, listener);
    expect(notes.join("\n")).toMatch(/keep the loop still[\s\S]*now draw 10\.0\d mL[\s\S]*the pressure moves/);
    expect(compliances).toHaveLength(1);
    // At the reference pressure 0.2 L; at the bench's own 1.6 to 1.65 bar a little less.
    const { gasVolumeM3, accumulator, comparison } = compliances[0]!;
    expect(gasVolumeM3!.value! * accumulator!.gasPressurePa / accumulator!.temperatureK / (0.0002 * 161_325 / 293.15)).toBeCloseTo(1, 1.3);
    expect(comparison).toBe("agrees");
  }, 120_000);

  it("ends with a sentence where nothing answers", async () => {
    const pty = new Pty(() => {});
    stops.push(() => pty.close());
    const { listener } = ear();
    await expect(commissionBoard({ ...options(pty.path, quickLoop), timeoutS: 0.3 }, true, listener)).rejects.toThrow(/no answer to start-commissioning within 0\.3 s/);
    await expect(drawOnBoard({ ...options(pty.path, quickLoop), timeoutS: 0.3 }, 1e-5, listener)).rejects.toThrow(/within 0\.3 s/);
  });
});
