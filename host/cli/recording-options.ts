import type { Command } from "commander";
import { Parameter, parameterHighs, parameterLows } from "#firmware/telemetry/dictionary.ts";
import { InputError } from "#sims/input-error.ts";
import type { ColumnOptions } from "#host/replay/columns.ts";
import { numberFrom, numberWithin, repeatable } from "./arguments.ts";

/** What the verbs that read a recording in CSV have in common. */
export interface RecordingOptions {
  loop?: string;
  map: string[];
  time?: string;
  delimiter: string;
  decimal: string;
  commission?: number;
  falseAlarmsPerYear?: number;
}

/** The knob has the range that a board takes by telecommand. */
const leastKnob = parameterLows[Parameter.FalseAlarmsPerYear]!;
const mostKnob = parameterHighs[Parameter.FalseAlarmsPerYear]!;

/** Adds the options that say how a recording is to be read; `--loop` is the verb's own. @returns the same command */
export function addRecordingOptions(command: Command): Command {
  return command
    .addOption(repeatable("--map <channel=Column[:unit]>", "which column is what, repeatable: pressure temperature flow level, pressure.P2 for one of several; " +
      "Pa kPa bar mbar psi, with a g for gauge (barg), K degC degF, L/min m3/s kg/s, m percent"))
    .option("--time <Column[:unit]>", "seconds (or us ms min h d), ISO 8601 or YYYY-MM-DD hh:mm:ss (UTC)")
    .option("--delimiter <C>", "between columns", ",")
    .option("--decimal <C>", "between whole number and fraction, . or ,", ".")
    .option("--commission <s>", "commission on the first so many seconds, 300 rows at least, and only those; absent, until the monitor has enough (replay: the first half of a recording that ends before)", numberFrom(1, "seconds"))
    .option("--false-alarms-per-year <N>", `leak and gas-loss alarms together, ${leastKnob} to ${mostKnob}`, numberWithin(leastKnob, mostKnob));
}

/** @returns how the columns are to be read; @throws InputError */
export function columnOptions({ map, time, delimiter, decimal }: RecordingOptions): ColumnOptions {
  const sign = delimiter === "\\t" || delimiter === "tab" ? "\t" : delimiter;
  if (sign.length !== 1 || /["\r\n]/.test(sign)) throw new InputError(`--delimiter ${delimiter}: right would be one character, as in ';' or '\\t'`);
  if (decimal !== "." && decimal !== ",") throw new InputError(`--decimal ${decimal}: right would be . or ,`);
  if (decimal === sign) throw new InputError(`--decimal ${decimal}: columns cannot be separated by the same sign; add --delimiter ';' or what it is`);
  return { map, time, delimiter: sign, decimal };
}
