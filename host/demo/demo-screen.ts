import { SingleBar } from "cli-progress";
import type { AlarmLine } from "#host/link/json-lines.ts";
import type { HousekeepingPacket } from "#host/link/packet-decoder.ts";
import { clockTime, durationInterval, exactly, holeDiameter, leakRate, pressure, temperature } from "#host/report/people-units.ts";

/** Without a terminal, progress is told in steps of this many per cent. */
const stepPercent = 25;

/** Board time between two lines of readings, s. */
const readingsEveryS = 20;

/** A statistic this many times its threshold is not told in figures. */
const farAbove = 10;

const red = "\u001b[1;31m";
const plain = "\u001b[0m";

/** What the demonstration shows while it runs. Colour and progress bar only on a terminal. */
export class DemoScreen {
  private bar: SingleBar | undefined;
  private phase = "";
  private toldPercent = 0;
  private nextReadingsS = 0;

  constructor(private readonly output: NodeJS.WriteStream, private readonly densityKgPerM3: number) {}

  say(text: string): void {
    this.endProgress();
    this.output.write(`${text}\n`);
  }

  /** @param share of the phase that is done, 0 … 1 */
  progress(phase: string, share: number, timeS: number): void {
    if (phase !== this.phase) {
      this.endProgress();
      this.phase = phase;
      this.toldPercent = 0;
      if (this.output.isTTY) {
        this.bar = new SingleBar({
          format: `${phase.padEnd(16)} {bar} {percentage} %  board time {time}`, hideCursor: true, stream: this.output,
          barsize: 30, barCompleteChar: "█", barIncompleteChar: "░",
        });
        this.bar.start(100, 0, { time: clockTime(timeS) });
      } else this.output.write(`${phase} …\n`);
    }
    const percent = Math.min(100, Math.floor(100 * share));
    if (this.bar) this.bar.update(percent, { time: clockTime(timeS) });
    else if (percent >= this.toldPercent + stepPercent) {
      this.toldPercent = percent - (percent % stepPercent);
      this.output.write(`${phase} ${this.toldPercent} %, board time ${clockTime(timeS)}\n`);
    }
  }

  readings({ timeS, values }: HousekeepingPacket): void {
    if (timeS < this.nextReadingsS) return;
    this.nextReadingsS = timeS + readingsEveryS;
    const { pressurePa, temperatureK, inventoryKg, statistic, threshold } = values;
    this.say(`${clockTime(timeS).padStart(9)}  ${pressure(pressurePa)}  ${temperature(temperatureK)}  ${inventoryKg.toFixed(3)} kg` +
      `  statistic ${statistic > farAbove * threshold ? "far above" : `${statistic.toFixed(1)} of`} ${threshold.toFixed(1)}`);
  }

  alarm(line: AlarmLine): void {
    const at = clockTime(line.timeS).padStart(9);
    const isRaised = line.state === "raised";
    if (line.leakRateKgPerS === undefined) {
      this.say(`${at}  ${isRaised ? this.alert(`ALARM: ${line.alarm}`) : `${line.alarm} ${line.state}`}`);
      return;
    }
    if (isRaised) this.say(`${at}  ${this.alert("ALARM: the loop is leaking")}`);
    const nothing = exactly(0);
    const minimum = line.timeToMinimumPressureS ?? nothing;
    this.say([
      `${at}  leak rate                 ${leakRate(line.leakRateKgPerS, this.densityKgPerM3)}`,
      `           hole                      ${holeDiameter(line.holeDiameterM ?? nothing)}`,
      `           time to minimum pressure  ${minimum.value === 0 ? "reached" : durationInterval(minimum)}`,
      `           time to empty             ${durationInterval(line.timeToEmptyS ?? nothing)}`,
    ].join("\n"));
  }

  /** Takes the progress bar away, so that lines can follow. */
  endProgress(): void {
    this.bar?.stop();
    this.bar = undefined;
    this.phase = "";
  }

  private alert(text: string): string {
    return this.output.isTTY ? `${red}${text}${plain}` : text;
  }
}
