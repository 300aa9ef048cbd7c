import type { Hal } from "#hal/types.ts";
import type { BoardProfile } from "./boards/profile.ts";

declare const __PROFILE__: Pick<BoardProfile, "spi">;

/** What drivers of parts on SPI and bare pins ask for beyond a board's usual interfaces; hal/drivers/pins.ts says what it means. */
interface Pins {
  spi: (bus: string) => EspruinoSpi;
  analogRead: (pin: string) => number;
  digitalRead: (pin: string) => boolean;
  watch: (pin: string, onRise: (timeS: number) => void) => void;
}

/**
 * Gives a board SPI and bare pins, each only in bundles with a driver that asks for it.
 * @param board  the interpreter's global object
 */
export function addPins(hal: Hal, board: Record<string, unknown>): void {
  const whole = hal as Hal & Pins;
  if (typeof __WITHOUT_SPI__ === "undefined") {
    whole.spi = (name) => {
      const bus = board[name] as EspruinoSpi;
      bus.setup(__PROFILE__.spi[name]!);
      return bus;
    };
  }
  // The native function itself; a wrapper would cost variables.
  if (typeof __WITHOUT_ANALOG__ === "undefined") whole.analogRead = board.analogRead as (pin: string) => number;
  if (typeof __WITHOUT_DIGITAL__ === "undefined") {
    whole.digitalRead = (pin) => {
      pinMode(pin, "input_pullup");
      return digitalRead(pin) > 0;
    };
  }
  if (typeof __WITHOUT_WATCH__ === "undefined") {
    whole.watch = (pin, onRise) => {
      pinMode(pin, "input_pullup");
      setWatch((event) => onRise(event.time), pin, { repeat: true, edge: "rising" });
    };
  }
}
