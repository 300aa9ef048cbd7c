import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import tseslint from "typescript-eslint";

// The samples are in no file, so the rules that ask the type checker are left out.
const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });

/** @returns the rules that a text breaks as the file of that path */
async function broken(filePath: string, text: string): Promise<string[]> {
  const results = await eslint.lintText(text, { filePath });
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message));
}

const imports = (name: string): string => `import { a } from "${name}";\nexport const b = a;\n`;

describe("import directions", () => {
  const wrong: [from: string, to: string][] = [
    ["firmware/x.ts", "#hal/drivers/ms5837.ts"],
    ["firmware/x.ts", "#hal/espruino/espruino.ts"],
    ["firmware/x.ts", "#hal/simulated/clock.ts"],
    ["firmware/x.ts", "#sims/world.ts"],
    ["firmware/x.ts", "#host/link/frame-decoder.ts"],
    ["firmware/x.ts", "../hal/drivers/ms5837.ts"],
    ["firmware/x.ts", "../hal/types.ts"],
    ["firmware/x.ts", "node:fs"],
    ["firmware/x.ts", "ajv"],
    ["firmware/x.ts", "#firmware/telemetry/dictionary-texts.ts"],
    ["firmware/telemetry/x.ts", "./dictionary-texts.ts"],
    ["firmware/main.ts", "#hal/simulated/clock.ts"],
    ["firmware/main.ts", "#firmware/telemetry/dictionary-texts.ts"],
    ["hal/drivers/x.ts", "#firmware/monitor.ts"],
    ["hal/drivers/x.ts", "#hal/espruino/espruino.ts"],
    ["hal/drivers/x.ts", "#hal/simulated/bus.ts"],
    ["hal/simulated/x.ts", "#hal/drivers/ms5837.ts"],
    ["hal/simulated/x.ts", "#sims/world.ts"],
    ["hal/simulated/x.ts", "node:zlib"],
    ["hal/simulated/parts/x.ts", "../../../sims/world.ts"],
    ["hal/espruino/x.ts", "#hal/drivers/ms5837.ts"],
    ["sims/x.ts", "node:fs"],
    ["sims/x.ts", "fs/promises"],
    ["sims/x.ts", "#host/replay/units.ts"],
    ["sims/x.ts", "#firmware/estimate/inventory.ts"],
    ["sims/x.ts", "#firmware/telemetry/dictionary-texts.ts"],
    ["host/x.ts", "#firmware/main.ts"],
    ["host/x.ts", "../build/check-bundle.ts"],
    ["host/link/x.ts", "#host/cli/arguments.ts"],
    ["host/link/x.ts", "../cli/arguments.ts"],
    ["host/cli/x.ts", "#firmware/main.ts"],
  ];
  it.each(wrong)("%s may not import %s", async (from, to) => {
    expect(await broken(from, imports(to))).toEqual(["pinhole/import-directions"]);
  });

  const right: [from: string, to: string][] = [
    ["firmware/x.ts", "#hal/types.ts"],
    ["firmware/detect/x.ts", "../telemetry/dictionary.ts"],
    ["firmware/main.ts", "#hal/drivers/registry.ts"],
    ["firmware/main.ts", "#hal/espruino/espruino.ts"],
    ["firmware/telemetry/dictionary-texts.ts", "#firmware/telemetry/dictionary.ts"],
    ["hal/drivers/x.ts", "./ms5837.ts"],
    ["hal/simulated/parts/x.ts", "../bus.ts"],
    ["sims/x.ts", "#firmware/monitor.ts"],
    ["sims/x.ts", "#hal/drivers/registry.ts"],
    ["sims/x.ts", "ajv"],
    ["host/x.ts", "#firmware/telemetry/dictionary-texts.ts"],
    ["host/x.ts", "node:fs"],
    ["host/cli/x.ts", "#host/link/frame-decoder.ts"],
    ["host/cli/x.ts", "node:fs"],
    ["host/cli/x.ts", "./arguments.ts"],
    ["tests/x.test.ts", "#host/link/frame-decoder.ts"],
  ];
  it.each(right)("%s may import %s", async (from, to) => {
    expect(await broken(from, imports(to))).toEqual([]);
  });

  const forms = [
    'export { a } from "#sims/world.ts";',
    'export * from "#sims/world.ts";',
    'export const a = (): Promise<unknown> => import("#sims/world.ts");',
    'export type A = import("#sims/world.ts").World;',
    'import type { World } from "#sims/world.ts";\nexport type A = World;',
  ];
  it.each(forms)("are held in the form %s", async (text) => {
    expect(await broken("hal/simulated/x.ts", text)).toContain("pinhole/import-directions");
  });

  it("let the simulator take types, which hold no physics, from the estimator", async () => {
    const text = 'import type { A } from "#firmware/estimate/inventory.ts";\nexport type B = A;';
    expect(await broken("sims/x.ts", text)).toEqual([]);
  });
});

