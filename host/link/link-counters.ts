/** Why bytes were discarded. */
export type DiscardReason = "stray" | "encoding" | "crc" | "tooShort" | "tooLong" | "length" | "truncated" | "duplicate" | "overrun";

/** Each counter of a link, with a line of meaning. */
export const linkCounterTexts = {
  bytes: "Bytes received.",
  frames: "Frames whose CRC is right.",
  stray: "Bytes outside any frame, such as a console's text.",
  encoding: "Frames with something in them that is not base64.",
  crc: "Frames whose CRC is wrong.",
  tooShort: "Frames too short for a packet.",
  tooLong: "Frames begun that no frame's end followed in time.",
  length: "Frames whose packet says another length than it has, its CRC right.",
  truncated: "Frames that the end of the data cut off.",
  resynchronised: "Times a good frame followed discarded bytes.",
  duplicate: "Frames that repeat the one before.",
  gap: "Frames missing, by the packets' sequence counts.",
  restarts: "Times the sequence count began anew: the board restarted.",
  overrun: "Bytes dropped because they were not taken in time.",
  unknown: "Packets that this dictionary does not know.",
} as const;

export type LinkCounters = Record<keyof typeof linkCounterTexts, number>;

/** @returns every counter of `linkCounterTexts` at zero, an object of its own */
export function newLinkCounters(): LinkCounters {
  return Object.fromEntries(Object.keys(linkCounterTexts).map((name) => [name, 0])) as LinkCounters;
}

/** @returns the counters that are not zero, for a person: "12 frames, 3 crc" */
export function countersText(counters: LinkCounters): string {
  const parts = Object.entries(counters).filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`);
  return parts.length > 0 ? parts.join(", ") : "nothing received";
}

/** Counters that tell of no loss. */
const harmless: ReadonlySet<string> = new Set(["bytes", "frames", "resynchronised", "restarts"]);

/** @returns whether anything was received that could not be used, or is missing */
export function hasLosses(counters: LinkCounters): boolean {
  return Object.entries(counters).some(([name, count]) => count > 0 && !harmless.has(name));
}
