import type { Configuration } from "#firmware/configuration.ts";
import { crc32 } from "#hal/simulated/crc32.ts";
import { hexadecimal } from "#host/link/hexadecimal.ts";

/**
 * Whether a board runs another loop than the one that was given for it.
 * @param configuration as made from the loop file; undefined where none was given
 * @param configurationCrc as the board says it, hexadecimal
 * @returns a sentence on it; undefined where they agree
 */
export function otherLoopText(configuration: Configuration | undefined, configurationCrc: string): string | undefined {
  if (configuration === undefined) return undefined;
  const given = hexadecimal(crc32(Buffer.from(JSON.stringify(configuration))));
  return given === configurationCrc ? undefined : `the board runs configuration ${configurationCrc}, and --loop gives ${given}: names of sensors and volumes may be another loop's`;
}
