import { describe, expect, it } from "vitest";
import { VirtualClock } from "#hal/simulated/clock.ts";
import { SimulatedStorage } from "#hal/simulated/storage.ts";
import { VirtualBoard } from "#host/virtual-board/virtual-board.ts";

/** A board with an empty flash, and a person at its console. */
function consoleOf(storage = new SimulatedStorage()): { type: (text: string) => string; board: VirtualBoard; clock: VirtualClock } {
  const clock = new VirtualClock();
  let said = "";
  const board = new VirtualBoard({ clock, storage, i2c: {}, oneWire: {}, baud: 0, onSerial: (text) => (said += text) });
  board.start();
  clock.advanceTo(10);
  const type = (text: string): string => {
    said = "";
    board.receive(text);
    clock.advanceTo(clock.nowMs() + 10);
    return said;
  };
  return { type, board, clock };
}

// What is expected here was written down from an interpreter, version 2v29, on a terminal.
describe("the virtual board's console", () => {
  it.each([
    ["an empty line", "\n", "\r\n>"],
    ["an expression", "1+1\n", "1+1\r\n=2\r\n>"],
    ["a text", "'str'\n", "'str'\r\n=\"str\"\r\n>"],
    ["printing", "print('a')\n", "print('a')\r\na\r\n=undefined\r\n>"],
    ["a silent line that prints", "\x10print('a')\n", "a\r\n>"],
    ["a silent line that does not", "\x10var q=1\n", ""],
    ["a silent line and an empty one", "\x10var q=1\n\n", "\r\n>"],
    ["a silent line that throws", "\x10throw 5\n", "Uncaught 5\r\n>"],
    ["a mistake taken back", "12\x083\n", "12\x08 \x083\r\n=13\r\n>"],
    ["a line that goes on until its bracket closes", "(\n1+1)\n", "(\r\n:1+1)\r\n=2\r\n>"],
    ["a function", "(function(){})\n", "(function(){})\r\n=function () { ... }\r\n>"],
  ])("answers %s as the interpreter does", (_what, typed, answer) => {
    expect(consoleOf().type(typed)).toBe(answer);
  });

  it("is silent with echo off until it is on again, but prints", () => {
    const { type } = consoleOf();
    expect([type("echo(0)\n"), type("1+1\n"), type("print(3)\n"), type("\x10echo(1)\n"), type("\n")]).toEqual(["echo(0)\r\n", "", "3\r\n", "", "\r\n>"]);
  });

  it("asks for the password it was locked with, and takes no other", () => {
    const { type } = consoleOf();
    type("E.setPassword('abc');\n");
    expect(type("E.lockConsole();\n")).toBe("E.lockConsole();\r\n=undefined\r\npassword>");
    expect(type("1+1\n")).toBe("\r\n  Invalid password\r\npassword>");
    expect(type("abc\n")).toBe("\r\n  Logged in.\r\n>");
    expect(type("1+1\n")).toBe("1+1\r\n=2\r\n>");
  });

  it("resets when it has run what came along, and then has forgotten what was defined", () => {
    const { type } = consoleOf();
    type("var kept=1\n");
    expect(type("\x10reset();\n\x10print(typeof kept)\n")).toMatch(/^number\r\n\r\n[^]*espruino\.com[^]*\r\n>$/);
    expect(type("typeof kept\n")).toBe("typeof kept\r\n=\"undefined\"\r\n>");
  });

  it("runs what was written to flash in pieces when it is loaded, and gives nothing more away to the console", () => {
    const { type } = consoleOf();
    const storage = 'require("Storage")';
    const program = 'LoopbackA.setConsole(true);USB.on("data",function(t){USB.write("<"+t+">")})';
    type(`\x10${storage}.write(".bootcde",${JSON.stringify(program.slice(0, 20))},0,${program.length});\n\x10${storage}.write(".bootcde",${JSON.stringify(program.slice(20))},20);\n`);
    expect(type("\x10load()\n")).toBe("");
    expect(type("2+2\n")).toBe("<2+2\n>");
  });

  it("runs stored words of one byte as the words they stand for", () => {
    const storage = new SimulatedStorage();
    // Tokens of the interpreter's lexer, counted from 138: function 170, return 171, var 172, this 175, === 139.
    storage.write(".bootcde", "\xac a=1;\xaa f(){\xab a\x8b1}print(f())");
    const { type } = consoleOf(storage);
    expect(type("f\n")).toMatch(/^f\r\nUncaught/);
    expect(type("load()\n")).toBe("load()\r\n=undefined\r\ntrue\r\n>");
  });

  it("throws where the flash is full", () => {
    const { type } = consoleOf(new SimulatedStorage(100));
    expect(type("require('Storage').write('a','x'.repeat(200))\n")).toMatch(/\r\nUncaught Error: Unable to find or create file\r\n>$/);
  });
});
