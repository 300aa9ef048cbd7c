/**
 * Writes what two commands print into docs/commissioning.md, over the blocks that begin with the same words: a simulated
 * spacecraft's recording, and commissioning over it. Needs the built program.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const documentName = "docs/commissioning.md";
const folder = mkdtempSync(join(tmpdir(), "pinhole-commissioning-"));
const recording = join(folder, "eq.csv");

/** @returns what a verb prints; @throws where it fails */
function printed(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/pinhole.js", ...words], { encoding: "utf8" });
  if (status !== 0) throw new Error(`pinhole ${words.join(" ")}: ${stderr}`);
  return stdout;
}

/** What each block shows: lines of the output from the first that is like this on, to before the first that is like that. */
const blocks: readonly (readonly [from: RegExp, to: RegExp])[] = [
  [/^ *\d+:\d+:\d+ {2}commissioning \d+ %, it needs longer than thought/, /^/],
  [/^commissioning of /, /^compliance /],
  [/^compliance from how /, /^ {2}assumes/],
  [/^ {4}"accumulator"/, /^$/],
];

try {
  printed("simulate", "eclipse-quiet", "--csv", recording, "--duration", "40000", "--every", "0");
  const lines = printed("commission", recording, "--loop", "loops/spacecraft.loop.json").split("\n");
  let document = readFileSync(documentName, "utf8").split("\n");
  for (const [from, to] of blocks) {
    const first = lines.findIndex((line) => from.test(line));
    const length = lines.slice(first + 1).findIndex((line) => to.test(line)) + 1;
    const at = document.findIndex((line) => line.startsWith("    ") && (from.test(line.slice(4)) || from.test(line)));
    if (first < 0 || at < 0) throw new Error(`${documentName}: nothing like ${from.source} in ${first < 0 ? "what is printed" : "it"}`);
    const end = at + document.slice(at).indexOf("");
    const shown = lines.slice(first, first + length);
    const margin = Math.min(...shown.map((line) => line.search(/\S/)).filter((column) => column >= 0));
    const indented = shown.map((line) => `    ${line.slice(margin)}`);
    document = [...document.slice(0, at), ...indented, ...document.slice(end)];
  }
  writeFileSync(documentName, document.join("\n"));
  console.log(documentName);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
