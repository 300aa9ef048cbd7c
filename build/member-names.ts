import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Every name that a value of the language can answer to. */
function builtinNames(): Set<string> {
  const values: object[] = [
    Object, Function, Array, String, Number, Boolean, RegExp, Error, Date, Promise, ArrayBuffer, DataView, Uint8Array,
    Float64Array, Object.getPrototypeOf(Uint8Array) as object, JSON, Math,
  ];
  const names = new Set<string>();
  for (const value of values) {
    const prototype = (value as { prototype?: object }).prototype;
    for (const owner of prototype ? [value, prototype] : [value]) {
      for (const name of Object.getOwnPropertyNames(owner)) names.add(name);
    }
  }
  return names;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    // Texts stay on the host; boards' facts reach the bundle as constants, not as code.
    .filter((name) => name.endsWith(".ts") && !name.endsWith("dictionary-texts.ts") && !name.startsWith("boards"))
    .map((name) => join(folder, name));
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext, true);
}

function visitAll(paths: string[], visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  for (const path of paths) walk(parse(path));
}

/** Interfaces of which both sides are in the bundle, and nothing else speaks through them. */
const inside = new Set(["Hal", "HalWithPins", "EspruinoHal", "Pins", "SerialLine", "Sensor", "Sample", "LevelSample", "Converter"]);

function isInside(node: ts.Node): boolean {
  return ts.isInterfaceDeclaration(node.parent) && inside.has(node.parent.name.text);
}

/**
 * Members that the bundler may shorten: those of the bundle's own classes and inner interfaces. A board keeps the names
 * of fields in variables, and only four letters at no cost. Left as they are: names that come from outside or go there
 * (configuration, native interfaces, keys of literals in firmware/, which may be stored), those of the language and the
 * board, and any that a string spells.
 * @returns the names, sorted
 */
export function shortenableMembers(): string[] {
  const own = new Set<string>();
  const kept = builtinNames();
  const collect = (node: ts.Node, isFirmware: boolean): void => {
    const isMember = ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node);
    if (isMember && ts.isClassLike(node.parent)) own.add(node.name.getText());
    if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) own.add(node.name.getText());
    if (ts.isTypeElement(node) && node.name && !ts.isClassLike(node.parent)) {
      (isInside(node) ? own : kept).add(node.name.getText());
    }
    if (isFirmware && node.parent && ts.isObjectLiteralExpression(node.parent) && ts.isObjectLiteralElement(node) && node.name) {
      kept.add(node.name.getText());
    }
    if (ts.isStringLiteralLike(node)) kept.add(node.text);
    // The board's globals, taken from its global object by name; and what the build writes as constants.
    if (ts.isPropertyAccessExpression(node) && ["board", "__PROFILE__"].includes(node.expression.getText())) kept.add(node.name.text);
  };
  visitAll(sources("firmware"), (node) => collect(node, true));
  visitAll([...sources("hal/drivers"), ...sources("hal/espruino"), "hal/types.ts"], (node) => collect(node, false));
  return [...own].filter((name) => !kept.has(name)).sort();
}
