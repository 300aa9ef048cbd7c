import type { DictionaryDocument, DocumentCode, DocumentField, DocumentPacket } from "./dictionary-document.ts";

type Row = readonly (string | number)[];

function table(head: readonly string[], rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}

function fieldTable(fields: readonly DocumentField[]): string {
  return table(["byte", "bytes", "name", "type", "unit", "meaning"], fields.map(({ offset, bytes, name, type, unit, value, meaning }) => (
    [offset, bytes, `\`${name}\``, type, unit, value === undefined ? meaning : `${meaning} Always ${value}.`]
  )));
}

function codeTable(codes: readonly DocumentCode[]): string {
  return table(["number", "name", "meaning"], codes.map(({ number, name, meaning }) => [number, `\`${name}\``, meaning]));
}

function packetText({ name, service, subtype, bytes, fields }: DocumentPacket): string {
  return `### \`${name}\`\n\nService ${service}, subtype ${subtype}; ${bytes} bytes.\n\n${fieldTable(fields)}`;
}

/** @returns the dictionary as a page */
export function dictionaryMarkdown(document: DictionaryDocument): string {
  const parts = [
    `# Telemetry dictionary, version ${document.version}\n`,
    `Frame: ${document.frame}.\n`,
    "## Packets\n",
    ...document.packets.map(packetText),
    "## Telecommands\n",
    ...document.telecommands.map(packetText),
    `## Parameters\n\n${table(["number", "name", "unit", "least", "most", "meaning"], document.parameters.map((parameter) => (
      [parameter.number, `\`${parameter.name}\``, parameter.unit, parameter.low, parameter.high, parameter.meaning]
    )))}`,
    "## Events\n",
    ...document.events.map(({ number, name, cause, consequence, action, fields }) => (
      `### \`${name}\` (${number})\n\n- Cause: ${cause}\n- Consequence: ${consequence}\n- What to do: ${action}\n${fields.length > 0 ? `\n${fieldTable(fields)}` : ""}`
    )),
    `## Alarms\n\n${table(["number", "name", "cause", "consequence", "what to do"], document.alarms.map((alarm) => (
      [alarm.number, `\`${alarm.name}\``, alarm.cause, alarm.consequence, alarm.action]
    )))}`,
    `## Fault codes\n\n${codeTable(document.codes.faults)}`,
    `## Modes\n\n${codeTable(document.codes.modes)}`,
    `## Severities\n\n${codeTable(document.codes.severities)}`,
    `## Alarm states\n\n${codeTable(document.codes.alarmStates)}`,
    `## Causes of a leak alarm\n\nIn the byte \`sensor\` of a leak or gas-loss alarm.\n\n${codeTable(document.codes.causes)}`,
    `## Places of a hole\n\nIn the field \`place\` of a leak alarm.\n\n${codeTable(document.codes.places)}`,
    `## Commissioning verdicts\n\n${codeTable(document.codes.verdicts)}`,
    `## Services\n\n${codeTable(document.codes.services)}`,
    `## Board functions\n\n${codeTable(document.codes.functions)}`,
    `## Reports on telecommands\n\n${codeTable(document.codes.verifications)}`,
    `## Reasons of rejection\n\n${codeTable(document.codes.rejections)}`,
    `## Link counters of the host\n\n${table(["name", "meaning"], Object.entries(document.linkCounters).map(([name, meaning]) => [`\`${name}\``, meaning]))}`,
  ];
  return parts.join("\n");
}
