import type { Command } from "commander";
import { listPorts, type ListedPort } from "#host/link/port-list.ts";
import { printable } from "#host/report/printable.ts";

/** ports */
export function register(program: Command): void {
  program
    .command("ports")
    .description("Serial ports of this computer, likely boards first.")
    .option("--json", "JSON Lines on standard output")
    .action(showPorts);
}

async function showPorts(options: { json?: boolean }): Promise<void> {
  const { ports, advice } = await listPorts();
  for (const port of ports) console.log(options.json ? JSON.stringify({ type: "port", ...port }) : printable(plainLine(port)));
  if (ports.length === 0 && !options.json) console.log("No serial port is plugged in; a virtual board's device is in no list, name it by its path.");
  for (const line of advice) console.error(line);
}

function plainLine({ path, vendorId, productId, likely, mayOpen }: ListedPort): string {
  const usb = vendorId === null ? "" : ` ${vendorId}:${productId ?? "?"}`;
  return `${path}${usb}  ${likely ?? "unknown"}${mayOpen ? "" : " (you may not open it)"}`;
}
