/** What Espruino has beyond the language, as far as the binding uses it. */

interface EspruinoI2c {
  setup(options: { scl: string; sda: string; bitrate: number }): void;
  writeTo(address: number, data: number | number[] | Uint8Array): void;
  readFrom(address: number, length: number): Uint8Array;
}

interface EspruinoSpi {
  /** @param options `sck`, `miso`, `mosi`, `mode` and `baud`, as the bundler writes them */
  setup(options: object): void;
  send(data: number[], chipSelect: string): Uint8Array;
}

interface EspruinoOneWire {
  reset(): boolean;
  select(rom: string): void;
  skip(): void;
  write(data: number | number[], power?: boolean): void;
  read(length: number): Uint8Array;
  search(): string[];
}

interface EspruinoSerial {
  setup(baud: number, options: { path?: string; tx?: string; rx?: string }): void;
  setConsole(force: boolean): void;
  write(text: string): void;
  on(event: "data", receive: (text: string) => void): void;
}

declare const OneWire: new (pin: string) => EspruinoOneWire;
/** Native functions; none of them looks at its receiver. */
declare const E: {
  CRC32(data: string | Uint8Array): number;
  convolve(a: Float32Array | Float64Array, b: Float32Array | Float64Array, offset: number): number;
  enableWatchdog(timeoutS: number, isAutomatic: boolean): void;
  kickWatchdog(): void;
  setPassword(password: string): void;
  lockConsole(): void;
  reboot(): void;
};
declare function getTime(): number;
declare function digitalPulse(pin: unknown, value: number, timesMs: number[]): void;
declare function digitalRead(pin: string): number;
/** @param run gets the edge and its time, s */
declare function setWatch(run: (event: { time: number }) => void, pin: string, options: { repeat: boolean; edge: string }): number;
declare function digitalWrite(pin: string, value: number): void;
declare function pinMode(pin: string, mode: string): void;

/** Defined where the bundle holds no driver that asks for it. */
declare const __WITHOUT_SPI__: true;
declare const __WITHOUT_ANALOG__: true;
declare const __WITHOUT_DIGITAL__: true;
declare const __WITHOUT_WATCH__: true;
/** CRC-32 of the bundle's text with 0 in this place. */
declare const __BUILD_HASH__: number;
