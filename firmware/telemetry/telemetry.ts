import type { Hal } from "#hal/types.ts";
import { Hk, Service, StateByte, applicationProcess, telemetryHeaderBytes } from "./dictionary.ts";

/** Bytes of a frame's check sequence. */
const checkBytes = 4;
const housekeepingBytes = telemetryHeaderBytes + StateByte.Count + 4 * Hk.Count;

/**
 * Packets and frames. A frame is "~", the base64 of the packet and its CRC-32 (big-endian), and a line feed: printable,
 * so that consoles and XON/XOFF leave it alone, and built by native calls only (docs/framing.md has the costs).
 *
 * The housekeeping packet is the monitor's live state: `state` and `housekeeping` are views of its bytes, so sending it
 * is patching a counter and a time. (Its floats are little-endian, as every supported processor is.)
 */
export class Telemetry {
  /** Packets sent since start; its low 14 bits are the packet sequence count. */
  sent = 0;
  readonly state: Uint8Array;
  readonly housekeeping: Float32Array;
  private readonly packet: Uint8Array;
  private readonly view: DataView;
  private readonly body: Uint8Array;

  constructor(private readonly hal: Hal) {
    const packet = new Uint8Array(housekeepingBytes + checkBytes);
    this.packet = packet;
    this.view = this.open(packet, Service.Housekeeping, 25);
    this.body = new Uint8Array(packet.buffer, 0, housekeepingBytes);
    this.state = new Uint8Array(packet.buffer, telemetryHeaderBytes, StateByte.Count);
    this.housekeeping = new Float32Array(packet.buffer, telemetryHeaderBytes + StateByte.Count, Hk.Count);
  }

  /** Sends the housekeeping packet as it stands: ST[3,25]. */
  sendHousekeeping(): void {
    this.seal(this.packet, this.view, this.body);
  }

  /**
   * Sends one packet.
   * @param service  PUS service type; @param subtype PUS message subtype
   * @param bytes    leading bytes of the packet's data; @param floats what follows, as 32-bit floats, if anything does
   */
  send(service: number, subtype: number, bytes: number[] | Uint8Array, floats?: number[] | Float32Array | Float64Array): void {
    const numbers = new Float32Array(floats || []);
    const packet = new Uint8Array(telemetryHeaderBytes + bytes.length + 4 * numbers.length + checkBytes);
    const view = this.open(packet, service, subtype);
    packet.set(bytes, telemetryHeaderBytes);
    packet.set(new Uint8Array(numbers.buffer), telemetryHeaderBytes + bytes.length);
    this.seal(packet, view, new Uint8Array(packet.buffer, 0, packet.length - checkBytes));
  }

  /** What of the headers never changes: telemetry with a secondary header, unsegmented; PUS-C. */
  private open(packet: Uint8Array, service: number, subtype: number): DataView {
    const view = new DataView(packet.buffer);
    view.setUint16(0, 2048 | applicationProcess);
    view.setUint16(4, packet.length - checkBytes - 7);
    packet[6] = 32;
    packet[7] = service;
    packet[8] = subtype;
    return view;
  }

  /** Sequence count, time (CUC 4 + 2) and check sequence; then the frame goes out. */
  private seal(packet: Uint8Array, view: DataView, body: Uint8Array): void {
    const ticks = this.hal.nowMs() * 65.536;
    view.setUint16(2, 49152 | (this.sent++ & 16383));
    view.setUint16(13, ticks / 4294967296);
    view.setUint32(15, ticks % 4294967296);
    view.setUint32(body.length, this.hal.crc32(body));
    this.hal.line.write("~" + this.hal.base64(packet) + "\n");
  }
}
