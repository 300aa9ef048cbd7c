import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { type Event, Service, telemetryHeaderBytes } from "#firmware/telemetry/dictionary.ts";

/** Events are numbered below this. */
const mostEvents = 64;

/** A board for a monitor that is stepped directly: nothing is sent, but events are counted by their number. */
export class ListeningHal extends SimulatedHal {
  /** Event packets since the start, by event. */
  readonly events = new Uint32Array(mostEvents);

  constructor() {
    super({ clock: new VirtualClock() });
  }

  /** Every packet comes by here on its way to the line. */
  override base64(packet: Uint8Array): string {
    if (packet[7] === Service.Event) this.events[packet[telemetryHeaderBytes]! & (mostEvents - 1)]!++;
    return "";
  }

  /** @returns how often an event was told so far */
  count(event: Event): number {
    return this.events[event]!;
  }
}
