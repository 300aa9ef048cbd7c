/** Writes docs/fault-matrix.md. */
import { writeFileSync } from "node:fs";
import { matrix, matrixPage } from "./matrix.ts";

const page = matrixPage((subject, row) => matrix[subject]!.rows[row]!.run());
writeFileSync(new URL("../../../docs/fault-matrix.md", import.meta.url), page);
process.stdout.write(page);
