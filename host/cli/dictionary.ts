import { Option, type Command } from "commander";
import { dictionaryDocument } from "#host/export/dictionary-document.ts";
import { dictionaryMarkdown } from "#host/export/dictionary-markdown.ts";
import { writeLine } from "./standard-output.ts";

/** dictionary */
export function register(program: Command): void {
  program
    .command("dictionary")
    .description("Every packet byte by byte, every event with cause, consequence and what to do, every code.")
    .addOption(new Option("--format <format>", "what to write it in").choices(["json", "markdown"]).default("markdown"))
    .action(async ({ format }: { format: string }) => {
      const document = dictionaryDocument();
      await writeLine(format === "json" ? JSON.stringify(document, null, 2) : dictionaryMarkdown(document).trimEnd());
    });
}
