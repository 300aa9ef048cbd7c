import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { crc32 } from "#hal/simulated/crc32.ts";
import { dictionaryDocument, type DictionaryDocument } from "#host/export/dictionary-document.ts";
import { layoutOf, ownLayout } from "#host/link/packet-layout.ts";
import { Recorder } from "#host/record/recorder.ts";
import { recordedLayout } from "#host/record/recording-dictionary.ts";
import { readRun } from "#host/report/read-run.ts";
import { InputError } from "#sims/input-error.ts";

const folder = mkdtempSync(join(tmpdir(), "pinhole-dictionary-"));
afterAll(() => rmSync(folder, { recursive: true }));

const older = 0;

/**
 * A dictionary as it might have been once: housekeeping had no verdict and no temperature yet, refill was event 40 and gap
 * event 7, and mode 9 was nominal.
 */
function olderDictionary(): DictionaryDocument {
  const document = JSON.parse(JSON.stringify(dictionaryDocument())) as DictionaryDocument;
  document.version = older;
  const housekeeping = document.packets.find(({ name }) => name === "housekeeping")!;
  for (const missing of ["verdict", "temperatureK"]) {
    const gone = housekeeping.fields.find(({ name }) => name === missing)!;
    housekeeping.fields = housekeeping.fields.filter((field) => field !== gone);
    for (const field of housekeeping.fields) if (field.offset > gone.offset) field.offset -= gone.bytes;
    housekeeping.bytes = Number(housekeeping.bytes) - gone.bytes;
  }
  const eventOf = (name: string): { number: number } => document.events.find((event) => event.name === name)!;
  eventOf("refill").number = 40;
  eventOf("gap").number = 7;
  document.events = document.events.filter(({ name }) => name !== "clock-step");
  document.codes.modes.find(({ name }) => name === "nominal")!.number = 9;
  return document;
}

/** A board of that time: what it sent, put together by hand from the document. */
class OlderBoard {
  private sequence = 0;
  constructor(private readonly document: DictionaryDocument) {}

  housekeeping(seconds: number, fields: Record<string, number>): Buffer {
    const { fields: places, bytes } = this.document.packets.find(({ name }) => name === "housekeeping")!;
    const packet = this.packet(3, 25, Number(bytes), seconds);
    for (const [name, value] of Object.entries({ structure: 1, dictionaryVersion: older, ...fields })) {
      const { offset, bytes: width, type } = places.find((place) => place.name === name)!;
      if (type.includes("float")) packet.writeFloatLE(value, offset);
      else packet.writeUIntBE(value, offset, width);
    }
    return frame(packet);
  }

  event(seconds: number, number: number, value: number): Buffer {
    const packet = this.packet(5, 1, 27, seconds);
    packet[19] = number;
    packet.writeFloatLE(value, 23);
    return frame(packet);
  }

  private packet(service: number, subtype: number, bytes: number, seconds: number): Buffer {
    const packet = Buffer.alloc(bytes);
    packet.writeUInt16BE(0x0850, 0);
    packet.writeUInt16BE(0xc000 | this.sequence++, 2);
    packet.writeUInt16BE(bytes - 7, 4);
    packet.set([32, service, subtype], 6);
    packet.writeUInt32BE(seconds, 13);
    return packet;
  }
}

function frame(packet: Buffer): Buffer {
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(packet));
  return Buffer.from(`~${Buffer.concat([packet, check]).toString("base64")}\n`);
}

/** A recording of that board, as the program of its time left it. */
function olderRecording(name: string, document: unknown): string {
  const directory = join(folder, name);
  const board = new OlderBoard(olderDictionary());
  const bytes = Buffer.concat([
    board.housekeeping(60, { mode: 9, pressurePa: 196133, statistic: 0.25, freeVariables: 1234, rejected: 3, buildHash: 0xdeadbeef }), board.event(61, 40, 0.5), board.event(62, 7, 12.5),
    board.housekeeping(120, { mode: 9, pressurePa: 196134, statistic: 0.5, freeVariables: 1234, rejected: 3, buildHash: 0xdeadbeef }),
  ]);
  mkdirSync(directory);
  writeFileSync(join(directory, "raw.bin"), bytes);
  writeFileSync(join(directory, "meta.json"), JSON.stringify({ format: 1, configuration: null, dictionaryVersion: older, boardDictionaryVersion: older }));
  writeFileSync(join(directory, "dictionary.json"), typeof document === "string" ? document : JSON.stringify(document));
  return directory;
}

