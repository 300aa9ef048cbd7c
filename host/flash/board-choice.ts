import { boardNames } from "#host/link/board-names.ts";
import { espruinoPico, espruinoPicoLimits } from "#hal/espruino/boards/espruino-pico.ts";
import { linux, linuxLimits } from "#hal/espruino/boards/linux.ts";
import type { BoardLimits, BoardProfile } from "#hal/espruino/boards/profile.ts";
import { InputError } from "#sims/input-error.ts";
import { nearestWord } from "#sims/loop/nearest.ts";

/** A board that there is a bundle for. */
export interface FlashBoard {
  readonly name: string;
  readonly profile: BoardProfile;
  readonly limits: BoardLimits;
  /** What its interpreter calls it, `process.env.BOARD`. */
  readonly interpreterName: string;
}

const boards: readonly FlashBoard[] = [
  { name: "espruino-pico", profile: espruinoPico, limits: espruinoPicoLimits, interpreterName: "PICO_R1_3" },
  { name: "linux", profile: linux, limits: linuxLimits, interpreterName: "LINUX" },
];

/** Taken as the board of the same maker, with a note. */
const shortName = "pico";

export interface BoardChoice {
  readonly board: FlashBoard;
  /** What the user should know of how the name was taken. */
  readonly note?: string;
}

/**
 * @param word  a board's name, upper or lower case
 * @throws InputError for a name that is none, or of a board without a profile
 */
export function chooseBoard(word: string): BoardChoice {
  const name = word.toLowerCase();
  if (name === shortName) return { ...chooseBoard("espruino-pico"), note: "pico is taken as espruino-pico; Raspberry Pi's is rpi-pico" };
  const board = boards.find((candidate) => candidate.name === name);
  if (board) return { board };
  const supported = boards.map((candidate) => candidate.name).join(", ");
  if (boardNames.includes(name)) throw new InputError(`--board ${word}: there is no profile for this board yet; right would be one of ${supported}`);
  const near = nearestWord(name, boardNames);
  throw new InputError(`--board ${word}: unknown; ${near === undefined ? "" : `did you mean ${near}? `}right would be one of ${supported}`);
}
