import type { AlarmLine, EventLine } from "#host/link/json-lines.ts";
import { Losses, modeWithoutEarlier, peopleLine, peopleSummary } from "#host/report/people-lines.ts";
import { clockTime, exactly, holeDiameter } from "#host/report/people-units.ts";
import type { Truth } from "#sims/world.ts";
import type { Story } from "./story.ts";

/** Longer tales are cut in the middle. */
const linesAtMost = 24;

/** @returns the gallery as Markdown; pictures lie in `gallery/`, named after their scenario */
export function galleryPage(stories: readonly Story[], seed: number): string {
  return [
    "# Gallery",
    "",
    `Every scenario, run to its end with seed ${seed}: what a good monitor must and must not do, what really happened, and what this one said. Times are board time since the start of the run. The pictures are thinned; each command draws its own in full, with the time around a leak alarm besides.`,
    "",
    "Written by `make gallery`.",
    "",
    ...stories.map((story) => `- [${story.scenario.name}](#${story.scenario.name}): ${lowerFirst(story.scenario.title)}`),
    "",
    ...stories.flatMap((story) => section(story)),
  ].join("\n");
}

function section({ scenario, run, truth, told, summary }: Story): string[] {
  const { name, title, must, mustNot } = scenario;
  const densityKgPerM3 = run.densityKgPerM3();
  const losses = new Losses();
  for (const line of told) if (line.type === "alarm") losses.take(line);
  return [
    `## ${name}`,
    "",
    `${title}.`,
    "",
    `- It must ${must}.`,
    `- It must not ${mustNot}.`,
    `- What happened: ${happenings(truth, scenario.pump?.onsetS).join("; ") || "nothing"}.`,
    "",
    `![${name}: the plots of the whole run](gallery/${name}.svg)`,
    "",
    "What the monitor said, its updated forecasts left out:",
    "",
    "```",
    ...shortened(sayings(told, truth, densityKgPerM3)),
    "```",
    "",
    "And its alarms as last told:",
    "",
    "```",
    ...shortened(peopleSummary(summary, densityKgPerM3, losses).split("\n").slice(-Math.max(1, summary.alarms.length))),
    "```",
    "",
    `Draw it: \`npx pinhole simulate ${name} --plot ${name}.svg\``,
    "",
  ];
}

/** @returns alarms and events as lines; a leak alarm that rises while no hole is open is marked */
function sayings(told: Story["told"], truth: Truth, densityKgPerM3: number | undefined): string[] {
  return told.filter((line) => line.type !== "alarm" || line.state !== "updated").map((line) => {
    const text = peopleLine(line, densityKgPerM3, modeWithoutEarlier) ?? "";
    return isFalse(line, truth) ? `${text} [false: no hole was open]` : text;
  });
}

function isFalse(line: AlarmLine | EventLine, truth: Truth): boolean {
  if (line.type !== "alarm" || line.alarm !== "leak" || line.state !== "raised") return false;
  return !truth.holes.some((hole) => hole.onsetS <= line.timeS && (hole.endS ?? Infinity) > line.timeS);
}

/** @returns what really happened, in order of time */
function happenings(truth: Truth, pumpOnsetS: number | undefined): string[] {
  const happened: [number | null, string][] = [
    [pumpOnsetS ?? null, "the pump begins to switch"],
    ...truth.holes.map(({ onsetS, endS, diameterM, node }): [number, string] =>
      [onsetS, `a hole of ${holeDiameter(exactly(diameterM))} at the ${node}${endS === null ? "" : ` until ${clockTime(endS)}`}`]),
    ...truth.faults.map(({ kind, onsetS, endS }): [number, string] => [onsetS, `${kind}${endS === null ? "" : ` until ${clockTime(endS)}`}`]),
    [truth.minimumPressureAtS, "the pump's limit is reached"],
    [truth.stopReachedAtS, "the accumulator is at its stop"],
    [truth.vapourPressureAtS, "the pressure is down to the coolant's vapour pressure"],
    [truth.emptyAtS, "the loop is empty"],
  ];
  return happened.filter((one): one is [number, string] => one[0] !== null).sort((one, other) => one[0] - other[0])
    .map(([timeS, what]) => `${clockTime(timeS)} ${what}`);
}

/** @returns the lines, those in the middle left out where there are too many */
function shortened(lines: string[]): string[] {
  if (lines.length <= linesAtMost) return lines;
  const kept = linesAtMost / 2;
  return [...lines.slice(0, kept), `           … ${lines.length - 2 * kept} lines more …`, ...lines.slice(-kept)];
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
