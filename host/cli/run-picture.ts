import type { Configuration } from "#firmware/configuration.ts";
import type { JsonLine } from "#host/link/json-lines.ts";
import type { Packet } from "#host/link/packet-decoder.ts";
import { claimFile, saveFile } from "#host/report/output-file.ts";
import { plotsPng, plotsSvg } from "#host/report/picture.ts";
import { RecordedRun, type Truth } from "#host/report/recorded-run.ts";
import { runPlots } from "#host/report/run-plots.ts";

/** Board time between two points of the true liquid, s. */
const truthEveryS = 10;

/** Follows a run and draws it. */
export class RunPicture {
  private readonly run = new RecordedRun();
  private nextTruthS = 0;

  /** @throws InputError where the file's name says no kind of picture, or the file cannot be made */
  constructor(private readonly path: string, configuration: Configuration) {
    this.run.configuration = configuration;
    claimFile("--plot", path, [".svg", ".png"]);
  }

  packet(packet: Packet): void {
    if (packet.kind === "housekeeping") this.run.add(packet);
  }

  line(line: JsonLine): void {
    if (line.type === "alarm") this.run.alarms.push(line);
    if (line.type === "event") this.run.events.push(line);
  }

  truth(timeS: number, liquidKg: number): void {
    if (timeS < this.nextTruthS) return;
    this.nextTruthS = timeS + truthEveryS;
    this.run.addTruth(timeS, liquidKg);
  }

  /** Writes the file: the whole run, then the time around its alarm. */
  write(truth: Truth): void {
    this.run.truth = truth;
    const plots = runPlots(this.run);
    const requests = [...plots.whole, ...plots.alarm];
    saveFile("--plot", this.path, /png$/i.test(this.path) ? plotsPng(requests) : plotsSvg(requests));
  }
}
