import { Hk, Service, StateByte } from "#firmware/telemetry/dictionary.ts";
import {
  eventFieldTexts, eventTexts, hkTexts, parameterTexts, rejectionTexts, severityTexts, stateTexts, verificationTexts,
} from "#firmware/telemetry/dictionary-texts.ts";
import { Telemetry } from "#firmware/telemetry/telemetry.ts";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedHal } from "#hal/simulated/simulated-hal.ts";
import type { Packet } from "#host/link/packet-decoder.ts";

function numberOf(texts: Readonly<Record<number, { readonly name: string }>>, name: string): number {
  const found = Object.entries(texts).find(([, text]) => text.name === name);
  if (!found) throw new Error(`the dictionary has no ${name}`);
  return Number(found[0]);
}

function stateBytes(state: Readonly<Record<string, number>>): number[] {
  const firsts = Object.keys(stateTexts).map(Number);
  return Object.values(stateTexts).flatMap(({ name }, field) => {
    const count = (firsts[field + 1] ?? StateByte.Count) - firsts[field]!;
    return Array.from({ length: count }, (_, byte) => Math.floor(state[name]! / 256 ** (count - 1 - byte)) % 256);
  });
}

/** @returns the frame by which the firmware's own sender says what a decoded packet means */
export function frameOfMeaning(packet: Packet): string {
  let frame = "";
  const telemetry = new Telemetry(new SimulatedHal({ clock: new VirtualClock(packet.timeS * 1000), write: (text) => (frame += text) }));
  telemetry.sent = packet.sequence;
  switch (packet.kind) {
    case "housekeeping": {
      telemetry.state.set(stateBytes(packet.state));
      for (let place = 0; place < Hk.Count; place++) telemetry.housekeeping[place] = packet.values[hkTexts[place as keyof typeof hkTexts].name];
      telemetry.sendHousekeeping();
      break;
    }
    case "event": {
      const number = numberOf(eventTexts, packet.event) as keyof typeof eventFieldTexts;
      const floats = Object.values(eventFieldTexts[number]).map(({ name }) => packet.values[name]).filter((value) => value !== undefined);
      const text = [...(packet.text ?? "")].map((character) => character.charCodeAt(0));
      telemetry.send(Service.Event, numberOf(severityTexts, packet.severity), [number, packet.sensor, packet.code, packet.alarm, ...text], floats);
      break;
    }
    case "verification": {
      const { request, reason, lastSequence } = packet;
      const head = request === null ? [0, 0, 0, 0] : [0x18, 0x50, 0xc0 | (request >> 8), request & 255];
      telemetry.send(Service.Verification, numberOf(verificationTexts, packet.report), [...head, numberOf(rejectionTexts, reason), lastSequence >> 8, lastSequence & 255], []);
      break;
    }
    case "alive":
      telemetry.send(Service.Test, 2, [], []);
      break;
    case "parameter":
      telemetry.send(Service.Parameter, 2, [1, numberOf(parameterTexts, packet.parameter)], [packet.value]);
      break;
    case "unknown":
      throw new Error("what is not known cannot be sent");
  }
  return frame;
}
