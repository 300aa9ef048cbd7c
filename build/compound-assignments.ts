import ts from "typescript";
import { rewritten } from "./parse-script.ts";

/** Operators that have an assignment of their own. */
const operators = new Set([
  ts.SyntaxKind.PlusToken, ts.SyntaxKind.MinusToken, ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken, ts.SyntaxKind.AmpersandToken, ts.SyntaxKind.BarToken,
]);

/** Whether reading it twice and once are the same: names, numbers, and what is made of them. */
function isPlain(node: ts.Node): boolean {
  if (ts.isIdentifier(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(node)) return isPlain(node.expression);
  if (ts.isElementAccessExpression(node)) return isPlain(node.expression) && isPlain(node.argumentExpression);
  return ts.isBinaryExpression(node) && operators.has(node.operatorToken.kind) && isPlain(node.left) && isPlain(node.right);
}

/** The leftmost operand of a chain of operators as strong as the given one, and the operator after it. */
function leading(node: ts.Expression): { operand: ts.Expression; operator: ts.BinaryOperatorToken } | undefined {
  if (!ts.isBinaryExpression(node) || !operators.has(node.operatorToken.kind)) return undefined;
  return { operand: node.left, operator: node.operatorToken };
}

/**
 * Writes `a[i]=a[i]+b` as `a[i]+=b`: shorter, and one look-up less for an interpreter that reads its code as text.
 * Only where the right-hand side is one operation on the very same place, so that nothing is computed in another order.
 * @param text  a finished, minified script
 */
export function compoundAssignments(text: string): string {
  return rewritten(text, (node) => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || ts.isIdentifier(node.left)) return [];
    const first = leading(node.right);
    if (!first || first.operand.getText() !== node.left.getText() || !isPlain(node.left)) return [];
    // From the target's end over the repeated operand to what follows its operator.
    return [{ start: node.left.end, end: first.operator.end, text: first.operator.getText() + "=" }];
  });
}