describe("a recording", () => {
  it("is given this program's dictionary, which is the one that `dictionary` writes", () => {
    const directory = join(folder, "given");
    new Recorder({ folder: directory, port: "p" }).close();
    expect(JSON.parse(readFileSync(join(directory, "dictionary.json"), "utf8"))).toEqual(JSON.parse(JSON.stringify(dictionaryDocument())));
  });

  it("of an older board is read by the dictionary of its time: a field less, events and a mode with other numbers", async () => {
    const directory = olderRecording("older", olderDictionary());
    const run = await readRun(directory);
    expect([...run.pressurePa.view()]).toEqual([196133, 196134]);
    expect([...run.statistic.view()]).toEqual([0.25, 0.5]);
    expect([...run.temperatureK.view()]).toEqual([NaN, NaN]);
    expect(run.events).toEqual([
      { type: "event", timeS: 61, event: "refill", severity: "informative", step: 0.5 },
      { type: "event", timeS: 62, event: "gap", severity: "informative", durationS: 12.5 },
    ]);
    expect(run.counters.find(({ name }) => name === "unknown")!.count).toBe(0);
  });

  it("of an older board is decoded so by the host program, which says by which dictionary", () => {
    const directory = olderRecording("decoded", olderDictionary());
    const { stdout, stderr, status } = spawnSync(process.execPath, ["dist/pinhole.js", "decode", join(directory, "raw.bin")], { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stderr).toMatch(/raw\.bin: decoded by the recording's dictionary, version 0; this program's is \d+\n$/);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map((line) => line["event"] ?? line["type"])).toEqual(["board", "estimate", "refill", "gap", "estimate", "link"]);
    expect(lines[0]).toMatchObject({ buildHash: "deadbeef", dictionaryVersion: older, mode: "nominal", rejected: 3 });
    expect(lines[1]).toMatchObject({ pressurePa: 196133, temperatureK: null, statistic: 0.25, mode: "nominal" });
  });

  it("without its dictionary names the mismatch, or what is not known, and believes no number", async () => {
    const directory = olderRecording("bare", "");
    rmSync(join(directory, "dictionary.json"));
    const run = await readRun(directory);
    expect(run.pressurePa.view().length).toBe(0);
    expect(run.counters.find(({ name }) => name === "unknown")!.count).toBeGreaterThan(0);
  });

  it("of this program's own dictionary, or of a board that spoke it, is read by it whatever lies beside", async () => {
    const same = { ...olderDictionary(), version: ownLayout.version };
    expect(await recordedLayout(olderRecording("same", same))).toBe(ownLayout);
    const directory = olderRecording("newer-board", olderDictionary());
    writeFileSync(join(directory, "meta.json"), JSON.stringify({ boardDictionaryVersion: ownLayout.version }));
    expect(await recordedLayout(directory)).toBe(ownLayout);
    expect((await recordedLayout(olderRecording("other", olderDictionary()))).version).toBe(older);
  });

  it("with a dictionary that is none is refused in a sentence that names the file", async () => {
    const broken = olderDictionary();
    broken.packets[0]!.fields.at(-1)!.offset += 1;
    const far = olderDictionary();
    far.packets[0]!.fields[3]!.offset = 1e9;
    const cases: [unknown, RegExp][] = [
      ["{", /dictionary\.json: is not JSON; take it away/], ["null", /version is no whole number/], [{ version: 9999 }, /packets is no list/], [{ ...olderDictionary(), events: [{}] }, /events is no list/],
      [{ ...olderDictionary(), packets: [] }, /packets has no housekeeping/], [{ ...olderDictionary(), codes: 7 }, /codes\.alarmStates is no list/],
      [broken, /housekeeping\.freeVariables is not in line|housekeeping is not as long/], [far, /lies outside any packet/],
    ];
    for (const [index, [document, message]] of cases.entries()) {
      const refused = recordedLayout(olderRecording(`refused-${index}`, document));
      await expect(refused, String(message)).rejects.toThrow(message);
      await expect(refused).rejects.toBeInstanceOf(InputError);
    }
  });
});

describe("the layout", () => {
  it("is the same from the dictionary and from the document that `dictionary --format json` prints", () => {
    const printed = execFileSync(process.execPath, ["dist/pinhole.js", "dictionary", "--format", "json"], { encoding: "utf8" });
    expect(layoutOf(JSON.parse(printed) as DictionaryDocument)).toEqual(ownLayout);
  });

  it("of a dictionary without telecommands takes their answers for unknown, and the rest as ever", () => {
    const document = olderDictionary();
    document.packets = document.packets.filter(({ name }) => name === "housekeeping" || name === "event");
    const { alive, parameter, verification, housekeeping } = layoutOf(document);
    expect([alive.service, parameter.service, verification.service, housekeeping.service]).toEqual([-1, -1, -1, 3]);
  });
});
