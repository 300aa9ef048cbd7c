/**
 * Makes docs/session.md: a session in three terminals on a virtual board, `board`, `monitor` and `command`, the board killed
 * and started again in between. What they print is real; only the moments are chosen. Needs the built program.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const documentName = "docs/session.md";
/** Longest that anything takes, ms. */
const patienceMs = 60_000;
const lookMs = 20;
/** Lines of a block shown from its beginning and its end, where there are many. */
const shownFirst = 14;
const shownLast = 6;

/** Files of the session are where the reader would have them. */
const folder = mkdtempSync(join(tmpdir(), "pinhole-session-"));
const port = join(folder, "board");
const shownPort = "/tmp/board";

const children: ChildProcess[] = [];

/** A verb in a terminal of its own. */
class Terminal {
  text = "";
  /** How much of the text was shown already. */
  private shown = 0;
  private readonly child: ChildProcess;
  private readonly ended: Promise<string>;

  constructor(readonly name: string, readonly words: readonly string[]) {
    this.child = spawn(process.execPath, ["dist/pinhole.js", ...words], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) stream.on("data", (piece: Buffer) => (this.text += piece.toString()));
    this.ended = new Promise((resolve) => this.child.once("close", (code, signal) => resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`)));
    children.push(this.child);
  }

  /** Waits until the text has what is looked for. */
  async until(wanted: RegExp): Promise<void> {
    for (const beganMs = performance.now(); !wanted.test(this.text.slice(this.shown)); await new Promise((resolve) => setTimeout(resolve, lookMs))) {
      if (performance.now() - beganMs > patienceMs) throw new Error(`${this.name}: no ${wanted.source} in ${JSON.stringify(this.text)}`);
    }
  }

  /** @returns how it ended */
  async end(signal?: NodeJS.Signals): Promise<string> {
    if (signal) this.child.kill(signal);
    return this.ended;
  }

  /** @returns what came since the last time, shortened where marked */
  block(head = ""): string {
    const lines = this.text.slice(this.shown).trimEnd().split("\n");
    this.shown = this.text.length;
    const left = lines.length - shownFirst - shownLast;
    const shown = left > 1 ? [...lines.slice(0, shownFirst), `[… ${left} lines left out …]`, ...lines.slice(-shownLast)] : lines;
    const text = [...(head === "" ? [] : [head]), ...shown.filter((line) => line !== "")].join("\n").replaceAll(port, shownPort);
    return `**${this.name}**\n\n${text.split("\n").map((line) => `    ${line}`).join("\n")}\n`;
  }

  get prompt(): string {
    return `$ npx pinhole ${this.words.join(" ")}`;
  }
}

const parts: string[] = [];
const say = (text: string): void => void parts.push(`${text}\n`);
/** Runs a verb to its end and shows it. */
async function run(name: string, ...words: string[]): Promise<void> {
  const terminal = new Terminal(name, words);
  const how = await terminal.end();
  parts.push(terminal.block(terminal.prompt).replace(/\n$/, `\n    [${how}]\n`));
}

const boardWords = ["board", "bench-pinhole", "--speed", "20", "--link", port];
try {
  say("# A session by hand\n\nThree terminals: a virtual board, its monitor, and telecommands; the board is killed and started again in between. Written by `make session`: what the programs print is real, and shortened only where a line in brackets says so. The board runs at 20 times real time.");
  let board = new Terminal("Terminal 1: the board", boardWords);
  await board.until(/virtual espruino/);
  parts.push(board.block(board.prompt));
  const monitor = new Terminal("Terminal 2: the monitor", ["monitor", port, "--every", "30"]);
  await monitor.until(/statistic|bar[\s\S]*bar/);
  parts.push(monitor.block(monitor.prompt));
  say("The monitor has the port; telecommands get through all the same.");
  await run("Terminal 3: telecommands", "command", port, "are-you-alive");
  await run("Terminal 3", "command", port, "get-parameter", "parameter=falseAlarmsPerYear");
  await run("Terminal 3", "command", port, "set-parameter", "parameter=housekeepingPeriodS", "value=5");
  await run("Terminal 3", "command", port, "hold", "durationS=60");
  await run("Terminal 3", "command", port, "set-parameter", "parameter=housekeepingPeriodS", "value=0");
  say("The last two are refused: by the board, which is commissioning and holds nothing, and by the program, which does not send what is out of range. The monitor has seen what the board was told.");
  parts.push(monitor.block());
  say("The board is killed, as by a pulled plug: `kill -9`.");
  const how = await board.end("SIGKILL");
  parts.push(board.block(`[${how}]`));
  await monitor.until(/link-lost/);
  parts.push(monitor.block());
  await run("Terminal 3", "command", port, "are-you-alive", "--timeout", "2");
  say("It is started again. A virtual board has a new storage each time: what is learnt and set does not outlive it, as it would on a board.");
  board = new Terminal("Terminal 1", boardWords);
  await monitor.until(/link-restored[\s\S]*bar/);
  parts.push(board.block(board.prompt), monitor.block());
  await run("Terminal 3", "command", port, "are-you-alive");
  say("Ctrl-C ends both. The counts of the link tell what was lost between.");
  const monitorEnd = await monitor.end("SIGINT");
  parts.push(monitor.block().replace(/\n$/, `\n    [Ctrl-C: ${monitorEnd}]\n`));
  const boardEnd = await board.end("SIGINT");
  parts.push(board.block(`[Ctrl-C: ${boardEnd}]`));
  writeFileSync(documentName, `${parts.join("\n").trimEnd()}\n`);
  console.log(documentName);
} finally {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
