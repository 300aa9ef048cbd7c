/** Pins of one I2C port. */
export interface I2cPins {
  scl: string;
  sda: string;
}

/** Pins of one SPI port; any other pin selects a part. */
export interface SpiPins {
  sck: string;
  miso: string;
  mosi: string;
}

/** Speed of the serial line that carries telemetry, bits per second. */
export const telemetryBaud = 115200;

/**
 * What the firmware must know of a board. The build writes each member that the firmware names into the bundle as a
 * constant, so a bundle holds one board, and of that nothing it does not use.
 */
export interface BoardProfile {
  /** Number on the line, `StateByte.Board`. */
  number: number;
  /** Port that carries telemetry, by its global's name. */
  port: string;
  /** Pins that this port is set up on; absent: it needs no setting up. */
  serial?: { tx: string; rx: string };
  /** Global that names the tty behind this port; absent: it has none. */
  path?: string;
  /** LED that shows the state, by its global's name; empty: none. */
  led: string;
  /** Longest time that the hardware watchdog can wait, s; asked for more, the interpreter throws. */
  watchdogS: number;
  i2c: Record<string, I2cPins>;
  spi: Record<string, SpiPins>;
}

/** What of a board must be enough. */
export interface BoardLimits {
  /** Interpreter variables. */
  variables: number;
  /** Flash for saved code and files together, bytes. */
  storageBytes: number;
  /** Its erase page, bytes. */
  pageBytes: number;
}

/** What the build and the host know of a board; only its profile reaches the bundle. */
export interface Board {
  /** As the user names it. */
  name: string;
  /** As people call it. */
  title: string;
  /** What its interpreter calls it, `process.env.BOARD`. */
  interpreterName: string;
  profile: BoardProfile;
  limits: BoardLimits;
  /** Pins for sensors, as the interpreter names them, buses and telemetry included. */
  pins: readonly string[];
  /** Those with a converter. */
  analogPins: readonly string[];
  /** Those that cannot drive a line. */
  inputPins?: readonly string[];
  /** Pins that something on the board needs, and what. */
  taken: Readonly<Record<string, string>>;
  /** Whether pins and buses are names only, for stand-ins that answer to them: any name will do. */
  hasNamesOnly?: boolean;
  /** Whether pins of one number share an interrupt, whatever their letter: an STM32's. */
  sharesInterrupts?: boolean;
  /** Speed of the interpreter's console where it is on the port that carries telemetry, baud; absent: it has none. */
  consoleBaud?: number;
  /** What the LED is. */
  ledIs: string;
  /** Where telemetry comes out. */
  telemetryIs: string;
  /** How to get the console back where no telecommand gets through; an imperative sentence without its full stop. */
  consoleByHand: string;
}

/** @returns pin names of one letter, or none, with numbers: `pins("A", 0, 1, 2)` is A0, A1, A2 */
export function pins(letter: string, numbers: readonly number[]): string[] {
  return numbers.map((number) => letter + number);
}

/** @returns the whole numbers from one to the other, both included */
export function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
