import type { Board } from "#hal/espruino/boards/profile.ts";

/** How a sensor uses a pin of its own. */
export type PinUse = "input" | "analog" | "watch" | "output";

/** Which pins and addresses of a board are in use, by whom, and where two want the same. */
export class Wiring {
  /** A sentence each, without a full stop. */
  readonly problems: string[] = [];
  /** Users of pins, as a message names them. */
  private readonly users = new Map<string, string>();
  private readonly ports = new Set<string>();
  private readonly addresses = new Map<string, { id: string; channel: number | undefined }[]>();
  private readonly oneWires = new Map<string, { id: string; rom: string | undefined }[]>();
  private readonly watches = new Map<string, string>();

  constructor(private readonly board: Board) {
    const { serial, port } = board.profile;
    if (serial) for (const pin of [serial.tx, serial.rx]) this.users.set(pin, `telemetry (${port})`);
  }

  /** @param channel  of a part that serves several sensors */
  i2c(id: string, bus: string, address: number, channel: number | undefined): void {
    this.port(id, bus, "I2C", this.board.profile.i2c);
    const place = `${bus} address ${address}`;
    const there = this.addresses.get(place) ?? [];
    const clash = there.find((other) => channel === undefined || other.channel === undefined || other.channel === channel);
    if (clash) this.problems.push(`sensors ${clash.id} and ${id} are both at ${place}${channel === undefined || clash.channel === undefined ? "" : `, channel ${channel}`}; give one of them another place`);
    this.addresses.set(place, [...there, { id, channel }]);
  }

  spi(id: string, bus: string): void {
    this.port(id, bus, "SPI", this.board.profile.spi);
  }

  /** Several parts share a pin where each is called by its ROM code. */
  oneWire(id: string, pin: string, rom: string | undefined): void {
    const there = this.oneWires.get(pin) ?? [];
    if (there.length === 0) this.pin(id, pin, "output");
    const nameless = [...there, { id, rom }].find((part) => part.rom === undefined);
    const twin = there.find((part) => part.rom?.toLowerCase() === rom?.toLowerCase());
    if (there.length > 0 && nameless) this.problems.push(`sensors ${there[0]!.id} and ${id} are both on pin ${pin}; give each its rom, ${nameless.id} has none`);
    else if (twin) this.problems.push(`sensors ${twin.id} and ${id} are both on pin ${pin} with rom ${rom!}; one of them is another part`);
    this.oneWires.set(pin, [...there, { id, rom }]);
  }

  pin(id: string, pin: string, use: PinUse): void {
    const { board } = this;
    this.take(pin, id);
    if (board.hasNamesOnly || !board.pins.includes(pin)) return;
    if (use === "analog" && !board.analogPins.includes(pin)) this.problems.push(`pin ${pin} of ${id} cannot read a voltage on ${board.title}; these can: ${board.analogPins.join(", ")}`);
    if (use !== "analog" && board.inputPins?.includes(pin)) this.problems.push(`pin ${pin} of ${id} can neither drive a line nor pull it up on ${board.title}; ${board.inputPins.join(", ")} are for voltages only`);
    if (use !== "watch") return;
    const line = board.sharesInterrupts ? pin.slice(1) : pin;
    const other = this.watches.get(line);
    if (other !== undefined) this.problems.push(`pins ${other} and ${pin} (${id}) have one interrupt between them on ${board.title}; take pins of different numbers`);
    this.watches.set(line, pin);
  }

  private port(id: string, bus: string, kind: string, ports: Readonly<Record<string, object>>): void {
    const { board } = this;
    if (board.hasNamesOnly || this.ports.has(bus)) return;
    const pins = ports[bus];
    if (!pins) {
      const names = Object.keys(ports).join(", ");
      this.problems.push(`sensor ${id} is on ${bus}, which ${board.title} does not have; ${names === "" ? `it has no ${kind}` : `right would be ${names}`}`);
      return;
    }
    this.ports.add(bus);
    for (const pin of Object.values(pins) as string[]) this.take(pin, `${bus} (${id})`);
  }

  private take(pin: string, user: string): void {
    const { board } = this;
    const other = this.users.get(pin);
    if (other !== undefined) {
      this.problems.push(`pin ${pin} is used by both ${other} and ${user}; give one of them another`);
      return;
    }
    this.users.set(pin, user);
    if (board.hasNamesOnly || board.pins.includes(pin)) return;
    const taken = board.taken[pin];
    const free = board.pins.filter((name) => !this.users.has(name)).join(", ");
    this.problems.push(taken === undefined ? `${board.title} has no pin ${pin}, which ${user} is on; free are ${free}` : `pin ${pin} of ${user} belongs to ${taken} on ${board.title}; free are ${free}`);
  }
}
