import type { EspruinoTools } from "espruino";

let loaded: EspruinoTools | undefined;

/** The package tells every step on the console, some after everything is over; from now on only where PINHOLE_DEBUG is set. */
function quietConsole(): void {
  const say = process.env["PINHOLE_DEBUG"] ? (...words: unknown[]): void => void process.stderr.write(`espruino: ${words.join(" ")}\n`) : (): void => {};
  Object.assign(console, { log: say, warn: say, error: say });
}

/** The `espruino` package, which works on globals. It is loaded when needed only: it changes the language's own objects. */
export async function loadTools(): Promise<EspruinoTools> {
  if (loaded) return loaded;
  quietConsole();
  const { default: espruino } = await import("espruino");
  await new Promise<void>((resolve) => espruino.init(resolve));
  loaded = (globalThis as unknown as { Espruino: EspruinoTools }).Espruino;
  return loaded;
}
