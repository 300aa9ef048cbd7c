import { boards } from "#hal/espruino/boards/boards.ts";
import type { Board } from "#hal/espruino/boards/profile.ts";
import { InputError } from "#sims/input-error.ts";
import { nearestWord } from "#sims/loop/nearest.ts";

/** Taken as the board of the same maker, with a note. */
const shortName = "pico";

export interface BoardChoice {
  readonly board: Board;
  /** What the user should know of how the name was taken. */
  readonly note?: string;
}

/**
 * @param word  a board's name, upper or lower case
 * @throws InputError for a name that is none, with the nearest that is one
 */
export function chooseBoard(word: string): BoardChoice {
  const name = word.toLowerCase();
  if (name === shortName) return { ...chooseBoard("espruino-pico"), note: "pico is taken as espruino-pico; Raspberry Pi's is rpi-pico" };
  const board = boards.find((candidate) => candidate.name === name);
  if (board) return { board };
  const names = boards.map((candidate) => candidate.name);
  const near = nearestWord(name, names);
  throw new InputError(`the board "${word}" is unknown; ${near === undefined ? "" : `did you mean ${near}? `}right would be one of ${names.join(", ")}`);
}
