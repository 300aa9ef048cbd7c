import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { EventLine } from "#host/link/json-lines.ts";
import { RunTime } from "#host/report/run-time.ts";

/** Something that happened to the link. */
export interface LinkEvent {
  /** At the recording's time of the last packet before it. */
  line: EventLine & { timeS: number };
  /** When the board that was heard last had begun to count, s. */
  startedAtS: number;
}

/**
 * What became of the link, which the board cannot tell and raw.bin does not hold.
 * @param path a recording's decoded.jsonl
 * @returns the events link-lost and link-restored in their order; a line that cannot be read, as where a recording was cut
 * off, is none
 */
export async function linkEventsOf(path: string): Promise<LinkEvent[]> {
  const time = new RunTime();
  const events: LinkEvent[] = [];
  let timeS = 0;
  let lostMs = NaN;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const boardS = Number(/^\{"type":"[a-z-]+","timeS":([-+.\de]+)/.exec(text)?.[1] ?? NaN);
    if (!Number.isNaN(boardS)) ({ timeS } = time.of(boardS));
    if (!/^\{"type":"event","timeS":[^,]+,"event":"link-(lost|restored)"/.test(text)) continue;
    const line = lineOf(text);
    if (line === undefined) continue;
    const unixMs = typeof line["unixMs"] === "number" ? line["unixMs"] : NaN;
    const awayS = line.event === "link-restored" ? (unixMs - lostMs) / 1000 : NaN;
    events.push({ line: { ...line, timeS, ...(awayS >= 0 && { awayS }) }, startedAtS: time.startedAtS });
    lostMs = line.event === "link-lost" ? unixMs : NaN;
  }
  return events;
}

function lineOf(text: string): EventLine | undefined {
  try {
    return JSON.parse(text) as EventLine;
  } catch {
    return undefined;
  }
}
