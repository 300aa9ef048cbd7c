import { ds18b20Subject } from "./ds18b20-faults.ts";
import type { MatrixSubject, Outcome } from "./fault-row.ts";
import { i2cSubjects } from "./i2c-faults.ts";
import { ms58Subjects } from "./ms58-faults.ts";
import { pinSubjects } from "./pin-faults.ts";

/** Every driver and every fault of its part. */
export const matrix: MatrixSubject[] = [...ms58Subjects, ds18b20Subject, ...i2cSubjects, ...pinSubjects];

const preface = `# Fault matrix

Every driver, on the emulated part that it is for, with every fault that the part or its bus can show. Each row is one
run: five good cycles of a second, the fault, a change of the measured quantity (so that an old value shows), twenty
cycles, and, where the fault can be undone, up to 65 more. Made by \`make matrix\` from the rows in tests/hal/fault-matrix;
\`make test\` runs the same rows, compares them with this page, and fails too where a driver breaks its part's protocol,
gives a number together with a fault code, or an untrue one without.

*Codes*: fault codes after the fault, each where it first comes; \`none\` is a good sample. *Again after*: seconds from its
undoing to the first good sample. *Left to the monitor*: what no driver can know, because the part itself says nothing is
wrong; there the values are wrong or old without a code, and the monitor's own checks have to see it.
`;

/** @returns the page as it is committed */
export function matrixPage(outcomes: (driver: number, row: number) => Outcome): string {
  const sections = matrix.map((subject, index) => {
    const rows = subject.rows.map((row, rowIndex) => {
      const outcome = outcomes(index, rowIndex);
      const again = !row.isMended ? "" : outcome.wellAgainS === undefined ? "never" : `${outcome.wellAgainS} s`;
      return `| ${row.fault} | ${outcome.codes.split(" ").map((code) => `\`${code}\``).join(" ")} | ${again} | ${row.leftToMonitor ?? ""} |`;
    });
    return `\n## ${subject.part}\nDriver hal/drivers/${subject.driver}.ts\n\n| fault | codes | again after | left to the monitor |\n|---|---|---|---|\n${rows.join("\n")}\n`;
  });
  return preface + sections.join("");
}
