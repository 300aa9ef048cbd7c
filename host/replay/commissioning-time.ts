import { Mode } from "#firmware/telemetry/dictionary.ts";
import { leastCommissioningRows } from "#host/replay/replay-configuration.ts";
import { replay, type ReplayOptions } from "#host/replay/replay.ts";

/**
 * How long commissioning is to last in a recording for which nobody has said so, and whose end it would not live to see
 * by itself: the first half, at the false-alarm rate that this supports.
 * @param path a recording that can be read twice
 * @returns s; undefined where a time was set, where commissioning ends by itself, and where half is too short for any
 * verdict
 * @throws as `replay` does
 */
export async function halfIfUnfinished(path: string, options: ReplayOptions): Promise<number | undefined> {
  if ((options.commissioningS ?? options.loop?.commissioningS) !== undefined) return undefined;
  const { note: _note, ...silent } = options;
  let hasEnded = false;
  let samplePeriodS = NaN;
  const { durationS } = await replay(path, {
    ...silent, holes: [],
    look: ({ mode }) => {
      hasEnded = mode !== Mode.Commissioning;
      return !hasEnded;
    },
  }, (configuration) => {
    ({ samplePeriodS } = configuration);
  }, () => {});
  const halfS = Math.floor(durationS / 2);
  return hasEnded || options.signal?.aborted || halfS < leastCommissioningRows * samplePeriodS ? undefined : halfS;
}
