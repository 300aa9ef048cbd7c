import { SingleBar } from "cli-progress";

/** @param format as cli-progress has it @returns a bar that goes away when it stops; undefined where nobody watches a terminal */
export function progressBar(format: string): SingleBar | undefined {
  return process.stderr.isTTY ? new SingleBar({ format, hideCursor: true, clearOnComplete: true }) : undefined;
}
