import { distance } from "fastest-levenshtein";

/** @returns the known word that a mistyped one begins, or that is closest to it; undefined where none is close */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = (word.length < 4 ? 1 : Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const isBeginning = word.length > 2 && candidate.toLowerCase().startsWith(word.toLowerCase());
    const far = isBeginning ? 0.5 : distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < bestDistance) {
      best = candidate;
      bestDistance = far;
    }
  }
  return best;
}
