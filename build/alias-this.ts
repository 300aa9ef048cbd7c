import ts from "typescript";
import { rewritten, type Edit } from "./parse-script.ts";

/** Names for the alias, the bundler's most used last. */
const names = [..."tsienarohlcpuvmgdfbwkyxzjqTSIENAROHLCPUVMGDFBWKYXZJQ_$"];

type Method = ts.MethodDeclaration | ts.ConstructorDeclaration;

/** Every `this` that is the method's own: arrow functions share it, other functions and classes have theirs. */
function ownThis(method: Method): number[] {
  const found: number[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) found.push(node.getStart());
    if (ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) || ts.isClassLike(node) || ts.isObjectLiteralElementLike(node) && ts.isMethodDeclaration(node)) return;
    ts.forEachChild(node, visit);
  };
  visit(method.body!);
  return found;
}

function identifiersIn(node: ts.Node, into: Set<string>): Set<string> {
  if (ts.isIdentifier(node)) into.add(node.text);
  ts.forEachChild(node, (child) => void identifiersIn(child, into));
  return into;
}

function editsFor(method: Method): Edit[] {
  const uses = ownThis(method);
  const taken = identifiersIn(method, new Set());
  const name = names.find((one) => !taken.has(one));
  const { statements } = method.body!;
  // Before a class's own constructor has called its parent's, there is no `this`.
  const first = statements[statements[0]?.getText().startsWith("super(") ? 1 : 0];
  if (name === undefined || first === undefined) return [];
  const joins = ts.isVariableStatement(first) && (first.declarationList.flags & ts.NodeFlags.Let) !== 0;
  const at = joins ? first.declarationList.declarations[0]!.getStart() : first.getStart();
  const text = joins ? `${name}=this,` : `let ${name}=this;`;
  if (uses.length * ("this".length - name.length) <= text.length) return [];
  return [{ start: at, end: at, text }, ...uses.map((start) => ({ start, end: start + "this".length, text: name }))];
}

/**
 * Gives each method in which it saves room a name of one letter for `this`: a board keeps its code as text.
 * @param text  a finished, minified script
 */
export function aliasThis(text: string): string {
  return rewritten(text, (node) => {
    const isMethod = ts.isMethodDeclaration(node) && ts.isClassLike(node.parent) || ts.isConstructorDeclaration(node);
    return isMethod && node.body ? editsFor(node) : [];
  });
}
