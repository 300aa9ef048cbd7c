/** Boards that do not hold the usual bundle with two sensors, as it is estimated; docs/boards.md says so of the same. */
export const tooSmallBoards: readonly string[] = ["pixl", "puck"];

/** @returns what is to be changed where a board's fit is not what the list says; undefined where it is */
export function wrongFit(board: string, fits: boolean): string | undefined {
  if (fits !== tooSmallBoards.includes(board)) return undefined;
  return fits ? `${board}: the usual bundle fits now; take it off the list in build/too-small-boards.ts and say so in docs/boards.md`
    : `${board}: the usual bundle does not fit any more; make it smaller, or put the board on the list in build/too-small-boards.ts and say so in docs/boards.md`;
}
