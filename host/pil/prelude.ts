import { readFileSync } from "node:fs";
import { telemetryBaud } from "#hal/espruino/boards/profile.ts";
import { configurationText } from "#sims/loop/loop-file.ts";
import type { Recording } from "./recording.ts";

/** Runs in the interpreter: buses that answer from a recording. */
const standIns = new URL("stand-ins.js", import.meta.url);

/**
 * The script that an interpreter without hardware is given: it makes the port that the bundle expects out of a serial
 * device, puts bundle and configuration into its storage as flashing does, and runs the bundle from there.
 * @param serialPath  device for telemetry
 * @param bundle      text of the finished bundle, unchanged
 * @param hasParts    whether the buses answer; without, they are the interpreter's own, on which nothing is
 */
export function interpreterScript(serialPath: string, bundle: string, recording: Recording, hasParts: boolean): string {
  const { configuration, pressure, temperature } = recording;
  const buses = `var record = ${JSON.stringify({ pressure, temperature })};\n${readFileSync(standIns, "utf8")}`;
  return [
    `Serial1.setup(${telemetryBaud}, { path: ${JSON.stringify(serialPath)} });`,
    "USB = Serial1;",
    hasParts ? buses : "",
    `require("Storage").write("pinhole.json", ${JSON.stringify(configurationText(configuration))});`,
    `require("Storage").write(".bootcde", ${JSON.stringify(bundle)});`,
    `eval(require("Storage").read(".bootcde"));`,
    "",
  ].join("\n");
}
