import type { Configuration } from "#firmware/configuration.ts";
import { verdictTexts } from "#firmware/telemetry/dictionary-texts.ts";
import { BoardTalk } from "#host/link/board-talk.ts";
import { outcomeText } from "#host/link/command-exchange.ts";
import { JsonLines } from "#host/link/json-lines.ts";
import type { HousekeepingPacket, Packet } from "#host/link/packet-decoder.ts";
import { commissionedBy } from "#host/replay/run-log.ts";
import { UnavailableError } from "#host/unavailable-error.ts";
import { passive, type CommissionListener } from "./commission-recording.ts";
import { commissionedLine } from "./commission-text.ts";
import { Course } from "./course.ts";
import { knownVolumeCompliance, type KnownVolume } from "./known-volume.ts";
import { QuietRecord } from "./quiet-record.ts";
import { StepWatch } from "./step-watch.ts";

export interface CommissionBoardOptions {
  path: string;
  timeoutS: number;
  signal: AbortSignal;
  /** The board's loop file; undefined without one: then nothing is said in volumes and holes. */
  configuration: Configuration | undefined;
}

/** Detection is held for so long at the most while a volume is drawn, s of board time. */
const holdS = 3600;

/**
 * Follows commissioning on a board to its end.
 * @param starts whether to start it first; else a board that is not commissioning only says what it has
 * @returns whether it was accepted; undefined where there was none to follow
 * @throws UnavailableError where the board does not answer, refuses, or is interrupted
 */
export async function commissionBoard(options: CommissionBoardOptions, starts: boolean, listener: CommissionListener): Promise<boolean | undefined> {
  const { configuration, path } = options;
  const lines = new JsonLines({ everyS: 0 });
  const quiet = new QuietRecord();
  const course = new Course(configuration);
  let accepted: boolean | undefined;
  let isBegun = !starts;
  let pressurePa = NaN;
  let isOver = false;
  const finish = (failure?: UnavailableError): void => {
    isOver = true;
    talk.end(failure);
  };
  const take = (packet: Packet): void => {
    const event = lines.linesFor(packet).find((line) => line.type === "event" && line.event === "commissioning");
    if (event?.type === "event" && isBegun && event["verdict"] !== "begun") {
      const result = commissionedBy(event);
      accepted = result.accepted;
      listener.commissioned(commissionedLine(packet.timeS, result, configuration, pressurePa));
      finish();
    }
    if (packet.kind !== "housekeeping" || isOver) return;
    const { timeS, mode, values } = packet;
    if (values.pressurePa > 0) pressurePa = values.pressurePa;
    if (mode === "commissioning") quiet.add({ timeS, pressurePa: values.pressurePa, temperatureK: values.temperatureK });
    if (!starts && mode !== "commissioning" && course.last === undefined) {
      listener.note(standing(packet));
      finish();
      return;
    }
    const line = isBegun ? course.take(packet) : undefined;
    if (line) listener.course(line);
  };
  const talk = new BoardTalk({
    path, timeoutS: options.timeoutS, signal: options.signal, onPacket: take,
    onOpen: () => {
      if (!starts) return;
      talk.ask("start-commissioning", {}, (outcome) => {
        isBegun = outcome === "none";
        if (!isBegun) finish(new UnavailableError(`commissioning was not started: ${outcomeText(outcome)}`));
      });
    },
  });
  await talk.run();
  if (!isOver) throw new UnavailableError(isBegun ? "interrupted; the board goes on commissioning, --show shows it again" : "interrupted before the board had answered");
  if (accepted !== undefined && configuration !== undefined) {
    quiet.close();
    passive(quiet, configuration, listener);
  }
  return accepted;
}

/**
 * Measures a loop's compliance on a board, a user drawing (or adding) a known volume when asked to. Detection is held
 * meanwhile where the board's mode allows it.
 * @throws UnavailableError where no step is seen, or the board does not answer
 */
export async function drawOnBoard(options: CommissionBoardOptions, volumeM3: number, listener: CommissionListener): Promise<void> {
  const watch = new StepWatch();
  const millilitres = `${Number((Math.abs(volumeM3) * 1e6).toPrecision(4))} mL`;
  const verb = volumeM3 > 0 ? "draw" : "add";
  let isOver = false;
  let isHeld = false;
  const finish = (failure?: UnavailableError): void => {
    isOver = true;
    if (!isHeld || failure) {
      talk.end(failure);
      return;
    }
    isHeld = false;
    talk.ask("hold", { durationS: "0" }, () => talk.end());
  };
  const take = (packet: Packet): void => {
    if (packet.kind !== "housekeeping" || isOver) return;
    const { timeS, values } = packet;
    if (!watch.add({ timeS, pressurePa: values.pressurePa, temperatureK: values.temperatureK })) return;
    if (watch.state === "ready") listener.note(`now ${verb} ${millilitres}, quickly, and close the valve`);
    if (watch.state === "moved") listener.note("the pressure moves; leave the loop alone until it has settled, about three minutes of board time");
    if (watch.state === "missed") finish(new UnavailableError(`${options.path}: no step of the pressure was seen within half an hour; was the volume ${volumeM3 > 0 ? "drawn" : "added"}?`));
    if (watch.state !== "settled") return;
    const volume: KnownVolume = { volumeM3, atS: watch.atS };
    const found = knownVolumeCompliance(watch.readings, volume, options.configuration?.loop);
    if ("untold" in found) {
      finish(new UnavailableError(`the volume tells no compliance: ${found.untold}`));
      return;
    }
    listener.compliance(found);
    finish();
  };
  const talk = new BoardTalk({
    path: options.path, timeoutS: options.timeoutS, signal: options.signal, onPacket: take,
    onOpen: () => {
      listener.note(`keep the loop still and have the syringe ready for ${millilitres}; two minutes of board time are looked at first`);
      talk.ask("hold", { durationS: String(holdS) }, (outcome) => {
        isHeld = outcome === "none";
        listener.note(isHeld ? "detection is held" : `detection could not be held (${outcome}); the board may call this a leak, a bleed or a refill`);
      });
    },
  });
  await talk.run();
  if (!isOver) throw new UnavailableError(`interrupted${isHeld ? `; detection stays held for up to ${holdS / 60} min, pinhole command ${options.path} hold durationS=0 ends that` : ""}`);
}

/** @returns what a board that is not commissioning says of its last one */
function standing({ mode, state, values }: HousekeepingPacket): string {
  const verdict = Object.entries(verdictTexts).find(([number]) => Number(number) === state.verdict)?.[1];
  const last = verdict === undefined || verdict.name === "begun" ? "no commissioning has ended since its start" : `last commissioning: ${verdict.name}. ${verdict.meaning}`;
  const numbers = Number.isFinite(values.threshold) ? `; threshold ${Number(values.threshold.toPrecision(3))}, noise of one sample ${Number((values.inventorySigmaKg * 1000).toPrecision(3))} g` : "";
  return `the board is not commissioning: it is ${mode}${numbers}; ${last}`;
}
