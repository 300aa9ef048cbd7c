import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import ts from "typescript";
// By its path: the configuration of the bundler reads this file before names of folders are known.
import { storedForm } from "../host/flash/stored-form.ts";
import { findEarlyUses } from "./early-use.ts";
import { parseScript } from "./parse-script.ts";

/** Flash that the bundle may take, bytes. The Pico keeps 48 kB in all, the smallest boards 36. */
export const maximumBytes = 36_864;

/** The same as it lies in a board's storage, in the interpreter's own one-byte words, bytes. */
const maximumStoredBytes = 32_768;

/** Functions, methods and accessors together; each costs five to eight variables on a board. */
export const maximumFunctions = 190;

/** Something in a bundle that a board cannot run or hold. */
export interface Finding {
  /** What it is, and what would be right. */
  what: string;
  /** Position in the text; -1 for the file as a whole. */
  position: number;
}

const missingGlobals = new Set([
  "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Symbol", "BigInt", "Proxy", "Reflect", "TextEncoder", "TextDecoder",
  "performance", "structuredClone", "queueMicrotask",
]);

const missingMembers: Record<string, readonly string[]> = {
  Math: ["hypot", "trunc", "log10", "log2", "log1p", "expm1", "cbrt", "tanh", "fround", "imul", "clz32"],
  Number: ["isFinite", "isInteger", "isSafeInteger", "isNaN", "EPSILON", "MAX_SAFE_INTEGER", "MIN_SAFE_INTEGER"],
  Object: ["freeze", "hasOwn"],
  Array: ["from", "of"],
};

/** Methods of arrays that are missing, under whatever name the array goes. */
const missingMethods = new Set(["reduceRight", "flat", "flatMap", "at"]);

const syntax = ts.SyntaxKind;

const forbiddenKinds: Partial<Record<ts.SyntaxKind, string>> = {
  [syntax.SpreadElement]: "spread",
  [syntax.SpreadAssignment]: "spread",
  [syntax.ObjectBindingPattern]: "destructuring",
  [syntax.ArrayBindingPattern]: "destructuring",
  [syntax.YieldExpression]: "generator",
  [syntax.AwaitExpression]: "async",
  [syntax.ComputedPropertyName]: "computed key",
  [syntax.PrivateIdentifier]: "#private name",
  [syntax.TaggedTemplateExpression]: "tagged template",
  [syntax.LabeledStatement]: "label",
  [syntax.AsteriskAsteriskToken]: "**",
  [syntax.AsteriskAsteriskEqualsToken]: "**",
  [syntax.QuestionDotToken]: "?.",
  [syntax.BarBarEqualsToken]: "logical assignment",
  [syntax.QuestionQuestionEqualsToken]: "logical assignment",
  [syntax.AmpersandAmpersandEqualsToken]: "logical assignment",
  [syntax.BigIntLiteral]: "BigInt",
  [syntax.MetaProperty]: "new.target or import.meta",
  [syntax.ClassStaticBlockDeclaration]: "static block",
  [syntax.Decorator]: "decorator",
  [syntax.ImportDeclaration]: "import",
  [syntax.ExportDeclaration]: "export",
  [syntax.ExportAssignment]: "export",
  [syntax.ExportKeyword]: "export",
  [syntax.ImportKeyword]: "import()",
};

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && "body" in node;
}

/** @returns how many functions, methods, accessors and arrow functions a script holds */
export function countFunctions(text: string): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (isFunction(node)) count += 1;
    ts.forEachChild(node, visit);
  };
  visit(parseScript(text).file);
  return count;
}

/** A name in the place of a value, not of a key, a member or a declaration's own key. */
function isValue(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isPropertyAssignment(parent) || ts.isClassElement(parent)) return parent.name !== node;
  return true;
}

function isDestructuringAssignment(node: ts.BinaryExpression): boolean {
  return (
    node.operatorToken.kind === syntax.EqualsToken &&
    (ts.isArrayLiteralExpression(node.left) || ts.isObjectLiteralExpression(node.left))
  );
}

/** `super` inside a method of an object literal. */
function isSuperOfObject(node: ts.Node): boolean {
  let at = node.parent;
  while (!ts.isSourceFile(at)) {
    if (ts.isClassLike(at)) return false;
    if (ts.isObjectLiteralExpression(at)) return true;
    at = at.parent;
  }
  return false;
}

/** Names that a `for` header declares with let or const and that a function inside the loop refers to. */
function capturedLoopNames(node: ts.ForStatement | ts.ForOfStatement | ts.ForInStatement): string[] {
  const header = node.initializer;
  if (!header || !ts.isVariableDeclarationList(header) || !(header.flags & ts.NodeFlags.BlockScoped)) return [];
  const names = new Set(header.declarations.map((declaration) => declaration.name.getText()));
  const captured = new Set<string>();
  const visit = (inner: ts.Node, inFunction: boolean): void => {
    if (inFunction && ts.isIdentifier(inner) && isValue(inner) && names.has(inner.text)) captured.add(inner.text);
    ts.forEachChild(inner, (child) => visit(child, inFunction || isFunction(inner)));
  };
  visit(node, false);
  return [...captured];
}

