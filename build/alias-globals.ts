import ts from "typescript";
import { edited, parseScript, symbolOf, type Edit } from "./parse-script.ts";

/** The language's own objects and functions, and the board's own one that is called most, which nothing replaces while a script runs; and an object of which members get names too. */
const builtins = new Set(["Math", "JSON", "NaN", "isNaN", "Number", "Object", "Float32Array", "Float64Array", "Uint8Array", "Uint32Array", "digitalWrite"]);
const library = "Math";

const letters = [..."abcdefghijklmnopqrstuvwxyz"];

/** The body of the function that the whole script is. */
function wholeBody(file: ts.SourceFile): ts.Block | undefined {
  for (const statement of file.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    let callee: ts.Expression = statement.expression.expression;
    while (ts.isParenthesizedExpression(callee)) callee = callee.expression;
    if ((ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) && ts.isBlock(callee.body)) return callee.body;
  }
  return undefined;
}

/** @returns uses of the library by the member's full name, where naming the member saves more than naming the library */
function membersOf(uses: readonly ts.Identifier[]): Map<string, ts.Node[]> {
  const members = new Map<string, ts.Node[]>();
  for (const { parent } of uses) {
    if (ts.isPropertyAccessExpression(parent)) members.set(parent.getText(), [...(members.get(parent.getText()) ?? []), parent]);
  }
  return new Map([...members].filter(([name, nodes]) => nodes.length * (name.length - library.length) > `Aa=${name},`.length));
}

/**
 * Gives the language's own objects and mathematical functions names of two letters where that saves room. As the
 * first names of the script's scope they are also found sooner than the interpreter's, which it looks for in every
 * scope first, and a function by one look-up in place of two.
 * @param text  a finished, minified script that is one function, called where it stands
 */
export function aliasGlobals(text: string): string {
  const { program, file } = parseScript(text);
  const body = wholeBody(file);
  if (!body) return text;
  const checker = program.getTypeChecker();
  const used = new Set<string>();
  const found = new Map<string, ts.Identifier[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      used.add(node.text);
      const isMember = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
      const isKey = (ts.isPropertyAssignment(node.parent) || ts.isClassElement(node.parent) || ts.isShorthandPropertyAssignment(node.parent)) && node.parent.name === node;
      if (!isMember && !isKey && builtins.has(node.text) && !symbolOf(node, checker)) found.set(node.text, [...(found.get(node.text) ?? []), node]);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const ofLibrary = found.get(library) ?? [];
  const members = membersOf(ofLibrary);
  const places = new Map<string, ts.Node[]>([...found, [library, ofLibrary.filter(({ parent }) => !members.has(parent.getText()))], ...members]);
  const names = letters.flatMap((first) => letters.map((second) => first.toUpperCase() + second)).filter((name) => !used.has(name));
  const declarations: string[] = [];
  let saved = -"var ;".length;
  const edits: Edit[] = [];
  for (const [builtin, uses] of places) {
    const name = names[0];
    if (name === undefined) break;
    const gain = uses.length * (builtin.length - name.length) - `${name}=${builtin},`.length;
    if (gain <= 0) continue;
    saved += gain;
    names.shift();
    declarations.push(`${name}=${builtin}`);
    for (const use of uses) edits.push({ start: use.getStart(file), end: use.end, text: name });
  }
  if (saved <= 0) return text;
  const start = body.getStart(file) + 1;
  edits.push({ start, end: start, text: `var ${declarations.join(",")};` });
  return edited(text, edits);
}
