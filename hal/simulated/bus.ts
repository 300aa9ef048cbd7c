import type { I2cBus, OneWireBus } from "#hal/types.ts";
import type { VirtualClock } from "./clock.ts";

/**
 * What a bus does when nothing answers: hardware controllers throw, bit-banged ones read FF without a word, and an
 * STM32 polls for long before it throws.
 */
export type BusFlavour = "throws" | "reads-ff" | "stalls";

/** How long an unanswered call blocks an STM32, ms; a guess: to be measured on a board. */
const stallMs = 250;

/** An emulated part on an I2C bus. */
export interface I2cPart {
  /** @returns whether the part acknowledged; @param data valid for this call only */
  write(data: ArrayLike<number>, nowMs: number): boolean;
  /** @returns `length` bytes, valid until the next call; undefined where the part does not acknowledge */
  read(length: number, nowMs: number): Uint8Array | undefined;
}

/** I2C bus that hands every transfer to the part at its address. */
export class SimulatedI2c implements I2cBus {
  /** SDA held low: every transfer throws, whatever the flavour. */
  stuckLow = false;
  /** Every nth transfer is not acknowledged; 0: none. */
  refuseEvery = 0;
  /** Transfers so far. */
  transfers = 0;

  private readonly parts: (I2cPart | undefined)[] = new Array<I2cPart | undefined>(128).fill(undefined);
  private readonly single = [0];

  constructor(
    private readonly clock: VirtualClock,
    readonly flavour: BusFlavour = "throws",
  ) {}

  /** @param address  7-bit; @throws where another part has it */
  attach(address: number, part: I2cPart): void {
    if (this.parts[address]) throw new Error(`two parts at I2C address ${address}`);
    this.parts[address] = part;
  }

  detach(address: number): void {
    this.parts[address] = undefined;
  }

  writeTo(address: number, data: number | ArrayLike<number>): void {
    let bytes: ArrayLike<number>;
    if (typeof data === "number") {
      this.single[0] = data & 255;
      bytes = this.single;
    } else {
      if (data.length === 0) return;
      bytes = data;
    }
    const part = this.begin(address);
    if (!part?.write(bytes, this.clock.nowMs())) this.unanswered("Write");
  }

  readFrom(address: number, length: number): Uint8Array {
    const part = this.begin(address);
    const bytes = part?.read(length, this.clock.nowMs());
    if (bytes) return bytes;
    this.unanswered("Read");
    return new Uint8Array(length).fill(255);
  }

  private begin(address: number): I2cPart | undefined {
    this.transfers++;
    if (this.stuckLow) throw new Error("I2C Error: Arbitration (start)");
    if (this.refuseEvery > 0 && this.transfers % this.refuseEvery === 0) return undefined;
    return this.parts[address];
  }

  private unanswered(direction: string): void {
    if (this.flavour === "reads-ff") return;
    if (this.flavour === "stalls") this.clock.stall(stallMs);
    throw new Error(`I2C ${direction} Error 0`);
  }
}

/** An emulated part on a 1-Wire bus. */
export interface OneWirePart {
  /** 16 hexadecimal digits, family code first. */
  readonly rom: string;
  /** @returns whether the part answers with a presence pulse */
  reset(nowMs: number): boolean;
  /** @param power whether the bus holds a strong pull-up afterwards */
  write(byte: number, power: boolean, nowMs: number): void;
  /** @returns `length` bytes, valid until the next call */
  read(length: number, nowMs: number): Uint8Array;
}

/** 1-Wire bus on one pin. Parts that talk at once pull the line low together, as open drains do. */
export class SimulatedOneWire implements OneWireBus {
  /** Line shorted to ground: a reset seems answered, everything reads 0, a search finds nothing. */
  shortedLow = false;
  /** Line open: nothing answers. */
  open = false;
  /** Calls so far. */
  transfers = 0;

  private readonly parts: OneWirePart[] = [];
  /** The parts addressed last, the first `selectedCount` of them: shortening an array would allocate anew. */
  private readonly selected: OneWirePart[] = [];
  private selectedCount = 0;

  constructor(private readonly clock: VirtualClock) {}

  attach(part: OneWirePart): void {
    this.parts.push(part);
  }

  detach(part: OneWirePart): void {
    const position = this.parts.indexOf(part);
    if (position >= 0) this.parts.splice(position, 1);
  }

  reset(): boolean {
    this.transfers++;
    this.selectedCount = 0;
    if (this.shortedLow) return true;
    if (this.open) return false;
    let isPresent = false;
    for (const part of this.parts) if (part.reset(this.clock.nowMs())) isPresent = true;
    return isPresent;
  }

  select(rom: string): void {
    if (rom.length !== 16) throw new TypeError("Invalid OneWire device address");
    this.reset();
    if (this.shortedLow || this.open) return;
    for (const part of this.parts) if (part.rom === rom) this.selected[this.selectedCount++] = part;
  }

  skip(): void {
    this.transfers++;
    this.selectedCount = 0;
    if (this.shortedLow || this.open) return;
    for (const part of this.parts) this.selected[this.selectedCount++] = part;
  }

  write(data: number | ArrayLike<number>, power = false): void {
    this.transfers++;
    const nowMs = this.clock.nowMs();
    for (let which = 0; which < this.selectedCount; which++) {
      const part = this.selected[which]!;
      if (typeof data === "number") part.write(data & 255, power, nowMs);
      else for (let i = 0; i < data.length; i++) part.write(data[i]! & 255, power && i === data.length - 1, nowMs);
    }
  }

  read(length: number): Uint8Array {
    this.transfers++;
    if (this.shortedLow) return new Uint8Array(length);
    if (this.selectedCount === 1) return this.selected[0]!.read(length, this.clock.nowMs());
    const bytes = new Uint8Array(length).fill(255);
    for (let which = 0; which < this.selectedCount; which++) {
      const own = this.selected[which]!.read(length, this.clock.nowMs());
      for (let i = 0; i < length; i++) bytes[i]! &= own[i]!;
    }
    return bytes;
  }

  search(): string[] {
    if (this.shortedLow || !this.reset()) return [];
    return this.parts.filter((part) => part.reset(this.clock.nowMs())).map((part) => part.rom);
  }
}
