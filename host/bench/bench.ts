/**
 * The benchmarks, each in a process of its own, so that none finds the other's warmed or spoiled code.
 * bench.ts [--write] [NAME …]: runs all or some, prints their tables, and with --write puts them into docs/benchmarks.md.
 */
import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { cycle } from "./cycle.ts";
import { decode, stream } from "./decode.ts";
import { detection } from "./detection.ts";
import { interpreter } from "./interpreter.ts";
import { planAccuracy } from "./plan-accuracy.ts";
import { quality } from "./quality.ts";
import { simulation } from "./simulation.ts";
import { asMarkdown, asText, type Table } from "./table.ts";

const documentName = "docs/benchmarks.md";

interface Benchmark {
  run: () => Table[] | Promise<Table[]>;
  flags?: string[];
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  decode: { run: decode, flags: ["--no-deprecation"] },
  stream: { run: stream, flags: ["--max-old-space-size=64", "--expose-gc"] },
  simulation: { run: simulation },
  cycle: { run: cycle },
  interpreter: { run: interpreter },
  detection: { run: detection },
  quality: { run: quality },
  plan: { run: planAccuracy },
};

/** @returns what a benchmark found, in a process of its own */
async function runApart(name: string): Promise<Table[]> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [name], { execArgv: [...process.execArgv, ...(benchmarks[name]!.flags ?? [])] });
    let tables: Table[] | undefined;
    child.on("message", (message) => (tables = message as Table[]));
    child.on("exit", (code) => {
      if (tables) resolve(tables);
      else reject(new Error(`the benchmark ${name} ended with code ${code} and no result`));
    });
  });
}

function machine(): string {
  const [first] = cpus();
  return `${first?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}, ${process.platform} ${process.arch}`;
}

async function main(words: readonly string[]): Promise<void> {
  const names = words.filter((word) => word !== "--write");
  const unknown = names.find((name) => !Object.hasOwn(benchmarks, name));
  if (unknown !== undefined) {
    console.error(`bench: there is no benchmark ${unknown}; there are ${Object.keys(benchmarks).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const head = `Measured in one run on: ${machine()}.`;
  console.log(`${head}\n`);
  const tables: Table[] = [];
  for (const name of names.length > 0 ? names : Object.keys(benchmarks)) {
    const found = await runApart(name);
    for (const table of found) console.log(asText(table));
    tables.push(...found);
  }
  if (!words.includes("--write")) return;
  const text = ["# Benchmarks", "", "Written by `make bench WRITE=1`. " + head, "", ...tables.map(asMarkdown)].join("\n");
  writeFileSync(documentName, text);
  console.log(`written to ${documentName}`);
}

if (process.send) {
  process.send(await benchmarks[process.argv[2]!]!.run());
  process.disconnect();
} else await main(process.argv.slice(2));
