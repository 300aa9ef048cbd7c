import { closeSync, writeSync } from "node:fs";
import type { Configuration } from "#firmware/configuration.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { Fault } from "#hal/types.ts";
import { ownColumns, ownTime } from "#host/replay/columns.ts";
import type { Quantity } from "#host/replay/units.ts";
import { openFile } from "#host/report/output-file.ts";

/** Characters gathered before they are written. */
const chunkLength = 65_536;

/** Writes readings as they reach the monitor, in the form that `replay` reads without a map. */
export class CsvWriter {
  private readonly file: number;
  private text: string;

  /** @throws InputError where the file cannot be made */
  constructor(path: string, configuration: Configuration) {
    const seen = new Set<Quantity>();
    const names = configuration.sensors.map(({ quantity, id }) => {
      const isFirst = !seen.has(quantity);
      seen.add(quantity);
      return isFirst ? ownColumns[quantity] : `${ownColumns[quantity]}.${id}`;
    });
    this.text = `${[ownTime, ...names].join(",")}\n`;
    this.file = openFile("--csv", path);
  }

  /** Adds a row of what the monitor is about to judge; a reading that is none stays empty. Every digit is kept. */
  add(monitor: Monitor, timeS: number): void {
    let row = String(timeS);
    for (let index = 0; index < monitor.values.length; index++) {
      const value = monitor.values[index]!;
      row += Number.isNaN(value) || monitor.faults[index] !== Fault.None ? "," : `,${value}`;
    }
    this.text += `${row}\n`;
    if (this.text.length > chunkLength) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.text);
    this.text = "";
  }
}
