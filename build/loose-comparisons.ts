import ts from "typescript";
import { rewritten } from "./parse-script.ts";

const looser: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: "==",
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: "!=",
};

/** A number, with its sign or without, or a string that is not empty. */
function isLiteral(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.MinusToken && isLiteral(node.operand);
  return ts.isNumericLiteral(node) || (ts.isStringLiteral(node) && node.text.length > 0);
}

/**
 * Writes `a===5` as `a==5`: shorter, and the interpreter compares the types of both sides first for the longer one.
 * Only against a literal: the compiler has refused to compare it with anything of another type but null and undefined,
 * and neither of those equals one.
 * @param text  a finished, minified script
 */
export function looseComparisons(text: string): string {
  return rewritten(text, (node) => {
    if (!ts.isBinaryExpression(node)) return [];
    const { left, operatorToken, right } = node;
    const looserToken = looser[operatorToken.kind];
    return looserToken && (isLiteral(left) || isLiteral(right)) ? [{ start: operatorToken.getStart(), end: operatorToken.end, text: looserToken }] : [];
  });
}
