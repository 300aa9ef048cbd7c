import { runInContext } from "node:vm";

/** What a console acts on. */
export interface ConsoleHost {
  /** Where its lines run: the interpreter's globals. */
  readonly context: object;
  /** Brings text to whoever sits at the console. */
  say(text: string): void;
}

/** At the beginning of a line: no echo, no answer, for this line. */
const silent = "\x10";
const interrupt = "\x03";
const backspace = "\x08";
/** Before a line feed: the line goes on. */
const escape = "\x1b";
const openings = "([{";
const closings = ")]}";

/**
 * The interpreter's console as a person or an uploading program meets it: echo, prompt, silent lines, lines that go on
 * until their brackets close, answers and complaints, a password. Its texts are those of the interpreter, version 2v29.
 */
export class InterpreterConsole {
  /** Called before each line is run; returning false keeps it from running. */
  onLine: ((line: string) => boolean) | undefined;
  /** Whether a password is asked for, and which. */
  lockedBy: string | undefined;
  private isEchoOn = true;
  private line = "";
  private isSilent = false;
  /** The prompt comes back when there is nothing else to do, or somebody types. */
  private owesPrompt = false;
  private isEscaped = false;

  constructor(private readonly host: ConsoleHost) {}

  /** Nothing else is to do: the prompt that is owed comes. */
  settle(): void {
    if (this.owesPrompt && this.isEchoOn) this.host.say(this.lockedBy === undefined ? ">" : "password>");
    this.owesPrompt = false;
  }

  /** Shows something before the first prompt. */
  greet(text: string): void {
    this.host.say(text);
    this.owesPrompt = true;
  }

  /** `echo(isOn)` of the interpreter. */
  echo(isOn: boolean): void {
    this.isEchoOn = isOn;
  }

  /** Text printed by what runs, which stands before the prompt. */
  print(text: string): void {
    this.owesPrompt = true;
    this.host.say(text.replaceAll("\n", "\r\n"));
  }

  /**
   * Takes what is typed.
   * @returns how many characters were taken; fewer than there are where a line has given the console away
   */
  type(text: string, stillHere: () => boolean): number {
    for (let index = 0; index < text.length; index++) {
      this.take(text[index]!);
      if (!stillHere()) return index + 1;
    }
    return text.length;
  }

  private take(character: string): void {
    if (this.isEscaped) {
      this.isEscaped = false;
      if (character === "\n") this.line += "\n";
      return;
    }
    if (character === "\n" || character === "\r") return this.enter();
    if (character === escape) this.isEscaped = true;
    else if (character === silent) {
      if (this.line === "") this.isSilent = true;
    } else if (character === interrupt) {
      if (this.line === "") return;
      this.line = "";
      this.isSilent = false;
      this.answer("\r\n");
    } else if (character === backspace) {
      if (this.line === "") return;
      this.line = this.line.slice(0, -1);
      this.echoBack("\x08 \x08");
    } else {
      this.line += character;
      this.echoBack(character);
    }
  }

  private echoBack(text: string): void {
    if (!this.isEchoOn || this.isSilent || this.lockedBy !== undefined) return;
    this.settle();
    this.host.say(text);
  }

  private answer(text: string): void {
    if (!this.isEchoOn) return;
    this.settle();
    this.host.say(text);
    this.owesPrompt = true;
  }

  private enter(): void {
    if (this.lockedBy !== undefined) return this.unlock();
    if (bracketsOf(this.line) > 0) {
      this.line += "\n";
      this.echoBack("\r\n:");
      return;
    }
    const { line, isSilent } = this;
    this.line = "";
    this.isSilent = false;
    if (line.trim() === "") {
      if (!isSilent) this.answer("\r\n");
      return;
    }
    if (this.onLine && !this.onLine(line)) return;
    this.run(line, isSilent);
  }

  private run(line: string, isSilent: boolean): void {
    const isHeard = this.isEchoOn && !isSilent;
    if (isHeard) {
      this.settle();
      this.host.say("\r\n");
    }
    let result: string;
    try {
      const value: unknown = runInContext(line, this.host.context);
      result = isHeard && this.isEchoOn ? `=${shown(value)}\r\n` : "";
    } catch (error) {
      // An error of the console's context is of no class of ours.
      const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
      result = `Uncaught ${message === undefined ? String(error) : `${String(name)}: ${String(message)}`}\r\n`;
    }
    if (result === "") return;
    this.host.say(result);
    this.owesPrompt = true;
  }

  private unlock(): void {
    const isRight = this.line === this.lockedBy;
    this.line = "";
    if (isRight) this.lockedBy = undefined;
    this.answer(isRight ? "\r\n  Logged in.\r\n" : "\r\n  Invalid password\r\n");
  }
}

/** Brackets that are open at a line's end, strings aside. */
function bracketsOf(line: string): number {
  let open = 0;
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (quote !== "") {
      if (character === "\\") index++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'" || character === "`") quote = character;
    else if (openings.includes(character)) open++;
    else if (closings.includes(character)) open--;
  }
  return open;
}

/** A value as the interpreter shows it, as far as anyone looks. */
function shown(value: unknown): string {
  if (typeof value === "function") return "function () { ... }";
  return (typeof value === "object" || typeof value === "string" ? JSON.stringify(value) : undefined) ?? String(value);
}
