import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Outcome } from "./fault-row.ts";
import { matrix, matrixPage } from "./matrix.ts";

const outcomes: Outcome[][] = matrix.map((subject) => subject.rows.map((row) => row.run()));

describe.each(matrix.map((subject, index) => ({ part: subject.part, subject, index })))("a driver on an emulated $part", ({ subject, index }) => {
  it.each(subject.rows.map((row, rowIndex) => ({ fault: row.fault, expected: row.expected, row, outcome: outcomes[index]![rowIndex]! })))(
    "$fault → $expected",
    ({ expected, row, outcome }) => {
      expect(outcome.codes).toBe(expected);
      expect(outcome.violation).toBe("");
      expect(outcome.invented).toBe(0);
      if (row.leftToMonitor === undefined) expect(outcome.untrue).toBe(0);
      else expect(outcome.untrue).toBeGreaterThan(0);
      if (row.isSilent) expect(outcome.probes).toBeLessThanOrEqual(10);
      if (row.isMended) expect(outcome.wellAgainS).toBeLessThanOrEqual(65);
    },
  );
});

describe("the page of the fault matrix", () => {
  afterAll(() => {
    const lines = matrix.map((subject, index) => {
      const codes = new Set(outcomes[index]!.flatMap((outcome) => outcome.codes.split(" ")));
      return `${subject.part.padEnd(34)} ${String(subject.rows.length).padStart(3)} rows  ${[...codes].join(" ")}`;
    });
    process.stdout.write(`${lines.join("\n")}\n(make matrix prints each row)\n`);
  });

  it("is what the rows give now (make matrix writes it)", () => {
    const page = readFileSync(new URL("../../../docs/fault-matrix.md", import.meta.url), "utf8");
    expect(page).toBe(matrixPage((subject, row) => outcomes[subject]![row]!));
  });

  it("has every driver that there is", () => {
    const drivers = ["ads1115", "bmp280", "ds18b20", "honeywell", "level-switch", "max31865", "ms5837", "ntc", "pulse-flow", "tmp117"];
    expect([...new Set(matrix.map((subject) => subject.driver))].sort()).toEqual(drivers);
  });
});