function classFindings(node: ts.ClassLikeDeclaration): string[] {
  const findings: string[] = [];
  if (ts.isClassExpression(node) && node.name) findings.push(`named class expression ${node.name.text}`);
  const base = node.heritageClauses?.[0]?.types[0]?.expression.getText() ?? "";
  if (/Error$/.test(base)) findings.push(`class extends ${base}`);
  for (const member of node.members) {
    const isStatic = ts.canHaveModifiers(member) && member.modifiers?.some((m) => m.kind === syntax.StaticKeyword);
    if (ts.isPropertyDeclaration(member) && isStatic) findings.push(`static field ${member.name.getText()}`);
  }
  return findings;
}

function functionFindings(node: ts.FunctionLikeDeclaration): string[] {
  const findings: string[] = [];
  if (ts.canHaveModifiers(node) && node.modifiers?.some((m) => m.kind === syntax.AsyncKeyword)) findings.push("async");
  if (node.asteriskToken) findings.push("generator");
  for (const parameter of node.parameters) {
    if (parameter.initializer) findings.push("default parameter value");
    if (parameter.dotDotDotToken) findings.push("rest parameter");
  }
  return findings;
}

/** Short names that the script gives to objects of the language. */
function aliasesIn(file: ts.SourceFile): Map<string, string> {
  const aliases = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.initializer) && Object.hasOwn(missingMembers, node.initializer.text)) {
      aliases.set(node.name.getText(file), node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return aliases;
}

/** What is wrong with one node, its children aside. */
function nodeFindings(node: ts.Node, aliases: ReadonlyMap<string, string>): string[] {
  const forbidden = forbiddenKinds[node.kind];
  if (forbidden) return [forbidden];
  if (isFunction(node)) return functionFindings(node);
  if (ts.isClassLike(node)) return classFindings(node);
  if (ts.isIdentifier(node)) return missingGlobals.has(node.text) && isValue(node) ? [node.text] : [];
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.name.text;
    if (ts.isIdentifier(node.expression)) {
      const owner = aliases.get(node.expression.text) ?? node.expression.text;
      if (Object.hasOwn(missingMembers, owner) && missingMembers[owner]?.includes(name)) return [`${owner}.${name}`];
    }
    return ts.isCallExpression(node.parent) && node.parent.expression === node && missingMethods.has(name)
      ? [`array method ${name}`]
      : [];
  }
  if (ts.isCaseBlock(node)) {
    const position = node.clauses.findIndex(ts.isDefaultClause);
    return position >= 0 && position < node.clauses.length - 1 ? ["default before another case"] : [];
  }
  if (ts.isBinaryExpression(node)) return isDestructuringAssignment(node) ? ["destructuring"] : [];
  if (node.kind === syntax.SuperKeyword) return isSuperOfObject(node) ? ["super in an object literal"] : [];
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    const names = capturedLoopNames(node).map((name) => `loop variable ${name} captured by a function`);
    return ts.isForOfStatement(node) && node.awaitModifier ? ["for await", ...names] : names;
  }
  if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) {
    return /(^|[^\\])(\\\\)*\\u\{/.test(node.getText()) ? ["\\u{…} escape"] : [];
  }
  return [];
}

/**
 * Looks for everything that the interpreter cannot run or a small board cannot hold.
 * @param text  a finished bundle
 * @returns what was found, in the order of the text; empty where a board can run it
 */
export function checkBundle(text: string): Finding[] {
  const { program, file } = parseScript(text);
  const findings: Finding[] = [];
  for (const error of program.getSyntacticDiagnostics(file)) {
    findings.push({ what: ts.flattenDiagnosticMessageText(error.messageText, " "), position: error.start });
  }
  const aliases = aliasesIn(file);
  const visit = (node: ts.Node): void => {
    for (const what of nodeFindings(node, aliases)) findings.push({ what, position: node.getStart(file) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const use of findEarlyUses(file, program.getTypeChecker())) {
    findings.push({ what: `${use.name} used before its definition`, position: use.position });
  }
  findings.sort((a, b) => a.position - b.position);
  const bytes = Buffer.byteLength(text);
  if (bytes > maximumBytes) findings.push({ what: `${bytes} bytes, the limit is ${maximumBytes}`, position: -1 });
  const functions = countFunctions(text);
  if (functions > maximumFunctions) {
    findings.push({ what: `${functions} functions, the limit is ${maximumFunctions}`, position: -1 });
  }
  return findings;
}

/** The finding with the text around it, for a person. */
function describe(finding: Finding, text: string): string {
  if (finding.position < 0) return finding.what;
  const around = text.slice(Math.max(0, finding.position - 20), finding.position + 50).replaceAll("\n", " ");
  return `${finding.what}, at ${finding.position}: ${around}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = process.argv[2] ?? "dist/firmware/pinhole.js";
  const text = readFileSync(path, "utf8");
  const findings = checkBundle(text);
  const storedBytes = storedForm(text).length;
  if (storedBytes > maximumStoredBytes) findings.push({ what: `${storedBytes} bytes as stored, the limit is ${maximumStoredBytes}`, position: -1 });
  for (const finding of findings) process.stderr.write(`${path}: ${describe(finding, text)}\n`);
  if (findings.length === 0) {
    process.stdout.write(`${path}: ${text.length} of ${maximumBytes} bytes, ${storedBytes} of ${maximumStoredBytes} as stored, ${countFunctions(text)} of ${maximumFunctions} functions\n`);
  }
  if (findings.length > 0) process.exitCode = 1;
}
