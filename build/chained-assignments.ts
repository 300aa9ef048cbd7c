import ts from "typescript";
import { rewritten, type Edit } from "./parse-script.ts";

/** A field of something named, set to a constant: `e.b=0`, `e.b.c=0`. */
interface Setting { start: number; end: number; target: string; value: string }

/** Whether it is the same wherever it is read, and cannot be changed through one of several names: a number, a truth value, a global constant. */
function isConstant(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return isConstant(node.operand);
  return ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword || (ts.isIdentifier(node) && node.text === "NaN");
}

/** Whether reading it does nothing else: names only. */
function isPath(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword || (ts.isPropertyAccessExpression(node) && isPath(node.expression));
}

/** @param part a statement, or an operand of commas */
function settingOf(part: ts.Statement | ts.Expression | undefined): Setting | undefined {
  const expression = part && ts.isExpressionStatement(part) ? part.expression : part;
  if (!part || !expression || !ts.isBinaryExpression(expression)) return undefined;
  const { left, operatorToken, right } = expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(left) || !isConstant(right)) return undefined;
  if (!isPath(left.expression)) return undefined;
  return { start: part.getStart(), end: part.end, target: left.getText(), value: right.getText() };
}

/** @returns the settings of a run as assignments, one for each value */
function chains(run: readonly Setting[]): string[] {
  const targets = new Map<string, string[]>();
  for (const { target, value } of run) targets.set(value, [...(targets.get(value) ?? []), target]);
  return [...targets].map(([value, all]) => `${all.join("=")}=${value}`);
}

/** @returns what a row of commas holds, from the left */
function operandsOf(node: ts.Expression): ts.Expression[] {
  return isComma(node) ? [...operandsOf(node.left), node.right] : [node];
}

function isComma(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken;
}

/**
 * Writes `e.b=0;e.c=1;e.d=0;` as `e.b=e.d=0;e.c=1;`, and the same with commas.
 * @param text  a finished, minified script
 */
export function chainedAssignments(text: string): string {
  const chain = (parts: readonly (ts.Statement | ts.Expression)[], join: (chained: string[]) => string): Edit[] => {
    const edits: Edit[] = [];
    let run: Setting[] = [];
    for (const part of [...parts, undefined]) {
      const setting = settingOf(part);
      // One that is set twice in a row keeps its last value, and one is set before a field of it is.
      if (setting && !run.some(({ target }) => `${setting.target}.`.startsWith(`${target}.`))) {
        run.push(setting);
        continue;
      }
      if (run.length > 1) edits.push({ start: run[0]!.start, end: run.at(-1)!.end, text: join(chains(run)) });
      run = setting ? [setting] : [];
    }
    return edits;
  };
  return rewritten(text, (node) => {
    if (ts.isBlock(node) || ts.isSourceFile(node)) return chain(node.statements, (chained) => chained.map((one) => `${one};`).join(""));
    return isComma(node) && !isComma(node.parent) ? chain(operandsOf(node), (chained) => chained.join(",")) : [];
  });
}
