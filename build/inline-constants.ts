import ts from "typescript";
import { parseScript, symbolOf, type Edit } from "./parse-script.ts";

function isWritten(name: ts.Identifier): boolean {
  const parent = name.parent;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  }
  if (ts.isBinaryExpression(parent) && parent.left === name) {
    const operator = parent.operatorToken.kind;
    return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
  }
  return (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) && parent.initializer === name;
}

/** The number that an expression of literals, known names and the four operations always has. */
function valueOf(node: ts.Expression, known: (name: ts.Identifier) => number | undefined): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isIdentifier(node)) return known(node);
  if (ts.isParenthesizedExpression(node)) return valueOf(node.expression, known);
  if (!ts.isBinaryExpression(node)) return undefined;
  const left = valueOf(node.left, known);
  const right = valueOf(node.right, known);
  if (left === undefined || right === undefined) return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken: return left + right;
    case ts.SyntaxKind.MinusToken: return left - right;
    case ts.SyntaxKind.AsteriskToken: return left * right;
    case ts.SyntaxKind.SlashToken: return left / right;
    default: return undefined;
  }
}

/** The shortest way to write a number that is zero or more. */
function literal(value: number): string {
  const plain = String(value).replace(/^0\./, ".").replace("e+", "e");
  const zeros = /^(\d+?)(0{3,})$/.exec(plain);
  return zeros ? `${zeros[1]!}e${zeros[2]!.length}` : plain;
}

/** Statements that run when the script is loaded: its own, and those of a function called where it stands. */
function loadedStatements(file: ts.SourceFile): ts.Statement[] {
  const statements = [...file.statements];
  for (const statement of file.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    let callee: ts.Expression = statement.expression.expression;
    while (ts.isParenthesizedExpression(callee)) callee = callee.expression;
    if ((ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) && ts.isBlock(callee.body)) statements.push(...callee.body.statements);
  }
  return statements;
}

/**
 * Writes the value of every constant of a script in its places and takes the constant away. The interpreter searches
 * its names one after the other and keeps each in two variables, so a constant by name costs a board time and memory.
 * Constants are variables of the outermost scope with a finite number, zero or more, that nothing changes.
 */
export function inlineConstants(text: string): string {
  const { program, file } = parseScript(text);
  const checker = program.getTypeChecker();
  const uses = new Map<ts.Symbol, ts.Identifier[]>();
  const collect = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const symbol = symbolOf(node, checker);
      if (symbol) uses.set(symbol, [...(uses.get(symbol) ?? []), node]);
    }
    ts.forEachChild(node, collect);
  };
  collect(file);

  const values = new Map<ts.Symbol, number>();
  const edits: Edit[] = [];
  for (const statement of loadedStatements(file)) {
    if (!ts.isVariableStatement(statement)) continue;
    const declarations = statement.declarationList.declarations;
    const kept: ts.VariableDeclaration[] = [];
    for (const declaration of declarations) {
      const symbol = ts.isIdentifier(declaration.name) ? checker.getSymbolAtLocation(declaration.name) : undefined;
      const value = declaration.initializer && valueOf(declaration.initializer, (name) => {
        const known = symbolOf(name, checker);
        return known && values.get(known);
      });
      const places = symbol && uses.get(symbol)?.filter((name) => name !== declaration.name);
      const isConstant = value !== undefined && Number.isFinite(value) && value >= 0 && symbol?.declarations?.length === 1;
      if (!places || !isConstant || places.some((name) => isWritten(name) || ts.isShorthandPropertyAssignment(name.parent))) {
        kept.push(declaration);
        continue;
      }
      values.set(symbol, value);
      for (const name of places) {
        const start = name.getStart(file);
        const written = literal(value);
        // After a question mark, a point would make another operator of it.
        edits.push({ start, end: name.end, text: written.startsWith(".") && text[start - 1] === "?" ? `0${written}` : written });
      }
    }
    if (kept.length === declarations.length) continue;
    // The declarations that stay are edited inside, so only what is between them goes.
    let from = statement.getStart(file);
    kept.forEach((declaration, index) => {
      edits.push({ start: from, end: declaration.getStart(file), text: index === 0 ? "var " : "," });
      from = declaration.end;
    });
    edits.push({ start: from, end: statement.end, text: kept.length > 0 ? ";" : "" });
  }
  // Uses inside declarations that went are gone with them.
  edits.sort((a, b) => a.start - b.start || b.end - a.end);
  let result = "";
  let at = 0;
  for (const edit of edits) {
    if (edit.start < at) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
