/** Pins of one I2C port. */
export interface I2cPins {
  scl: string;
  sda: string;
}

/** What the firmware must know of a board. */
export interface BoardProfile {
  /** Number on the line, `StateByte.Board`. */
  number: number;
  /** Port that carries telemetry, by its global's name. */
  port: string;
  /** What that port's `setup` takes; absent: it needs none. */
  path?: string;
  /** LED that shows the state, by its global's name. */
  led: string;
  i2c: Record<string, I2cPins>;
}

/** What the build and the host must know of a board; never in the bundle. */
export interface BoardLimits {
  /** Interpreter variables. */
  variables: number;
  /** Flash for saved code and files together, bytes. */
  storageBytes: number;
  /** Its erase page, bytes. */
  pageBytes: number;
}
