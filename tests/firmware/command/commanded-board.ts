import { startPinhole } from "#firmware/executive/executive.ts";
import type { Configuration, SensorConfiguration } from "#firmware/configuration.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { Random } from "#hal/simulated/random.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { Fault, type Sensor } from "#hal/types.ts";
import { frameText } from "#host/link/frame-encoder.ts";
import type { EventPacket, Packet, VerificationPacket } from "#host/link/packet-decoder.ts";
import { telecommandPacket, telecommandsFor, type Telecommand } from "#host/link/telecommand.ts";
import { TelemetryDecoder } from "#host/link/telemetry-decoder.ts";

/** A bench of 2 L with 0.2 L of gas, commissioned in ten minutes. */
export const benchConfiguration: Configuration = {
  name: "bench",
  loop: {
    coolant: { densityKgPerM3: 998.2, thermalExpansionPerK: 2.07e-4, bulkModulusPa: 2.18e9, vapourPressurePa: 2339, referenceTemperatureK: 293.15 },
    liquidVolumeM3: 0.002,
    accumulator: { gasVolumeM3: 0.0002, gasPressurePa: 196133, gasTemperatureK: 293.15, polytropicIndex: 1 },
    complianceM3PerPa: 0,
    complianceSigmaShare: 0.125,
    externalPressurePa: 101325,
    minimumPressurePa: 120000,
    dischargeCoefficient: 0.62,
    dischargeCoefficientSigma: 0.05,
    toleratedLossKgPerS: 0, pumpRisePa: 0, sensorAbovePa: 0,
  },
  samplePeriodS: 1,
  falseAlarmsPerYear: 1,
  commissioningS: 600,
  sensors: [{ id: "P1", quantity: "pressure", part: "still" }, { id: "T1", quantity: "temperature", part: "still" }],
};

export interface CommandedBoardOptions {
  storage?: SimulatedStorage;
  /** What the clock shows at first, ms. */
  startMs?: number;
  /** Null: nothing is stored. */
  configuration?: Configuration | null;
}

/** The monitor behind its line, on sensors that need no bus, and what it has sent. */
export class CommandedBoard {
  readonly clock: VirtualClock;
  readonly storage: SimulatedStorage;
  hal!: SimulatedHal;
  monitor!: Monitor;
  packets: Packet[] = [];
  decoder = new TelemetryDecoder();
  pressurePa = 196133;
  /** Change of the pressure each cycle. */
  driftPa = 0;
  /** Thrown out of the next cycle. */
  nextError: Error | undefined;
  sequence = 0;
  private readonly random = new Random(7);
  private readonly periodS: number;

  constructor(options: CommandedBoardOptions = {}) {
    this.clock = new VirtualClock(options.startMs ?? 0);
    this.storage = options.storage ?? new SimulatedStorage();
    const configuration = options.configuration === undefined ? benchConfiguration : options.configuration;
    this.periodS = configuration?.samplePeriodS ?? 1;
    if (configuration && this.storage.read("pinhole.json") === undefined) this.storage.write("pinhole.json", JSON.stringify(configuration));
    this.start();
  }

  /** Power off and on again: storage is all that is left. */
  restart(): void {
    this.clock.cancelAll();
    this.start();
  }

  run(cycles: number): void {
    this.clock.advanceTo(this.clock.nowMs() + cycles * this.periodS * 1000);
  }

  /** Sends text and lets one cycle work on it. @returns what the board sent in it */
  exchange(text: string): Packet[] {
    const before = this.packets.length;
    this.hal.send(text);
    this.run(1);
    return this.packets.slice(before);
  }

  /** Sends one telecommand with the next sequence count, or the one given. @returns the board's reports on it */
  command(telecommand: Telecommand, sequence = ++this.sequence): VerificationPacket[] {
    return this.exchange(frameText(telecommandPacket(telecommand, sequence))).filter((packet) => packet.kind === "verification");
  }

  /** Sends a telecommand by its name, armed and fired where it has both. @returns the reports in short: "completed", "failed not-armed" */
  ask(name: string, fields: Record<string, string> = {}): string[] {
    return telecommandsFor(name, fields).flatMap((telecommand) => this.command(telecommand)).map(shortReport);
  }

  events(name: string): EventPacket[] {
    return this.packets.filter((packet): packet is EventPacket => packet.kind === "event" && packet.event === name);
  }

  private start(): void {
    this.packets = [];
    const decoder = new TelemetryDecoder();
    this.decoder = decoder;
    this.hal = new SimulatedHal({
      clock: this.clock,
      storage: this.storage,
      write: (text) => {
        decoder.append(Buffer.from(text, "latin1"));
        for (let output = decoder.next(); output; output = decoder.next()) {
          if (output.kind === "discarded") throw new Error(`the board sent what is no frame: ${text}`);
          this.packets.push(output);
        }
      },
    });
    this.monitor = startPinhole(this.hal, (options) => this.sensor(options), () => {
      const error = this.nextError;
      this.nextError = undefined;
      if (error) throw error;
    });
    // From here on, whole periods hold whole cycles.
    this.clock.advanceTo(this.clock.nowMs() + 100);
  }

  private sensor({ quantity }: SensorConfiguration): Sensor {
    const isPressure = quantity === "pressure";
    let raw = 0;
    return {
      start: () => 20,
      poll: () => 0,
      sample: () => {
        raw++;
        if (!isPressure) return { temperatureK: 293.15 + 0.02 * this.random.gaussian(), fault: Fault.None, raw };
        this.pressurePa += this.driftPa;
        return { pressurePa: this.pressurePa + 20 * this.random.gaussian(), fault: Fault.None, raw };
      },
      close: () => {},
    };
  }
}

export function shortReport({ report, reason }: VerificationPacket): string {
  return reason === "none" ? report : `${report} ${reason}`;
}

let commissioned: string | undefined;

/** @returns storage with a configuration and the result of its commissioning in it, so that a board starts in nominal */
export function commissionedStorage(): SimulatedStorage {
  if (commissioned === undefined) {
    const board = new CommandedBoard();
    board.run(900);
    commissioned = board.storage.read("pinhole.learnt")!;
  }
  const storage = new SimulatedStorage();
  storage.write("pinhole.json", JSON.stringify(benchConfiguration));
  storage.write("pinhole.learnt", commissioned);
  return storage;
}
