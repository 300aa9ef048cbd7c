import type { Configuration } from "#firmware/configuration.ts";
import { lineText, type JsonLine } from "#host/link/json-lines.ts";
import type { SummaryLine } from "#host/replay/run-log.ts";
import { Losses, modeWithoutEarlier, News, peopleLine, peopleSummary } from "#host/report/people-lines.ts";

/** Prints the lines of a run: JSON Lines, or sentences in people's units. */
export class RunPrinter {
  private readonly densityKgPerM3: number | undefined;
  private readonly news = new News();
  private readonly losses = new Losses();

  constructor(configuration: Configuration, private readonly json: boolean) {
    this.densityKgPerM3 = configuration.loop?.coolant.densityKgPerM3;
  }

  line(line: JsonLine): void {
    if (line.type === "alarm") this.losses.take(line);
    if (!this.json && line.type === "alarm" && !this.news.isNews(line)) return;
    const text = this.json ? lineText(line) : peopleLine(line, this.densityKgPerM3, modeWithoutEarlier);
    if (text !== undefined) process.stdout.write(`${text}\n`);
  }

  /** @param truth printed before the summary, as JSON only */
  end(summary: SummaryLine, truth?: object): void {
    if (this.json && truth !== undefined) process.stdout.write(`${lineText({ type: "truth", ...truth })}\n`);
    process.stdout.write(`${this.json ? lineText(summary) : peopleSummary(summary, this.densityKgPerM3, this.losses)}\n`);
  }
}
