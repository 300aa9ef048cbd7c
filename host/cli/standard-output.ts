import { once } from "node:events";

/** Writes a line to standard output, waiting where the reader is slow. */
export async function writeLine(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, "drain");
}
