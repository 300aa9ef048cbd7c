import type { I2cBus, OneWireBus } from "#hal/types.ts";
import type { VirtualClock } from "./clock.ts";

/**
 * What a bus does when nothing answers: hardware controllers throw, bit-banged ones read FF without a word, and an
 * STM32 polls for long before it throws.
 */
export type BusFlavour = "throws" | "reads-ff" | "stalls";

/** How long an unanswered call blocks an STM32, ms; a guess: to be measured on a board. */
const stallMs = 250;
/** One bit at the interpreter's 100 kbit/s, ms. */
const i2cBitMs = 0.01;
/** Slots of the interpreter's 1-Wire, ms: writing a one, writing a zero, reading; a reset with its presence pulse. */
const writeOneMs = 0.065;
const writeZeroMs = 0.07;
const readMs = 0.066;
const resetMs = 1;

/**
 * How long a bus has kept the interpreter from everything else, by the bits that went over it. The virtual clock does
 * not stand still for it: a driver must not need that time.
 */
export class BusTime {
  /** All calls so far, ms. */
  blockedMs = 0;
  /** The longest single call, ms. */
  longestMs = 0;

  /** Counts one call. */
  spend(durationMs: number): void {
    this.blockedMs += durationMs;
    if (durationMs > this.longestMs) this.longestMs = durationMs;
  }

  /** Begins anew. */
  clear(): void {
    this.blockedMs = 0;
    this.longestMs = 0;
  }
}

/** By byte. */
const writeByteMs = new Float64Array(256).map((_, byte) => {
  let durationMs = 0;
  for (let bit = 0; bit < 8; bit++) durationMs += (byte >> bit) & 1 ? writeOneMs : writeZeroMs;
  return durationMs;
});

/** Match ROM and 64 bits, after a reset. */
function selectMs(rom: string): number {
  let durationMs = resetMs + writeByteMs[0x55]!;
  for (let digit = 0; digit < 16; digit += 2) durationMs += writeByteMs[parseInt(rom.substring(digit, digit + 2), 16)] ?? 0;
  return durationMs;
}

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
  /** SDA held low once a part has acknowledged: whatever is read is 0. */
  readsZeros = false;
  /** Every nth transfer is not acknowledged; 0: none. */
  refuseEvery = 0;
  /** Transfers so far. */
  transfers = 0;
  readonly time = new BusTime();

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

  /** @returns what answers at an address; undefined where nothing does */
  partAt(address: number): I2cPart | undefined {
    return this.parts[address];
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
    const part = this.begin(address, bytes.length);
    if (!part?.write(bytes, this.clock.nowMs())) this.unanswered("Write");
  }

  readFrom(address: number, length: number): Uint8Array {
    const part = this.begin(address, length);
    const bytes = part?.read(length, this.clock.nowMs());
    if (bytes) return this.readsZeros ? new Uint8Array(length) : bytes;
    this.unanswered("Read");
    return new Uint8Array(length).fill(255);
  }

  /** @param length bytes after the address, each with its acknowledgement; start and stop take a bit each */
  private begin(address: number, length: number): I2cPart | undefined {
    this.transfers++;
    this.time.spend((9 * (1 + length) + 2) * i2cBitMs);
    if (this.stuckLow) throw new Error("I2C Error: Arbitration (start)");
    if (this.refuseEvery > 0 && this.transfers % this.refuseEvery === 0) return undefined;
    return this.parts[address];
  }

  private unanswered(direction: string): void {
    if (this.flavour === "reads-ff") return;
    if (this.flavour === "stalls") {
      this.clock.stall(stallMs);
      this.time.spend(stallMs);
    }
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
  readonly time = new BusTime();

  private readonly parts: OneWirePart[] = [];
  /** The parts addressed last, the first `selectedCount` of them: shortening an array would allocate anew. */
  private readonly selected: OneWirePart[] = [];
  private selectedCount = 0;
  /** The ROM code selected last, and how long that takes. */
  private timedRom = "";
  private timedMs = 0;

  constructor(private readonly clock: VirtualClock) {}

  attach(part: OneWirePart): void {
    this.parts.push(part);
  }

  detach(part: OneWirePart): void {
    const position = this.parts.indexOf(part);
    if (position >= 0) this.parts.splice(position, 1);
  }

  reset(): boolean {
    this.time.spend(resetMs);
    return this.resetLine();
  }

  select(rom: string): void {
    if (rom.length !== 16) throw new TypeError("Invalid OneWire device address");
    if (rom !== this.timedRom) {
      this.timedRom = rom;
      this.timedMs = selectMs(rom);
    }
    this.time.spend(this.timedMs);
    this.resetLine();
    if (this.shortedLow || this.open) return;
    for (const part of this.parts) if (part.rom === rom) this.selected[this.selectedCount++] = part;
  }

  skip(): void {
    this.transfers++;
    this.time.spend(writeByteMs[0xcc]!);
    this.selectedCount = 0;
    if (this.shortedLow || this.open) return;
    for (const part of this.parts) this.selected[this.selectedCount++] = part;
  }

  write(data: number | ArrayLike<number>, power = false): void {
    this.transfers++;
    let durationMs = 0;
    if (typeof data === "number") durationMs = writeByteMs[data & 255]!;
    else for (let i = 0; i < data.length; i++) durationMs += writeByteMs[data[i]! & 255]!;
    this.time.spend(durationMs);
    const nowMs = this.clock.nowMs();
    for (let which = 0; which < this.selectedCount; which++) {
      const part = this.selected[which]!;
      if (typeof data === "number") part.write(data & 255, power, nowMs);
      else for (let i = 0; i < data.length; i++) part.write(data[i]! & 255, power && i === data.length - 1, nowMs);
    }
  }

  read(length: number): Uint8Array {
    this.transfers++;
    this.time.spend(8 * length * readMs);
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
    const isPresent = this.resetLine();
    const roms = this.shortedLow || !isPresent ? [] : this.parts.filter((part) => part.reset(this.clock.nowMs())).map((part) => part.rom);
    // For each part found two slots read and one written a bit.
    this.time.spend((1 + roms.length) * resetMs + roms.length * (writeByteMs[0xf0]! + 64 * (2 * readMs + writeZeroMs)));
    return roms;
  }

  private resetLine(): boolean {
    this.transfers++;
    this.selectedCount = 0;
    if (this.shortedLow) return true;
    if (this.open) return false;
    let isPresent = false;
    for (const part of this.parts) if (part.reset(this.clock.nowMs())) isPresent = true;
    return isPresent;
  }
}