describe("the Espruino subset", () => {
  const rejected: [text: string, rule: string][] = [
    ["export function f(a = 1): number { return a; }", "no-restricted-syntax"],
    ["export function f(...a: number[]): number { return a.length; }", "no-restricted-syntax"],
    ["export const f = (a: number[]): number[] => [...a];", "no-restricted-syntax"],
    ["export const f = (a: object): object => ({ ...a });", "no-restricted-syntax"],
    ["export function f({ a }: { a: number }): number { return a; }", "no-restricted-syntax"],
    ["export function f(b: number[]): number { const [a] = b; return a!; }", "no-restricted-syntax"],
    ["export function* f(): Generator<number> { yield 1; }", "no-restricted-syntax"],
    ["export async function f(a: Promise<void>): Promise<void> { await a; }", "no-restricted-syntax"],
    ["export const f = (k: string): object => ({ [k]: 1 });", "no-restricted-syntax"],
    ["export class A { #a = 1; b(): number { return this.#a; } }", "no-restricted-syntax"],
    ["export const f = (t: (a: unknown) => number): number => t`a`;", "no-restricted-syntax"],
    ["export function f(): void { a: for (;;) break a; }", "no-restricted-syntax"],
    ["export const f = (a: number): number => a ** 2;", "no-restricted-syntax"],
    ["export class A { static limit = 1; }", "no-restricted-syntax"],
    ["export class A extends Error {}", "no-restricted-syntax"],
    ["export const A = class B {};", "no-restricted-syntax"],
    ["export const a = 1n;", "no-restricted-syntax"],
    ['export const a = "\\u{1F600}";', "no-restricted-syntax"],
    ["export enum A { B }", "no-restricted-syntax"],
    ["export const a = new Map<string, number>();", "no-restricted-globals"],
    ["export const a = Symbol();", "no-restricted-globals"],
    ["export const a = Math.trunc(1.5);", "no-restricted-properties"],
    ["export const a = Number.isFinite(1);", "no-restricted-properties"],
    ["export const f = (a: number[]): number | undefined => a.at(-1);", "no-restricted-properties"],
    ["export const a = f();\nfunction f(): number { return 1; }", "@typescript-eslint/no-use-before-define"],
    ["export function f(a: number): number { switch (a) { default: return 1; case 2: return 3; } }", "default-case-last"],
    ["export var a = 1;", "no-var"],
  ];
  it.each(rejected)("rejects %s", async (text, rule) => {
    for (const path of ["firmware/x.ts", "hal/drivers/x.ts", "hal/espruino/x.ts"]) {
      expect(await broken(path, text)).toContain(rule);
    }
  });

  it("lets the host, the simulator and the texts for people be written as they like", async () => {
    const text = "export const a = new Map([[1, 2]]);\nexport const f = (b = 1, ...c: number[]): number[] => [b, ...c];";
    for (const path of ["host/x.ts", "sims/x.ts", "hal/simulated/x.ts", "firmware/telemetry/dictionary-texts.ts"]) {
      expect(await broken(path, text)).toEqual([]);
    }
  });

  it("keeps board and wall clock out of everything but the board's binding", async () => {
    const text = "export const f = (g: () => void): unknown => setTimeout(g, 1);";
    for (const path of ["firmware/x.ts", "hal/drivers/x.ts", "hal/simulated/x.ts", "sims/x.ts"]) {
      expect(await broken(path, text)).toEqual(["no-restricted-globals"]);
    }
    expect(await broken("hal/espruino/x.ts", text)).toEqual([]);
  });

  it("keeps unseeded randomness out of the simulator", async () => {
    expect(await broken("sims/x.ts", "export const a = Math.random();")).toEqual(["no-restricted-properties"]);
  });
});
