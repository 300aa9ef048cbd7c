/** The `espruino` package, as far as flashing uses it; it ships no types of its own. */
declare module "espruino" {
  /** A way to reach boards, as the package's serial_*.js have it. */
  export interface EspruinoDevice {
    name: string;
    /** The most characters that one write may have; absent: any number. */
    maxWriteLength?: number;
    getPorts(take: (ports: { path: string; description?: string }[] | undefined, isFinal: boolean) => void): void;
    open(path: string, opened: (result: unknown) => void, receive: (bytes: ArrayBuffer) => void, disconnected: () => void): void;
    write(data: string, written: () => void): void;
    close(): void;
  }

  export interface EspruinoTools {
    Config: Record<string, unknown>;
    callProcessor(event: string, data: string, done: (result: string) => void): void;
    Core: {
      Terminal?: unknown;
      Serial: {
        devices: EspruinoDevice[];
        open(path: string, connected: (result: string | undefined) => void, disconnected: () => void): void;
        startListening(receive: (bytes: ArrayBuffer) => void): unknown;
        setSlowWrite(isOn: boolean): void;
      };
      Env: { getData(): Record<string, unknown>; setFirmwareVersion(version: string): void };
      Utils: {
        /** @param options.minTimeout  longest silence, s */
        executeExpression(expression: string, done: (json: string | undefined) => void, options?: { minTimeout?: number }): void;
        /** Gets a file of the board's storage in base64, lines of it on the console. */
        downloadFile(name: string, done: (contents: string | undefined) => void): void;
        getUploadFileCode(name: string, contents: string): string;
      };
      CodeWriter: { writeToEspruino(code: string, done: () => void): void };
    };
  }

  const espruino: { init(done: () => void): void };
  export default espruino;
}
