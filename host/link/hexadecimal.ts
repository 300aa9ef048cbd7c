/** @returns a 32-bit number as eight hexadecimal digits, as build hashes and CRCs are printed; words where it is not known */
export function hexadecimal(value: number): string {
  return Number.isNaN(value) ? "not known" : value.toString(16).padStart(8, "0");
}
