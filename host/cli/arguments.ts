import { InvalidArgumentError, Option } from "commander";

/** @returns a parser of option values for numbers from a least value up; commander says its refusals */
export function numberFrom(least: number, unit = ""): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value) || value < least) {
      throw new InvalidArgumentError(`right would be a number${unit && ` of ${unit}`}, ${least} or more`);
    }
    return value;
  };
}

/** @returns a parser of option values for numbers in a range */
export function numberWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= least && value <= most)) throw new InvalidArgumentError(`right would be a number from ${least} to ${most}`);
    return value;
  };
}

/** @returns a parser of option values for whole numbers */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`right would be a whole number from ${least} to ${most}`);
    return value;
  };
}

/** Parser of option values for numbers of workers, of which a computer has enough at this many. */
export const workerCount = wholeNumber(1, 1024);

/** Parser of option values for seeds. */
export const seed = wholeNumber(0, 4294967295);

/** @returns an option that may be given more than once; its values are a list */
export function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text, before: string[]) => [...before, text]).default([], "none");
}
