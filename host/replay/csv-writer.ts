import { closeSync } from "node:fs";
import type { Configuration } from "#firmware/configuration.ts";
import type { Monitor } from "#firmware/monitor.ts";
import { Fault } from "#hal/types.ts";
import { ownColumns, ownTime } from "#host/replay/columns.ts";
import type { Quantity } from "#host/replay/units.ts";
import { openFile, writeAll } from "#host/report/output-file.ts";
import type { UnavailableError } from "#host/unavailable-error.ts";

/** Characters gathered before they are written. */
const chunkLength = 65_536;

/** Writes readings as they reach the monitor, in the form that `replay` reads without a map. */
export class CsvWriter {
  /** Why nothing more is written: rows are added inside a cycle of the monitor, which takes an error for its own. */
  failure: UnavailableError | undefined;
  private readonly file: number;
  private text: string;

  /** @throws InputError where the file cannot be made; UnavailableError where its header cannot be written */
  constructor(private readonly path: string, configuration: Configuration) {
    const seen = new Set<Quantity>();
    const names = configuration.sensors.map(({ quantity, id }) => {
      const isFirst = !seen.has(quantity);
      seen.add(quantity);
      return isFirst ? ownColumns[quantity] : `${ownColumns[quantity]}.${id}`;
    });
    this.text = `${[ownTime, ...names].join(",")}\n`;
    this.file = openFile("--csv", path);
    this.flush();
    if (this.failure) throw this.failure;
  }

  /** Adds a row of what the monitor is about to judge; a reading that is none stays empty. Every digit is kept. */
  add(monitor: Monitor, timeS: number): void {
    let row = String(timeS);
    for (let index = 0; index < monitor.readings.length; index++) {
      const value = monitor.readings[index]!;
      row += Number.isNaN(value) || monitor.faults[index] !== Fault.None ? "," : `,${value}`;
    }
    this.text += `${row}\n`;
    if (this.text.length > chunkLength) this.flush();
  }

  /** @throws UnavailableError where not all could be written */
  close(): void {
    this.flush();
    closeSync(this.file);
    if (this.failure) throw this.failure;
  }

  private flush(): void {
    const bytes = Buffer.from(this.text);
    this.text = "";
    if (this.failure) return;
    try {
      writeAll(this.file, bytes, `${this.path} (--csv)`);
    } catch (error) {
      this.failure = error as UnavailableError;
    }
  }
}
