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
const inside = new Set(["Hal", "HalWithPins", "EspruinoHal", "Pins", "SerialLine", "Sensor", "Sample", "Converter"]);

/** All of them together, as an owner of members. */
const insideOwner = "inside";

/** Names to give, the shortest first; the bundler's most used before others. Words of the language would become tokens in a board's storage. */
const letters = [..."tsienarohlcpuvmgdfbwkyxzjqTSIENAROHLCPUVMGDFBWKYXZJQ_$"];
const shortNames = [...letters, ...letters.flatMap((first) => letters.map((second) => first + second))].filter((name) => !["do", "if", "in", "of"].includes(name));

function isInside(node: ts.Node): boolean {
  return ts.isInterfaceDeclaration(node.parent) && inside.has(node.parent.name.text);
}

/** What the sources say of names. */
interface Names {
  /** Members of the bundle's own, and what declares each: classes, inner interfaces, literals. */
  owners: Map<string, Set<string>>;
  /** Names that stay as they are. */
  kept: Set<string>;
  /** Classes by the one that they extend. */
  derived: Map<string, string[]>;
  /** How often each stands there. */
  uses: Map<string, number>;
  /** Names of methods, and of what is called or read somewhere. */
  methods: Set<string>;
  wanted: Set<string>;
}

function collectNames(): Names {
  const owners = new Map<string, Set<string>>();
  const kept = builtinNames();
  const derived = new Map<string, string[]>();
  const uses = new Map<string, number>();
  const methods = new Set<string>();
  const wanted = new Set<string>();
  const literals: string[][] = [];
  const own = (name: string, owner: string): void => void owners.set(name, (owners.get(name) ?? new Set()).add(owner));
  const collect = (node: ts.Node, isFirmware: boolean): void => {
    if (ts.isClassDeclaration(node)) {
      const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]!.expression.getText();
      if (base !== undefined) derived.set(base, [...(derived.get(base) ?? []), node.name!.text]);
    }
    const isMember = ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node);
    if (isMember && ts.isClassDeclaration(node.parent)) own(node.name.getText(), node.parent.name!.text);
    if (ts.isMethodDeclaration(node)) methods.add(node.name.getText());
    if (ts.isPropertyAccessExpression(node)) wanted.add(node.name.text);
    if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) own(node.name.getText(), (node.parent.parent as ts.ClassDeclaration).name!.text);
    if (ts.isTypeElement(node) && node.name && !ts.isClassLike(node.parent)) {
      if (isInside(node)) own(node.name.getText(), insideOwner);
      else kept.add(node.name.getText());
    }
    if (ts.isObjectLiteralExpression(node)) {
      const keys = node.properties.flatMap(({ name }) => name?.getText() ?? []);
      if (isFirmware) for (const key of keys) kept.add(key);
      else literals.push(keys);
    }
    if (ts.isStringLiteralLike(node)) kept.add(node.text);
    // The board's globals, taken from its global object by name; and what the build writes as constants.
    if (ts.isPropertyAccessExpression(node) && ["board", "__PROFILE__"].includes(node.expression.getText())) kept.add(node.name.text);
    if (ts.isIdentifier(node)) uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
  };
  visitAll(sources("firmware"), (node) => collect(node, true));
  visitAll([...sources("hal/drivers"), ...sources("hal/espruino"), "hal/types.ts"], (node) => collect(node, false));
  literals.forEach((keys, index) => {
    for (const key of keys) owners.get(key)?.add(`literal ${index}`);
  });
  return { owners, kept, derived, uses, methods, wanted };
}

/** Given to every method that nothing in the bundle calls; what bears it can go. */
export const uncalled = "__uncalled__";

/**
 * Members that the bundler shortens, and to what: those of the bundle's own classes and inner interfaces. A board keeps
 * the names of fields in variables, and only four letters at no cost. Left as they are: names that come from outside or
 * go there (configuration, native interfaces, keys of literals in firmware/, which may be stored), those of the language
 * and the board, and any that a string spells. Members that no object has both may get the same name, so that nearly
 * all get one letter, those named most often first. Methods that only the host calls get a name that says so.
 * @returns short names by the members' own
 */
export function shortMemberNames(): Record<string, string> {
  const { owners, kept, derived, uses, methods, wanted } = collectNames();
  const withDerived = (owner: string): string[] => [owner, ...(derived.get(owner) ?? []).flatMap(withDerived)];
  const names = [...owners.keys()].filter((name) => !kept.has(name)).sort((a, b) => uses.get(b)! - uses.get(a)! || (a < b ? -1 : 1));
  const taken = new Map<string, Set<string>>();
  return Object.fromEntries(names.map((name) => {
    if (methods.has(name) && !wanted.has(name)) return [name, uncalled];
    const objects = [...owners.get(name)!].flatMap(withDerived);
    const short = shortNames.find((one) => !kept.has(one) && !objects.some((object) => taken.get(object)?.has(one)))!;
    for (const object of objects) taken.set(object, (taken.get(object) ?? new Set()).add(short));
    return [name, short];
  }));
}
