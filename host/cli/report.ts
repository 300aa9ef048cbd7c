import { join } from "node:path";
import type { Command } from "commander";
import { claimFile, saveFile } from "#host/report/output-file.ts";
import { reportPage } from "#host/report/page.ts";
import { plotsPng } from "#host/report/picture.ts";
import { readRun } from "#host/report/read-run.ts";
import { runPlots } from "#host/report/run-plots.ts";

interface Options { output?: string; png?: string }

/** report DIR */
export function register(program: Command): void {
  program
    .command("report")
    .description("A recording → one self-contained HTML file with plots.")
    .argument("<dir>", "folder that `record` has written")
    .option("-o, --output <file.html>", "default: report.html in that folder")
    .option("--png <file.png>", "the plots around the alarm (without one, of the whole run) as a picture too")
    .action(report);
}

async function report(directory: string, options: Options): Promise<void> {
  const run = await readRun(directory);
  const output = options.output ?? join(directory, "report.html");
  claimFile("--output", output, [".html", ".htm"]);
  if (options.png !== undefined) claimFile("--png", options.png, [".png"]);
  saveFile("--output", output, reportPage(run));
  console.log(output);
  if (options.png !== undefined) {
    const plots = runPlots(run);
    saveFile("--png", options.png, plotsPng(plots.alarm.length > 0 ? plots.alarm : plots.whole));
    console.log(options.png);
  }
}
