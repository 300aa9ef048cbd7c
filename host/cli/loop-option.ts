import { Option } from "commander";

/** --loop of the verbs that read a board's telemetry. */
export function loopOption(): Option {
  return new Option("--loop <file>", "the board's loop file: gives sensors their names and the coolant its density");
}
