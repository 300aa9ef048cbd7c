import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** One frame and the packet in it, as the host decodes it. */
export interface TelemetryMeaning { packet: Record<string, unknown> & { sequence: number; timeS: number } }

/** One frame or more to a board in nominal that has just started, and the reports it gives. */
export interface TelecommandMeaning {
  /** What the host is asked for; absent where the host would not send it. */
  asked?: { name: string; fields: Record<string, string>; sequence: number };
  reports: string[];
}

/** What a stream of bytes gives: frames by their telemetry vectors' names, discarded bytes, packets not known. */
export interface StreamMeaning {
  outputs: readonly ({ frame: string } | { discarded: string; length: number } | { unknown: string })[];
  /** Counters of the link that the case is about. */
  counters: Record<string, number>;
}

export interface Vector<Meaning> { name: string; bytes: Buffer; meaning: Meaning }

const words = new Map([["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity]]);

/** @returns the committed vectors of a folder */
export function readVectors<Meaning>(kind: "telemetry" | "telecommands" | "streams"): Vector<Meaning>[] {
  const folder = join(import.meta.dirname, kind);
  return readdirSync(folder).filter((file) => file.endsWith(".bin")).map((file) => {
    const text = readFileSync(join(folder, file.replace(/bin$/, "json")), "utf8");
    const meaning = JSON.parse(text, (_, value: unknown) => (typeof value === "string" ? (words.get(value) ?? value) : value)) as Meaning;
    return { name: file.replace(/\.bin$/, ""), bytes: readFileSync(join(folder, file)), meaning };
  });
}
